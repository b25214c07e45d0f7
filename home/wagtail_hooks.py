"""What holds for every page of the site: what it takes, and who may keep a copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from home.queue_panel import QueuePanel

READING = ("GET", "HEAD", "OPTIONS")
PAGE_SECONDS = 30

Serve = Callable[[Page, HttpRequest, Any, Any], HttpResponse]


@hooks.register("before_serve_page", order=50)
def refuse_posts(
    page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Answer 405 to anything sent to a page itself; its subaddresses decide for themselves."""
    if request.method in READING or "subaddress" in kwargs:
        return None
    refusal = render(request, "405.html", status=405)
    refusal["Allow"] = ", ".join(READING)
    refusal["Cache-Control"] = "no-store"
    return refusal


@hooks.register("on_serve_page")
def let_caches_keep_pages(serve: Serve) -> Serve:
    """Let caches keep a page for half a minute, unless what made it said otherwise."""

    def answer(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        response = serve(page, request, args, kwargs)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = f"public, max-age={PAGE_SECONDS}"
        return response

    return answer


@hooks.register("construct_homepage_panels")
def show_the_queue(request: HttpRequest, panels: list[Component]) -> None:
    """Draw the mail queue for who may see the outbox."""
    if request.user.has_perm("delivery.view_outboundmessage"):
        panels.append(QueuePanel())
