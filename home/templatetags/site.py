"""The frame of the site, for `base.html`."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from wagtail.models import Page

from home.frame import Frame, frame_for
from home.share_markup import Places, head_html
from home.sharing import Shared, shared

register = template.Library()


@register.simple_tag(takes_context=True)
def site_frame(context: dict[str, Any]) -> Frame:
    """Return what stands around the page; works without a request or a site."""
    return frame_for(context.get("request"))


@register.simple_tag(takes_context=True)
def page_shared(context: dict[str, Any]) -> Shared | None:
    """Return what may be said of the page elsewhere; nothing of a preview or a private page.

    Nor of addresses below the page, such as its list or its forms: what is shared is the page.
    """
    page, request = context.get("page"), context.get("request")
    if not isinstance(page, Page) or request is None or getattr(request, "is_preview", False):
        return None
    if request.path != page.get_url(request):
        return None
    return shared(page.specific, now=timezone.now())


@register.simple_tag
def share_head(page: Shared, site_name: str) -> SafeString:
    """Return the tags in the head by which others make a card of the page."""
    return head_html(Places(page), site_name)
