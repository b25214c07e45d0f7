"""Where campaigns meet Wagtail: who answers below their addresses, and the organizer's screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from campaign import action_desk_views, action_views, views
from campaign.models import ActionPage, CampaignPage
from campaign.viewsets import EvidenceViewSet

register_snippet(EvidenceViewSet)

_VIEWS: dict[str, Callable[..., HttpResponseBase]] = {
    "campaign_feed": views.campaign_feed,
    "evidence_file": views.evidence_file,
    "evidence_sums": views.evidence_sums,
    "follow": views.follow,
}
_ACTION_VIEWS: dict[str, Callable[..., HttpResponseBase]] = {
    "": action_views.action,
    "find": action_views.find,
    "write": action_views.write,
    "send": action_views.send,
    "paper": action_views.paper,
    "tick": action_views.tick,
    "results": action_views.results,
    "action_embed": action_views.embed,
}


@hooks.register("before_serve_page", order=100)
def answer_below_a_campaign(
    page: Page, request: HttpRequest, serve_args: Sequence[Any], serve_kwargs: dict[str, Any]
) -> HttpResponseBase | None:
    """Let the view for this address answer; after the check of who may see the page."""
    if not isinstance(page, CampaignPage | ActionPage):
        return None
    rest = dict(serve_kwargs)
    views_here = _ACTION_VIEWS if isinstance(page, ActionPage) else _VIEWS
    view = views_here.get(rest.pop("subaddress", ""))
    return view(request, page, **rest) if view else None


@hooks.register("register_admin_urls")
def action_urls() -> list[URLPattern]:
    """Where the organizer sees what came of an action."""
    here = "actions/<int:action_id>/"
    return [
        path(here, action_desk_views.desk, name="campaign_action"),
        path(f"{here}test/", action_desk_views.test_send, name="campaign_action_test"),
        path(f"{here}figures.csv", action_desk_views.export, name="campaign_action_export"),
        path(f"{here}letters/", action_desk_views.letters, name="campaign_action_letters"),
    ]


@hooks.register("register_page_header_buttons")
def action_button(page: Page, user: Any, next_url: str | None, **view: Any) -> Iterator[Button]:
    """Lead from an action's own screens to what came of it."""
    if isinstance(page.specific, ActionPage) and page.permissions_for_user(user).can_publish():
        address = reverse("campaign_action", args=[page.pk])
        yield Button("What came of it", address, icon_name="mail", priority=15)


@hooks.register("register_log_actions")
def name_log_actions(actions: Any) -> None:
    """Say in the audit log who saw and printed supporters' letters."""
    actions.register_action("campaign.print", "Print letters", "Supporters’ letters printed")
    actions.register_action("campaign.show_letters", "Show letters", "Supporters’ letters shown")
