"""Addresses of the site that are no page: health, privacy, accent, robots."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST
from wagtail.models import Site

from delivery.services import KEEP_DAYS
from home.metrics import exposition
from home.models import SiteSettings
from home.promises import promises
from home.services import Readiness, readiness
from privacy.pages import private_page, public_page
from signatories.models import SignOnSettings

HIDDEN = (  # never worth a robot's visit
    *("/admin/", "/agree/", "/answer/", "/confirm/", "/invited/", "/manage/", "/object/"),
    *("/follow/", "/private/", "/unsubscribe/", "/write/", "/wrote/"),
)


@require_safe
@private_page
def healthz(request: HttpRequest) -> HttpResponseBase:
    """Say that the process answers, and nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@private_page
def readyz(request: HttpRequest) -> HttpResponseBase:
    """Say what works, to staff and to who knows READYZ_TOKEN; to others there is no such page."""
    if not _may_see_readiness(request):
        raise Http404
    found: Readiness = readiness(now=timezone.now())
    return JsonResponse(found.as_data(), status=200 if found.ready else 503)


@require_safe
@private_page
def metrics(request: HttpRequest) -> HttpResponseBase:
    """Give the site's figures to Prometheus, on the terms of /readyz."""
    if not _may_see_readiness(request):
        raise Http404
    return HttpResponse(exposition(now=timezone.now()), content_type=CONTENT_TYPE_LATEST)


def _may_see_readiness(request: HttpRequest) -> bool:
    token = str(getattr(settings, "READYZ_TOKEN", ""))
    shown = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
        return True
    # Without a session cookie nobody is asked for, so that the answer doesn't touch the database.
    return settings.SESSION_COOKIE_NAME in request.COOKIES and bool(
        getattr(request.user, "is_staff", False)
        or request.user.has_perm("wagtailadmin.access_admin")
    )


@require_safe
@public_page(max_age=30)
def privacy(request: HttpRequest) -> HttpResponseBase:
    """Show what is kept, why, who sees it and for how long."""
    site = Site.find_for_request(request)
    sign_ons = SignOnSettings.current()
    kept = promises(
        lead=SiteSettings.read(site).lead_organization,
        confirm_hours=sign_ons.confirm_hours,
        keep_contacts_days=sign_ons.keep_contacts_days,
        keep_mail_days=int(getattr(settings, "DELIVERY_KEEP_DAYS", KEEP_DAYS)),
    )
    return render(request, "home/privacy.html", {"kept": kept})


@require_safe
@public_page(max_age=86_400)
def accent(request: HttpRequest) -> HttpResponseBase:
    """Answer the site's own accent as a stylesheet; its address changes with the colour."""
    chosen = SiteSettings.read(Site.find_for_request(request))
    css = (
        f"@media screen {{ :root {{ --accent: {chosen.accent_light}; }} }}\n"
        "@media screen and (prefers-color-scheme: dark) "
        f"{{ :root {{ --accent: {chosen.accent_dark}; }} }}\n"
    )
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@require_safe
@public_page(max_age=3_600)
def robots(request: HttpRequest) -> HttpResponseBase:
    """Tell robots what is not for them; names no page."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in HIDDEN)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('home:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
