"""The public's way through an action: find yours, write, read it through, let it go.

No step leaves anything on the server or in a cookie: what was chosen and typed travels in the form.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from campaign import choosing, figures, relaying, targets
from campaign.action_forms import WAY_WORDS, MailboxForm, PlaceForm, TickForm, WriteForm
from campaign.chosen import Chosen, chosen_in
from campaign.models import ActionPage, ReportedContact
from campaign.paper import paper_letter
from campaign.reading import reading_of
from campaign.targets import Target
from campaign.ticks import note_contact
from campaign.writing import Letter
from privacy.clients import client_key
from privacy.forms import check_public_post, form_token
from privacy.pages import private_page, public_page

PURPOSE = "action"


@public_page(max_age=30)
@require_safe
def action(request: HttpRequest, page: ActionPage) -> HttpResponse:
    """Who, why, and the first step."""
    return _first_page(request, page, timezone.now())


def _first_page(
    request: HttpRequest, page: ActionPage, now: datetime, form: PlaceForm | None = None
) -> HttpResponse:
    form = form or PlaceForm()
    phase = page.phase(now)
    context = {
        **_shared(page, now),
        "phase": phase,
        "form": form,
        "rows": form.rows,
        "complaints": form.complaints if form.is_bound else [],
        "groups": choosing.to_pick_from(page) if _picks(page) and phase == "open" else [],
        "paragraphs": [one.text for one in page.paragraphs.all()],
        "numbers": figures.totals(page),
    }
    return render(request, "campaign/action.html", context)


def _picks(page: ActionPage) -> bool:
    return bool(page.finding == ActionPage.Finding.PICK)


def _shared(page: ActionPage, now: datetime) -> dict[str, Any]:
    return {
        "page": page,
        "campaign": page.campaign,
        "form_token": form_token(PURPOSE, now),
        "url": page.url,
    }


def _by_post(
    view: Callable[..., HttpResponse],
) -> Callable[[HttpRequest, ActionPage], HttpResponseBase]:
    """Let a step be taken by a post from our own page, while the action is open.

    Whoever opens its address otherwise is led to the beginning.
    """

    @private_page
    @require_http_methods(["GET", "HEAD", "POST"])
    def answer(request: HttpRequest, /, page: ActionPage, **rest: str) -> HttpResponseBase:
        if request.method != "POST":
            return redirect(page.url)
        now = timezone.now()
        problem = check_public_post(request, PURPOSE, now)
        if page.phase(now) != "open" or problem:
            form = PlaceForm({}, problem=problem) if problem else None
            return _first_page(request, page, now, form)
        return view(request, chosen_in(request, page, now), **rest)

    return wraps(view)(answer)


@_by_post
def find(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """Look a place up, and go on to the letter or ask what only the visitor knows."""
    page, now = chosen.page, chosen.now
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _first_page(request, page, now, form)
    choice = choosing.choice_for(page, form.cleaned_data["postal_code"])
    if not choice.found:
        form.add_error("postal_code", choice.sentence)
        return _first_page(request, page, now, form)
    yours = targets.proof(page, choice.ids, now)
    if choice.questions:
        context = {**_shared(page, now), "choice": choice, "yours": yours}
        return render(request, "campaign/action_choose.html", context)
    proven = frozenset(choice.ids)
    found = Chosen(page, now, list(choice.certain), yours, proven, hint=choice.sentence)
    return _write_page(request, found)


@_by_post
def write(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """The letter: shown, put in another order, or read through before it goes."""
    if "subject" not in request.POST:
        return _write_page(request, chosen)
    form = WriteForm(request.POST, action=chosen.page, problem=chosen.problem)
    reads = request.POST.get("step") == "read"
    if reads and form.is_valid():
        return _read_page(request, chosen, form)
    return _write_page(request, chosen, form, errors=reads)


def _write_page(
    request: HttpRequest, chosen: Chosen, form: WriteForm | None = None, *, errors: bool = True
) -> HttpResponse:
    page = chosen.page
    if form is None:
        form = WriteForm(action=page)
    able = [way for way in page.ways if any(one.can(way) for one in chosen.people)]
    context = {
        **_shared(page, chosen.now),
        "chosen": chosen,
        "problem": chosen.problem,
        "form": form,
        "rows": form.rows,
        "complaints": form.complaints if form.is_bound and errors else [],
        "ways": [(way, *WAY_WORDS[way]) for way in able],
    }
    return render(request, "campaign/action_write.html", context)


def _read_page(
    request: HttpRequest, chosen: Chosen, form: WriteForm, mailbox: MailboxForm | None = None
) -> HttpResponse:
    mailbox = mailbox or MailboxForm(initial={"wants_question": "on"})
    context = {
        **_shared(chosen.page, chosen.now),
        "chosen": chosen,
        "reading": reading_of(chosen.page, chosen.people, form.cleaned_data),
        "carried": _carried(form, chosen),
        "form": mailbox,
        "rows": mailbox.rows,
        "complaints": mailbox.complaints if mailbox.is_bound else [],
        "results": ReportedContact.Result.choices[1:],
    }
    return render(request, "campaign/action_read.html", context)


def _carried(form: WriteForm, chosen: Chosen) -> list[tuple[str, str]]:
    """Return what the next step needs again, as names and values of hidden fields."""
    typed = [(name, str(form.data.get(name, ""))) for name in form.fields]
    return [*typed, ("yours", chosen.yours), *(("to", str(one.pk)) for one in chosen.people)]


@_by_post
def send(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """Take a message to send on; the answer is always the same page, the mail tells the truth."""
    page = chosen.page
    form = WriteForm(request.POST, action=page, problem=chosen.problem)
    if not form.is_valid() or form.cleaned_data["way"] != "relay":
        return _write_page(request, chosen, form)
    mailbox = MailboxForm(request.POST)
    if not mailbox.is_valid():
        return _read_page(request, chosen, form, mailbox)
    draft = relaying.Draft(
        **form.letter_facts,
        email=mailbox.cleaned_data["email"],
        wants_question=bool(mailbox.cleaned_data["wants_question"]),
    )
    try:
        relaying.submit_message(
            action=page,
            draft=draft,
            official_ids=[one.pk for one in chosen.people],
            yours=chosen.proven,
            now=chosen.now,
            client=client_key(request),
        )
    except relaying.WritingRefused as refusal:
        form.add_error(None, str(refusal))
        return _write_page(request, chosen, form)
    return render(request, "campaign/action_sent.html", _shared(page, chosen.now))


@_by_post
def paper(request: HttpRequest, chosen: Chosen, *, extension: str) -> HttpResponse:
    """The letter to one official as a page to print; it is made here and not kept."""
    form = WriteForm(request.POST, action=chosen.page, problem=chosen.problem)
    target = _one_of(request, chosen)
    if not form.is_valid() or target is None:
        return _write_page(request, chosen, form)
    letter = Letter(greeting=target.greeting, closing=chosen.page.closing, **form.letter_facts)
    day = timezone.localdate(chosen.now)
    content, content_type = paper_letter(letter, target, extension, day, page=chosen.page)
    response = HttpResponse(content, content_type=content_type)
    name = content_disposition_header(as_attachment=True, filename=f"letter.{extension}")
    response["Content-Disposition"] = name or "attachment"
    return response


def _one_of(request: HttpRequest, chosen: Chosen) -> Target | None:
    """Return the one of the chosen officials that this step is about."""
    official = choosing.ids_in([request.POST.get("official", "")])
    return next((one for one in chosen.people if one.pk in official), None)


@_by_post
def tick(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """Count what the supporter says they did; keeps nothing of who they are."""
    form, target = TickForm(request.POST), _one_of(request, chosen)
    written = WriteForm(request.POST, action=chosen.page)
    counted = (
        form.is_valid()
        and target is not None
        and note_contact(
            action=chosen.page,
            official_id=target.pk,
            way=form.cleaned_data["way"],
            result=form.cleaned_data["result"],
            now=chosen.now,
            client=client_key(request),
        )
    )
    context = {
        **_shared(chosen.page, chosen.now),
        "target": target if counted else None,
        "others": [one for one in chosen.people if one != target],
        "carried": _carried(written, chosen) if written.is_valid() else [],
    }
    return render(request, "campaign/action_ticked.html", context)


@public_page(max_age=300)
@require_safe
def results(request: HttpRequest, page: ActionPage) -> HttpResponse:
    """What went to each official and what came of it, where the organizer publishes it."""
    if not page.publish_results:
        return redirect(page.url)
    context = {**_shared(page, timezone.now()), "rows": figures.by_official(page)}
    return render(request, "campaign/action_results.html", context)


@public_page(max_age=30)
@require_safe
def embed(request: HttpRequest, page: ActionPage) -> HttpResponse:
    """A frame for other sites: what it is about, and the way to write."""
    context = {
        **_shared(page, timezone.now()),
        "phase": page.phase(timezone.now()),
        "numbers": figures.totals(page),
    }
    return render(request, "campaign/action_embed.html", context)
