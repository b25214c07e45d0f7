"""How workers learn that mail waits: the engine that the environment chose.

The outbox is the truth with either engine. An engine only wakes workers up, so that a wake-up that
is lost, repeated or late loses nothing: workers look by themselves every few seconds too.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction


class Engine(Protocol):
    """What a module in this folder offers."""

    def wake(self) -> None:
        """Tell the workers that mail waits; a fault is logged and never raised."""

    def woken(self) -> AbstractContextManager[object]:
        """Let this process be woken, within the context, beside its own looking."""


def engine() -> Engine:
    """Return the engine that is configured, imported now."""
    return _imported(str(settings.QUEUE_ENGINE))


@cache
def _imported(path: str) -> Engine:
    found: Any = import_module(path)
    chosen: Engine = found
    return chosen


def wake_after_commit() -> None:
    """Wake the workers once the caller's transaction has committed."""
    transaction.on_commit(engine().wake, robust=True)
