"""The letter for those who read it by a private link: marked as theirs, names only by choice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from letters import render_html
from letters.compose import compose
from letters.document import LetterDocument
from letters.models import LetterPage

FORMATS = ("pdf", "docx", "txt")


def private_document(page: LetterPage, *, mark: str, now: datetime) -> LetterDocument:
    """Return the letter with `mark` on every page, and without the address where it will stand.

    Signatories are on it only where the organizer lets private readers see them.
    """
    document = compose(page, now=now)
    groups = document.groups if page.private_names else ()
    return replace(document, mark=mark, url="", groups=groups)


def private_names(page: LetterPage, *, now: datetime) -> SafeString:
    """Return the list of signatories as HTML, without links below the letter's own address."""
    # The renderer escapes every value; logos wait for the public page.
    listed = render_html.signatories_html(compose(page, now=now), source=lambda _logo: "")
    return mark_safe(listed)  # noqa: S308
