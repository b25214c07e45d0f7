"""What a person, or a fault that needs one, stops and starts again."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from delivery import leases, status
from delivery.alerts import alert_after_commit
from delivery.models import OutboundMessage, SendingPause
from privacy import places
from privacy.logs import without_people

logger = logging.getLogger(__name__)
Cause = SendingPause.Cause


def hold(*, ids: Iterable[int], now: datetime) -> int:
    """Keep queued messages from going out until a person resumes them; return how many."""
    return _by_person(ids, "hold", "held", now)


def resume(*, ids: Iterable[int], now: datetime) -> int:
    """Queue held, uncertain or failed messages again; return how many.

    For an uncertain one this may send a second copy: only a person decides that. What was erased
    can't be sent and is left.
    """
    return _by_person(ids, "resume", "resumed", now)


def cancel(*, ids: Iterable[int], now: datetime) -> int:
    """End messages that have not gone out, or may not have; return how many."""
    return _by_person(ids, "cancel", "cancelled", now)


def pause(*, reason: str, now: datetime, cause: str = Cause.PERSON) -> bool:
    """Stop all sending until a person resumes it; False if this cause stops it already.

    Causes add up: while any is not resumed, nothing goes out. After a restore the cause is
    `RESTORED`, so that ending another pause doesn't let old mail go out. A provider that refuses
    us is told once, past the outbox (see `delivery.alerts`).
    """
    try:
        with transaction.atomic():
            said = without_people(reason)[:300]
            SendingPause.objects.create(cause=cause, reason=said, began_at=now)
            if cause == Cause.PROVIDER:
                alert_after_commit(said)
    except IntegrityError:
        return False
    logger.error("mail is paused: %s", reason)
    return True


def unpause(*, now: datetime, cause: str = "") -> bool:
    """End the pause of `cause` ("": every one); False if there was none."""
    standing = SendingPause.objects.filter(ended_at=None)
    if cause:
        standing = standing.filter(cause=cause)
    if cause in ("", Cause.RESTORED):
        places.approve_places(now=now)  # a person knows of this copy, and wants it to write
    return standing.update(ended_at=now) > 0


def paused() -> bool:
    """Return whether nothing goes out until a person resumes it."""
    return SendingPause.objects.filter(ended_at=None).exists()


def _by_person(ids: Iterable[int], step: str, event: str, now: datetime) -> int:
    changed = 0
    for pk in ids:
        with transaction.atomic():
            rows = OutboundMessage.objects.filter(
                pk=pk, status__in=status.starts_from(step), erased_at=None
            )
            changes = {"not_before": now, "attempts": 0} if step == "resume" else {}
            if rows.update(status=status.leads_to(step), updated_at=now, **changes):
                changed += leases.note(pk, event, now=now)
    return changed
