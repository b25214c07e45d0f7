"""The admin's screen of a letter's ledger, and one step at a time on it."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.log_actions import log

from letters import ledger as services
from letters.edition_views import header, letter_for, message_address, person
from letters.ledger_desk import Ledger, Row, csv_rows, ledger
from letters.ledger_forms import FollowUpForm, NewWayForm, ReadingForm, ResponseForm, WayForm
from letters.models import Correspondence, Dispatch, LedgerFile, Response
from signatories.safe_sheets import safe_cell


@never_cache
@require_GET
def show_ledger(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show what waits, how far the letter is, and every way to every addressee."""
    letter = letter_for(request, letter_id)
    found = ledger(letter, now=timezone.now())
    context: dict[str, Any] = {
        **header(letter, "Ledger"),
        "letter": letter,
        "ledger": found,
        "forms": [_forms(row) for row in found.rows],
        "message_address": message_address(request),
    }
    return render(request, "letters/admin/ledger.html", context)


def _forms(row: Row) -> dict[str, Any]:
    """Return the forms of one addressee, each with its own names on the screen."""
    one, today = row.correspondence, timezone.localdate()
    new_way = NewWayForm(auto_id=f"new-{one.pk}-%s")
    channel = new_way.fields["channel"]
    if isinstance(channel, forms.ChoiceField):
        channel.choices = list(row.free_channels)
    return {
        "row": row,
        "ways": [(way, _way_form(way.dispatch)) for way in row.ways],
        "new_way": new_way if row.free_channels else None,
        "response": ResponseForm(auto_id=f"r-{one.pk}-%s", initial={"received_on": today}),
        "responses": [
            (answer, ReadingForm(auto_id=f"a-{answer.pk}-%s", initial=_reading(answer)))
            for answer in row.responses
        ],
        "follow_up": FollowUpForm(
            auto_id=f"f-{one.pk}-%s",
            initial={"follow_up_on": one.follow_up_on, "shown": one.shown},
        ),
    }


def _reading(answer: Response) -> dict[str, str]:
    return {"kind": answer.kind, "summary": answer.summary}


def _way_form(dispatch: Dispatch) -> WayForm | None:
    if dispatch.message_id is not None:
        return None
    names = ("sent_on", "delivered_on", "failed_on", "reference", "note")
    known = {name: getattr(dispatch, name) for name in names}
    return WayForm(auto_id=f"w-{dispatch.pk}-%s", initial=known)


