"""`manage.py compare_letter`: how one version of a letter became another, into a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from letters.comparing import (
    Comparison,
    NoSuchVersion,
    changes_docx,
    comparison,
    in_words,
    version_named,
)
from letters.management.letters import letter_of
from letters.models import LetterPage
from letters.render_changes import changes_page, changes_text


class Command(BaseCommand):
    help = "Writes what changed between two texts or editions: as Word with tracked changes, …"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("letter", metavar="LETTER", help="its slug or id")
        version = "the number of a text, edition-N, or draft"
        parser.add_argument("--from", dest="old", required=True, metavar="N", help=version)
        parser.add_argument("--to", dest="new", required=True, metavar="N", help=version)
        parser.add_argument("--format", required=True, choices=("docx", "html", "txt"))
        parser.add_argument("--output", required=True, metavar="PATH", help="a file; - for stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["output"] == "-" and options["format"] == "docx":
            raise CommandError("docx is no text: give --output a file's path.")
        letter = letter_of(options["letter"])
        now = timezone.now()
        try:
            sides = (version_named(letter, options[side], now=now) for side in ("old", "new"))
            compared = comparison(*sides)
        except NoSuchVersion as error:
            raise CommandError(str(error)) from None
        content = _content(letter, compared, options["format"])
        if options["output"] == "-":
            self.stdout.write(content.decode(), ending="")
        else:
            _write(Path(options["output"]), content)
            self.stdout.write(f"{compared.label}: {compared.sentence}")


def _content(letter: LetterPage, compared: Comparison, file_format: str) -> bytes:
    if file_format == "docx":
        return changes_docx(letter, compared, now=timezone.now())
    title = f"{letter.title}: {compared.label[:1].lower()}{compared.label[1:]}"
    said = " ".join(filter(None, [compared.sentence, _names(compared)]))
    if file_format == "txt":
        return changes_text(title, said, compared.lines).encode()
    sides = (in_words(compared.old), in_words(compared.new))
    page = changes_page(title, said, compared.lines, language=letter.language, sides=sides)
    return page.encode()


def _names(compared: Comparison) -> str:
    """Return who came and who left between two printings, as sentences."""
    lists = (("New under it", compared.names_added), ("No longer under it", compared.names_gone))
    return " ".join(f"{word}: {'; '.join(names)}." for word, names in lists if names)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        reason = error.strerror or "it can't be written"
        raise CommandError(f"{path}: {reason}. Give --output another path.") from error
