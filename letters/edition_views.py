"""The admin's screens for editions: freeze, approve, dispatch, and the files."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST
from wagtail.log_actions import log

from delivery.models import OutboundMessage
from letters import edition_desk, services
from letters.emails import CONTENT_TYPES, attachment_name
from letters.models import Edition, EditionFile, LetterPage, LetterSettings
from signatories.models import SignOn

View = Callable[..., HttpResponse]


def letter_for(request: HttpRequest, letter_id: int) -> LetterPage:
    """Return the letter, for those who may publish it: 404 and 403 otherwise."""
    letter = get_object_or_404(LetterPage, pk=letter_id)
    if not letter.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return letter


def person(request: HttpRequest) -> User:
    """Return who is signed in; the admin lets nobody else in, and services name a person."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def edition_for(request: HttpRequest, edition_id: int) -> Edition:
    edition = get_object_or_404(Edition.objects.select_related("letter"), pk=edition_id)
    letter_for(request, edition.letter_id)
    return edition


def says_why_not(view: View) -> View:
    """Turn a step that can't be taken into a message on the letter's screen."""

    @wraps(view)
    def answer(request: HttpRequest, **ids: int) -> HttpResponse:
        try:
            return view(request, **ids)
        except services.NotReady as error:
            messages.error(request, str(error))
        letter_id = ids.get("letter_id") or Edition.objects.get(pk=ids["edition_id"]).letter_id
        return redirect("letter_editions", letter_id=letter_id)

    return answer


@require_GET
def editions(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show what the letter needs now, its editions and their ledger."""
    letter = letter_for(request, letter_id)
    found = edition_desk.editions_of(letter)
    newest = found[0] if found else None
    standing = edition_desk.standing_of(
        letter,
        newest,
        user_id=request.user.pk or 0,
        alone_allowed=LetterSettings.for_site(letter.get_site()).one_person_may_approve,
    )
    step = edition_desk.next_step(standing)
    ledgers = [
        (edition, edition_desk.dispatch_rows(edition)) for edition in found if edition.dispatched_at
    ]
    newest_rows = ledgers[0][1] if ledgers and ledgers[0][0] == newest else []
    context: dict[str, Any] = {
        **header(letter, "Editions and delivery"),
        "letter": letter,
        "editions": found,
        "newest": newest,
        "next": step,
        "may_be_replaced": edition_desk.may_be_replaced(standing, step),
        "stages": edition_desk.stages(standing, newest_rows),
        "reviews": _reviews(request, letter),
        "formats": EditionFile.Format.choices,
        "destinations": edition_desk.destinations(newest) if newest else [],
        "ledgers": ledgers,
        "message_address": message_address(request),
    }
    return render(request, "letters/admin/editions.html", context)


def header(letter: LetterPage, name: str) -> dict[str, Any]:
    """Return the names and the way up at the head of the letter's screen called `name`."""
    campaign = letter.get_parent()
    return {
        "header_title": f"{name}: {letter.title}",
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_explore", args=[campaign.pk]), "label": campaign.title},
            {"url": reverse("wagtailadmin_pages:edit", args=[letter.pk]), "label": letter.title},
            {"url": "", "label": name},
        ],
    }


def _reviews(request: HttpRequest, letter: LetterPage) -> dict[str, Any] | None:
    """Return how many sign-ons wait for review and where; None for whoever may not see them."""
    if not request.user.has_perm("signatories.view_signon"):
        return None
    listing = reverse(SignOn.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]
    waiting = SignOn.objects.waiting_for_review().filter(page_id=letter.pk).count()
    return {
        "waiting": waiting,
        "url": f"{listing}?status={SignOn.Status.VERIFIED}&page={letter.pk}",
    }


def message_address(request: HttpRequest) -> str:
    """Return the name of the outbox's screen for one message; empty for whoever may not see it."""
    if not request.user.has_perm("delivery.view_outboundmessage"):
        return ""
    viewset = OutboundMessage.snippet_viewset  # type: ignore[attr-defined]  # set by Wagtail
    return str(viewset.get_url_name("inspect"))


@require_POST
@says_why_not
def freeze(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Freeze the letter as it stands into a new edition."""
    letter = letter_for(request, letter_id)
    edition = services.freeze_edition(letter=letter, by=person(request), now=timezone.now())
    log(
        instance=letter,
        action="letters.freeze",
        user=request.user,
        data={"edition": edition.number},
    )
    messages.success(
        request, f"Edition {edition.number} is frozen. A second person can approve it."
    )
    return redirect("letter_editions", letter_id=letter.pk)


@require_POST
@says_why_not
def approve(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Approve the edition whose digest the approver was shown."""
    edition = edition_for(request, edition_id)
    digest = request.POST.get("digest", "")
    if services.approve_edition(
        edition_id=edition.pk, digest=digest, by=person(request), now=timezone.now()
    ):
        log(
            instance=edition.letter,
            action="letters.approve",
            user=request.user,
            data={"edition": edition.number, "digest": digest},
        )
        messages.success(request, f"Edition {edition.number} is approved. It can be sent.")
    else:
        messages.warning(request, f"Edition {edition.number} was approved already, or has changed.")
    return redirect("letter_editions", letter_id=edition.letter_id)


@require_POST
@says_why_not
def dispatch(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Put one email for each addressee into the outbox."""
    edition = edition_for(request, edition_id)
    if services.dispatch_edition(edition_id=edition.pk, by=person(request), now=timezone.now()):
        log(
            instance=edition.letter,
            action="letters.dispatch",
            user=request.user,
            data={"edition": edition.number},
        )
        messages.success(request, f"Edition {edition.number} is on its way: one email each.")
    else:
        messages.warning(
            request, f"Edition {edition.number} was sent already; nothing was sent again."
        )
    return redirect("letter_editions", letter_id=edition.letter_id)


@require_GET
def file(
    request: HttpRequest, edition_id: int, extension: str, addressee: int | None = None
) -> HttpResponse:
    """Give the edition's file as it was frozen, marked "Not approved" until it is approved."""
    edition = edition_for(request, edition_id)
    position = addressee - 1 if addressee else None
    try:
        document, content = services.staff_printing(edition, extension, position)
    except EditionFile.DoesNotExist:
        raise Http404 from None
    response = HttpResponse(content, content_type=CONTENT_TYPES[extension])
    name = attachment_name(document, extension)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response
