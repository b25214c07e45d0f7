"""`manage.py import_officials SOURCE PATH`: officials from a data set or an own list."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from officials.importing import READERS, carry_out
from officials.planning import TooManyLeft, plan_import
from officials.plans import Plan
from officials.records import SourceUnreadable

SHOWN = 40  # changes printed of each kind; all of them with --verbosity 2


class Command(BaseCommand):
    """Prints the difference to what is on record, then writes it."""

    help = (
        "Import officials. Who is no longer in the source becomes inactive, never deleted. A file "
        "that can't be read is reported, the rest is imported, and the exit code is 0. A second "
        "run of the same data changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", choices=sorted(READERS), help="what kind of data it is")
        parser.add_argument("path", type=Path, help="the data set's folder, or the file")
        parser.add_argument("--dry-run", action="store_true", help="show it, write nothing")
        parser.add_argument(
            "--many-left",
            action="store_true",
            help="go on though more than half of those on record would be out of office",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            dataset = READERS[options["source"]](options["path"], timezone.localdate(now))
            plan = plan_import(dataset, now=now, many_left=options["many_left"])
        except (SourceUnreadable, TooManyLeft) as error:
            raise CommandError(str(error)) from error
        self._print_changes(plan, SHOWN if options["verbosity"] < 2 else len(plan.changes))
        for note in plan.notes:
            self.stdout.write(f"Note: {note}")
        for problem in dataset.problems:
            self.stdout.write(f"Not read: {problem}")
        self.stdout.write(_counted(plan))
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")
            return
        changed = carry_out(plan, now=now, progress=_progress(sys.stderr.isatty()))
        self.stdout.write("Imported." if changed else "Nothing has changed since the last import.")

    def _print_changes(self, plan: Plan, most: int) -> None:
        shown: dict[str, int] = {}
        for change in plan.changes:
            group = f"{change.kind} {change.verb}"
            shown[group] = shown.get(group, 0) + 1
            if shown[group] <= most:
                self.stdout.write(change.line)
        for group, number in shown.items():
            if number > most:
                self.stdout.write(f"and {number - most:,} more: {group} (see --verbosity 2)")


def _counted(plan: Plan) -> str:
    people, lists = len(plan.dataset.people), len(plan.dataset.lists)
    read = f"Read {people:,} people, {lists:,} lists"
    if plan.dataset.forms_for:
        read = f"Read the forms of {len(plan.dataset.forms_for):,} people"
    counts = ", ".join(f"{name} {number:,}" for name, number in sorted(plan.counts.items()))
    return f"{read}. {counts or 'No difference'}."


def _progress(shown: bool) -> Callable[[int, int], None]:
    """Return what draws a bar on a terminal, and nothing elsewhere."""

    def draw(done: int, total: int) -> None:
        if shown:
            filled = 40 * done // total
            end = "\n" if done == total else ""
            sys.stderr.write(f"\r[{'#' * filled}{' ' * (40 - filled)}] {done}/{total}{end}")
            sys.stderr.flush()

    return draw
