"""Finish what reviewers decided on many sign-ons at once; the worker runs this."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from signatories import bulk_deciding


class Command(BaseCommand):
    help = "Go on with every bulk decision that was begun; safe to stop and to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")
        parser.add_argument(
            "--seconds", type=int, default=20, help="when to stop in between; 0: not before the end"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = bulk_deciding.unfinished()
        if options["dry_run"]:
            self.stdout.write(f"bulk decisions to finish: {len(waiting)}")
            return
        span = options["seconds"]
        until = timezone.now() + timedelta(seconds=span) if span > 0 else None
        done = sum(
            bulk_deciding.carry_on(decision_id=pk, clock=timezone.now, until=until)
            for pk in waiting
        )
        if done:
            self.stdout.write(f"bulk decisions finished: {done}")
