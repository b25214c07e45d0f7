"""Editions that are sent by themselves at a chosen moment, or held when that moment has passed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction
from django.utils import timezone

from letters.models import Edition
from letters.services import NotReady, dispatch_edition
from letters.standing import minute

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

LATEST = timedelta(hours=24)  # after its moment nobody expects it any more: a person decides
FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many editions were sent, and how many now wait for a person."""

    sent: int = 0
    held: int = 0

    def __str__(self) -> str:
        return f"sent {self.sent}, held {self.held}"


def schedule_dispatch(*, edition_id: int, at: datetime, by: User, now: datetime) -> bool:
    """Have an approved edition sent at `at`; True if that changed something.

    Raises:
        NotReady: it isn't approved, was sent, or `at` isn't within the year to come.
    """
    if not now < at <= now + FARTHEST:
        raise NotReady(f"Choose a moment after {minute(timezone.localtime(now))}, within a year.")
    waiting = Edition.objects.filter(pk=edition_id, dispatched_at=None, approved_at__isnull=False)
    if not waiting.exists():
        raise NotReady("Only an edition that is approved and not yet sent can be scheduled.")
    if waiting.filter(scheduled_for=at, scheduled_by=by, held_because="").exists():
        return False
    changed = waiting.update(scheduled_for=at, scheduled_by=by, held_because="")
    return changed == 1


def unschedule(*, edition_id: int) -> bool:
    """Take the chosen moment back; False if there was none, or it has been sent."""
    scheduled = Edition.objects.filter(
        pk=edition_id, dispatched_at=None, scheduled_for__isnull=False
    )
    return scheduled.update(scheduled_for=None, scheduled_by=None, held_because="") == 1


def due_editions(now: datetime) -> list[int]:
    """Return the ids of editions whose moment has come, and which nobody has to decide on."""
    due = Edition.objects.filter(
        scheduled_for__lte=now, dispatched_at=None, approved_at__isnull=False, held_because=""
    )
    return list(due.order_by("scheduled_for", "pk").values_list("pk", flat=True))


def dispatch_scheduled(*, now: datetime) -> Outcome:
    """Send what is due; hold what is too late or can't be sent, each with its reason."""
    sent = held = 0
    for pk in due_editions(now):
        try:
            sent += _dispatch(pk, now)
        except NotReady as error:
            held += _hold(pk, str(error), now)
        except DatabaseError:  # it may come back: the next run tries again
            raise
        except Exception as error:  # whatever it is, the others are sent, and a person decides
            logger.exception("edition %s could not be sent at its time", pk)
            held += _hold(pk, f"It could not be sent ({type(error).__name__}).", now)
    return Outcome(sent, held)


@transaction.atomic
def _dispatch(pk: int, now: datetime) -> bool:
    # Only while it is scheduled: whoever takes the moment back a second before has taken it back.
    ours = Edition.objects.filter(
        pk=pk, scheduled_for__lte=now, dispatched_at=None, held_because=""
    )
    if ours.update(held_because="") != 1:
        return False
    edition = Edition.objects.select_related("scheduled_by").get(pk=pk)
    if edition.scheduled_for is not None and now - edition.scheduled_for > LATEST:
        raise NotReady("Its moment passed more than 24 hours ago.")
    if edition.letter.editions.filter(number__gt=edition.number).exists():
        raise NotReady("A newer edition was frozen since.")
    by = edition.scheduled_by
    if by is None or not by.is_active:
        raise NotReady("Whoever scheduled it can’t sign in any more.")
    return dispatch_edition(edition_id=pk, by=by, now=now)


def _hold(pk: int, reason: str, now: datetime) -> bool:
    waiting = Edition.objects.filter(
        pk=pk, scheduled_for__lte=now, dispatched_at=None, held_because=""
    )
    return waiting.update(held_because=reason[:300]) == 1
