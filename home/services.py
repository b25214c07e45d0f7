"""Whether the site can do its work."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from delivery.models import OutboundMessage
from home.queue_facts import free_bytes

LEAST_FREE_MB = 100  # below it a database can't be trusted to write for long


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found; `oldest_queued_seconds` is None when no mail waits or none can be read."""

    database_writes: bool
    migrations_applied: bool
    oldest_queued_seconds: int | None
    disk_free_mb: int

    @property
    def ready(self) -> bool:
        room = self.disk_free_mb >= LEAST_FREE_MB
        return self.database_writes and self.migrations_applied and room

    def as_data(self) -> dict[str, Any]:
        return {"ready": self.ready, **asdict(self)}


def readiness(*, now: datetime) -> Readiness:
    """Return whether rows can be written, every migration is applied, how long mail waits, and
    how much room the disk has."""
    writes = _database_writes(now)
    applied = writes and _migrations_applied()
    return Readiness(
        database_writes=writes,
        migrations_applied=applied,
        oldest_queued_seconds=_oldest_queued(now) if applied else None,
        disk_free_mb=free_bytes() // 1_000_000,
    )


def _database_writes(now: datetime) -> bool:
    """Write a row and take it back, so that a probe leaves nothing behind."""
    try:
        with transaction.atomic():
            Session.objects.create(session_key="readyz", session_data="", expire_date=now)
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


def _migrations_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _oldest_queued(now: datetime) -> int | None:
    queued = OutboundMessage.objects.filter(status=OutboundMessage.Status.QUEUED)
    oldest: datetime | None = (
        queued.order_by("created_at").values_list("created_at", flat=True).first()
    )
    return None if oldest is None else max(0, int((now - oldest).total_seconds()))