@never_cache
@require_GET
def ledger_csv(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Give the ledger as a sheet; no spreadsheet takes a cell of it for a formula."""
    letter = letter_for(request, letter_id)
    shown: Ledger = ledger(letter, now=timezone.now())
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in csv_rows(shown))
    response = HttpResponse(buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ledger-{letter.slug}.csv"'
    return response


@require_POST
def add_way(request: HttpRequest, correspondence_id: int) -> HttpResponse:
    """Put the letter on one more channel."""
    one = _correspondence(request, correspondence_id)
    form = NewWayForm(request.POST, request.FILES)

    def step() -> bool:
        proof = form.cleaned_data["proof"]
        facts, channel = form.facts(), form.cleaned_data["channel"]
        now, by = timezone.now(), person(request)
        made = services.add_way(
            correspondence_id=one.pk, channel=channel, facts=facts, by=by, now=now
        )
        if made and proof:
            services.add_file(dispatch=made, file=proof, by=by, now=now)
        return made is not None

    return _done(request, one, form, step, what="way", said="It stands in the ledger.")


@require_POST
def record_way(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """Write down what became of one way."""
    dispatch = get_object_or_404(Dispatch.objects.select_related("correspondence"), pk=dispatch_id)
    one = _correspondence(request, dispatch.correspondence_id)
    if "drop" in request.POST:
        dropped = services.drop_way(dispatch_id=dispatch.pk)
        return _answered(request, one, dropped, "drop", "It no longer stands in the ledger.")
    form = WayForm(request.POST, request.FILES)

    def step() -> bool:
        return services.record_way(
            dispatch_id=dispatch.pk,
            facts=form.facts(),
            proof=form.cleaned_data["proof"],
            by=person(request),
            now=timezone.now(),
        )

    return _done(request, one, form, step, what="way", said="It is written down.")


@require_POST
def record_response(request: HttpRequest, correspondence_id: int) -> HttpResponse:
    """Write down an answer, with its document."""
    one = _correspondence(request, correspondence_id)
    form = ResponseForm(request.POST, request.FILES)

    def step() -> bool:
        made = services.record_response(
            correspondence_id=one.pk, **form.cleaned_data, by=person(request), now=timezone.now()
        )
        return made.pk is not None

    return _done(request, one, form, step, what="answer", said="The answer is written down.")


@require_POST
def read_response(request: HttpRequest, response_id: int) -> HttpResponse:
    """Say what an answer is."""
    response = get_object_or_404(Response, pk=response_id)
    one = _correspondence(request, response.correspondence_id)
    form = ReadingForm(request.POST)

    def step() -> bool:
        return services.read_response(
            response_id=response.pk,
            **form.cleaned_data,
            by=person(request),
            now=timezone.now(),
        )

    return _done(request, one, form, step, what="answer", said="It is written down.")


@require_POST
def follow_up(request: HttpRequest, correspondence_id: int) -> HttpResponse:
    """Set until when an answer is expected, and whether the public reads of it."""
    one = _correspondence(request, correspondence_id)
    form = FollowUpForm(request.POST)

    def step() -> bool:
        later = services.follow_up(correspondence_id=one.pk, on=form.cleaned_data["follow_up_on"])
        shown = services.show(correspondence_id=one.pk, shown=form.cleaned_data["shown"])
        return later or shown

    return _done(request, one, form, step, what="follow_up", said="It is written down.")


@never_cache
@require_GET
def ledger_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """Give a proof or an answer's document as a download; no browser opens it here."""
    together = ("dispatch__correspondence", "response__correspondence")
    found = get_object_or_404(LedgerFile.objects.select_related(*together), pk=file_id)
    owner = found.dispatch or found.response
    if owner is None:
        raise Http404
    letter_for(request, owner.correspondence.letter_id)
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    disposition = content_disposition_header(as_attachment=True, filename=found.filename)
    response["Content-Disposition"] = disposition or "attachment"
    return response


def _correspondence(request: HttpRequest, pk: int) -> Correspondence:
    """Return it, for those who may publish its letter: 404 and 403 otherwise."""
    one = get_object_or_404(Correspondence.objects.select_related("letter"), pk=pk)
    letter_for(request, one.letter_id)
    return one


def _done(
    request: HttpRequest, one: Correspondence, form: forms.Form, step: Any, *, what: str, said: str
) -> HttpResponse:
    """Take the step if the form is sound; say what came of it on the letter's ledger."""
    if not form.is_valid():
        for name, errors in form.errors.items():
            label = form.fields[name].label or name if name in form.fields else ""
            for error in errors:
                messages.error(request, f"{label}: {error}" if label else str(error))
        return _back(one)
    try:
        changed = step()
    except (services.NotRecorded, ValueError) as error:
        messages.error(request, str(error))
        return _back(one)
    return _answered(request, one, changed, what, said)


def _answered(
    request: HttpRequest, one: Correspondence, changed: bool, what: str, said: str
) -> HttpResponse:
    if changed:
        data = {"correspondence": one.pk, "what": what}
        log(instance=one.letter, action="letters.ledger", user=request.user, data=data)
        messages.success(request, said)
    else:
        messages.warning(request, "Nothing changed: it stood so already.")
    return _back(one)


def _back(one: Correspondence) -> HttpResponse:
    return redirect(f"{reverse('letter_ledger', args=[one.letter_id])}#c-{one.pk}")
