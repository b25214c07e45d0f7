"""The steps of a message on its way out. Each is one conditional UPDATE, so workers can race.

A worker that claims messages gets a lease and a fencing token. Whoever lost the lease can't write
any more: its token no longer matches. The one exception tells the truth about the past: a late
"accepted" still settles the message that was put down as uncertain under the same token.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, TextField, Value, When

from delivery import status
from delivery.models import Bulk, DeliveryEvent, OutboundMessage
from delivery.status import LEASE

Kind, Status = OutboundMessage.Kind, OutboundMessage.Status

MAX_ATTEMPTS = 12  # over a day and more, by the waits between them
MAX_WAIT = timedelta(hours=6)
# A second copy of these is a nuisance, a missing one is a loss. To an official, never twice; a
# list of subscribers is not written to twice either.
RESENDABLE = frozenset({Kind.CONFIRMATION, Kind.NOTICE})


def take(ids: Sequence[int], *, now: datetime) -> list[OutboundMessage]:
    """Return the queued messages among `ids`, the caller's alone until their lease ends."""
    if not ids:
        return []
    token = secrets.token_hex(16)
    OutboundMessage.objects.filter(pk__in=ids, status__in=status.starts_from("claim")).update(
        status=status.leads_to("claim"),
        lease_token=token,
        lease_until=now + LEASE,
        paced_at=now,
        updated_at=now,
    )
    mine = OutboundMessage.objects.filter(pk__in=ids, lease_token=token).order_by()
    by_pk = {message.pk: message for message in mine.prefetch_related("files__attachment")}
    bulks = Bulk.objects.in_bulk({m.bulk_id for m in by_pk.values() if m.bulk_id is not None})
    for message in by_pk.values():  # its long words are opened once, not for each copy
        message.bulk = bulks.get(message.bulk_id) if message.bulk_id is not None else None
    return [by_pk[pk] for pk in ids if pk in by_pk]


def hand_over(message: OutboundMessage, *, now: datetime) -> bool:
    """Commit that `message` is about to go out; False if it is no longer the caller's.

    Durable: refuses to run inside another transaction, because a crash after the hand-over must
    find this on the disk.
    """
    with transaction.atomic(durable=True):
        return bool(mark_handed_over([message], now=now))


def mark_handed_over(
    messages: Sequence[OutboundMessage], *, now: datetime
) -> list[OutboundMessage]:
    """Return those of `messages` that are still the caller's, marked as about to go out.

    They may go out once the caller's transaction has committed, and not before.
    """
    if not messages:
        return []
    rows = _theirs(messages, "hand_over")
    marked = rows.update(
        status=status.leads_to("hand_over"),
        attempts=F("attempts") + 1,
        handed_over_at=now,
        lease_until=now + LEASE,
        updated_at=now,
    )
    kept = list(messages)
    if marked != len(messages):
        still = OutboundMessage.objects.filter(_fenced(messages), status=Status.HANDING_OVER)
        left = set(still.values_list("pk", flat=True))
        kept = [message for message in messages if message.pk in left]
    for message in kept:
        message.attempts, message.handed_over_at = message.attempts + 1, now
    return kept


def accept(message: OutboundMessage, *, provider: str, message_id: str, now: datetime) -> bool:
    """Record that the provider has the message under `message_id`.

    Raises:
        ValueError: `message_id` is empty; without it nobody can say what became of the message.
    """
    return accept_all({message: message_id}, provider=provider, now=now) == 1


def accept_all(
    taken: Mapping[OutboundMessage, str], *, provider: str, now: datetime, noted: bool = True
) -> int:
    """Record that the provider has these messages under these ids; return how many it settled.

    Raises:
        ValueError: an id is empty.
    """
    if not all(taken.values()):
        raise ValueError("accepted needs the provider's message id, got none")
    facts = {
        "provider": provider[:40],
        "provider_message_id": Case(
            *(When(pk=message.pk, then=Value(name[:255])) for message, name in taken.items()),
            output_field=TextField(),
        ),
        "accepted_at": now,
        "lease_until": None,
        "error": "",
        "updated_at": now,
    }
    messages = list(taken)
    with transaction.atomic():
        rows = _theirs(messages, "accept")
        settled = rows.update(status=status.leads_to("accept"), **facts)
        if settled != len(messages):
            _complete_reported(messages, facts)
            settled_ids = OutboundMessage.objects.filter(
                _fenced(messages), status=Status.ACCEPTED, accepted_at=now
            )
            messages = list(settled_ids.only("pk"))
        if noted:
            note_all((message.pk for message in messages), "accepted", now=now)
    return settled


def _complete_reported(messages: Sequence[OutboundMessage], facts: Mapping[str, Any]) -> None:
    """Give the id to messages about which the provider reported before it answered us."""
    reported = OutboundMessage.objects.filter(
        _fenced(messages), status__in=status.REPORTS, accepted_at=None
    )
    reported.update(**facts)


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


def release(message: OutboundMessage, *, now: datetime) -> bool:
    """Queue a claimed message again, of which nothing has gone out."""
    return _step(message, "release", now=now, lease_until=None, paced_at=None)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after `attempts`: doubling from a minute, up to 6 h, ± half."""
    doubled = timedelta(minutes=1) * 2 ** min(max(attempts - 1, 0), 12)
    jitter = 0.5 + random.random()  # noqa: S311  (spreads the load; no secret)
    return timedelta(seconds=min(doubled, MAX_WAIT).total_seconds() * jitter)


def note(message_id: int, kind: str, *, now: datetime, detail: str = "") -> bool:
    """Write one of our own steps into the message's history; returns True."""
    note_all([message_id], kind, now=now, detail=detail)
    return True


def note_all(ids: Iterable[int], kind: str, *, now: datetime, detail: str = "") -> None:
    """Write one of our own steps into the history of many messages."""
    DeliveryEvent.objects.bulk_create(
        DeliveryEvent(
            message_id=pk,
            type=kind,
            provider_event_id=f"own-{secrets.token_hex(8)}",
            at=now,
            received_at=now,
            detail=detail[:300],
        )
        for pk in ids
    )


def _noted_step(
    message: OutboundMessage, step: str, detail: str, *, now: datetime, **changes: Any
) -> bool:
    with transaction.atomic():
        taken = _step(message, step, now=now, **changes)
        return taken and note(message.pk, status.leads_to(step), now=now, detail=detail)


def _step(message: OutboundMessage, step: str, *, now: datetime, **changes: Any) -> bool:
    mine = _theirs([message], step)
    return mine.update(status=status.leads_to(step), updated_at=now, **changes) == 1


def _theirs(messages: Sequence[OutboundMessage], step: str) -> QuerySet[OutboundMessage]:
    return OutboundMessage.objects.filter(_fenced(messages), status__in=status.starts_from(step))


def _fenced(messages: Sequence[OutboundMessage]) -> Q:
    """Return what only rows fulfil that are still leased as these messages say."""
    by_token: dict[str, list[int]] = {}
    for message in messages:
        by_token.setdefault(message.lease_token, []).append(message.pk)
    fence = Q()
    for token, ids in by_token.items():
        fence |= Q(pk__in=ids, lease_token=token)
    return fence
