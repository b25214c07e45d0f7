"""`manage.py export_letter`: one rendering of one letter, into a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from letters.compose import compose
from letters.document import LetterDocument, has_variants
from letters.management.letters import edition_of, letter_of
from letters.models import LetterPage
from letters.printings import render_file
from letters.render_text import canonical_text
from letters.services import public_document, public_file
from letters.variants import for_addressee

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
        letter = letter_of(options["letter"])
        if options["output"] == "-" and options["format"] not in _TEXTS:
            raise CommandError(f"{options['format']} is no text: give --output a file's path.")
        edition, addressee = options["edition"], options["addressee"]
        if edition in ("", "draft"):
            content = _live(letter, options["format"], addressee, draft=edition == "draft")
        else:
            content = _frozen(letter, edition, options["format"], addressee)
        if options["output"] == "-":
            self.stdout.write(content.decode(), ending="")
        else:
            _write(Path(options["output"]), content)


def _position(document: LetterDocument, number: int | None) -> int | None:
    """Return where in the document the addressee of that number stands; None without a number."""
    count = len(document.addressees)
    if number is not None and not 1 <= number <= count:
        raise CommandError(f"--addressee must be 1 to {count}, got {number}.")
    return None if number is None else number - 1


def _live(letter: LetterPage, file_format: str, addressee: int | None, *, draft: bool) -> bytes:
    """Return the letter as it stands, or with changes that are not published yet."""
    page = letter.get_latest_revision_as_object() if draft else letter
    document = compose(page, now=timezone.now())
    position = _position(document, addressee)
    if position is not None:
        document = for_addressee(document, position)
    if file_format == "txt" and not letter.live:
        # Nobody has seen it: the text alone, without an address that answers nobody yet.
        return canonical_text(document).encode()
    return render_file(document, file_format)


def _frozen(letter: LetterPage, number: str, file_format: str, addressee: int | None) -> bytes:
    """Return the file of a frozen edition, without names that were withdrawn since."""
    edition = edition_of(letter, number)
    document = public_document(edition)
    position = _position(document, addressee)
    own = position is not None and has_variants(document)
    return public_file(edition, file_format, position if own else None)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        reason = error.strerror or "it can't be written"
        raise CommandError(f"{path}: {reason}. Give --output another path.") from error
