"""Put answers that came by mail into the ledgers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from letters.arriving import note_answers, waiting_answers


class Command(BaseCommand):
    help = "Puts answers that came by mail into the ledger of their letter, unread."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            self.stdout.write(f"new: {len(waiting_answers())}")
            return
        self.stdout.write(f"new: {note_answers(now=now)}")
