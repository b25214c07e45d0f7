"""What stands at a letter's address and below it, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from letters.compose import compose
from letters.document import LetterDocument
from letters.emails import CONTENT_TYPES, attachment_name
from letters.models import LetterPage
from letters.printings import render_file
from letters.public import public_letter
from letters.services import newest_sent, public_document, public_file
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
    sent = newest_sent(page)
    if sent is not None:
        return _file(public_document(sent), public_file(sent, extension), extension)
    document = compose(page, now=timezone.now())
    return _file(document, render_file(document, extension), extension)


@require_safe
@public_page()
def edition_file(
    request: HttpRequest, page: LetterPage, number: str, extension: str
) -> HttpResponse:
    """One edition that was sent; names that were withdrawn since are left out."""
    sent = page.editions.filter(dispatched_at__isnull=False)
    edition = get_object_or_404(sent, number=int(number))
    return _file(public_document(edition), public_file(edition, extension), extension)


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
@public_page()
def letter_embed(request: HttpRequest, page: LetterPage) -> HttpResponse:
    """The count and the way to sign, as a frame for other sites; may be framed from anywhere."""
    shown = public_letter(page, now=timezone.now())
    return render(request, "letters/embed.html", {"page": page, "letter": shown})
