"""The logo's part of a signer's own page."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from privacy.pages import private_page
from signatories import own_logo, services
from signatories.logos import MOST_BYTES, UnusableLogo
from signatories.tokens import Purpose


def send(request: HttpRequest, token: str, now: datetime) -> str:
    """Take the picture that was sent; return what is to be said.

    Raises:
        ValueError: with a sentence for the signer.
    """
    sent = request.FILES.get("logo")
    if sent is None:
        raise UnusableLogo("Choose the file that holds the logo.")
    # One byte more than may be is enough to refuse it; a larger file isn't read.
    kept = own_logo.send_logo(token=token, data=sent.read(MOST_BYTES + 1), now=now)
    return "A reviewer looks at the logo; until then only you see it." if kept else ""


def take_back(request: HttpRequest, token: str, now: datetime) -> str:
    """Erase the picture."""
    gone = own_logo.take_back_logo(token=token, now=now)
    return "The logo is erased." if gone else ""


@private_page
@require_safe
def picture(request: HttpRequest, token: str) -> HttpResponse:
    """The signer's own logo, for whoever holds the link."""
    sign_on = services.find_sign_on(token=token, purpose=Purpose.MANAGE, now=timezone.now())
    latest = own_logo.own_logo(sign_on).latest if sign_on else None
    if latest is None:
        return render(request, "signatories/no_such_link.html", status=404)
    response = HttpResponse(bytes(latest.content), content_type="image/png")
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
