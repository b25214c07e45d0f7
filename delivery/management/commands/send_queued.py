"""Send what is due, once."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from delivery.sending import drain, waiting


class Command(BaseCommand):
    help = "Sends the queued mail that is due, and prints one line of counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only, send nothing")
        parser.add_argument("--limit", type=int, help="how many messages at most")

    def handle(self, *args: object, **options: object) -> None:
        limit = options["limit"]
        if limit is not None and (not isinstance(limit, int) or limit < 1):
            raise CommandError(f"--limit must be 1 or more, got {limit}")
        now = timezone.now()
        if options["dry_run"]:
            self.stdout.write(f"due {waiting(now=now)}")
            return
        self.stdout.write(str(drain(now=now, limit=limit)))
