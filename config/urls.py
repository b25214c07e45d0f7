"""Addresses. Everything below a page's own address is routed by the page, see docs/architecture.md."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

# A page's files, such as `letter.pdf`; Wagtail's own pattern knows only addresses that end in "/".
SERVE_FILE = r"^((?:[\w\-]+/)+[\w\-]+\.(?:docx|pdf|txt|json|csv))$"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("anymail/", include("delivery.urls")),
    path("", include("signatories.urls")),
    path("", include("home.urls")),
    # Public forms carry a signed token of their own and are checked by origin, without a cookie.
    re_path(SERVE_FILE, wagtail_views.serve, name="wagtail_serve_file"),
    re_path(serve_pattern, csrf_exempt(wagtail_views.serve), name="wagtail_serve"),
]

