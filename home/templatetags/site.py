"""The frame of the site, for `base.html`."""

from typing import Any

from django import template

from home.frame import Frame, frame_for

register = template.Library()


@register.simple_tag(takes_context=True)
def site_frame(context: dict[str, Any]) -> Frame:
    """Return what stands around the page; works without a request or a site."""
    return frame_for(context.get("request"))
