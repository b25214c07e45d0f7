"""The steps of a message on its way out. Each is one conditional UPDATE, so workers can race.

A worker that claims messages gets a lease and a fencing token. Whoever lost the lease can't write
any more: its token no longer matches. The one exception tells the truth about the past: a late
"accepted" still settles the message that was put down as uncertain under the same token.
"""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Func, Q, QuerySet, TextField, Value

from delivery import status
from delivery.models import (
    Attachment,
    Bulk,
    DeliveryEvent,
    MessageAttachment,
    OutboundMessage,
)
from delivery.status import LEASE

Kind, Status = OutboundMessage.Kind, OutboundMessage.Status

MAX_ATTEMPTS = 12  # over a day and more, by the waits between them
MAX_WAIT = timedelta(hours=6)
EVENTS = 150  # written by one statement
NEEDED = (  # to compose a message and to write down what became of it
    "kind",
    "reference",
    "lease_token",
    "attempts",
    "handed_over_at",
    "bulk_id",
    "answers_here",
    "to",
    "to_pseudonym",
    "from_name",
    "reply_to",
    "subject",
    "body_text",
    "body_html",
)
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
    mine = OutboundMessage.objects.filter(pk__in=ids, lease_token=token).order_by().only(*NEEDED)
    by_pk = {message.pk: message for message in mine}
    _load_files(by_pk)
    bulks = Bulk.objects.in_bulk({m.bulk_id for m in by_pk.values() if m.bulk_id is not None})
    for message in by_pk.values():  # its long words are opened once, not for each copy
        message.bulk = bulks.get(message.bulk_id) if message.bulk_id is not None else None
    return [by_pk[pk] for pk in ids if pk in by_pk]


def _load_files(by_pk: Mapping[int, OutboundMessage]) -> None:
    """Let the messages carry their files; one that many carry is opened once."""
    files = list(MessageAttachment.objects.filter(message__in=by_pk))
    opened = Attachment.objects.in_bulk({file.attachment_id for file in files}) if files else {}
    for file in files:
        file.attachment = opened[file.attachment_id]
        message = by_pk[file.message_id]
        message.carried = [*message.carried, file]


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
        paced_at=now,
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
    names = {str(message.pk): name[:255] for message, name in taken.items()}
    facts = {
        "provider": provider[:40],
        "provider_message_id": _Named(Value(json.dumps(names)), F("pk")),
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


def release_all(messages: Sequence[OutboundMessage], *, now: datetime) -> int:
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


def note_all(ids: Iterable[int], kind: str, *, now: datetime, detail: str = "") -> None:
    """Write one of our own steps into the history of many messages."""
    at = connection.ops.adapt_datetimefield_value(now)
    rows = [(pk, kind, f"own-{secrets.token_hex(8)}", at, at, detail[:300]) for pk in ids]
    columns = "message_id, type, provider_event_id, at, received_at, detail"
    table = DeliveryEvent._meta.db_table  # our own names; every value is a parameter
    into = f"INSERT INTO {table} ({columns}) VALUES "  # noqa: S608  # nosec B608
    with connection.cursor() as cursor:  # a fifth of what it takes to make and store models
        for start in range(0, len(rows), EVENTS):
            some = rows[start : start + EVENTS]
            places = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(some))
            cursor.execute(into + places, [value for row in some for value in row])


class _Named(Func):
    """The name that a JSON object has for a row's id: one statement for many rows."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        template = {"template": "json_extract(%(expressions)s)", "arg_joiner": ", '$.' || "}
        return self.as_sql(compiler, connection, **template)

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> Any:
        template = {"template": "(%(expressions)s::text)", "arg_joiner": "::jsonb ->> "}
        return self.as_sql(compiler, connection, **template)


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
