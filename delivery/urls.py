"""Webhooks of the provider in use, refused while nothing could tell a true one from a false one."""

from __future__ import annotations

from collections.abc import Iterator

from anymail.urls import urlpatterns as anymail_patterns
from django.urls import URLPattern, path, re_path
from django.urls.resolvers import RoutePattern

from delivery.webhooks import guarded

app_name = "anymail"  # Anymail looks up its own addresses under this name


def _guarded() -> Iterator[URLPattern]:
    for pattern in anymail_patterns:
        provider, _, rest = str(pattern.name).rpartition("_webhook")[0].rpartition("_")
        if rest in ("tracking", "inbound"):
            make = path if isinstance(pattern.pattern, RoutePattern) else re_path
            view = guarded(pattern.callback, provider=provider, purpose=rest)
            yield make(str(pattern.pattern), view, name=pattern.name)


urlpatterns = list(_guarded())
