"""Where campaigns meet Wagtail: who answers below their addresses, and the organizer's screens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from campaign import views
from campaign.endings import close_letters
from campaign.models import CampaignPage
from campaign.viewsets import EvidenceViewSet

register_snippet(EvidenceViewSet)

_VIEWS: dict[str, Callable[..., HttpResponseBase]] = {
    "campaign_feed": views.campaign_feed,
    "evidence_file": views.evidence_file,
    "evidence_sums": views.evidence_sums,
    "follow": views.follow,
}


@hooks.register("before_serve_page", order=100)
def answer_below_a_campaign(
    page: Page, request: HttpRequest, serve_args: Sequence[Any], serve_kwargs: dict[str, Any]
) -> HttpResponseBase | None:
    """Let the view for this address answer; after the check of who may see the page."""
    if not isinstance(page, CampaignPage):
        return None
    rest = dict(serve_kwargs)
    view = _VIEWS.get(rest.pop("subaddress", ""))
    return view(request, page, **rest) if view else None


@hooks.register("after_publish_page")
def close_what_has_ended(request: HttpRequest, page: Page) -> None:
    """Close the letters of a campaign whose ending was just published."""
    if isinstance(page, CampaignPage) and page.has_ended:
        close_letters(campaign=page, now=timezone.now())
