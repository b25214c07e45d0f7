"""Remind whoever sent a letter that an answer is due."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from letters.reminding import due_answers, remind_due


class Command(BaseCommand):
    help = "Mails whoever sent a letter, once an answer is due and has not come."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            self.stdout.write(
                f"would remind: {len(due_answers(timezone.localdate(now), reminded_too=False))}"
            )
            return
        self.stdout.write(f"reminded: {remind_due(now=now)}")
