"""`manage.py verify_edition`: whether a letter's editions still render to the very same files."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from letters.management.letters import edition_of, letter_of
from letters.manifest import check_edition


class Command(BaseCommand):
    help = "Renders a letter's editions again and compares every file with what was frozen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("letter", metavar="LETTER", help="its slug or id")
        parser.add_argument("--edition", default="", metavar="N", help="only this one")

    def handle(self, *args: Any, **options: Any) -> None:
        letter = letter_of(options["letter"])
        number = options["edition"]
        editions = [edition_of(letter, number)] if number else letter.editions.order_by("number")
        checked = differing = 0
        for edition in editions:
            for check in check_edition(edition):
                same = f"same {check.remark}".rstrip()
                verdict = f"differs: {check.difference}" if check.difference else same
                self.stdout.write(
                    f"edition {edition.number}  {check.what}  {check.sha256 or '-'}  {verdict}"
                )
                checked += 1
                differing += bool(check.difference)
        if differing:
            raise CommandError(f"{differing} of {checked} differ from what was frozen.")
        if not checked:
            self.stdout.write("The letter has no edition yet.")
