"""The steps of many messages on their way out, each in one statement.

Written as SQL: to put a thousand ids into a statement by Django costs more than what the database
does with them. The statements name our own tables and columns; every value is a parameter.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, Q

from delivery import status
from delivery.claimed import COLUMNS, Claimed, Leased, read
from delivery.models import (
    Attachment,
    Bulk,
    DeliveryEvent,
    MessageAttachment,
    OutboundMessage,
)
from delivery.status import LEASE

EVENTS = 150  # written by one statement
AT_ONCE = 500  # changed by one: SQLite looks each of so many names up from the first on
_TABLE = OutboundMessage._meta.db_table


def one_of(column: str, values: Collection[int] | Collection[str]) -> tuple[str, Any]:
    """Return a condition on `column` and its one parameter, however many values it has."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", list(values)
    those = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608  # nosec B608
    return those, json.dumps(list(values))


def any_row(model: type[Model], condition: str, parameters: Sequence[Any] = ()) -> bool:
    """Return whether a row fulfils the condition: asked in every turn, so without Django's ways."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {model._meta.db_table} WHERE {condition} LIMIT 1",  # noqa: S608  # nosec B608
            parameters,
        )
        return cursor.fetchone() is not None


def fenced(messages: Iterable[Leased]) -> Q:
    """Return what only rows fulfil that are still leased as these messages say."""
    fence = Q(pk__in=[])
    for token, ids in _by_token(messages):
        fence |= Q(pk__in=ids, lease_token=token)
    return fence


def take(ids: Sequence[int], *, now: datetime, marked: bool = False) -> list[Claimed]:
    """Return the queued messages among `ids`, the caller's alone until their lease ends.

    Args:
        marked: mark them as about to go out too: see `mark_handed_over`.
    """
    if not ids:
        return []
    step, token = "take_along" if marked else "claim", secrets.token_hex(16)
    changes = {"lease_token": token, "lease_until": now + LEASE, "paced_at": now}
    sets, values = _sets(
        status.leads_to(step), changes | ({"handed_over_at": now} if marked else {}), now
    )
    sets = f"attempts = attempts + 1, {sets}" if marked else sets
    those, which = one_of("id", ids)
    starts, allowed = _in_status(status.starts_from(step))
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_TABLE} SET {sets} WHERE {those} AND {starts} RETURNING {columns}",  # noqa: S608  # nosec B608
            [*values, which, *allowed],
        )
        by_pk = {message.pk: message for message in read(cursor.fetchall())}
    _load_words(by_pk)
    if marked:
        for message in by_pk.values():
            message.handed_over_at = now
    return [by_pk[pk] for pk in ids if pk in by_pk]


def _load_words(by_pk: Mapping[int, Claimed]) -> None:
    """Let the messages have their bulk mail's words and their files; each is opened once."""
    bulks = Bulk.objects.in_bulk({m.bulk_id for m in by_pk.values() if m.bulk_id is not None})
    alone = []
    for message in by_pk.values():
        if message.bulk_id is None:
            alone.append(message.pk)
        else:
            message.bulk = bulks[message.bulk_id]
    files = list(MessageAttachment.objects.filter(message__in=alone)) if alone else []
    opened = Attachment.objects.in_bulk({file.attachment_id for file in files}) if files else {}
    for file in files:
        file.attachment = opened[file.attachment_id]
        message = by_pk[file.message_id]
        message.carried = [*message.carried, file]


def mark_handed_over(messages: Sequence[Claimed], *, now: datetime) -> list[Claimed]:
    """Return those of `messages` that are still the caller's, marked as about to go out.

    They may go out once the caller's transaction has committed, and not before.
    """
    changes = {"handed_over_at": now, "paced_at": now, "lease_until": now + LEASE}
    more = "attempts = attempts + 1, "
    marked = _change(messages, "hand_over", changes, now, more=more) if messages else 0
    kept = list(messages)
    if marked != len(messages):
        still = OutboundMessage.objects.filter(fenced(messages), status=status.HANDING_OVER)
        left = set(still.values_list("pk", flat=True))
        kept = [message for message in messages if message.pk in left]
    for message in kept:
        message.attempts, message.handed_over_at = message.attempts + 1, now
    return kept


