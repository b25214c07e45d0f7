"""`manage.py import_letter`: a Word draft becomes an unpublished letter of a campaign."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from wagtail.models import Page

from letters.drafts import create_letter
from letters.models import LetterPage
from letters.read_docx import UndecidedChanges, UnreadableDraft, read_draft
from letters.reading.package import MOST_FILE_BYTES


class Command(BaseCommand):
    help = (
        "Reads a Word draft (.docx) with its footnotes into an unpublished letter. Prints what was "
        "decided or left out, and the letter's slug last."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", metavar="PATH.docx", type=Path)
        parser.add_argument("--campaign", required=True, metavar="SLUG", help="its slug")
        parser.add_argument("--title", default="", help="the Re: line, instead of the draft's")
        parser.add_argument(
            "--changes",
            choices=("ask", "accept", "refuse"),
            default="ask",
            help="tracked changes: take them, leave the text as it was before them, or (the "
            "default) stop where there are any",
        )
        parser.add_argument("--slug", default="", help="instead of one made from the title")

    def handle(self, *args: Any, **options: Any) -> None:
        campaign = _campaign(options["campaign"])
        try:
            draft = read_draft(_content(options["path"]), changes=options["changes"])
            letter = create_letter(
                campaign=campaign,
                draft=draft,
                title=options["title"],
                slug=options["slug"],
                now=timezone.now(),
            )
        except UndecidedChanges as error:
            raise CommandError(
                f"{options['path']}: {error} Say --changes accept to take them, "
                "or --changes refuse to read the text as it was before them."
            ) from error
        except UnreadableDraft as error:
            raise CommandError(f"{options['path']}: {error}") from error
        except ValueError as error:  # also Django's ValidationError, which may have several lines
            raise CommandError(" ".join(str(error).split())) from error
        for sentence in draft.report:
            self.stdout.write(sentence)
        self.stdout.write(letter.slug)


def _campaign(slug: str) -> Page:
    """Return the campaign with that slug, from the page types that a letter may stand under."""
    kinds = LetterPage.allowed_parent_page_models()
    campaigns = list(Page.objects.type(*kinds).filter(slug=slug)[:2])
    if len(campaigns) == 1:
        return campaigns[0].specific
    if campaigns:
        raise CommandError(f"More than one campaign has the slug {slug!r}: rename one of them.")
    known = ", ".join(Page.objects.type(*kinds).values_list("slug", flat=True)[:20]) or "none yet"
    raise CommandError(f"No campaign has the slug {slug!r}. Campaigns: {known}.")


def _content(path: Path) -> bytes:
    """Return the file's bytes, no more than a reader would take."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_FILE_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "it can't be opened"
        raise CommandError(f"{path}: {reason}. Give the path of a Word file (.docx).") from error
