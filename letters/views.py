"""What stands at a letter's address and below it, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from letters.compose import compose
from letters.emails import CONTENT_TYPES, attachment_name
from letters.models import LetterPage
from letters.printings import render_file
from letters.public import public_letter
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
    """The letter as it stands with today's signatories, as a file."""
    document = compose(page, now=timezone.now())
    response = HttpResponse(render_file(document, extension), content_type=CONTENT_TYPES[extension])
    # Text and JSON are read in place; documents are saved.
    disposition = content_disposition_header(
        as_attachment=extension in ("docx", "pdf"), filename=attachment_name(document, extension)
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
