"""The organizer's screens: officials, and the bodies and districts of their offices."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, TitleColumn
from wagtail.admin.widgets import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, InspectView, SnippetViewSet

from officials import desk, services
from officials.filters import OfficialFilter
from officials.models import Body, Channel, District, ImportRun, Official

OVERWRITTEN = (
    "<p>Names, offices and addresses that an import gave are overwritten by the next import of the "
    "same source. A salutation, a language and addresses that you add stay.</p>"
)


class NeverDeleted(ModelPermissionPolicy):
    """Officials, bodies and districts stay on record; people are marked inactive instead."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Return whether `user`'s groups allow `action`."""
        return action != "delete" and super().user_has_permission(user, action)


class ReadOnly(ModelPermissionPolicy):
    """Lines that imports leave: people look at them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Return whether `user` may look."""
        return action == "view" and bool(super().user_has_permission(user, action))


class OfficialIndexView(IndexView):
    """Who is on record, with what needs somebody first."""

    @cached_property
    def columns(self) -> list[Any]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet"),
            TitleColumn(
                "name",
                label="Name",
                get_url=self.get_inspect_url,
                get_title_id=lambda official: f"snippet_{quote(official.pk)}_title",
                sort_key="sort_key",
            ),
            Column("held", label="Office"),
            Column("ways", label="Reached by"),
            Column("standing", label="Status", sort_key="is_active"),
            Column("source", label="Source", accessor="get_source_display", sort_key="source"),
        ]

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = list(super().header_buttons)
        if self.add_url:
            upload = reverse("officials_upload")
            buttons.append(HeaderButton("Upload a list", url=upload, icon_name="upload"))
        return buttons

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        desk.describe(list(context["object_list"]))
        now = timezone.now()
        context["needs"] = desk.needs(now=now, today=timezone.localdate(now))
        return context


class OfficialInspectView(InspectView):
    """One official; a POST stops an address, or uses it again."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Stop the channel that a button named, with the reason given, or use it again."""
        if not self.user_has_permission("change"):
            raise PermissionDenied
        named = request.POST.get("channel", "")
        mine = Channel.objects.filter(official=self.object, pk=named if named.isdecimal() else 0)
        for channel in mine:
            now = timezone.now()
            if "again" in request.POST:
                services.use_channel_again(channel_id=channel.pk, by=request.user, now=now)  # type: ignore[arg-type]
            else:
                reason = request.POST.get("reason", "")[:200] or "Stopped by hand."
                services.stop_channel(
                    channel_id=channel.pk,
                    reason=reason,
                    now=now,
                    by=request.user,  # type: ignore[arg-type]
                )
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        official: Official = self.object
        desk.describe([official])
        every = Channel.objects.filter(official=official)
        return {
            **context,
            "official": official,
            "offices": official.offices.select_related("body", "district"),
            "channels": every.filter(ended_at=None),
            "ended": every.exclude(ended_at=None).count(),
            "memberships": official.memberships.select_related("target_list"),
            "last_read": ImportRun.objects.filter(source=official.source).first(),
            "may_change": self.user_has_permission("change"),
        }


class BodyChooserViewSet(SnippetChooserViewSet):
    """Offers the bodies on record, and to add one."""

    form_fields: ClassVar = ["name", "kind"]


class DistrictChooserViewSet(SnippetChooserViewSet):
    """Offers the districts on record, and to add one."""

    form_fields: ClassVar = ["body", "name", "division"]


class OfficialViewSet(SnippetViewSet):
    """Officials on record."""

    model = Official
    icon = "user"
    menu_label = "Officials"
    menu_order = 100
    list_per_page = 50
    ordering: ClassVar = ["sort_key", "pk"]
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = OfficialIndexView
    inspect_view_class = OfficialInspectView
    index_template_name = "officials/admin/officials.html"
    inspect_template_name = "officials/admin/official.html"
    filterset_class = OfficialFilter
    search_fields: ClassVar = ["name", "party", "offices__title", "offices__body__name"]
    panels: ClassVar = [
        HelpPanel(OVERWRITTEN),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("honorific"), FieldPanel("family_name")]),
        MultiFieldPanel(
            [FieldPanel("salutation"), FieldPanel("language"), FieldPanel("party"), "website"],
            heading="How to write to them",
        ),
        InlinePanel(
            "offices",
            heading="Offices",
            label="Office",
            panels=[
                FieldRowPanel([FieldPanel("title"), FieldPanel("body")]),
                FieldRowPanel([FieldPanel("begins_on"), FieldPanel("ends_on")]),
                FieldRowPanel([FieldPanel("district"), FieldPanel("is_current")]),
            ],
        ),
        InlinePanel(
            "channels",
            heading="Ways to reach them",
            label="Address or number",
            panels=[
                FieldRowPanel([FieldPanel("kind"), FieldPanel("value")]),
                FieldRowPanel([FieldPanel("label"), FieldPanel("found_at"), FieldPanel("as_of")]),
            ],
        ),
        InlinePanel(
            "areas",
            heading="Stands for postal codes",
            label="Beginning of postal codes",
            panels=[FieldRowPanel([FieldPanel("prefix"), FieldPanel("country")])],
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Everybody, each once however many offices match a search."""
        return Official.objects.distinct()


class BodyViewSet(SnippetViewSet):
    """Bodies that offices belong to."""

    model = Body
    icon = "home"
    menu_label = "Bodies"
    menu_order = 300
    copy_view_enabled = False
    chooser_viewset_class = BodyChooserViewSet
    list_display: ClassVar = ["name", "get_kind_display", "jurisdiction", "get_source_display"]
    list_filter: ClassVar = ["kind", "source"]
    search_fields: ClassVar = ["name", "jurisdiction"]
    panels: ClassVar = ["name", "kind", "jurisdiction"]


class DistrictViewSet(SnippetViewSet):
    """Districts, to be chosen for an office."""

    model = District
    icon = "site"
    menu_label = "Districts"
    menu_order = 400
    copy_view_enabled = False
    chooser_viewset_class = DistrictChooserViewSet
    list_display: ClassVar = ["name", "body", "division"]
    list_filter: ClassVar = ["body"]
    search_fields: ClassVar = ["name", "division", "body__name"]
    panels: ClassVar = ["body", "name", "division"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With their bodies, which the list names."""
        return District.objects.select_related("body")


class ImportRunViewSet(SnippetViewSet):
    """What was imported, when, and what it changed."""

    model = ImportRun
    icon = "history"
    menu_label = "Imports"
    menu_order = 500
    copy_view_enabled = False
    panels: ClassVar[list[Any]] = []
    list_display: ClassVar = [
        TitleColumn("get_source_display", label="Source"),
        Column("name", label="File or folder"),
        Column("changed", label="What changed"),
        Column("problems", label="Not read"),
        Column("ran_by", label="By"),
        DateColumn("ran_at", label="When"),
    ]
    list_filter: ClassVar = ["source"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With who ran them."""
        return ImportRun.objects.select_related("ran_by")
