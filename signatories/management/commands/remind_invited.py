"""Remind invited organizations that have not answered."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from signatories import inviting


class Command(BaseCommand):
    help = "Queue a reminder before the soft and before the hard deadline to who has not answered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        today = timezone.localdate(now)
        if options["dry_run"]:
            self.stdout.write(f"would remind: {len(inviting.due_reminders(now, today))}")
            return
        self.stdout.write(f"reminded: {inviting.remind_due(now, today)}")
