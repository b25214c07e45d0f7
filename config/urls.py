"""Addresses; what is below a page's own address is routed by the page (docs/architecture.md)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView, TemplateView
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

# A page's files, such as `letter.pdf`; Wagtail's own pattern knows only addresses that end in "/".
SERVE_FILE = r"^((?:[\w\-]+/)+[\w\-]+\.(?:docx|pdf|html|txt|json|csv|png|jpg))$"

# The address is fixed in the script of wagtail-footnotes; only editors need what it gives.
footnotes_modal = require_admin_access(
    TemplateView.as_view(template_name="wagtail_footnotes/admin/footnotes_modal.html")
)

handler500 = "home.failures.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("footnotes/footnotes_modal/", footnotes_modal, name="footnotes-modal"),
    # Where Wagtail sends people who may not see a document of a private collection.
    path(
        "login/",
        RedirectView.as_view(pattern_name="wagtailadmin_login", query_string=True),
        name="wagtailcore_login",
    ),
    path("anymail/", include("delivery.urls")),
    path("", include("delivery.public")),
    path("", include("signatories.urls")),
    path("", include("letters.urls")),
    path("", include("campaign.urls")),
    path("", include("home.urls")),
    # Public forms carry a signed token of their own and are checked by origin, without a cookie.
    re_path(SERVE_FILE, wagtail_views.serve, name="wagtail_serve_file"),
    re_path(serve_pattern, csrf_exempt(wagtail_views.serve), name="wagtail_serve"),
]
