"""Mail that came to a dispatch's reply address: taken as an answer, its files released."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.log_actions import log

from delivery.models import InboundFile
from delivery.services import release_file
from letters.arriving import take_as_answer
from letters.edition_views import letter_for, person
from letters.models import Dispatch, LetterPage


@require_POST
def take(request: HttpRequest, inbound_id: int) -> HttpResponse:
    """Put a mail that was told apart as automatic into the ledger, as an answer."""
    letter = _letter_of(request, Dispatch.objects.filter(message__answers__pk=inbound_id).first())
    if take_as_answer(inbound_id=inbound_id, by=person(request), now=timezone.now()):
        data = {"inbound": inbound_id, "what": "taken as an answer"}
        log(instance=letter, action="letters.ledger", user=request.user, data=data)
        messages.success(request, "It stands as an answer: say what it is.")
    else:
        messages.warning(request, "Nothing changed: it stood so already.")
    return redirect("letter_ledger", letter_id=letter.pk)


@never_cache
@require_http_methods(["GET", "POST"])
def mail_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """POST lets a file out of quarantine; GET gives it as a download once it is out."""
    file = get_object_or_404(InboundFile.objects.select_related("message"), pk=file_id)
    dispatch = Dispatch.objects.filter(message_id=file.message.in_reply_to_id or 0).first()
    letter = _letter_of(request, dispatch)
    if request.method == "POST":
        if release_file(file_id=file.pk, now=timezone.now()):
            data = {"file": file.pk, "sha256": file.sha256}
            log(instance=letter, action="letters.release", user=request.user, data=data)
            messages.success(request, "The file is released: open it with care.")
        return redirect("letter_ledger", letter_id=letter.pk)
    if file.state != InboundFile.State.RELEASED:
        raise Http404
    response = HttpResponse(bytes(file.content), content_type="application/octet-stream")
    disposition = content_disposition_header(as_attachment=True, filename=file.filename)
    response["Content-Disposition"] = disposition or "attachment"
    return response


def _letter_of(request: HttpRequest, dispatch: Dispatch | None) -> LetterPage:
    """Return the letter of a dispatch, for those who may publish it: 404 and 403 otherwise."""
    if dispatch is None:
        raise Http404
    return letter_for(request, dispatch.edition.letter_id)
