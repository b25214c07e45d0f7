"""Send mail as it becomes due, and do what is due every hour, until told to stop."""

from __future__ import annotations

import io
import logging
import signal
import threading
import time
from argparse import ArgumentParser
from datetime import timedelta
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections, connection, connections
from django.utils import timezone

from delivery.engines import engine
from delivery.sending import DrainReport, drain
from delivery.services import prune, prune_inbound
from delivery.webhooks import prune_webhooks
from privacy import limits

logger = logging.getLogger(__name__)

A_PASS = 5.0  # seconds of sending between two looks at what else is due
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECONDS_TO_LEAVE = 10  # for what runs beside the mail


class Command(BaseCommand):
    help = (
        "Sends queued mail as it becomes due, and erases hourly what is due; "
        "SIGTERM lets it finish the message in hand."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=2.0, help="seconds between two looks")

    def handle(self, *args: object, **options: object) -> None:
        every = options["every"]
        if not isinstance(every, float) or not 0 < every <= 3600:
            raise CommandError(f"--every must be more than 0 and at most 3600 s, got {every}")
        stop = threading.Event()

        def finish(number: int, frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, finish)
        signal.signal(signal.SIGINT, finish)
        self.stdout.write("worker started")
        beside = threading.Thread(target=self._beside, args=(stop, every), daemon=True)
        beside.start()
        with engine().woken():
            self._loop(stop, every)
        beside.join(SECONDS_TO_LEAVE)
        self.stdout.write("worker stopped")

    def _loop(self, stop: threading.Event, every: float) -> None:
        next_hour = next_minute = timezone.now()
        while not stop.is_set():
            close_old_connections()
            try:
                if timezone.now() >= next_minute:
                    next_minute = timezone.now() + MINUTE
                    self._run(settings.MINUTELY_COMMANDS)
                more = self._send(stop)
                if timezone.now() >= next_hour:
                    next_hour = timezone.now() + HOUR
                    self._hourly()
            except DatabaseError:  # it may come back; what was being handed over stays marked
                logger.exception("worker: the database failed")
                connection.close()
                more = False
            stop.wait(0 if more else every)

    def _send(self, stop: threading.Event) -> bool:
        """Send for some seconds at most; return whether more waits."""
        until = time.monotonic() + A_PASS

        def enough() -> bool:
            return stop.is_set() or time.monotonic() >= until

        report = drain(now=timezone.now(), enough=enough)
        if report != DrainReport():
            self.stdout.write(str(report))
        return enough()

    def _beside(self, stop: threading.Event, every: float) -> None:
        """Do what may take long, so that no mail waits for it; whatever is stopped here resumes."""
        try:
            while not stop.is_set():
                close_old_connections()
                self._run(settings.WORKER_COMMANDS, self.stdout)
                stop.wait(every)
        finally:
            connections.close_all()

    def _hourly(self) -> None:
        """Erase what was kept long enough; a command that fails doesn't keep mail from going out.

        Which commands of other rooms run is a setting, since none of them is known here.
        """
        prune(timezone.now())
        prune_inbound(timezone.now())
        prune_webhooks(timezone.now())
        limits.prune(timezone.now())
        self._run(settings.HOURLY_COMMANDS, self.stdout)
        _empty_write_ahead_log()

    def _run(self, names: list[str], said: Any = None) -> None:
        for name in names:
            try:
                call_command(name, stdout=said or io.StringIO())
            except Exception:  # whatever it is, it is logged, and tried again next time
                logger.exception("worker: %s failed", name)


def _empty_write_ahead_log() -> None:
    """Leave nothing of what was erased in SQLite's log, which keeps old pages until it wraps."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
