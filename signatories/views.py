"""The public's pages: sign, see the list, confirm, manage one's own sign-on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from privacy.clients import client_key
from privacy.forms import check_public_post, form_token
from privacy.pages import private_page, public_page
from signatories import public_list, services
from signatories.attestation import CURRENT, PRINT_CURRENT
from signatories.forms import SignOnForm
from signatories.models import SignablePage, SignOn, SignOnSettings
from signatories.own_page import own_facts
from signatories.tokens import Purpose

NAMES_A_PAGE = 100


def sign(request: HttpRequest, page: SignablePage) -> HttpResponseBase:
    """The form; cacheable to see, never to send."""
    if request.method == "POST":
        return sign_sent(request, page)
    return sign_form(request, page)


@public_page(max_age=30)
@require_safe
def sign_form(request: HttpRequest, page: SignablePage) -> HttpResponse:
    """Show the form, or why there is none."""
    now = timezone.now()
    if not page.signing_state(now).is_open:
        return closed(request, Place.of(page), now)
    return form_page(request, Place.of(page), empty_form(page), now)


def empty_form(page: SignablePage) -> SignOnForm:
    """Return the form as a visitor first sees it."""
    return SignOnForm(initial={"kind": "organization"}, prints_people=page.prints_people())


@private_page
@require_http_methods(["POST"])
def sign_sent(request: HttpRequest, page: SignablePage) -> HttpResponse:
    """Take a request; the answer is always the same page, the mail tells the truth."""
    now, place = timezone.now(), Place.of(page)
    if not page.signing_state(now).is_open:
        return closed(request, place, now)
    problem = check_public_post(request, "sign", now)
    form = SignOnForm(request.POST, problem=problem, prints_people=page.prints_people())
    if not form.is_valid():
        return form_page(request, place, form, now)
    try:
        services.submit_sign_on(
            page=page, submission=form.submission(), now=now, client=client_key(request)
        )
    except services.SigningRefused as refusal:
        form.add_error(None, str(refusal))
        return form_page(request, place, form, now)
    return sent(request, place)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is signed: below its own address, or below a private link to it."""

    page: SignablePage
    text_url: str  # where the text stands
    form_url: str
    is_private: bool = False
    mailbox_domain: str = ""  # of the mailbox that was invited

    @classmethod
    def of(cls, page: SignablePage) -> Place:
        """The public place."""
        url = page.get_url() or "/"
        return cls(page, url, f"{url}sign/")

    def context(self) -> dict[str, Any]:
        """What every page about signing needs."""
        return {
            "page": self.page,
            "text_url": self.text_url,
            "form_url": self.form_url,
            "is_private": self.is_private,
            "mailbox_domain": self.mailbox_domain,
            "settings_here": SignOnSettings.current(),
        }


def sent(request: HttpRequest, place: Place) -> HttpResponse:
    """Say where to look now; the same whatever became of the request."""
    return render(request, "signatories/check_mailbox.html", place.context())


def form_page(request: HttpRequest, place: Place, form: SignOnForm, now: datetime) -> HttpResponse:
    """Show the form at `place`."""
    context = {
        **place.context(),
        "form": form,
        "rows": form.rows,
        "complaints": form.complaints if form.is_bound else [],
        "text": services.text_shown(page=place.page, now=now),
        "state": place.page.signing_state(now, private=place.is_private),
        "attestation": CURRENT.sentence.rstrip("."),
        "print_sentence": PRINT_CURRENT.sentence,
        "form_token": form_token("sign", now),
    }
    return render(request, "signatories/sign.html", context)


def closed(request: HttpRequest, place: Place, now: datetime) -> HttpResponse:
    """Say why there is no form."""
    state = place.page.signing_state(now, private=place.is_private)
    return render(request, "signatories/closed.html", {**place.context(), "state": state})


@public_page(max_age=30)
@require_safe
def signatory_list(request: HttpRequest, page: SignablePage) -> HttpResponse:
    """The whole list, a hundred at a time, by group, place or name."""
    names = public_list.listed(page.pk)
    asked = {key: request.GET.get(key, "")[:100] for key in ("group", "place", "q")}
    places = public_list.places(page.pk)
    pairs = places.get(asked["place"], []) if asked["place"] else None
    chosen = public_list.chosen_names(names, group=asked["group"], pairs=pairs, words=asked["q"])
    shown = Paginator(chosen, NAMES_A_PAGE).get_page(request.GET.get("page", "1")[:9])
    groups = public_list.group_counts(page.pk)
    context = {
        "page": page,
        "total": sum(number for *_, number in groups),
        "shown": shown,
        "names": [public_list.public_name(one, people=page.prints_people()) for one in shown],
        "withdrawn": public_list.withdrawn_names(page),
        "asked": asked,
        "groups": groups,
        "places": list(places),
        "text": services.text_shown(page=page, now=timezone.now()),
        "query": _query(asked),
    }
    return render(request, "signatories/signatories.html", context)


def _query(asked: dict[str, str]) -> str:
    """Return the filters as the part of an address that a page number follows."""
    from_filters = HttpRequest().GET.copy()
    from_filters.update({key: value for key, value in asked.items() if value})
    return f"{from_filters.urlencode()}&" if from_filters else ""


@public_page(max_age=30)
@require_safe
def signatories_csv(request: HttpRequest, page: SignablePage) -> HttpResponse:
    """Public facts of the published names, safe to open in a spreadsheet."""
    names = public_list.each_published_name(page.pk, people=page.prints_people())
    lines = public_list.csv_lines(chain(names, public_list.withdrawn_names(page)))
    # Joined at once, so that caches are told its length; the rows themselves are never held.
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{page.slug}-signatories.csv"'
    return response


def no_such_link(request: HttpRequest) -> HttpResponse:
    """One answer for every link that doesn't work, whatever the reason."""
    return render(request, "signatories/no_such_link.html", status=404)


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button; only POST confirms, so mail scanners can't."""
    now = timezone.now()
    sign_on = services.find_sign_on(token=token, purpose=Purpose.CONFIRM, now=now)
    if sign_on is None:
        return no_such_link(request)
    context = _own_context(sign_on, now, "confirm")
    if request.method == "POST":
        context["problem"] = check_public_post(request, "confirm", now)
        if not context["problem"]:
            if not services.confirm_sign_on(token=token, now=now):
                return no_such_link(request)
            sign_on.refresh_from_db()
            context["own"] = own_facts(sign_on, now=now)
            return render(request, "signatories/confirmed.html", context)
    return render(request, "signatories/confirm.html", context)


def _own_context(sign_on: SignOn, now: datetime, purpose: str) -> dict[str, Any]:
    return {
        "sign_on": sign_on,
        "own": own_facts(sign_on, now=now),
        "form_token": form_token(purpose, now),
        "settings_here": SignOnSettings.current(),
    }
