"""The signer's own page: what we hold, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from privacy.forms import check_public_post, form_token
from privacy.pages import private_page
from privacy.text import clean_address
from signatories import own_logo_views, own_wishes, services
from signatories.attestation import PRINT_CURRENT
from signatories.models import SignOn, SignOnSettings
from signatories.own_logo import own_logo
from signatories.own_page import everything_held, own_facts
from signatories.status import STANDING
from signatories.tokens import Purpose

Wish = Callable[[HttpRequest, str, datetime], str]


def _rename(request: HttpRequest, token: str, now: datetime) -> str:
    name = request.POST.get("name", "")
    changed = own_wishes.request_name(token=token, name=name, now=now)
    return "A reviewer reads the new name; the present one stays until then." if changed else ""


def _updates(request: HttpRequest, token: str, now: datetime) -> str:
    wanted = bool(request.POST.get("updates"))
    own_wishes.choose_updates(token=token, wanted=wanted, now=now)
    return "We write to you when there is an answer." if wanted else "We send you no updates."


def _person(request: HttpRequest, token: str, now: datetime) -> str:
    wanted = bool(request.POST.get("person"))
    if not own_wishes.choose_printing(token=token, wanted=wanted, now=now):
        return ""
    if not wanted:
        return "Your name and title are not printed any more."
    return "Kept. Your name and title are printed once a reviewer has read them."


WISHES: dict[str, Wish] = {
    "name": _rename,
    "updates": _updates,
    "person": _person,
    "logo": own_logo_views.send,
    "no-logo": own_logo_views.take_back,
}


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """What we hold of one sign-on; POST does one thing with it, to withdraw if none is named."""
    now = timezone.now()
    sign_on = services.find_sign_on(token=token, purpose=Purpose.MANAGE, now=now)
    if sign_on is None:
        return render(request, "signatories/no_such_link.html", status=404)
    problem = done = wish = ""
    if request.method == "POST":
        problem = check_public_post(request, "manage", now)
        wish = request.POST.get("wish", "withdraw")
        if not problem and wish in ("withdraw", "erase"):
            return _leave(request, token, sign_on, wish, now)
        if not problem and wish in WISHES:
            try:
                done = WISHES[wish](request, token, now)
            except ValueError as error:
                problem = str(error)
            sign_on.refresh_from_db()
    context = {
        "sign_on": sign_on,
        "own": own_facts(sign_on, now=now),
        "form_token": form_token("manage", now),
        "settings_here": SignOnSettings.current(),
        "problem": problem,
        "done": done,
        "wish": wish,
        "print_sentence": PRINT_CURRENT.sentence,
        "can_change": sign_on.status in STANDING,
        "can_withdraw": sign_on.status in STANDING,
        "data_url": f"{request.path}data.json",
        "own_logo": own_logo(sign_on),
        "token": token,
    }
    return render(request, "signatories/manage.html", context)


def _leave(
    request: HttpRequest, token: str, sign_on: SignOn, wish: str, now: datetime
) -> HttpResponse:
    """Withdraw the signature, or erase its signer; both end what the page can do."""
    context = {"sign_on": sign_on, "own": own_facts(sign_on, now=now)}
    if wish == "withdraw":
        services.withdraw_sign_on(token=token, now=now)
        sign_on.refresh_from_db()
        return render(request, "signatories/withdrawn.html", context)
    own_wishes.erase_me(token=token, now=now)
    sign_on.refresh_from_db()
    return render(request, "signatories/erased.html", context)


@private_page
@require_safe
def manage_data(request: HttpRequest, token: str) -> HttpResponse:
    """The same as a file."""
    now = timezone.now()
    sign_on = services.find_sign_on(token=token, purpose=Purpose.MANAGE, now=now)
    if sign_on is None:
        return render(request, "signatories/no_such_link.html", status=404)
    response = JsonResponse(everything_held(sign_on), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = 'attachment; filename="sign-on.json"'
    return response


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request: HttpRequest) -> HttpResponse:
    """Send the links to a mailbox; the answer is the same whether it has signed anything."""
    now = timezone.now()
    context = {"form_token": form_token("lost", now), "email": request.POST.get("email", "")}
    if request.method == "POST":
        context["problem"] = check_public_post(request, "lost", now)
        if not context["problem"]:
            try:
                own_wishes.send_links(address=clean_address(context["email"]), now=now)
                return render(request, "signatories/lost_sent.html")
            except ValueError as error:
                context["problem"] = str(error)
    return render(request, "signatories/lost.html", context)
