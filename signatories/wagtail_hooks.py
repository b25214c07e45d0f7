"""Where this room meets Wagtail: pages' subaddresses, the review, the log, protected pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, re_path, reverse
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.models import register_snippet

from signatories import bulk_views, desk_views, in_and_out_hooks, invitation_views, views
from signatories.bulk_actions import ApproveBulkAction, DeclineBulkAction, WithdrawBulkAction
from signatories.models import OrganizationMerge, SignablePage, SignOn
from signatories.organization_desk import (
    MergeBulkAction,
    MergePolicy,
    MergeViewSet,
    OrganizationViewSet,
)
from signatories.viewsets import ReviewPolicy, SignOnViewSet

register_permission_policy(SignOn, ReviewPolicy(SignOn))
register_snippet(SignOnViewSet)
register_permission_policy(OrganizationMerge, MergePolicy(OrganizationMerge))
register_snippet(OrganizationViewSet)
register_snippet(MergeViewSet)
hooks.register("register_bulk_action", MergeBulkAction)
for action in (ApproveBulkAction, DeclineBulkAction, WithdrawBulkAction):
    hooks.register("register_bulk_action", action)

SUBADDRESS_VIEWS = {
    "sign": views.sign,
    "signatories": views.signatory_list,
    "signatories_csv": views.signatories_csv,
}

LOG_ACTIONS = {
    "signatories.confirm": ("Confirm sign-on", "Confirmed by its signer"),
    "signatories.approve": ("Approve sign-on", "Approved"),
    "signatories.approve_by_rule": ("Approve sign-on by rule", "Approved by the rule"),
    "signatories.decline": ("Decline sign-on", "Declined"),
    "signatories.bulk_decline": ("Decline many sign-ons", "Many declined at once"),
    "signatories.bulk_undo": ("Undo a bulk decision", "Bulk decision undone"),
    "signatories.withdraw": ("Withdraw sign-on", "Withdrawn"),
    "signatories.declare_change": ("Declare a change of words", "Change of words declared"),
    "signatories.agree": ("Agree to a changed text", "Agreed to a changed text"),
    "signatories.undo": ("Undo a decision", "Decision undone: back to review"),
    "signatories.ask": ("Ask the signer", "Signer asked"),
    "signatories.answer": ("Answer the reviewer", "Answered by the signer"),
    "signatories.note": ("Write a note", "Note written"),
    "signatories.second_contact": ("Tell a second contact", "Second contact told"),
    "signatories.object": ("Object to a sign-on", "Objected to by the organization"),
    "signatories.as_person": ("Turn into a person's sign-on", "Turned into a person's sign-on"),
    "signatories.rename": ("Correct the printed name", "Printed name corrected"),
    "signatories.print_consent": ("Choose to be printed", "Choice to be printed changed"),
    "signatories.print_person": ("Print who signed", "Who signed is printed"),
    "signatories.erase": ("Erase a signer's details", "Erased at the signer's wish"),
    "signatories.export_contacts": ("Export contacts", "Contacts exported"),
    "signatories.merge": ("Merge organizations", "Merged"),
    "signatories.undo_merge": ("Undo merge", "Merge undone"),
    "signatories.show_logo": ("Show logo", "Logo shown"),
    "signatories.hide_logo": ("Hide logo", "Logo hidden"),
    "signatories.show_contact": ("Show contact", "Contact shown"),
    "signatories.invite": ("Ask organizations", "Organizations asked to sign"),
    "signatories.revoke_invitation": ("Take back invitation", "Invitation taken back"),
    "signatories.rotate_invitation": ("New invitation link", "Invitation’s link replaced"),
    "signatories.private_link": ("Make private link", "Private link made"),
    "signatories.private_link_revoked": ("Close private link", "Private link closed"),
    **in_and_out_hooks.LOG_ACTIONS,
}


@hooks.register("before_serve_page", order=100)
def serve_subaddress(
    page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]
) -> HttpResponseBase | None:
    """Answer this room's subaddresses, after view restrictions were checked."""
    view = SUBADDRESS_VIEWS.get(kwargs.get("subaddress", ""))
    return view(request, page) if view and isinstance(page, SignablePage) else None


