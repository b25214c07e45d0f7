"""After a restore: mailboxes that asked for no more mail since the backup get none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from delivery.models import Suppression
from delivery.services import suppress_pseudonym
from delivery.unsubscribing import begin_for_pseudonym, end_for_pseudonym
from privacy.journal import Entry


def replay(entries: Iterable[Entry], *, now: datetime) -> int:
    """Return how many mailboxes were stopped again; safe to run twice. The last wish counts."""
    lists: dict[tuple[str, str], str] = {}
    stopped = 0
    for entry in entries:
        if not entry.pseudonym:
            continue
        if entry.kind == "suppressed" and entry.what in Suppression.Reason.values:
            stopped += suppress_pseudonym(entry.pseudonym, entry.what, now)
        elif entry.kind in ("unsubscribed", "subscribed") and entry.what:
            lists[entry.what, entry.pseudonym] = entry.kind
    for (scope, pseudonym), wish in lists.items():
        if wish == "unsubscribed":
            stopped += end_for_pseudonym(scope=scope, pseudonym=pseudonym, now=now)
        else:
            begin_for_pseudonym(scope=scope, pseudonym=pseudonym, now=now)
    return stopped
