"""Public forms without a cookie: where a post comes from, and that its form was ours.

No visitor is signed in and no cookie is sent, so a forged post gains nothing but another visitor's
connection; the check keeps other sites from using their visitors that way. It also keeps public
pages cacheable: the token is the same for everybody who loads the page in the same second.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

FORM_TOKEN_FIELD = "form_token"
MAX_AGE = timedelta(hours=24)
_CLOCK_SKEW = timedelta(minutes=5)
_DEFAULT_PORTS = {"http": 80, "https": 443}

ELSEWHERE = "This form was sent from another site. Please open our page and send it from there."
NO_TOKEN = "This form was incomplete when it was sent. Please send it again from this page."
TOO_OLD = "This form was open for more than 24 hours. Please check it and send it again."


def form_token(purpose: str, now: datetime) -> str:
    """Return a signed time for the hidden field `form_token` of the form for `purpose`."""
    return _signer(purpose).sign(str(int(now.timestamp())))


def check_public_post(request: HttpRequest, purpose: str, now: datetime) -> str:
    """Return "" if the post may be acted upon, else the sentence to show above the form.

    The form is shown again with everything the visitor typed and a fresh token.
    """
    if not _from_our_page(request):
        return ELSEWHERE
    return _check_token(request.POST.get(FORM_TOKEN_FIELD, ""), purpose, now)


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"privacy.forms {purpose}")


def _check_token(token: str, purpose: str, now: datetime) -> str:
    try:
        made = int(_signer(purpose).unsign(token))
    except (signing.BadSignature, ValueError):
        return NO_TOKEN
    age = now.timestamp() - made
    if age < -_CLOCK_SKEW.total_seconds():
        return NO_TOKEN
    return TOO_OLD if age > MAX_AGE.total_seconds() else ""


def _from_our_page(request: HttpRequest) -> bool:
    """Return whether the browser's headers say, or don't deny, that our page sent this.

    `Sec-Fetch-Site` can't be set by a page, so it decides where it is sent. `Origin: null` comes
    from our own pages with `no-referrer`, and from the Tor browser: it says nothing, so it counts
    as absent. A client that sends none of the headers is left to the form token.
    """
    site = request.headers.get("Sec-Fetch-Site", "")
    if site in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin", "")
    if origin and origin != "null":
        return _is_ours(request, origin)
    if site:
        return False
    referer = request.headers.get("Referer", "")
    return _is_ours(request, referer) if referer else True


def _is_ours(request: HttpRequest, address: str) -> bool:
    there = _place(address)
    if there is None:
        return False
    try:
        here = _place(f"{request.scheme}://{request.get_host()}")
    except DisallowedHost:
        return False
    # Behind a proxy that ends TLS the scheme may read http; the site's own address settles it.
    return there in (here, _place(str(getattr(settings, "SITE_URL", ""))))


def _place(address: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an address, or None if it isn't one of the web's."""
    try:
        parts = urlsplit(address)
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None
