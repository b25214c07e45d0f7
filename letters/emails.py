"""The letter as an email to one addressee, and the names of the files that go with it."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace
from html import escape
from typing import Final

from django.utils.safestring import mark_safe

from delivery.emails import RenderedEmail, render
from letters.document import LetterDocument
from letters.frame import count_line, version_line
from letters.html_pictures import left_out
from letters.render_html import (
    letter_body_html,
    letter_opening_html,
    notes_html,
    signatories_html,
)
from letters.render_text import render_text
from letters.scripts import is_rtl
from letters.wording import words

CONTENT_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
}
_UNSAFE_IN_FILENAMES = re.compile(r"[^\w .,()&-]+")
_LONGEST_STEM = 80
_COLUMNS = 72
_LARGEST = 95_000  # bytes; some mail programs cut off what comes after 102 kB
_HANGING_MARK = re.compile(r" *(?:- |\d+\. |\[\d+\] |[a-z]\. )?")


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
    """Return subject, text (72 columns) and HTML of the letter as a mail; its files come beside.

    Where the names would make the mail so large that mail programs cut it off, they are counted
    and linked to. Pictures are left out, what they show is said: a mail loads nothing.
    """
    whole = _rendered(document, names=True)
    fits = max(len(whole.html.encode()), len(whole.text.encode())) <= _LARGEST
    return whole if fits else _rendered(document, names=False)


def _rendered(document: LetterDocument, *, names: bool) -> RenderedEmail:
    signed = signatories_html(document, source=left_out) if names else _counted_html(document)
    text = render_text(document) if names else _counted_text(document)
    # Every part is escaped where it is made, see letters/render_html.py.
    parts = {
        "opening_html": mark_safe(letter_opening_html(document)),  # noqa: S308
        "text_html": mark_safe(letter_body_html(document, source=left_out)),  # noqa: S308
        "signatories_html": mark_safe(signed),  # noqa: S308
        "notes_html": mark_safe(notes_html(document)),  # noqa: S308
    }
    return render(
        "letter",
        {
            "letter": document,
            "rtl": is_rtl(document.language),
            "subject": document.title,
            "preview": count_line(document),
            "version": version_line(document),
            "text": wrapped(text),
            **parts,
        },
    )


def _counted_html(document: LetterDocument) -> str:
    """Return how many signed, and where their names stand."""
    known = words(document.language)
    url = escape(document.url)
    link = known.rest.format(f'<a href="{url}">{url}</a>') if url else ""
    return (
        f'<section class="undersigned"><h2>{escape(known.undersigned)}</h2>'
        f"<p>{escape(count_line(document))} {link}</p></section>"
    )


def _counted_text(document: LetterDocument) -> str:
    known = words(document.language)
    link = known.rest.format(document.url) if document.url else ""
    counted = "\n\n".join(line for line in (known.undersigned, count_line(document), link) if line)
    return f"{render_text(replace(document, groups=()))}\n{counted}\n"


def wrapped(text: str) -> str:
    """Return plain text with lines of at most 72 characters; longer words, as in links, stay whole.

    Lines that go on keep the indent of what they belong to: "1. " and "- " hang.
    """
    return "\n".join(_wrapped_line(line) for line in text.split("\n"))


def _wrapped_line(line: str) -> str:
    hang = _HANGING_MARK.match(line)
    return (
        "\n".join(
            textwrap.wrap(
                line,
                _COLUMNS,
                subsequent_indent=" " * len(hang[0]) if hang else "",
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
        or line
    )
