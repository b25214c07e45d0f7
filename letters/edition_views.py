"""The admin's screens for editions: freeze, approve, dispatch, and the files."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST
from wagtail.log_actions import log

from letters import edition_desk, services
from letters.document_store import from_data
from letters.emails import CONTENT_TYPES, attachment_name
from letters.models import Edition, EditionFile, LetterPage, LetterSettings
from signatories.models import SignOn

View = Callable[..., HttpResponse]


def _letter_for(request: HttpRequest, letter_id: int) -> LetterPage:
    """Return the letter, for those who may publish it: 404 and 403 otherwise."""
    letter = get_object_or_404(LetterPage, pk=letter_id)
    if not letter.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return letter


def _person(request: HttpRequest) -> User:
    """Return who is signed in; the admin lets nobody else in, and services name a person."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _edition_for(request: HttpRequest, edition_id: int) -> Edition:
    edition = get_object_or_404(Edition.objects.select_related("letter"), pk=edition_id)
    _letter_for(request, edition.letter_id)
    return edition


def _says_why_not(view: View) -> View:
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
    letter = _letter_for(request, letter_id)
    found = edition_desk.editions_of(letter)
    settings = LetterSettings.for_site(letter.get_site())
    context: dict[str, Any] = {
        "letter": letter,
        "header_title": letter.title,
        "breadcrumbs_items": [
            {
                "url": reverse("wagtailadmin_explore", args=[letter.get_parent().pk]),
                "label": "Letters",
            },
            {"url": reverse("wagtailadmin_pages:edit", args=[letter.pk]), "label": letter.title},
            {"url": "", "label": "Editions and delivery"},
        ],
        "editions": found,
        "newest": found[0] if found else None,
        "next": edition_desk.next_step(
            found[0] if found else None,
            user_id=request.user.pk or 0,
            alone_allowed=settings.one_person_may_approve,
            published=SignOn.objects.published(page_id=letter.pk).count(),
        ),
        "formats": EditionFile.Format.choices,
        "destinations": edition_desk.destinations(found[0]) if found else [],
        "ledgers": [
            (edition, edition_desk.dispatch_rows(edition))
            for edition in found
            if edition.dispatched_at
        ],
    }
    return render(request, "letters/admin/editions.html", context)


@require_POST
@_says_why_not
def freeze(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Freeze the letter as it stands into a new edition."""
    letter = _letter_for(request, letter_id)
    edition = services.freeze_edition(letter=letter, by=_person(request), now=timezone.now())
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
@_says_why_not
def approve(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Approve the edition whose digest the approver was shown."""
    edition = _edition_for(request, edition_id)
    digest = request.POST.get("digest", "")
    if services.approve_edition(
        edition_id=edition.pk, digest=digest, by=_person(request), now=timezone.now()
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
@_says_why_not
def dispatch(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Put one email for each addressee into the outbox."""
    edition = _edition_for(request, edition_id)
    if services.dispatch_edition(edition_id=edition.pk, by=_person(request), now=timezone.now()):
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
def file(request: HttpRequest, edition_id: int, extension: str) -> HttpResponse:
    """Give the edition's file exactly as it was frozen."""
    edition = _edition_for(request, edition_id)
    found = get_object_or_404(edition.files, format=extension)
    response = HttpResponse(bytes(found.content), content_type=CONTENT_TYPES[extension])
    name = attachment_name(from_data(edition.document), extension)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response
