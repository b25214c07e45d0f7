"""A message that a worker has claimed: what sending it needs, and nothing else.

Plain values, because a worker makes thousands of these, and a model costs ten times as much. What
is sealed stays so until the message is composed: that is no work for the claim's transaction, and
one that can't be opened must not keep the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from delivery.models import Bulk, MessageAttachment, OutboundMessage
from privacy.sealing import opener

# As `read` finds them; the names of columns and of attributes are the same.
COLUMNS = (
    "id",
    "kind",
    "reference",
    "lease_token",
    "attempts",
    "bulk_id",
    "answers_here",
    "to_pseudonym",
    "to",
    "from_name",
    "reply_to",
    "subject",
    "body_text",
    "body_html",
)
SEALED = COLUMNS.index("to")  # the first of those that are


@dataclass(slots=True, eq=False)
class Claimed:
    """One message, its caller's alone until the lease ends."""

    pk: int
    kind: str
    reference: str
    lease_token: str
    attempts: int
    bulk_id: int | None
    answers_here: bool
    to_pseudonym: str
    to: str  # from here on sealed, until `open`
    from_name: str
    reply_to: str
    subject: str
    body_text: str
    body_html: str
    bulk: Bulk | None = None  # whose words it has; read once for all copies
    carried: Sequence[MessageAttachment] = ()
    handed_over_at: datetime | None = None
    opened: bool = False

    def open(self) -> None:
        """Open what is sealed; a second time does nothing.

        Raises:
            SealedValueUnreadable: it fits none of the keys.
        """
        if self.opened:
            return
        opened = opener("OutboundMessage")
        for name in COLUMNS[SEALED:]:
            if stored := getattr(self, name):
                setattr(self, name, opened(stored))
        self.opened = True


Leased = Claimed | OutboundMessage  # what a step needs to know stands in both


def read(rows: Iterable[Sequence[Any]]) -> list[Claimed]:
    """Return the messages of rows that hold COLUMNS as they are stored."""
    found = []
    for row in rows:
        pk, kind, reference, *more, answers_here, pseudonym = row[:SEALED]
        known = (pk, kind, _dashed(str(reference)), *more, bool(answers_here), pseudonym)
        found.append(Claimed(*known, *row[SEALED:]))
    return found


def _dashed(reference: str) -> str:
    """Return a UUID as it is written; SQLite stores it without dashes."""
    if "-" in reference:
        return reference
    parts = (reference[:8], reference[8:12], reference[12:16], reference[16:20], reference[20:])
    return "-".join(parts)
