"""The steps of a message on its way out. Each is one conditional UPDATE, so workers can race.

A worker that claims messages gets a lease and a fencing token. Whoever lost the lease can't write
any more: its token no longer matches. The one exception tells the truth about the past: a late
"accepted" still settles the message that was put down as uncertain under the same token.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from delivery import status
from delivery.claimed import Claimed, Leased
from delivery.many import accept_all, fenced, mark_handed_over, note_all
from delivery.models import OutboundMessage
from delivery.status import LEASE

__all__ = ["LEASE"]

Kind = OutboundMessage.Kind

MAX_ATTEMPTS = 12  # over a day and more, by the waits between them
MAX_WAIT = timedelta(hours=6)
# A second copy of these is a nuisance, a missing one is a loss. To an official, never twice; a
# list of subscribers is not written to twice either.
RESENDABLE = frozenset({Kind.CONFIRMATION, Kind.NOTICE})


def hand_over(message: Claimed, *, now: datetime) -> bool:
    """Commit that `message` is about to go out; False if it is no longer the caller's.

    Durable: refuses to run inside another transaction, because a crash after the hand-over must
    find this on the disk.
    """
    with transaction.atomic(durable=True):
        return bool(mark_handed_over([message], now=now))


def accept(message: Claimed, *, provider: str, message_id: str, now: datetime) -> bool:
    """Record that the provider has the message under `message_id`.

    Raises:
        ValueError: `message_id` is empty; without it nobody can say what became of the message.
    """
    return accept_all({message: message_id}, provider=provider, now=now) == 1


def retry(message: Leased, *, error: str, now: datetime, after: timedelta | None) -> bool:
    """Queue `message` again after `after` (None: by backoff); give up after MAX_ATTEMPTS."""
    if message.attempts >= MAX_ATTEMPTS:
        return fail(message, error=f"given up after {message.attempts} attempts: {error}", now=now)
    wait = backoff(message.attempts) if after is None else after
    changes = {"not_before": now + wait, "lease_until": None, "error": error[:300]}
    return _noted_step(message, "retry", error, now=now, **changes)


def fail(message: Leased, *, error: str, now: datetime) -> bool:
    """Record that `message` was refused for good."""
    return _noted_step(message, "fail", error, now=now, lease_until=None, error=error[:300])


def lose(message: Leased, *, error: str, now: datetime) -> bool:
    """Record that nobody knows whether `message` went out; resendable kinds are queued again."""
    if message.kind in RESENDABLE:
        return retry(message, error=error, now=now, after=None)
    return _noted_step(message, "lose", error, now=now, lease_until=None, error=error[:300])


def refuse(message: Leased, *, error: str, now: datetime) -> bool:
    """Cancel a claimed message before anything of it goes out."""
    changes = {"lease_until": None, "paced_at": None, "error": error[:300]}
    return _noted_step(message, "refuse", error, now=now, **changes)


def expire(*, now: datetime) -> tuple[int, int]:
    """End the leases that ran out; return how many were queued again and how many are uncertain."""
    requeued = uncertain = 0
    expired = OutboundMessage.objects.filter(status__in=tuple(status.TIMEOUTS), lease_until__lt=now)
    for message in list(expired.defer("body_text", "body_html")[:1_000]):
        step = status.TIMEOUTS[message.status][1]
        if step == "release":
            requeued += release(message, now=now)
        elif lose(message, error="the worker ended while handing the message over", now=now):
            uncertain += message.kind not in RESENDABLE
            requeued += message.kind in RESENDABLE
    return requeued, uncertain


def release(message: Leased, *, now: datetime) -> bool:
    """Queue a claimed message again, of which nothing has gone out."""
    return _step(message, "release", now=now, lease_until=None, paced_at=None)


def release_all(messages: Sequence[Leased], *, now: datetime) -> int:
    """Queue claimed messages again, of which nothing has gone out; return how many."""
    changes = {"lease_until": None, "paced_at": None, "updated_at": now}
    rows = _theirs(messages, "release") if messages else OutboundMessage.objects.none()
    return rows.update(status=status.leads_to("release"), **changes)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after `attempts`: doubling from a minute, up to 6 h, ± half."""
    doubled = timedelta(minutes=1) * 2 ** min(max(attempts - 1, 0), 12)
    jitter = 0.5 + random.random()  # noqa: S311  (spreads the load; no secret)
    return timedelta(seconds=min(doubled, MAX_WAIT).total_seconds() * jitter)


def note(message_id: int, kind: str, *, now: datetime, detail: str = "") -> bool:
    """Write one of our own steps into the message's history; returns True."""
    note_all([message_id], kind, now=now, detail=detail)
    return True


def _noted_step(message: Leased, step: str, detail: str, *, now: datetime, **changes: Any) -> bool:
    with transaction.atomic():
        taken = _step(message, step, now=now, **changes)
        return taken and note(message.pk, status.leads_to(step), now=now, detail=detail)


def _step(message: Leased, step: str, *, now: datetime, **changes: Any) -> bool:
    mine = _theirs([message], step)
    return mine.update(status=status.leads_to(step), updated_at=now, **changes) == 1


def _theirs(messages: Sequence[Leased], step: str) -> QuerySet[OutboundMessage]:
    return OutboundMessage.objects.filter(fenced(messages), status__in=status.starts_from(step))
