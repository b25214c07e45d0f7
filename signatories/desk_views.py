"""The review desk: buttons beside one request, and the pages behind its mails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from privacy.forms import check_public_post, form_token
from privacy.pages import private_page
from signatories import desk, services
from signatories.models import SignOn
from signatories.own_page import own_facts
from signatories.tokens import Purpose

Step = Callable[[int, User, str], bool]


def _approve(pk: int, by: User, words: str) -> bool:
    done = services.approve_sign_ons(ids=[pk], by=by, ground=words, now=timezone.now())
    return done == 1


def _decline(pk: int, by: User, words: str) -> bool:
    return services.decline_sign_ons(ids=[pk], by=by, reason=words, now=timezone.now()) == 1


def _note(pk: int, by: User, words: str) -> bool:
    desk.write_note(sign_on_id=pk, by=by, words=words, now=timezone.now())
    return True


STEPS: dict[str, tuple[Step, str, str]] = {
    "approve": (
        _approve,
        "Approved.",
        "Not approved: somebody decided, it stands there, its text changed, or it needs a ground.",
    ),
    "decline": (_decline, "Declined; the signer reads why.", "Somebody has decided on it."),
    "undo": (
        lambda pk, by, _: desk.undo_decision(sign_on_id=pk, by=by, now=timezone.now()),
        "Back to review. The signer is told.",
        "Nothing to undo, or its signer has sent another request.",
    ),
    "ask": (
        lambda pk, by, words: desk.ask_signer(
            sign_on_id=pk, by=by, words=words, now=timezone.now()
        ),
        "Asked. The answer will stand in the thread.",
        "No address is kept for this request.",
    ),
    "note": (_note, "Kept.", ""),
    "second": (
        lambda pk, by, words: desk.tell_second_contact(
            sign_on_id=pk, by=by, address=words, now=timezone.now()
        ),
        "Told.",
        "This address was told before.",
    ),
    "person": (
        lambda pk, by, _: desk.turn_into_person(sign_on_id=pk, by=by, now=timezone.now()),
        "Now a person's sign-on, waiting for review. The signer is told.",
        "It is a person's already, or no contact is kept.",
    ),
    "accept-name": (
        lambda pk, by, _: desk.accept_name(sign_on_id=pk, by=by),
        "The corrected name is printed.",
        "The request for it is gone.",
    ),
    "refuse-name": (
        lambda pk, by, _: desk.refuse_name(sign_on_id=pk, by=by),
        "The name stays as it was.",
        "The request for it is gone.",
    ),
    "print-person": (
        lambda pk, by, _: desk.print_person(sign_on_id=pk, by=by),
        "Name and title are printed beside the organization.",
        "They took it back, or their details are erased.",
    ),
}  # fmt: skip


@require_POST
def step(request: HttpRequest, sign_on_id: int, name: str) -> HttpResponse:
    """Take one step on one request, then show it, or the next one that waits."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm("signatories.change_signon"):
        raise PermissionDenied
    sign_on = get_object_or_404(SignOn, pk=sign_on_id)
    take, done, not_done = STEPS[name]
    try:
        changed = take(sign_on.pk, user, request.POST.get("words", ""))
    except ValueError as error:
        messages.error(request, str(error))
        return redirect(inspect_address(sign_on.pk))
    (messages.success if changed else messages.warning)(request, done if changed else not_done)
    following = sign_on.pk
    if changed and "next" in request.POST:
        following = desk.next_waiting(page_id=sign_on.page_id, after=sign_on.pk) or sign_on.pk
    return redirect(inspect_address(following))


def inspect_address(sign_on_id: int) -> str:
    """Return the address of one request on the desk."""
    name = SignOn.snippet_viewset.get_url_name("inspect")  # type: ignore[attr-defined]
    return reverse(name, args=[sign_on_id])


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the question; POST keeps the answer."""
    return _by_link(request, token, Purpose.ANSWER, desk.answer_question, "answer")


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, token: str) -> HttpResponse:
    """GET says who signed for the organization; POST says that this is wrong."""
    return _by_link(request, token, Purpose.OBJECT, desk.object_to, "objection")


def _by_link(
    request: HttpRequest, token: str, purpose: Purpose, act: Callable[..., bool], page: str
) -> HttpResponse:
    now = timezone.now()
    sign_on = services.find_sign_on(token=token, purpose=purpose, now=now)
    if sign_on is None:
        return render(request, "signatories/no_such_link.html", status=404)
    questions = sign_on.desk_entries.filter(kind="question").order_by("-pk")
    context: dict[str, Any] = {
        "sign_on": sign_on,
        "own": own_facts(sign_on, now=now),
        "question": questions.first() if purpose == Purpose.ANSWER else None,
        "words": request.POST.get("words", ""),
        "form_token": form_token(page, now),
    }
    if request.method == "POST":
        context["problem"] = check_public_post(request, page, now)
        if not context["problem"]:
            try:
                context["done"] = act(token=token, words=context["words"], now=now)
            except ValueError as error:
                context["problem"] = str(error)
    return render(request, f"signatories/{page}.html", context)
