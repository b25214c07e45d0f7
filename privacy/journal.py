"""What people had erased, took back or asked for no more of, kept outside of every backup.

A restored backup knows of nothing that came after it: the journal is read again then, each room
its own kinds. It holds numbers and pseudonyms only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

KINDS = (
    "erased",  # a sign-on's people
    "withdrawn",  # a sign-on
    "invited",  # an invitation's contact
    "supporter",  # a supporter's message to officials
    "follower",  # who got a campaign's updates
    "suppressed",  # a mailbox, for the reason in `what`
    "unsubscribed",  # a mailbox, from the list in `what`
    "subscribed",  # the same, taken back
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One wish: of which row, under which pseudonym of a mailbox, and when."""

    kind: str  # one of KINDS
    row: int  # 0 where the pseudonym says all
    pseudonym: str
    at: str  # ISO 8601, UTC
    what: str = ""  # the reason or the list, where the kind needs one

    @property
    def moment(self) -> datetime:
        """When the wish was made; a row that is younger is another one."""
        told = datetime.fromisoformat(self.at)
        return told if told.tzinfo else told.replace(tzinfo=UTC)


def note(*, kind: str, row: int, pseudonym: str, at: datetime, what: str = "") -> None:
    """Write the wish into the journal once the caller's transaction has committed.

    Raises:
        ValueError: `kind` is unknown.
    """
    note_all(kind=kind, rows=[(row, pseudonym)], at=at, what=what)


def note_all(*, kind: str, rows: Iterable[tuple[int, str]], at: datetime, what: str = "") -> None:
    """Write many wishes of one kind, each a row and a pseudonym, as `note` does.

    Raises:
        ValueError: `kind` is unknown.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    wishes = [Entry(kind, row, pseudonym, at.isoformat(), what) for row, pseudonym in rows]
    if wishes:
        transaction.on_commit(partial(_append, Path(settings.ERASURE_JOURNAL), wishes))


def _append(path: Path, wishes: Sequence[Entry]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as handle:
        # After a power cut the last line may be a half one: it must not spoil this one.
        if handle.tell() and os.pread(descriptor, 1, handle.tell() - 1) != b"\n":
            handle.write(b"\n")
        handle.write(b"".join(json.dumps(asdict(one)).encode() + b"\n" for one in wishes))
        handle.flush()
        os.fsync(handle.fileno())


def entries(path: Path) -> Iterator[Entry]:
    """Yield what the journal says, oldest first; nothing where there is none.

    Raises:
        ValueError: a line is none of a journal; says which. A line that a power cut left half
            written is left out.
    """
    if not path.exists():
        return
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line:
            continue
        entry = _entry(line)
        if entry is not None:
            yield entry
        elif not _is_half(line):
            raise ValueError(f"line {number} of the erasure journal can't be read")


def _entry(line: bytes) -> Entry | None:
    try:
        entry = Entry(**json.loads(line))
        _ = entry.moment
    except (ValueError, TypeError):
        return None
    return entry if entry.kind in KINDS and isinstance(entry.row, int) else None


def _is_half(line: bytes) -> bool:
    """Return whether the line is the beginning of one that we write."""
    whole = b'{"kind": "'
    return not line.endswith(b"}") and (line.startswith(whole) or whole.startswith(line))
