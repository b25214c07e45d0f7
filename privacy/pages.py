"""Who may keep a copy of an answer: everybody for public pages, nobody for private ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def public_page(max_age: int = 30) -> Callable[[View[P]], View[P]]:
    """Let caches keep the view's good answers to GET for `max_age` seconds; others not at all."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            keep = request.method in ("GET", "HEAD") and response.status_code in (
                200,
                301,
                304,
            )
            response["Cache-Control"] = f"public, max-age={max_age}" if keep else "no-store"
            return response

        return answer

    return decorate


def private_page(view: View[P]) -> View[P]:
    """Keep the view's answers out of every cache, and its address out of Referer headers."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer
