"""What stands at a letter's address and below it, for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from letters.compose import compose
from letters.deliveries import deliveries
from letters.document import LetterDocument
from letters.emails import CONTENT_TYPES, attachment_name
from letters.manifest import editions_sent, manifest_json
from letters.models import Edition, EditionFile, LetterPage
from letters.picture_addresses import picture_named
from letters.printings import kept_file, render_file
from letters.public import public_letter, signing_line
from letters.services import newest_sent, public_document, public_printing
from letters.variants import for_addressee
from privacy.pages import public_page
from signatories.models import SignedText


@require_safe
@public_page()
def letter(request: HttpRequest, page: LetterPage) -> HttpResponseBase:
    """The letter itself."""
    answer: HttpResponseBase = page.serve(request)
    return answer


@require_safe
@public_page()
def letter_file(request: HttpRequest, page: LetterPage, extension: str) -> HttpResponse:
    """The newest edition that was sent; before one was, the letter with today's signatories."""
    now = timezone.now()
    sent = newest_sent(page)
    if extension == "json":
        document = public_document(sent) if sent else compose(page, now=now)
        content = render_file(
            document,
            "json",
            status=signing_line(page, now=now),
            editions=editions_sent(page),
            deliveries=[one.as_data() for one in deliveries(page, now=now)],
        )
        return _file(document, content, "json")
    if sent is not None:
        return _file(*public_printing(sent, extension), extension)
    document = compose(page, now=now)
    return _file(document, kept_file(document, extension), extension)


@require_safe
@public_page()
def edition_file(
    request: HttpRequest, page: LetterPage, number: str, extension: str, addressee: str | None
) -> HttpResponse:
    """One edition that was sent, whole or as one addressee got it; without withdrawn names."""
    edition = _sent(page, number)
    position = int(addressee) - 1 if addressee else None
    try:
        document, content = public_printing(edition, extension, position)
    except EditionFile.DoesNotExist:
        raise Http404 from None
    return _file(document, content, extension)


@require_safe
@public_page()
def edition_manifest(request: HttpRequest, page: LetterPage, number: str) -> HttpResponse:
    """The SHA-256 of each file of one edition that was sent, as frozen."""
    content = manifest_json(_sent(page, number))
    return HttpResponse(content, content_type=CONTENT_TYPES["json"])


def _sent(page: LetterPage, number: str) -> Edition:
    sent = page.editions.filter(dispatched_at__isnull=False).select_related("text")
    edition: Edition = get_object_or_404(sent, number=int(number))
    return edition


def _file(document: LetterDocument, content: bytes, extension: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPES[extension])
    # Text and JSON are read in place. Documents are saved; so is the web page, which carries its
    # own style, as no page of the site may.
    disposition = content_disposition_header(
        as_attachment=extension in ("docx", "pdf", "html"),
        filename=attachment_name(document, extension),
    )
    response["Content-Disposition"] = disposition or "attachment"
    return response


@require_safe
@public_page()
def letter_text(request: HttpRequest, page: LetterPage, number: str) -> HttpResponse:
    """The exact bytes of one text that was put before signers."""
    text = get_object_or_404(SignedText, page_id=page.pk, number=int(number))
    response = HttpResponse(text.text.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="text-{text.number}.txt"'
    return response


@require_safe
@public_page(max_age=3600)
def letter_picture(request: HttpRequest, page: LetterPage, name: str) -> HttpResponse:
    """A picture that the letter shows now: of its text, its letterhead or who signed it."""
    picture = picture_named(compose(page, now=timezone.now()), name)
    if picture is None:
        raise Http404
    return HttpResponse(picture.content, content_type=picture.media_type)


@require_safe
@public_page()
def letter_embed(request: HttpRequest, page: LetterPage) -> HttpResponse:
    """The count and the way to sign, as a frame for other sites; may be framed from anywhere."""
    shown = public_letter(page, now=timezone.now())
    return render(request, "letters/embed.html", {"page": page, "letter": shown})


def preview(request: HttpRequest, page: LetterPage, mode: str) -> HttpResponse:
    """The letter's pages as they would be printed now, for its editor; works on unsaved ones.

    `mode` is "pdf", or "pdf-" and the number of the addressee whose own letter it is.
    """
    document = compose(page, now=timezone.now(), preview=True)
    number = mode.partition("-")[2]
    if number.isdecimal() and 0 < int(number) <= len(document.addressees):
        document = for_addressee(document, int(number) - 1)
    response = HttpResponse(kept_file(document, "pdf"), content_type=CONTENT_TYPES["pdf"])
    response["Content-Disposition"] = 'inline; filename="preview.pdf"'
    response["Cache-Control"] = "no-store"
    return response
