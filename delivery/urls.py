"""Webhooks of the provider in use, refused while nothing could tell a true one from a false one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps

from anymail.urls import urlpatterns as anymail_patterns
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.urls.resolvers import RoutePattern
from django.views.decorators.csrf import csrf_exempt

app_name = "anymail"  # Anymail looks up its own addresses under this name

View = Callable[..., HttpResponseBase]


def with_secret_only(view: View) -> View:
    """Answer 403 while ANYMAIL_WEBHOOK_SECRET is unset: Anymail itself would take any request."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not settings.ANYMAIL.get("WEBHOOK_SECRET"):
            return HttpResponse("Webhooks are not set up here.\n", "text/plain", status=403)
        return view(request, *args, **kwargs)

    return answer


def _guarded() -> Iterator[URLPattern]:
    for pattern in anymail_patterns:
        if str(pattern.name).endswith(("_tracking_webhook", "_inbound_webhook")):
            make = path if isinstance(pattern.pattern, RoutePattern) else re_path
            yield make(str(pattern.pattern), with_secret_only(pattern.callback), name=pattern.name)


urlpatterns = list(_guarded())
