"""A shown logo, as a file that caches may keep."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from privacy.pages import public_page
from signatories.logo_review import shown_logo

DAY = 86_400  # seconds; the address changes with the content


@public_page(max_age=DAY)
@require_safe
def logo(request: HttpRequest, organization: int, digest: str) -> HttpResponse:
    """Answer with the picture, 404 for what waits or was put away."""
    found = shown_logo(organization_id=organization, digest=digest)
    if found is None:
        raise Http404("There is no such logo.")
    response = HttpResponse(bytes(found.content), content_type="image/png")
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
