"""The letter's files below a private link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from letters.emails import CONTENT_TYPES, attachment_name
from letters.models import LetterPage
from letters.printings import render_file
from letters.private import private_document
from privacy.pages import private_page
from signatories.services import find_reader


@require_safe
@private_page
def private_file(
    request: HttpRequest, token: str, extension: str, personal: bool
) -> HttpResponseBase:
    """The letter as a file marked for its reader; the public file once the letter is public."""
    now = timezone.now()
    reader = find_reader(token=token, personal=personal, now=now)
    if reader is None or not isinstance(reader.page, LetterPage):
        return render(request, "signatories/no_such_link.html", status=404)
    page = reader.page
    if not page.is_hidden(now):
        return redirect(f"{page.get_url()}letter.{extension}")
    if not reader.may_take_a_file(now):
        return _too_often()
    document = private_document(page, mark=reader.mark(), now=now)
    content = render_file(document, extension)
    response = HttpResponse(content, content_type=CONTENT_TYPES[extension])
    disposition = content_disposition_header(
        as_attachment=extension != "txt", filename=attachment_name(document, extension)
    )
    response["Content-Disposition"] = disposition or "attachment"
    return response


def _too_often() -> HttpResponse:
    sentence = "This link was used very often in the last hour. Try again later.\n"
    response = HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=429)
    response["Retry-After"] = "3600"
    return response
