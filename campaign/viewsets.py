"""The organizer's list of documents."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet

from campaign.models import Evidence


class EvidenceViewSet(SnippetViewSet):
    """Documents and how they were obtained: what isn't published yet stands first."""

    model = Evidence
    icon = "doc-full"
    menu_label = "Evidence"
    menu_name = "evidence"
    menu_order = 130
    add_to_admin_menu = True
    base_url_path = "evidence"
    index_template_name = "campaign/admin/evidence.html"
    ordering: ClassVar = ["published", "-obtained_on", "-pk"]
    list_display: ClassVar = [
        "title",
        Column("campaign", accessor="campaign.title"),
        Column("obtained", accessor="obtained_words"),
        Column("form", label="File", accessor="form_words"),
        BooleanColumn("published"),
    ]
    list_filter: ClassVar = ["campaign", "published", "way"]
    search_fields: ClassVar = ["title", "source"]
    copy_view_enabled = False
    panels: ClassVar = [
        FieldPanel("campaign"),
        FieldPanel("title"),
        FieldPanel("summary"),
        # A plain field: Wagtail's would link to the stored file, which only the site's view gives.
        FieldPanel("file", widget=forms.FileInput),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("way"), FieldPanel("obtained_on")]),
                FieldPanel("source"),
                FieldPanel("redactions"),
            ],
            heading="How it was obtained",
        ),
        FieldPanel("published"),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Every document with its campaign."""
        return Evidence.objects.select_related("campaign")
