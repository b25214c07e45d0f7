"""The reviewer's screens: the list of requests, one request, organizations."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import django_filters
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, TitleColumn
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import IndexView, InspectView, SnippetViewSet

from signatories import desk, desk_views, services
from signatories.models import SignOn, SignOnContact
from signatories.public_list import place_name
from signatories.review import reviews


class ReviewPolicy(ModelPermissionPolicy):
    """Who may change sign-ons decides on them; nobody adds or deletes one by hand."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Return whether `user`'s groups allow `action`."""
        return action not in ("add", "delete") and super().user_has_permission(user, action)


def _pages_with_sign_ons(request: HttpRequest | None) -> Any:
    return Page.objects.filter(sign_ons__isnull=False).distinct().order_by("title")


class SignOnFilter(WagtailFilterSet):
    """By letter, status, kind and source."""

    page = django_filters.ModelChoiceFilter(queryset=_pages_with_sign_ons, label="Letter")

    rule = django_filters.BooleanFilter(
        "decision_rule", label="Decided by the rule", method="by_rule"
    )

    asks = django_filters.BooleanFilter(
        "requested_name", label="Signer asks for a correction", method="by_asking"
    )

    class Meta:
        model = SignOn
        fields: ClassVar = ["page", "status", "kind", "source", "rule", "asks"]

    def by_asking(self, chosen: Any, name: str, value: bool) -> Any:
        """Return those whose signers ask for a correction, or the others."""
        asking = SignOn.objects.asking_for_a_change().values("pk")
        return chosen.filter(pk__in=asking) if value else chosen.exclude(pk__in=asking)

    def by_rule(self, chosen: Any, name: str, value: bool) -> Any:
        """Return what the rule decided, or what it didn't."""
        return chosen.exclude(decision_rule="") if value else chosen.filter(decision_rule="")


class DoubtsColumn(Column):
    """What the mailbox says of a request, and each reason to look at it, as a list."""

    cell_template_name = "signatories/admin/doubts.html"

    def get_cell_context_data(self, instance: SignOn, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "review": getattr(instance, "review", None)}


def _queue() -> dict[str, Any]:
    """Return what waits for a reviewer, by letter; three queries."""
    waiting = SignOn.objects.waiting_for_review()
    letters = list(
        waiting.order_by("page__title", "page_id")
        .values("page_id", "page__title")
        .annotate(number=Count("pk"))
    )
    first = waiting.order_by("submitted_at", "pk").values_list("pk", flat=True).first()
    return {
        "letters": letters,
        "waiting": sum(letter["number"] for letter in letters),
        "first_url": desk_views.inspect_address(first) if first else "",
        "asking": SignOn.objects.asking_for_a_change().count(),
    }


def _review_mark(name: str, sign_on: SignOn) -> str:
    return str(getattr(getattr(sign_on, "review", None), name, ""))


class SignOnIndexView(IndexView):
    """Requests with what is needed to judge them."""

    @cached_property
    def columns(self) -> list[Any]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet"),
            TitleColumn(
                "printed_name",
                label="Claimed name",
                get_url=self.get_inspect_url,
                get_title_id=lambda sign_on: f"snippet_{quote(sign_on.pk)}_title",
                sort_key="claimed_name",
            ),
            Column("website", label="Website", accessor="website_domain"),
            DoubtsColumn("doubts", label="Mailbox, and why to look"),
            Column(
                "duplicates",
                label="Possible duplicates (of 100)",
                accessor=partial(_review_mark, "duplicates_mark"),
            ),
            *self._told_elsewhere(),
            DateColumn("submitted_at", label="Submitted", sort_key="submitted_at"),
        ]

    def _told_elsewhere(self) -> list[Any]:
        """Return the columns that a filter would make say the same on every row."""
        letter = Column("page", label="Letter", accessor="page.title")
        status = Column("status", label="Status", accessor="get_status_display", sort_key="status")
        asked = self.request.GET
        return [] + [letter] * (not asked.get("page")) + [status] * (not asked.get("status"))

    @property
    def header_more_buttons(self) -> list[Button]:
        """Wagtail's own, and the way to decide on many by what they have in common."""
        buttons: list[Button] = super().header_more_buttons
        if self.user_has_permission("change"):
            address = reverse("sign_ons_together")
            buttons.append(Button("Decline together", address, icon_name="cross", priority=50))
        return buttons

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        shown = context["object_list"]
        judged = reviews(list(shown))
        for sign_on in shown:
            sign_on.review = judged[sign_on.pk]
        return {**context, "queue": _queue()}


class SignOnInspectView(InspectView):
    """One request; a POST shows the contact and leaves a line in the log."""

    page_title = "Review"

    def get_page_subtitle(self) -> str:
        """Return nothing: the name stands in the page."""
        return ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the person who signed."""
        if not self.user_has_permission("change"):
            raise PermissionDenied
        contact = services.contact_for_review(sign_on=self.object, by=self.request.user)
        response: HttpResponse = self.render_to_response(
            self.get_context_data(contact=contact, asked=True)
        )
        response["Cache-Control"] = "no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        sign_on: SignOn = self.object
        judged = reviews([sign_on])[sign_on.pk]
        return {
            **context,
            "sign_on": sign_on,
            "review": judged,
            "ground": judged.ground,
            "place": place_name(sign_on.country, sign_on.region),
            "can_decide": self.user_has_permission("change"),
            "can_be_decided": sign_on.status == SignOn.Status.VERIFIED,
            "can_be_undone": sign_on.status in desk.DECIDED,
            "can_be_person": sign_on.status in ("verified", "approved"),
            "can_print_person": _waits_to_be_printed(sign_on),
            "to_print": _to_print(sign_on),
            "entries": sign_on.desk_entries.select_related("written_by"),
            "next_url": self._next_url(sign_on),
        }

    def _next_url(self, sign_on: SignOn) -> str:
        following = desk.next_waiting(page_id=sign_on.page_id, after=sign_on.pk)
        return desk_views.inspect_address(following) if following else ""


def _waits_to_be_printed(sign_on: SignOn) -> bool:
    return SignOn.objects.agreeing_to_be_printed().filter(pk=sign_on.pk).exists()


def _to_print(sign_on: SignOn) -> str:
    """Return who is, or would be, printed beside the organization, as they agreed to."""
    if not sign_on.print_consent:
        return ""
    who, what = sign_on.printed_person, sign_on.printed_title
    contact = None if who else SignOnContact.objects.filter(sign_on_id=sign_on.pk).first()
    if contact is not None:
        who, what = contact.name, contact.title
    return ", ".join(part for part in (who, what) if part)


class SignOnViewSet(SnippetViewSet):
    """Review: the first thing in the menu after the pages."""

    model = SignOn
    icon = "tasks"
    menu_label = "Review"
    menu_name = "review"
    menu_order = 120
    add_to_admin_menu = True
    base_url_path = "sign-ons"
    list_per_page = 150
    ordering: ClassVar = ["submitted_at", "pk"]
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = SignOnIndexView
    inspect_view_class = SignOnInspectView
    inspect_template_name = "signatories/admin/inspect.html"
    index_template_name = "signatories/admin/review.html"
    filterset_class = SignOnFilter
    search_fields: ClassVar = ["claimed_name", "website_domain"]
    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("display_name"), FieldPanel("scope"), FieldPanel("country"), "region"],
            heading="As it is printed",
        )
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """The list without anybody's contact: nothing sealed is opened for it."""
        return SignOn.objects.select_related("page")

    @cached_property
    def menu_url(self) -> str:
        return f"{reverse(self.get_url_name('list'))}?status={SignOn.Status.VERIFIED}"
