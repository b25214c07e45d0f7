"""Workers look into the database every few seconds; nothing has to wake them."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext


def wake() -> None:
    """Do nothing."""


def woken() -> AbstractContextManager[object]:
    """Return a context that does nothing."""
    return nullcontext()
