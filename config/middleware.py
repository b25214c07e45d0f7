"""Which policy a response carries: strict for the public, Wagtail's needs for the admin.

Outermost, so that redirects, refusals, static files and failures carry it too.
"""

from __future__ import annotations

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase

# The admin's own pages hold inline scripts and styles; nothing in it may come from elsewhere.
ADMIN_DIRECTIVES = {
    "default-src": ["'none'"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "font-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "connect-src": ["'self'"],
    "frame-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'"],  # previews stand in a frame of the admin
}
EMBED_UPDATE = {"frame-ancestors": ["*"]}

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "autoplay", "camera", "display-capture", "geolocation"),
        *("gyroscope", "magnetometer", "microphone", "midi", "payment", "usb"),
    )
)


def area_of(path: str) -> str:
    """Return which policy `path` falls under: "admin", "embed" or "public"."""
    if path.startswith("/admin/"):
        return "admin"
    return "embed" if path.endswith("/embed/") else "public"


def _area(request: HttpRequest) -> str:
    # A preview is answered by a request within the admin's, for the address of the page.
    return "admin" if getattr(request, "is_dummy", False) else area_of(request.path_info)


class PolicyMiddleware(CSPMiddleware):
    """Sets the content security policy by path, and the headers that no other part sets."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        area = _area(request)
        if area == "admin" and not report_only:
            parts.config = parts.config or ADMIN_DIRECTIVES
        if area == "embed" and not report_only:
            parts.replace = {**(parts.replace or {}), **EMBED_UPDATE}
        return parts

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        area = _area(request)
        if area == "embed":
            response.headers.pop("X-Frame-Options", None)  # it can't say "anywhere"
        else:
            response["X-Frame-Options"] = "SAMEORIGIN" if area == "admin" else "DENY"
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if area == "admin" or response.status_code >= 400:
            response.headers.setdefault("Cache-Control", "no-store")
        answer: HttpResponseBase = super().process_response(request, response)
        return answer
