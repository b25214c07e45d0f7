"""The letter as an email to one addressee, and the names of the files that go with it."""

from __future__ import annotations

import re
from typing import Final

from delivery.emails import RenderedEmail, render
from letters.document import LetterDocument
from letters.render_html import letter_body_html
from letters.render_text import render_text

CONTENT_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
}
_UNSAFE_IN_FILENAMES = re.compile(r"[^\w .,()&-]+")
_LONGEST_STEM = 80


def attachment_name(document: LetterDocument, extension: str) -> str:
    """Return a file name for people, such as `2026-11-16 Letter to Halden Devices.docx`."""
    first = document.addressees[0] if document.addressees else None
    to = (first.organization or first.name) if first else ""
    stem = f"Letter to {to}" if to else document.title
    if document.dated:
        stem = f"{document.dated.isoformat()} {stem}"
    stem = " ".join(_UNSAFE_IN_FILENAMES.sub(" ", stem).split())[:_LONGEST_STEM].rstrip(" .,")
    return f"{stem}.{extension}"


def letter_email(document: LetterDocument) -> RenderedEmail:
    """Return subject, text and HTML of the letter as a mail; its files come beside it."""
    return render(
        "letter",
        {
            "letter": document,
            "subject": document.title,
            "text": render_text(document),
            "body_html": letter_body_html(document),
        },
    )
