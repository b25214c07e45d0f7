"""`manage.py import_postal_areas PATH`: which districts postal codes lie in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from officials.importing_areas import SHOWN_PROBLEMS, read_areas, replace_areas
from officials.records import SourceUnreadable


class Command(BaseCommand):
    """Replaces the areas of one country; rows that stay aren't touched."""

    help = (
        "Import which districts postal codes lie in, from a CSV with state_abbr, zcta, cd (the US "
        "crosswalk) or code, division (any country). Rows that can't be read are reported, the "
        "rest is imported, and the exit code is 0."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a CSV file in UTF-8")
        parser.add_argument("--country", default="US", help="ISO 3166-1, two letters; default US")
        parser.add_argument("--dry-run", action="store_true", help="show it, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        country = str(options["country"]).upper()
        if len(country) != 2 or not country.isascii() or not country.isalpha():
            raise CommandError(f"--country must be two letters such as US, got {country!r}")
        try:
            read = read_areas(options["path"], country=country)
        except SourceUnreadable as error:
            raise CommandError(str(error)) from error
        change = replace_areas(read, now=timezone.now(), dry_run=options["dry_run"])
        for problem in read.problems[:SHOWN_PROBLEMS]:
            self.stdout.write(f"Not read: {problem}")
        if len(read.problems) > SHOWN_PROBLEMS:
            self.stdout.write(f"and {len(read.problems) - SHOWN_PROBLEMS:,} more rows not read")
        self.stdout.write(
            f"{change.codes:,} codes, {change.ambiguous:,} of them in several districts: "
            f"new {change.new:,}, gone {change.gone:,}, as before {change.same:,}."
        )
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")
        elif not change.new and not change.gone:
            self.stdout.write("Nothing has changed since the last import.")
