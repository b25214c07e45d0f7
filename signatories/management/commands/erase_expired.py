"""Erase contacts that were kept long enough."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from signatories import import_undoing, invitation_retention, retention


class Command(BaseCommand):
    help = "Erase the contacts of closed sign-ons, and of lists that closed long enough ago."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            invited = invitation_retention.invited_long_enough(now).count()
            sheets = len(import_undoing.old_imports(now))
            contacts = retention.kept_long_enough(now).count()
            self.stdout.write(f"would erase: {contacts + invited + sheets}")
        else:
            erased = retention.erase_expired(now) + invitation_retention.erase_invited(now)
            erased += import_undoing.erase_old_imports(now)
            self.stdout.write(f"erased: {erased}")
        for name in settings.ERASING_COMMANDS:  # of rooms that aren't known here
            call_command(name, dry_run=options["dry_run"], stdout=self.stdout)
