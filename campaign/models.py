"""A campaign: one cause, the letters written for it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from campaign.listing import ListedLetter, demands_of, letters_below

__all__ = ["CampaignIndexPage", "CampaignPage", "ListedLetter", "letters_below"]

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


class CampaignPage(Page):
    """One cause: what it is about, the letters written for it, what they ask."""

    since = models.DateField(
        null=True, blank=True, help_text="When it began; only month and year are shown."
    )
    lead = models.TextField(blank=True, help_text="What it is about, in two or three sentences.")
    body = RichTextField(blank=True, features=TEXT_FEATURES)

    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("since"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["campaign.CampaignIndexPage"]
    subpage_types: ClassVar[list[str]] = ["letters.LetterPage"]
    private_page_options: ClassVar[list[str]] = []  # the public site has no sign-in
    template = "campaign/campaign.html"

    class Meta:
        verbose_name = "campaign"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["letters"] = letters_below(self, now=timezone.now())
        context["demands"] = demands_of(context["letters"])
        return context
