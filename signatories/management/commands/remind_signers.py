"""Write to signers whose text has changed: once when it does, and once again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from signatories import consents


class Command(BaseCommand):
    help = (
        "Tells signers of changed texts that were published by schedule, and reminds once those"
        " who were asked to agree and have not, when half of their time has passed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            due = len(consents.due_reminders(now))
            self.stdout.write(f"would remind: {due}; changes to tell: {consents.untold_changes()}")
            return
        told = consents.tell_all(now)
        self.stdout.write(f"told: {told}; reminded: {consents.remind_signers(now)}")
