"""What people had erased or took back, kept beside the database and outside of every backup.

A restored backup knows of nothing that came after it: the journal is read again then. It holds
numbers and pseudonyms only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

KINDS = ("erased", "withdrawn")


@dataclass(frozen=True, slots=True)
class Entry:
    """One wish: of which row, under which pseudonym of a mailbox, and when."""

    kind: str  # one of KINDS
    row: int
    pseudonym: str
    at: str  # ISO 8601, UTC


def note(*, kind: str, row: int, pseudonym: str, at: datetime) -> None:
    """Write the wish into the journal once the caller's transaction has committed.

    Raises:
        ValueError: `kind` is unknown.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    entry = Entry(kind, row, pseudonym, at.isoformat())
    transaction.on_commit(partial(_append, Path(settings.ERASURE_JOURNAL), entry))


def _append(path: Path, entry: Entry) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as handle:
        handle.write(json.dumps(asdict(entry)).encode() + b"\n")
        handle.flush()
        os.fsync(handle.fileno())


def entries(path: Path) -> Iterator[Entry]:
    """Yield what the journal says, oldest first; nothing where there is none.

    Raises:
        ValueError: a line is none of a journal; says which. A half-written last line is left out.
    """
    if not path.exists():
        return
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            entry = Entry(**json.loads(line))
            known = entry.kind in KINDS and isinstance(entry.row, int)
        except (ValueError, TypeError):
            known = False
        if known:
            yield entry
        elif number < len(lines):
            raise ValueError(f"line {number} of the erasure journal can't be read")