@hooks.register("register_admin_urls")
def invitation_urls() -> list[URLPattern]:
    """Where organizations are asked to sign."""
    page, one = "invitations/<int:page_id>/", "invitation/<int:invitation_id>/<slug:verb>/"
    return [
        path(page, invitation_views.invitations, name="signatories_invitations"),
        path(f"{page}add/", invitation_views.add, name="signatories_invite"),
        path(f"{page}link/", invitation_views.general_link, name="signatories_general_link"),
        path(
            f"{page}invitations.csv", invitation_views.export, name="signatories_invitations_export"
        ),
        path(one, invitation_views.step, name="signatories_invitation_step"),
    ]


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """The buttons beside one request."""
    names = "|".join(desk_views.STEPS)
    address = rf"^sign-on/(?P<sign_on_id>[0-9]+)/(?P<name>{names})/$"
    return [re_path(address, desk_views.step, name="sign_on_step")]


@hooks.register("register_admin_urls")
def bulk_urls() -> list[URLPattern]:
    """Decisions on many requests by what they have in common."""
    there = "sign-ons-together/"
    return [
        path(there, bulk_views.together, name="sign_ons_together"),
        path(f"{there}<int:decision_id>/", bulk_views.decision, name="bulk_decision"),
    ]


@hooks.register("register_page_header_buttons")
def invitations_button(
    page: Page, user: Any, next_url: str | None, **view: Any
) -> Iterator[Button]:
    """Lead from a page's own screens to its invitations."""
    signable = isinstance(page.specific, SignablePage)
    if signable and page.permissions_for_user(user).can_publish():
        address = reverse("signatories_invitations", args=[page.pk])
        yield Button("Invitations", address, icon_name="group", priority=14)


@hooks.register("register_log_actions")
def register_log_actions(registry: LogActionRegistry) -> None:
    """Name the audit lines."""
    for key, (label, message) in LOG_ACTIONS.items():
        registry.register_action(key, label, message)


class WaitingSummary(SummaryItem):
    """On the first screen: how many sign-ons wait for a person."""

    order = 10
    template_name = "signatories/admin/waiting.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        list_name = SignOn.snippet_viewset.get_url_name("list")  # type: ignore[attr-defined]
        return {
            "waiting": SignOn.objects.waiting_for_review().count(),
            "url": f"{reverse(list_name)}?status={SignOn.Status.VERIFIED}",
        }

    def is_shown(self) -> bool:
        policy = policy_registry.get_by_type(SignOn)
        return bool(policy.user_has_any_permission(self.request.user, ["view", "change"]))


@hooks.register("construct_homepage_summary_items")
def add_waiting(request: HttpRequest, items: list[SummaryItem]) -> None:
    items.append(WaitingSummary(request))


@hooks.register("before_delete_page")
def keep_signed_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a page under which, or below which, names stand."""
    return _refusal(request, [page])


@hooks.register("before_bulk_action")
def keep_signed_pages(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """The same for many pages."""
    pages = [page for page in objects if isinstance(page, Page)]
    return _refusal(request, pages) if action_type == "delete" and pages else None


def _refusal(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    below = Q()
    for page in pages:
        below |= Q(page__path__startswith=page.path)
    signed = SignOn.objects.filter(below).select_related("page").order_by("pk").first()
    if signed is None:
        return None
    messages.error(
        request,
        f"“{signed.page.title}” can't be deleted: sign-ons belong to it, and they are the record of"
        " who agreed to which words. You can unpublish it instead.",
    )
    return redirect("wagtailadmin_explore", signed.page.get_parent().pk)
