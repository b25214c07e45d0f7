"""Look at and store the rows of sheets that were sent in; the worker runs this again and again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from signatories import import_work


class Command(BaseCommand):
    help = "Take every import that waits to the end of its step; safe to stop and to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = import_work.at_work(timezone.now())
        if options["dry_run"]:
            self.stdout.write(f"would take up: {len(waiting)}")
            return
        taken = sum(import_work.advance(import_id=pk, clock=timezone.now) for pk in waiting)
        if taken:
            self.stdout.write(f"imports taken a step further: {taken}")
