"""Addresses by which pages are shown elsewhere: card, frame, code, sheet, and the oEmbed answer.

A page that is not public has none of them, in the same words as a page that never was.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Site

from home.models import SiteSettings
from home.share_cards import WIDTHS, card_data, card_png, card_version, code_svg, sheet_pdf
from home.share_markup import Places, frame_html, oembed_answer
from home.sharing import Shared, shared_at, shared_by_id
from letters.models import LetterSettings
from privacy.pages import public_page

_A_DAY = 86_400


@require_safe
@public_page(max_age=300)
def oembed(request: HttpRequest) -> HttpResponseBase:
    """Answer an oEmbed 1.0 consumer that has the address of a public page; JSON only."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse(
            "Only format=json is answered.\n", status=501, content_type="text/plain"
        )
    url = request.GET.get("url", "")
    room = [request.GET.get(name, "0") for name in ("maxwidth", "maxheight")]
    if not url or not all(one.isascii() and one.isdecimal() and len(one) < 7 for one in room):
        said = "Say url=…, and maxwidth and maxheight as whole numbers.\n"
        return HttpResponseBadRequest(said, content_type="text/plain; charset=utf-8")
    page = shared_at(request, url, now=timezone.now())
    name = SiteSettings.read(Site.find_for_request(request)).name
    answer = JsonResponse(oembed_answer(Places(page), name, (int(room[0]), int(room[1]))))
    answer["Access-Control-Allow-Origin"] = "*"
    return _for_others(answer)


@require_safe
@public_page(max_age=300)
def card(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """The picture of a page, for those who show links as cards."""
    page = shared_by_id(request, page_id, now=timezone.now())
    width = WIDTHS[1] if request.GET.get("w") == str(WIDTHS[1]) else WIDTHS[0]
    answer = HttpResponse(card_png(card_data(page), width), content_type="image/png")
    answer["ETag"] = f'"{card_version(page)}-{width}"'
    return _for_others(answer)


@require_safe
@public_page()
def frame(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """A page in a frame for other sites; may be framed from anywhere."""
    page = shared_by_id(request, page_id, now=timezone.now())
    return render(request, "home/share_frame.html", {"shared": page})


@require_safe
@public_page(max_age=_A_DAY)
def code(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """A QR code that leads to the page."""
    page = shared_by_id(request, page_id, now=timezone.now())
    return _for_others(HttpResponse(code_svg(page.url), content_type="image/svg+xml"))


@require_safe
@public_page(max_age=300)
def sheet(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """A sheet to print for events, with the code."""
    page = shared_by_id(request, page_id, now=timezone.now())
    paper = LetterSettings.read(Site.find_for_request(request)).paper
    answer = HttpResponse(sheet_pdf(page, paper=paper), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="sheet.pdf"'
    return answer


@require_safe
@public_page()
def share(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """How to pass a page on: links without trackers, what to paste, the code and the sheet."""
    page = shared_by_id(request, page_id, now=timezone.now())
    context = {"shared": page, "ways": list(_ways(page)), "paste": frame_html(Places(page))}
    answer = render(request, "home/share.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _ways(page: Shared) -> Iterator[tuple[str, str]]:
    """Yield names and addresses that take the page elsewhere; none is asked before it is used."""
    title, url = quote(page.title, safe=""), quote(page.url, safe="")
    yield "Email", f"mailto:?subject={title}&body={title}%0A%0A{url}"
    yield "SMS", f"sms:?&body={title}%20{url}"
    yield "WhatsApp", f"https://wa.me/?text={title}%20{url}"
    yield "Telegram", f"https://t.me/share/url?url={url}&text={title}"
    yield "Bluesky", f"https://bsky.app/intent/compose?text={title}%20{url}"


def _for_others(answer: HttpResponse) -> HttpResponse:
    """Let pages of other sites show it."""
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
