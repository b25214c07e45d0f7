"""What keeps claimed messages from going out after all: a pause, or a mailbox that wants none."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from delivery.models import OutboundMessage, SendingPause, Suppression
from delivery.unsubscribing import unsubscribed


def unwanted_now(
    messages: Sequence[OutboundMessage],
) -> tuple[bool, dict[OutboundMessage, str]]:
    """Return whether all mail is paused, and which of these mailboxes get none, and why.

    One statement, for it is asked before each few messages; one more for copies of an update.
    """
    if not messages:
        return False, {}
    found = _found({message.to_pseudonym for message in messages})
    unwanted = {m: "the mailbox is suppressed" for m in messages if m.to_pseudonym in found}
    listed = {m: (m.bulk.scope, m.to_pseudonym) for m in messages if m.bulk is not None}
    ended = unsubscribed(listed.values()) if listed else set()
    unwanted |= {m: "unsubscribed" for m, pair in listed.items() if pair in ended}
    return "" in found, unwanted


def _found(pseudonyms: set[str]) -> set[str]:
    """Return those that are suppressed, and "" if a pause stands."""
    pauses, suppressed = SendingPause._meta.db_table, Suppression._meta.db_table
    places = ", ".join(["%s"] * len(pseudonyms))
    # Names of our own tables; every value is a parameter.
    paused = f"SELECT '' FROM {pauses} WHERE ended_at IS NULL"  # noqa: S608  # nosec B608
    listed = f"SELECT pseudonym FROM {suppressed} WHERE pseudonym IN ({places})"  # noqa: S608  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(f"{paused} UNION ALL {listed}", list(pseudonyms))
        return {row[0] for row in cursor.fetchall()}
