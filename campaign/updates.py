"""Dated posts of a campaign, and who asked to be sent them. Part of `campaign.models`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from campaign.wording import short_date
from privacy.sealing import SealedTextField

_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "image"]


def _today() -> date:
    return timezone.localdate()


class UpdatePageQuerySet(PageQuerySet):
    """Questions about many updates."""

    def shown(self) -> Self:
        """What the public may see, newest first."""
        newest: Self = self.live().public().order_by("-dated", "-pk")
        return newest

    def to_mail(self) -> Self:
        """Live ones that are to go to those who asked, and have not gone."""
        waiting: Self = self.live().public().filter(notify=True, mailed_at=None)
        return waiting


class UpdatePage(Page):
    """One thing that happened, on its day."""

    dated = models.DateField("date", default=_today, help_text="The day on which it happened.")
    lead = models.TextField(
        "in short", max_length=600, help_text="One to three sentences, for the timeline and mail."
    )
    body = RichTextField("the whole of it", blank=True, features=_FEATURES)
    notify = models.BooleanField(
        "send it to those who asked",
        default=True,
        help_text="Within the hour after it is published, once; later changes are not sent.",
    )
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar = PageManager.from_queryset(UpdatePageQuerySet)()
    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title", help_text="What happened, as a sentence without a full stop."),
        FieldRowPanel([FieldPanel("dated"), FieldPanel("notify")]),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["campaign.CampaignPage"]
    subpage_types: ClassVar[list[str]] = []
    private_page_options: ClassVar[list[str]] = []  # the public site has no sign-in
    exclude_fields_in_copy: ClassVar[list[str]] = ["mailed_at"]
    template = "campaign/update.html"

    class Meta:
        verbose_name = "update"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["campaign"] = self.get_parent() if self.path else None
        return context

    @property
    def date_words(self) -> str:
        return short_date(self.dated)


class FollowerQuerySet(models.QuerySet["Follower"]):
    """Questions about those who asked for updates."""

    def confirmed(self) -> Self:
        return self.filter(status=Follower.Status.CONFIRMED)

    def unconfirmed_too_long(self, now: datetime) -> Self:
        """Requests whose link has run out."""
        return self.filter(status=Follower.Status.ASKED, link_expires_at__lte=now)


class Follower(models.Model):
    """A mailbox that asked for a campaign's updates."""

    class Status(models.TextChoices):
        ASKED = "asked", "Waiting for confirmation"
        CONFIRMED = "confirmed", "Gets updates"

    campaign = models.ForeignKey(
        "campaign.CampaignPage", on_delete=models.CASCADE, related_name="followers"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    email = SealedTextField()
    mailbox_pseudonym = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    link_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    link_expires_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = FollowerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "mailbox_pseudonym"], name="campaign_follower_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(confirmed_at__isnull=False),
                name="campaign_follower_confirmed_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Follower {self.pk}, {self.get_status_display()}"
