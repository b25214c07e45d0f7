"""What keeps claimed messages from going out after all: a pause, or a mailbox that wants none."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection

from delivery.claimed import Claimed
from delivery.many import one_of
from delivery.models import Bulk, SendingPause, Suppression
from delivery.unsubscribing import unsubscribed


def unwanted_now(
    messages: Sequence[Claimed],
) -> tuple[bool, dict[Claimed, str]]:
    """Return whether all mail is paused, and which of these mailboxes get none, and why.

    One statement, for it is asked before each few messages; one more for copies of an update.
    """
    if not messages:
        return False, {}
    found = _found({message.to_pseudonym for message in messages})
    unwanted = {m: "the mailbox is suppressed" for m in messages if m.to_pseudonym in found}
    copies: dict[str, list[Claimed]] = {}
    for message in messages:
        if message.bulk is not None:
            copies.setdefault(message.bulk.scope, []).append(message)
    for scope, some in copies.items():
        ended = unsubscribed(scope, [message.to_pseudonym for message in some])
        unwanted |= {m: "unsubscribed" for m in some if m.to_pseudonym in ended}
    return "" in found, unwanted


def unwanted_copies(bulk_id: int, pseudonyms: Collection[str]) -> set[str]:
    """Return which of these mailboxes get no copy of a bulk mail. Three statements."""
    if not pseudonyms:
        return set()
    (scope,) = Bulk.objects.filter(pk=bulk_id).values_list("scope", flat=True)
    return _found(set(pseudonyms)) | unsubscribed(scope, pseudonyms)


def _found(pseudonyms: set[str]) -> set[str]:
    """Return those that are suppressed, and "" if a pause stands."""
    pauses, suppressed = SendingPause._meta.db_table, Suppression._meta.db_table
    those, which = one_of("pseudonym", pseudonyms)
    # Names of our own tables; every value is a parameter.
    paused = f"SELECT '' FROM {pauses} WHERE ended_at IS NULL"  # noqa: S608  # nosec B608
    listed = f"SELECT pseudonym FROM {suppressed} WHERE {those}"  # noqa: S608  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(f"{paused} UNION ALL {listed}", [which])
        return {row[0] for row in cursor.fetchall()}
