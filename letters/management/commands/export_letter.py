"""`manage.py export_letter`: one rendering of one letter, into a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from letters.compose import compose
from letters.models import Edition, LetterPage
from letters.printings import render_file
from letters.render_text import canonical_text
from letters.services import public_file

FORMATS = ("docx", "pdf", "html", "txt", "json")
_TEXTS = frozenset({"html", "txt", "json"})


class Command(BaseCommand):
    help = "Writes a letter as Word, PDF, web page, plain text or JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("letter", metavar="LETTER", help="its slug or id")
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--output", required=True, metavar="PATH", help="a file; - for stdout")
        parser.add_argument(
            "--edition",
            default="",
            metavar="N|draft",
            help="a frozen edition, or the latest draft; without it the letter as it stands",
        )
        parser.add_argument(
            "--addressee", type=int, metavar="N", help="the copy for the Nth addressee, from 1"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        letter = _letter(options["letter"])
        _check_addressee(letter, options["addressee"])
        if options["output"] == "-" and options["format"] not in _TEXTS:
            raise CommandError(f"{options['format']} is no text: give --output a file's path.")
        edition = options["edition"]
        if edition in ("", "draft"):
            content = _live(letter, options["format"], draft=edition == "draft")
        else:
            content = _frozen(letter, edition, options["format"])
        if options["output"] == "-":
            self.stdout.write(content.decode(), ending="")
        else:
            _write(Path(options["output"]), content)


def _letter(name: str) -> LetterPage:
    """Return the letter with that slug, else with that id."""
    found = list(LetterPage.objects.filter(slug=name).order_by("pk"))
    if not found and name.isascii() and name.isdecimal() and len(name) < 19:
        found = list(LetterPage.objects.filter(pk=int(name)))
    if not found:
        raise CommandError(f"No letter has the slug or id {name!r}.")
    if len(found) > 1:
        ids = ", ".join(str(letter.pk) for letter in found)
        raise CommandError(f"Several letters have the slug {name!r}: give one of the ids {ids}.")
    letter: LetterPage = found[0]
    return letter


def _check_addressee(letter: LetterPage, number: int | None) -> None:
    """Refuse the copy for someone who is not addressed; all addressees get the same letter."""
    count = letter.addressees.count()
    if number is not None and not 1 <= number <= count:
        raise CommandError(f"--addressee must be 1 to {count}, got {number}.")


def _live(letter: LetterPage, file_format: str, *, draft: bool) -> bytes:
    """Return the letter as it stands, or with changes that are not published yet."""
    page = letter.get_latest_revision_as_object() if draft else letter
    document = compose(page, now=timezone.now())
    if file_format == "txt" and not letter.live:
        # Nobody has seen it: the text alone, without an address that answers nobody yet.
        return canonical_text(document).encode()
    return render_file(document, file_format)


def _frozen(letter: LetterPage, number: str, file_format: str) -> bytes:
    """Return the file of a frozen edition, without names that were withdrawn since."""
    known = {str(edition.number): edition for edition in Edition.objects.filter(letter=letter)}
    if number not in known:
        numbers = ", ".join(sorted(known, key=int)) or "none yet"
        raise CommandError(f"The letter has no edition {number!r}. Editions: {numbers}.")
    return public_file(known[number], file_format)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        reason = error.strerror or "it can't be written"
        raise CommandError(f"{path}: {reason}. Give --output another path.") from error
