"""What a private link opens: the text, the answers to an invitation, the sign-on form.

GET changes nothing, not even "opened": mail scanners open links, so only a button says it.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from privacy.clients import client_key
from privacy.forms import check_public_post, form_token
from privacy.pages import private_page
from signatories import invitation_answers as answers
from signatories import services
from signatories.forms import SignOnForm
from signatories.invitation_status import OPEN
from signatories.invited_form import InvitedForm, board_day
from signatories.private_access import Reader, find_reader
from signatories.views import Place, closed, empty_form, form_page, no_such_link, sent

TOO_OFTEN = "This link was used very often in the last hour. Try again later."


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponseBase:
    """The letter and the three answers of the organization that was invited."""
    now = timezone.now()
    reader = find_reader(token=token, personal=True, now=now)
    if reader is None:
        return no_such_link(request)
    problem = ""
    if request.method == "POST":
        problem = _answered(request, reader, now)
        if not problem:
            said_yes = request.POST.get("answer") == "yes"
            there = "signatories:invited_sign" if said_yes else "signatories:invited"
            return redirect(there, token=token)
    return _reading_page(request, reader, now, problem)


def _answered(request: HttpRequest, reader: Reader, now: datetime) -> str:
    """Keep an answer; return a sentence if it can't be kept."""
    problem = check_public_post(request, "invited", now)
    if problem or reader.invitation is None:
        return problem
    if not reader.may_answer(now):
        return TOO_OFTEN
    pk, answer = reader.invitation.pk, request.POST.get("answer", "")
    try:
        if answer == "board":
            day, today = board_day(request.POST.get("until", "")), timezone.localdate(now)
            answers.answer_board(invitation_id=pk, until=day, today=today, now=now)
        elif answer == "no":
            answers.answer_no(invitation_id=pk, reason=request.POST.get("reason", ""), now=now)
        else:
            answers.mark_opened(invitation_id=pk, now=now)
    except ValueError as error:
        return str(error)
    return ""


def _reading_page(
    request: HttpRequest, reader: Reader, now: datetime, problem: str = ""
) -> HttpResponse:
    page, one = reader.page, reader.invitation
    soft, hard = page.deadlines()
    hidden = page.is_hidden(now)
    context = {
        "page": page,
        "invitation": one,
        "mark": reader.mark() if hidden else "",
        "names": not hidden or page.private_names,
        "files_url": request.path if hidden else page.get_url() or "/",
        "sign_url": f"{request.path}sign/",
        "soft": soft if soft and now < soft else None,
        "hard": hard if hard and now < hard else None,
        "is_private": hidden,
        "state": page.signing_state(now, private=True),
        "can_answer": one is not None and one.status != one.Status.YES,
        "is_waiting": one is not None and one.status in OPEN,
        "today": timezone.localdate(now),
        "problem": problem,
        "typed": request.POST.get("reason", "")[:1_000],
        "form_token": form_token("invited", now),
    }
    return render(request, "signatories/reading.html", context)


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def invited_sign(request: HttpRequest, token: str) -> HttpResponseBase:
    """The sign-on form of an invited organization; no confirmation from the invited mailbox."""
    now = timezone.now()
    reader = find_reader(token=token, personal=True, now=now)
    if reader is None or reader.invitation is None:
        return no_such_link(request)
    place = _place(reader, reverse("signatories:invited", args=[token]), now)
    if not reader.page.signing_state(now, private=True).is_open:
        return closed(request, place, now)
    if request.method != "POST":
        form = InvitedForm(invitation=reader.invitation, prints_people=reader.page.prints_people())
        return form_page(request, place, form, now)
    problem = check_public_post(request, "sign", now)
    form = InvitedForm(
        request.POST,
        invitation=reader.invitation,
        problem=problem or ("" if reader.may_answer(now) else TOO_OFTEN),
        prints_people=reader.page.prints_people(),
    )
    return _sent_by_invited(request, reader, place, form, now)


def _sent_by_invited(
    request: HttpRequest, reader: Reader, place: Place, form: InvitedForm, now: datetime
) -> HttpResponse:
    if not form.is_valid():
        return form_page(request, place, form, now)
    try:
        answers.answer_yes(
            invitation_id=form.invitation.pk,
            submission=form.submission(),
            now=now,
            client=client_key(request),
        )
    except services.SigningRefused as refusal:
        form.add_error(None, str(refusal))
        return form_page(request, place, form, now)
    return sent(request, place)


@private_page
@require_safe
def private(request: HttpRequest, token: str) -> HttpResponseBase:
    """The letter, for those who have its general link; its own address once it is public."""
    now = timezone.now()
    reader = find_reader(token=token, personal=False, now=now)
    if reader is None:
        return no_such_link(request)
    if not reader.page.is_hidden(now):
        return redirect(reader.page.get_url() or "/")
    return _reading_page(request, reader, now)


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def private_sign(request: HttpRequest, token: str) -> HttpResponseBase:
    """The sign-on form below the general link: as the public one, confirmed by mail."""
    now = timezone.now()
    reader = find_reader(token=token, personal=False, now=now)
    if reader is None:
        return no_such_link(request)
    place = _place(reader, reverse("signatories:private", args=[token]), now)
    if not reader.page.signing_state(now, private=True).is_open:
        return closed(request, place, now)
    if request.method != "POST":
        return form_page(request, place, empty_form(reader.page), now)
    problem, people = check_public_post(request, "sign", now), reader.page.prints_people()
    form = SignOnForm(request.POST, problem=problem, prints_people=people)
    if not form.is_valid():
        return form_page(request, place, form, now)
    try:
        services.submit_sign_on(
            page=reader.page,
            submission=form.submission(),
            now=now,
            client=client_key(request),
            private=True,
        )
    except services.SigningRefused as refusal:
        form.add_error(None, str(refusal))
        return form_page(request, place, form, now)
    return sent(request, place)


def _place(reader: Reader, url: str, now: datetime) -> Place:
    domain = reader.invitation.mailbox_domain if reader.invitation else ""
    return Place(reader.page, url, f"{url}sign/", is_private=True, mailbox_domain=domain)
