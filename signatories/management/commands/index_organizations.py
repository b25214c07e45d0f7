"""Make the signs by which organizations are found anew, where they differ from the names."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from signatories.name_index import rebuild


class Command(BaseCommand):
    """Needed after rows were loaded past the site, or after an update that says so."""

    help = "Make the signs by which organizations are found anew; prints how many had changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line of counts."""
        changed = rebuild(dry_run=options["dry_run"])
        verb = "would be found" if options["dry_run"] else "are found"
        self.stdout.write(f"{changed} organizations {verb} by other signs than before.")
