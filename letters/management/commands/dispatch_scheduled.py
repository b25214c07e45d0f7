"""Send the editions whose moment has come."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from letters.scheduling import dispatch_scheduled, due_editions


class Command(BaseCommand):
    help = "Sends approved editions that are scheduled; holds what is more than 24 hours late."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            self.stdout.write(f"due: {len(due_editions(now))}")
            return
        self.stdout.write(str(dispatch_scheduled(now=now)))
