"""A campaign: one cause, what it asks, what was written and done for it, and how it ended."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.fields import RichTextField
from wagtail.models import Page

from campaign.actions import ActionPage, ActionParagraph
from campaign.addresses import WithSubaddresses
from campaign.campaign_parts import CampaignDemand, CampaignPartner, Ending, PressMention
from campaign.endings import close_letters
from campaign.evidence import Evidence
from campaign.listing import ListedLetter, letters_below
from campaign.story import story_of
from campaign.supporters import ReportedContact, SupporterDelivery, SupporterMessage
from campaign.totals import totals
from campaign.updates import Follower, UpdatePage

__all__ = [
    "ActionPage",
    "ActionParagraph",
    "CampaignDemand",
    "CampaignIndexPage",
    "CampaignPage",
    "CampaignPartner",
    "Evidence",
    "Follower",
    "ListedLetter",
    "PressMention",
    "ReportedContact",
    "SupporterDelivery",
    "SupporterMessage",
    "UpdatePage",
    "letters_below",
    "totals",
]

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class CampaignIndexPage(Page):
    """The list of campaigns; its slug is `campaigns`."""

    lead = models.TextField(blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, "lead"]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["campaign.CampaignPage"]
    max_count_per_parent = 1
    show_in_menus_default = True
    private_page_options: ClassVar[list[str]] = []  # the public site has no sign-in
    template = "campaign/index.html"

    class Meta:
        verbose_name = "list of campaigns"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        campaigns = CampaignPage.objects.live().public()
        context["campaigns"] = campaigns.child_of(self) if self.path else campaigns.none()
        return context


class CampaignPage(WithSubaddresses, Ending):  # type: ignore[django-manager-missing]
    """One cause: what it is about, its letters, what they ask and where that stands."""

    since = models.DateField(
        null=True, blank=True, help_text="When it began; only month and year are shown."
    )
    lead = models.TextField(blank=True, help_text="What it is about, in two or three sentences.")
    body = RichTextField(blank=True, features=TEXT_FEATURES)
    press_email = models.EmailField(
        "address for journalists", blank=True, help_text="Shown to everyone."
    )
    press_phone = models.CharField("number for journalists", max_length=40, blank=True)

    subaddresses = (
        (r"feed", "campaign_feed"),
        (r"follow", "follow"),
        (r"evidence/(?P<number>[1-9][0-9]{0,8})/[\w-]+\.[a-z]{3}", "evidence_file"),
        (r"evidence/sha256\.txt", "evidence_sums"),
    )
    parent_page_types: ClassVar[list[str]] = ["campaign.CampaignIndexPage"]
    subpage_types: ClassVar[list[str]] = [
        "letters.LetterPage",
        "campaign.ActionPage",
        "campaign.UpdatePage",
    ]
    private_page_options: ClassVar[list[str]] = []  # the public site has no sign-in
    template = "campaign/campaign.html"
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title"),
                    FieldPanel("since"),
                    FieldPanel("lead"),
                    FieldPanel("body"),
                    InlinePanel("partners", heading="Who leads, partners", label="Organization"),
                ],
                heading="Campaign",
            ),
            ObjectList(
                [InlinePanel("demand_rows", heading="What we ask", label="Demand")],
                heading="Demands",
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("press_email"), FieldPanel("press_phone")]),
                    InlinePanel("press", heading="In the press", label="Article"),
                ],
                heading="Press",
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("result"), FieldPanel("ended_on")]),
                            FieldPanel("closing_statement"),
                            FieldPanel("won"),
                        ],
                        heading="How it ended",
                    )
                ],
                heading="Ending",
            ),
            ObjectList(Page.promote_panels, heading="Promote"),
            ObjectList(Page.settings_panels, heading="Settings"),
        ]
    )

    class Meta:
        verbose_name = "campaign"

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Store it. An ending that is live closes its letters, whichever way it was published."""
        saved = super().save(*args, **kwargs)
        # What is stored counts: saving a draft stores only that there is one.
        if type(self).objects.live().filter(pk=self.pk).exclude(result="").exists():
            close_letters(below=self, now=timezone.now())
        return saved

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["story"] = story_of(self, now=timezone.now())
        return context
