"""An action: supporters write to officials about the campaign. Part of `campaign.models`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from campaign.action_panels import action_panels
from campaign.addresses import WithSubaddresses
from campaign.wording import listed
from campaign.writing import PARAGRAPH_LIMIT, SUBJECT_LIMIT
from letters.labels import LANGUAGES

Phase = Literal["not_yet", "open", "closed"]


class ActionPage(WithSubaddresses):
    """Whom supporters write to, why, what they may start from, and by which ways it goes."""

    class Finding(models.TextChoices):
        PLACE = "place", "By postal code, then by district where a code isn’t enough"
        PICK = "pick", "By choosing from the list"

    lead = models.TextField(
        "why now", help_text="In two or three sentences: what is decided, when, by whom."
    )
    body = RichTextField(
        "more about it", blank=True, features=["h3", "bold", "italic", "ol", "ul", "link"]
    )
    target_list = models.ForeignKey(
        "officials.TargetList",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Nobody outside it can be written to.",
    )
    finding = models.CharField(
        "how supporters find theirs", max_length=6, choices=Finding, default=Finding.PLACE
    )
    country = models.CharField(
        "country of the postal codes", max_length=2, default="US", help_text="Such as US."
    )
    constituents_only = models.BooleanField(
        "only who lives in the district may write",
        default=False,
        help_text="They are asked for their postal code; it finds the district and is forgotten.",
    )
    language = models.CharField(
        "language of the message",
        max_length=12,
        choices=LANGUAGES,
        default="en-US",
        help_text="Salutation, date and the letter on paper follow it.",
    )
    subject = models.CharField(max_length=SUBJECT_LIMIT)
    prompt = models.CharField(
        "question for their own sentences",
        max_length=200,
        default="What happened on your street, to your family, at your work?",
    )
    closing = models.CharField(max_length=100, default="With respect,")
    script = models.TextField(
        "what to say by phone",
        max_length=1500,
        blank=True,
        help_text="Five short sentences. Empty: the first paragraphs of the message.",
    )
    by_own_mail = models.BooleanField("from the supporter’s own mail program", default=True)
    by_relay = models.BooleanField("sent by us, after confirmation", default=True)
    by_form = models.BooleanField("through the office’s web form", default=True)
    by_phone = models.BooleanField("by phone", default=True)
    by_paper = models.BooleanField("on paper", default=True)
    most_officials = models.PositiveSmallIntegerField(
        "officials that one person may write to at once",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text="Offices count a mail to everyone as a mail to no one.",
    )
    most_a_day = models.PositiveIntegerField(
        "messages a day that we send",
        default=2_000,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        help_text="What is beyond goes the next day; supporters see when.",
    )
    opens_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty: as soon as it is published."
    )
    closes_at = models.DateTimeField(
        null=True, blank=True, help_text="Nothing is sent on or taken in after it."
    )
    publish_results = models.BooleanField(
        "publish the totals of each official",
        default=False,
        help_text="How many messages went, arrived, and were answered as supporters told us.",
    )

    subaddresses = (
        (r"find", "find"),
        (r"write", "write"),
        (r"send", "send"),
        (r"paper/(?P<extension>pdf|docx)", "paper"),
        (r"tick", "tick"),
        (r"results", "results"),
        (r"embed", "action_embed"),
    )
    parent_page_types: ClassVar[list[str]] = ["campaign.CampaignPage"]
    subpage_types: ClassVar[list[str]] = []
    private_page_options: ClassVar[list[str]] = []  # the public site has no sign-in
    template = "campaign/action.html"
    edit_handler = action_panels()

    class Meta:
        verbose_name = "action: write to officials"

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.opens_at >= self.closes_at:
            raise ValidationError({"closes_at": "It must close after it opens."})
        if not self.ways:
            raise ValidationError({"by_own_mail": "Choose at least one way for messages to go."})
        if self.constituents_only and self.finding != self.Finding.PLACE:
            raise ValidationError({"finding": "Only a postal code can tell who lives where."})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["campaign"] = self.campaign
        return context

    @property
    def ways(self) -> list[str]:
        """The ways that the organizer allows, in the order in which they are offered."""
        return [way for way in WAYS if getattr(self, f"by_{way}")]

    @property
    def ways_words(self) -> str:
        """The ways in words, for a sentence."""
        return listed([WAYS[way] for way in self.ways], "or")

    @property
    def campaign(self) -> Any:
        """The campaign it belongs to; None before it is saved. One query."""
        return self.get_parent().specific if self.path else None

    def phase(self, now: datetime) -> Phase:
        """Whether supporters can write at `now`; closed once the campaign has ended."""
        campaign = self.campaign
        if campaign is not None and campaign.has_ended:
            return "closed"
        if self.closes_at is not None and now >= self.closes_at:
            return "closed"
        return "not_yet" if self.opens_at is not None and now < self.opens_at else "open"


# In the order in which they are offered, with their words.
WAYS = {
    "own_mail": "from your own mail program",
    "relay": "sent by us",
    "form": "through the office’s web form",
    "phone": "by phone",
    "paper": "on paper",
}


class ActionParagraph(Orderable):
    """One paragraph that a supporter may start from."""

    page = ParentalKey(ActionPage, on_delete=models.CASCADE, related_name="paragraphs")
    text = models.TextField(max_length=PARAGRAPH_LIMIT)

    panels: ClassVar = [FieldPanel("text")]

    def __str__(self) -> str:
        return self.text[:60]