def accept_all(
    taken: Mapping[Claimed, str], *, provider: str, now: datetime, noted: bool = True
) -> int:
    """Record that the provider has these messages under these ids; return how many it settled.

    Raises:
        ValueError: an id is empty.
    """
    if not all(taken.values()):
        raise ValueError("accepted needs the provider's message id, got none")
    names = {message.pk: name[:255] for message, name in taken.items()}
    facts = {"provider": provider[:40], "accepted_at": now, "lease_until": None, "error": ""}
    ids: Collection[int] = names
    with transaction.atomic(savepoint=False):
        settled = _change(taken, "accept", facts, now, names=names)
        if settled != len(taken):
            _complete_reported(taken, names, facts, now)
            rows = OutboundMessage.objects.filter(
                fenced(taken), status=status.ACCEPTED, accepted_at=now
            )
            ids = list(rows.values_list("pk", flat=True))
        if noted:
            note_all(ids, "accepted", now=now)
    return settled


def _complete_reported(
    messages: Collection[Claimed],
    names: Mapping[int, str],
    facts: Mapping[str, object],
    now: datetime,
) -> None:
    """Give the id to messages about which the provider reported before it answered us."""
    reported = OutboundMessage.objects.filter(
        fenced(messages), status__in=status.REPORTS, accepted_at=None
    )
    for pk in list(reported.values_list("pk", flat=True)):
        row = OutboundMessage.objects.filter(pk=pk)
        row.update(provider_message_id=names[pk], updated_at=now, **facts)


def note_all(ids: Iterable[int], kind: str, *, now: datetime, detail: str = "") -> None:
    """Write one of our own steps into the history of many messages."""
    at = connection.ops.adapt_datetimefield_value(now)
    rows = [(pk, kind, f"own-{secrets.token_hex(8)}", at, at, detail[:300]) for pk in ids]
    columns = "message_id, type, provider_event_id, at, received_at, detail"
    table = DeliveryEvent._meta.db_table
    into = f"INSERT INTO {table} ({columns}) VALUES "  # noqa: S608  # nosec B608
    with connection.cursor() as cursor:  # a fifth of what it takes to make and store models
        for start in range(0, len(rows), EVENTS):
            some = rows[start : start + EVENTS]
            places = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(some))
            cursor.execute(into + places, [value for row in some for value in row])


def _change(
    messages: Collection[Claimed],
    step: str,
    changes: Mapping[str, object],
    now: datetime,
    *,
    more: str = "",
    names: Mapping[int, str] | None = None,
) -> int:
    """Take `step` with those that are still leased as they say; return how many.

    Args:
        more: further assignments, without parameters.
        names: the provider's ids.
    """
    sets, values = _sets(status.leads_to(step), changes, now)
    starts, allowed = _in_status(status.starts_from(step))
    changed = 0
    with connection.cursor() as cursor:
        for token, ids in _by_token(messages):
            those, which = one_of("id", ids)
            named, name = _named(ids, names) if names else ("", [])
            cursor.execute(
                f"UPDATE {_TABLE} SET {more}{sets}{named} "  # noqa: S608  # nosec B608
                f"WHERE {those} AND lease_token = %s AND {starts}",
                [*values, *name, which, token, *allowed],
            )
            changed += cursor.rowcount
    return changed


def _named(ids: list[int], names: Mapping[int, str]) -> tuple[str, list[Any]]:
    """Return the assignment of the provider's ids, and its parameter."""
    different = {names[pk] for pk in ids}
    if len(different) == 1:  # a batch may have one for all
        return ", provider_message_id = %s", [different.pop()]
    found = "json_extract(%s, '$.' || id)"
    if connection.vendor == "postgresql":
        found = "%s::jsonb ->> id::text"
    return f", provider_message_id = {found}", [json.dumps({pk: names[pk] for pk in ids})]


def _sets(state: str, changes: Mapping[str, object], now: datetime) -> tuple[str, list[Any]]:
    """Return the assignments for `changes`, and their parameters."""
    adapt = connection.ops.adapt_datetimefield_value
    all_of_them = {"status": state, **changes, "updated_at": now}
    values = [adapt(one) if isinstance(one, datetime) else one for one in all_of_them.values()]
    return ", ".join(f"{name} = %s" for name in all_of_them), values


def _in_status(states: Collection[str]) -> tuple[str, list[str]]:
    """Return a condition that no index answers: rows are found by their ids.

    A database that has not counted for a while takes few to be queued, and reads all that are.
    """
    return f"(status IN ({', '.join(['%s'] * len(states))})) IS TRUE", list(states)


def _by_token(messages: Iterable[Leased]) -> Iterator[tuple[str, list[int]]]:
    """Yield the ids that share a token, not too many at a time (see `_named`)."""
    found: dict[str, list[int]] = {}
    for message in messages:
        found.setdefault(message.lease_token, []).append(message.pk)
    for token, ids in found.items():
        for start in range(0, len(ids), AT_ONCE):
            yield token, ids[start : start + AT_ONCE]
