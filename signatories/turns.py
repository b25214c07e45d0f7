"""A line before the one writer that SQLite has."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_LINE = threading.Lock()
PATIENCE = 20  # seconds, as long as the database itself waits for its lock


@contextmanager
def turn() -> Iterator[None]:
    """Wait until no other thread of this process is in its turn; on SQLite only.

    SQLite lets one write at a time, and who waits for it asks again and again; two hundred who
    prepare at once and then ask take twice as long as two hundred in line. This saves time and
    decides nothing: the database's own lock does, and other processes know only that one. After
    PATIENCE, and inside a transaction, which others may be waiting for, nobody waits here.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    mine = _LINE.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if mine:
            _LINE.release()
