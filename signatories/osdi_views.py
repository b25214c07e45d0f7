"""OSDI: everybody reads what is public; who holds a page's key hands in signatures for review."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from privacy.limits import allow
from privacy.pages import private_page, public_page
from signatories import osdi
from signatories.models import SignOn
from signatories.notices import absolute
from signatories.osdi_keys import find_key
from signatories.osdi_reading import NotOsdi
from signatories.osdi_writing import SignatureRefused, receive_signature

TYPE: Final = "application/hal+json"
MOST_BYTES: Final = 100_000
WRITES_AN_HOUR: Final = 1_000
NOT_FOUND: Final = "There is nothing here."
NO_KEY: Final = (
    "The header OSDI-API-Token holds no key for this petition. "
    "Staff make one below In and out, and may have revoked it."
)


def _answer(resource: dict[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(resource, status=status, content_type=TYPE)


def _nothing() -> HttpResponse:
    return _answer(osdi.error(404, NOT_FOUND), 404)


def _number(request: HttpRequest, name: str, usual: int, most: int) -> int:
    typed = request.GET.get(name, "")[:9]
    return min(max(int(typed), 1), most) if typed.isascii() and typed.isdecimal() else usual


def _page_of(
    request: HttpRequest,
    relation: str,
    total: int,
    shown: Callable[[int, int], Sequence[dict[str, Any]]],
) -> HttpResponse:
    """Answer with one page of a collection; `shown` makes the resources of a slice."""
    per_page = _number(request, "per_page", osdi.PER_PAGE, osdi.MOST_PER_PAGE)
    page = _number(request, "page", 1, max(1, -(-total // per_page)))
    resources = shown((page - 1) * per_page, page * per_page)
    address = absolute(request.path)
    return _answer(
        osdi.collection(relation, address, resources, page=page, per_page=per_page, total=total)
    )


@public_page(max_age=30)
@require_safe
def entry(request: HttpRequest) -> HttpResponse:
    """Where a client begins."""
    return _answer(osdi.entry_point())


@public_page(max_age=30)
@require_safe
def petitions(request: HttpRequest) -> HttpResponse:
    """The letters that anybody may see."""
    pages = osdi.public_pages(timezone.now())

    def shown(start: int, end: int) -> list[dict[str, Any]]:
        return osdi.petitions(pages[start:end])

    return _page_of(request, "osdi:petitions", len(pages), shown)


@public_page(max_age=30)
@require_safe
def petition(request: HttpRequest, page_id: int) -> HttpResponse:
    """One letter."""
    now = timezone.now()
    page = osdi.public_page_of(page_id, now)
    return _answer(osdi.petition(page, now)) if page else _nothing()


@public_page(max_age=30)
@require_safe
def signatures(request: HttpRequest, page_id: int) -> HttpResponse:
    """The published names of a letter, by their number."""
    page = osdi.public_page_of(page_id, timezone.now())
    if page is None:
        return _nothing()
    names = SignOn.objects.published(page.pk).select_related("signed_text").order_by("pk")

    def shown(start: int, end: int) -> list[dict[str, Any]]:
        return [osdi.signature(one) for one in names[start:end]]

    return _page_of(request, "osdi:signatures", names.count(), shown)


@public_page(max_age=30)
@require_safe
def signature(request: HttpRequest, page_id: int, sign_on_id: int) -> HttpResponse:
    """One published name."""
    page = osdi.public_page_of(page_id, timezone.now())
    names = SignOn.objects.published(page.pk if page else 0).select_related("signed_text")
    found = names.filter(pk=sign_on_id).first()
    return _answer(osdi.signature(found)) if found else _nothing()


@public_page(max_age=30)
@require_safe
def organizations(request: HttpRequest) -> HttpResponse:
    """The organizations that stand under a letter that anybody may see."""
    found = osdi.public_organizations(timezone.now())

    def shown(start: int, end: int) -> list[dict[str, Any]]:
        return osdi.organizations(list(found[start:end]))

    return _page_of(request, "osdi:organizations", found.count(), shown)


@public_page(max_age=30)
@require_safe
def organization(request: HttpRequest, organization_id: int) -> HttpResponse:
    """One of them."""
    found = osdi.public_organizations(timezone.now()).filter(pk=organization_id).first()
    return _answer(osdi.organizations([found])[0]) if found else _nothing()


@csrf_exempt
@private_page
@require_POST
def record_signature(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take in a signature for review, from who holds a key for the page; publishes nothing."""
    now = timezone.now()
    key = find_key(request.headers.get("OSDI-API-Token", "")[:200], page_id=page_id)
    if key is None:
        return _answer(osdi.error(401, NO_KEY), 401)
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return _answer(osdi.error(413, f"A signature has {MOST_BYTES:,} bytes at most."), 413)
    subject, hour = str(key.pk), timedelta(hours=1)
    if not allow(kind="osdi", subject=subject, limit=WRITES_AN_HOUR, per=hour, now=now):
        return _answer(osdi.error(429, f"{WRITES_AN_HOUR:,} an hour are taken in. Wait."), 429)
    try:
        receive_signature(key=key, content=request.body, now=now)
    except NotOsdi as wrong:
        return _answer(osdi.error(400, f"What was sent {wrong}."), 400)
    except SignatureRefused as refusal:
        return _answer(osdi.error(400, str(refusal)), 400)
    return _answer(osdi.received(page_id), 202)
