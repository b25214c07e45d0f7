"""The steps of a message on its way out. Each is one conditional UPDATE, so workers can race.

A worker that claims a message gets a lease and a fencing token. Whoever lost the lease can't write
any more: its token no longer matches. The one exception tells the truth about the past: a late
"accepted" still settles the message that was put down as uncertain under the same token.
"""

from __future__ import annotations

import random
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from delivery import status
from delivery.models import DeliveryEvent, OutboundMessage, SendingPause

Kind, Status = OutboundMessage.Kind, OutboundMessage.Status

LEASE = timedelta(minutes=2)  # longer than all network timeouts of one message together
MAX_ATTEMPTS = 8
MAX_WAIT = timedelta(hours=6)
# A second copy of these is a nuisance, a missing one is a loss. To an official, never twice.
RESENDABLE = frozenset({Kind.CONFIRMATION, Kind.NOTICE})


def due(now: datetime) -> QuerySet[OutboundMessage]:
    """Return the messages that may go out, first come first; none while sending is paused."""
    if SendingPause.objects.filter(ended_at=None).exists():
        return OutboundMessage.objects.none()
    waiting = OutboundMessage.objects.filter(status=Status.QUEUED, not_before__lte=now)
    return waiting.order_by("priority", "not_before", "id")


def claim(*, now: datetime) -> OutboundMessage | None:
    """Return a message that is the caller's alone until its lease ends, or None."""
    while True:
        with transaction.atomic():
            candidates = due(now)
            if connection.features.has_select_for_update_skip_locked:
                candidates = candidates.select_for_update(skip_locked=True)
            pk = candidates.values_list("pk", flat=True).first()
            if pk is None:
                return None
            token = secrets.token_hex(16)
            claimed = OutboundMessage.objects.filter(pk=pk, status=Status.QUEUED).update(
                status=status.leads_to("claim"),
                lease_token=token,
                lease_until=now + LEASE,
                updated_at=now,
            )
        if claimed:
            return OutboundMessage.objects.filter(pk=pk, lease_token=token).first()


def hand_over(message: OutboundMessage, *, now: datetime) -> bool:
    """Commit that `message` is about to go out; False if it is no longer the caller's.

    Durable: refuses to run inside another transaction, because a crash after the hand-over must
    find this on the disk.
    """
    with transaction.atomic(durable=True):
        attempts = message.attempts + 1
        mine = _step(
            message,
            "hand_over",
            now=now,
            attempts=attempts,
            handed_over_at=now,
            lease_until=now + LEASE,
        )
    if mine:
        message.attempts = attempts
    return mine


def accept(message: OutboundMessage, *, provider: str, message_id: str, now: datetime) -> bool:
    """Record that the provider has the message under `message_id`.

    Raises:
        ValueError: `message_id` is empty; without it nobody can say what became of the message.
    """
    if not message_id:
        raise ValueError("accepted needs the provider's message id, got none")
    with transaction.atomic():
        settled = _step(
            message,
            "accept",
            now=now,
            provider=provider[:40],
            provider_message_id=message_id[:255],
            accepted_at=now,
            lease_until=None,
            error="",
        )
        return settled and note(message.pk, "accepted", now=now)


def retry(message: OutboundMessage, *, error: str, now: datetime, after: timedelta | None) -> bool:
    """Queue `message` again after `after` (None: by backoff); give up after MAX_ATTEMPTS."""
    if message.attempts >= MAX_ATTEMPTS:
        return fail(message, error=f"given up after {message.attempts} attempts: {error}", now=now)
    wait = backoff(message.attempts) if after is None else after
    changes = {"not_before": now + wait, "lease_until": None, "error": error[:300]}
    return _noted_step(message, "retry", error, now=now, **changes)


def fail(message: OutboundMessage, *, error: str, now: datetime) -> bool:
    """Record that `message` was refused for good."""
    return _noted_step(message, "fail", error, now=now, lease_until=None, error=error[:300])


def lose(message: OutboundMessage, *, error: str, now: datetime) -> bool:
    """Record that nobody knows whether `message` went out; resendable kinds are queued again."""
    if message.kind in RESENDABLE:
        return retry(message, error=error, now=now, after=None)
    return _noted_step(message, "lose", error, now=now, lease_until=None, error=error[:300])


def refuse(message: OutboundMessage, *, error: str, now: datetime) -> bool:
    """Cancel a claimed message before anything of it goes out."""
    return _noted_step(message, "refuse", error, now=now, lease_until=None, error=error[:300])


def expire(*, now: datetime) -> tuple[int, int]:
    """End the leases that ran out; return how many were queued again and how many are uncertain."""
    requeued = uncertain = 0
    expired = OutboundMessage.objects.filter(
        status__in=(Status.LEASED, Status.HANDING_OVER), lease_until__lt=now
    )
    for message in expired.defer("body_text", "body_html").iterator(chunk_size=100):
        if message.status == Status.LEASED:  # nothing had gone out
            requeued += _step(message, "release", now=now, lease_until=None)
        elif lose(message, error="the worker ended while handing the message over", now=now):
            uncertain += message.kind not in RESENDABLE
            requeued += message.kind in RESENDABLE
    return requeued, uncertain


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after `attempts`: doubling from a minute, up to 6 h, ± half."""
    doubled = timedelta(minutes=1) * 2 ** min(max(attempts - 1, 0), 12)
    jitter = 0.5 + random.random()  # noqa: S311  (spreads the load; no secret)
    return timedelta(seconds=min(doubled, MAX_WAIT).total_seconds() * jitter)


def note(message_id: int, kind: str, *, now: datetime, detail: str = "") -> bool:
    """Write one of our own steps into the message's history; returns True."""
    DeliveryEvent.objects.create(
        message_id=message_id,
        type=kind,
        provider_event_id=f"own-{secrets.token_hex(8)}",
        at=now,
        received_at=now,
        detail=detail[:300],
    )
    return True


def _noted_step(
    message: OutboundMessage, step: str, detail: str, *, now: datetime, **changes: Any
) -> bool:
    with transaction.atomic():
        taken = _step(message, step, now=now, **changes)
        return taken and note(message.pk, status.leads_to(step), now=now, detail=detail)


def _step(message: OutboundMessage, step: str, *, now: datetime, **changes: Any) -> bool:
    mine = OutboundMessage.objects.filter(
        pk=message.pk, lease_token=message.lease_token, status__in=status.starts_from(step)
    )
    return mine.update(status=status.leads_to(step), updated_at=now, **changes) == 1
