"""The organizer's screens: target lists, with who on them is reached by what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Case, ProtectedError, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.snippets.views.snippets import (
    DeleteView,
    IndexView,
    InspectView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from officials import desk, services
from officials.filters import TargetListFilter
from officials.models import Source, TargetList, TargetListMember
from officials.viewsets import BodyViewSet, DistrictViewSet, ImportRunViewSet, OfficialViewSet

OWN_LISTS = (
    "<p>Members can also be added from the list of officials: narrow it, mark people, choose “Add "
    "to a list”. The list of a committee is overwritten by the next import of its source.</p>"
)
MAX_SHOWN = 500


class TargetListIndexView(IndexView):
    """Lists, with how their members are reached."""

    @cached_property
    def columns(self) -> list[Any]:
        return [
            TitleColumn("name", label="List", get_url=self.get_inspect_url, sort_key="name"),
            Column("many", label="In office"),
            Column("said", label="Before you write to them"),
            Column("source", label="Source", accessor="get_source_display", sort_key="source"),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        shown = list(context["object_list"])
        covered = desk.coverage_of_lists(shown)
        for one in shown:
            one.many = covered[one.pk].total
            one.said = " ".join(covered[one.pk].lines()) or _nothing_to_say(one)
        return context


def _nothing_to_say(one: Any) -> str:
    if not one.is_active:
        return "Its source no longer knows it: nobody is on it."
    return "All have an email address." if one.many else "Nobody in office is on it."


class TargetListInspectView(InspectView):
    """One list: the picture of how its members are reached, and who they are."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        one: TargetList = self.object
        members = services.members_of(one)
        covered = services.coverage_of(members)
        shown = list(members[:MAX_SHOWN])
        desk.describe(shown)
        roles = dict(
            TargetListMember.objects.filter(target_list=one).values_list("official_id", "role")
        )
        ranks = dict(
            TargetListMember.objects.filter(target_list=one).values_list("official_id", "rank")
        )
        shown.sort(key=lambda official: (ranks.get(official.pk, 32_767), official.sort_key))
        return {
            **context,
            "one": one,
            "covered": covered,
            "shares": desk.shares(covered),
            "lines": covered.lines(),
            "members": [(official, roles.get(official.pk, "")) for official in shown],
            "more": covered.total - len(shown),
            "left": TargetListMember.objects.filter(
                target_list=one, official__is_active=False
            ).count(),
        }


class TargetListDeleteView(DeleteView):
    """Deletes a list, unless something is addressed to it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete it, or say why not."""
        try:
            response: HttpResponse = super().post(request, *args, **kwargs)
        except ProtectedError:
            messages.error(
                request, f"“{self.object}” can’t be deleted: an action is addressed to it."
            )
            return redirect(self.get_success_url())
        return response


class TargetListViewSet(SnippetViewSet):
    """Whom letters and actions are meant for."""

    model = TargetList
    icon = "list-ul"
    menu_label = "Target lists"
    menu_order = 200
    list_per_page = 50
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = TargetListIndexView
    inspect_view_class = TargetListInspectView
    delete_view_class = TargetListDeleteView
    inspect_template_name = "officials/admin/target_list.html"
    filterset_class = TargetListFilter
    search_fields: ClassVar = ["name"]
    ordering: ClassVar = ["from_import", "name", "pk"]
    panels: ClassVar = [
        HelpPanel(OWN_LISTS),
        FieldPanel("name"),
        FieldPanel("whole_body"),
        InlinePanel(
            "members",
            heading="People",
            label="Person",
            panels=[FieldRowPanel([FieldPanel("official"), FieldPanel("role")])],
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Own lists first: the committees of a congress are hundreds."""
        mine = When(source=Source.HAND, then=0)
        return TargetList.objects.annotate(from_import=Case(mine, default=1))


class OfficialsGroup(SnippetViewSetGroup):
    """All of this room in one menu."""

    menu_label = "Officials"
    menu_icon = "user"
    menu_name = "officials"
    menu_order = 140
    items = (OfficialViewSet, TargetListViewSet, BodyViewSet, DistrictViewSet, ImportRunViewSet)
