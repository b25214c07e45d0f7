"""Reminders to whoever sent a letter, once its answers are due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from delivery.emails import render
from delivery.models import OutboundMessage
from delivery.services import queue_email
from letters.ledger_needs import is_due
from letters.models import Correspondence, LetterPage
from letters.standing import day
from letters.ways import answer_of


@dataclass(frozen=True, slots=True)
class Due:
    """One letter and those of its addressees whose answer is due."""

    letter: LetterPage
    correspondences: tuple[Correspondence, ...]


def due_answers(today: date, *, reminded_too: bool = True) -> list[Due]:
    """Return what is due by letter, the oldest day first.

    Args:
        reminded_too: whether those count of which somebody was reminded already.
    """
    found = Correspondence.objects.filter(follow_up_on__lte=today, dispatches__isnull=False)
    if not reminded_too:
        found = found.filter(Q(reminded_on=None) | Q(reminded_on__lt=F("follow_up_on")))
    together = found.distinct().select_related("letter").prefetch_related("responses")
    by_letter: dict[int, list[Correspondence]] = {}
    for one in together.order_by("follow_up_on", "pk"):
        if is_due(one, answer_of(one.responses.all()), today):
            by_letter.setdefault(one.letter_id, []).append(one)
    return [Due(many[0].letter, tuple(many)) for many in by_letter.values()]


def remind_due(*, now: datetime) -> int:
    """Mail whoever sent each letter once for every day that an answer is due; return how many."""
    today = timezone.localdate(now)
    return sum(_remind(due, now) for due in due_answers(today, reminded_too=False))


@transaction.atomic
def _remind(due: Due, now: datetime) -> bool:
    """Return whether a mail was queued; without an address there is the panel of the admin."""
    claimed = [one for one in due.correspondences if _claim(one)]
    sent = due.letter.editions.filter(dispatched_at__isnull=False).select_related("dispatched_by")
    newest = sent.first()
    by = newest.dispatched_by if newest else None
    if not claimed or by is None or not by.is_active or not by.email:
        return False
    mail = render("answers-due", _context(due.letter, claimed))
    days = "-".join(sorted({f"{one.pk}.{one.follow_up_on:%Y%m%d}" for one in claimed}))
    queue_email(
        kind=OutboundMessage.Kind.NOTICE,
        key=f"answers-due:{due.letter.pk}:{days}"[:200],
        to=by.email,
        subject=mail.subject,
        body_text=mail.text,
        body_html=mail.html,
        now=now,
    )
    return True


def _claim(one: Correspondence) -> bool:
    mine = Correspondence.objects.filter(
        Q(reminded_on=None) | Q(reminded_on__lt=F("follow_up_on")),
        pk=one.pk,
        follow_up_on=one.follow_up_on,
    )
    return mine.update(reminded_on=F("follow_up_on")) == 1


def _context(letter: LetterPage, due: Iterable[Correspondence]) -> dict[str, Any]:
    return {
        "title": letter.sign_title(),
        "url": f"{settings.SITE_URL}{reverse('letter_ledger', args=[letter.pk])}",
        "lines": [
            f"{one.addressee}: expected by {day(one.follow_up_on)}"
            for one in due
            if one.follow_up_on
        ],
    }
