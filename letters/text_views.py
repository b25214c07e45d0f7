"""The admin's screen for a letter's texts: what changed, and what that means for signers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.models import Revision

from letters import text_desk
from letters.models import LetterPage
from signatories.models import SignOnSettings, TextChange


@require_http_methods(["GET", "POST"])
def texts(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Ask what a change is: of a draft that is to be published, or of words that are public."""
    letter = get_object_or_404(LetterPage, pk=letter_id)
    if not letter.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    revision = _revision(request, letter)
    if request.method == "POST" and (answer := _answered(request, letter, revision)):
        return answer
    question = text_desk.question_of(letter, revision.as_object()) if revision else None
    context = {
        **_header(letter),
        "letter": letter,
        "revision": revision if question else None,
        "question": question,
        "desk": text_desk.desk(letter, now=timezone.now()),
        "kinds": TextChange.Kind,
        "agree_days": SignOnSettings.current().agree_days,
        "summary": request.POST.get("summary", ""),
    }
    return render(request, "letters/admin/texts.html", context)


def _revision(request: HttpRequest, letter: LetterPage) -> Revision | None:
    """Return the draft that is asked about, if it is one of this letter's."""
    asked = request.POST.get("revision") or request.GET.get("revision", "")
    return letter.revisions.filter(pk=int(asked)).first() if asked.isdecimal() else None


def _answered(
    request: HttpRequest, letter: LetterPage, revision: Revision | None
) -> HttpResponse | None:
    """Do what the organizer chose; None when something is missing, with a message on why."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    chosen: dict[str, Any] = {
        "letter": letter,
        "kind": request.POST.get("kind", ""),
        "summary": request.POST.get("summary", ""),
        "by": request.user,
        "now": timezone.now(),
    }
    try:
        if revision is not None:
            shown = request.POST.get("later_sha256", "")
            told = text_desk.publish_with_change(revision=revision, shown_sha256=shown, **chosen)
        else:
            told = text_desk.declare_public_change(**chosen)
    except ValueError as error:
        messages.error(request, str(error))
        return None
    messages.success(request, f"Recorded under your name. Signers written to: {told}.")
    return redirect("letter_texts", letter_id=letter.pk)


def _header(letter: LetterPage) -> dict[str, Any]:
    campaign = letter.get_parent()
    return {
        "header_title": f"Texts: {letter.title}",
        "header_icon": "history",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_explore", args=[campaign.pk]), "label": campaign.title},
            {"url": reverse("wagtailadmin_pages:edit", args=[letter.pk]), "label": letter.title},
            {"url": "", "label": "Texts"},
        ],
    }
