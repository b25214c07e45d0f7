"""A Word draft becomes a letter document: the one way in for .docx files. Pure: no Django.

What a letter can't hold is never dropped without a word: `Draft.report` names it with its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

from letters.document import LetterDocument, Note, NoteRef, plain
from letters.labels import LANGUAGES
from letters.reading.changes import Changes, count_changes, counted
from letters.reading.findings import Findings, quoted, whole
from letters.reading.front import Front, read_front
from letters.reading.main_part import LineReader
from letters.reading.margins import tell_comments, tell_margins
from letters.reading.package import Package, UnreadableDraft, open_package
from letters.reading.shape import Body, read_body
from letters.wording import date_in_words

__all__ = ["Draft", "UndecidedChanges", "UnreadableDraft", "read_draft"]

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as read: the letter, its addressees' mailboxes, and what a person should know."""

    document: LetterDocument
    emails: tuple[str, ...] = ()  # one for each addressee, "" where the draft names none
    report: tuple[str, ...] = ()  # sentences


class UndecidedChanges(ValueError):
    """The draft has tracked changes, and nobody said what becomes of them; the message counts."""


def read_draft(data: bytes, *, changes: Changes | Literal["ask"] = "ask") -> Draft:
    """Return the letter that `data`, the bytes of a .docx file, holds.

    Missing parts (no Re: line, no addressee, no text) are reported, not refused.

    Args:
        changes: what becomes of tracked changes. "accept" takes what was put in and leaves what
            was taken out, "refuse" reads the text as it was before, "ask" refuses the draft.
    Raises:
        UnreadableDraft: not a Word file (.docx), protected, damaged, with macros, or too large.
        UndecidedChanges: it has tracked changes, and `changes` is "ask".
    """
    findings = Findings()
    package = open_package(data)
    if changes == "ask":
        _refuse_changes(package)
    reader = LineReader(package, findings, "accept" if changes == "ask" else changes)
    lines = reader.lines()
    front = read_front(lines, findings)
    body = read_body(lines[front.rest :], findings)
    findings.place = ""
    notes = reader.notes.marked
    _tell_lost_notes([notes[n - 1] for n in {*front.lost_notes, *body.lost_notes}], findings)
    tell_margins(package, findings)
    tell_comments(package, findings)
    language = _language(reader.styles.language, findings)
    document = _as_document(front, body, notes, language, findings)
    return Draft(document, front.emails, findings.sentences())


def _as_document(
    front: Front, body: Body, notes: list[Note], language: str, findings: Findings
) -> LetterDocument:
    """Return the letter that was read, its date in the words of its language."""
    blocks, numbered = _numbered(body.blocks, notes)
    date_line = date_in_words(front.dated, language) if front.dated else ""
    if date_line != front.written_date:
        findings.say(f"The date {quoted(front.written_date)} was read as {date_line}.")
    return LetterDocument(
        language=language,
        title=front.title,
        date_line=date_line,
        dated=front.dated,
        addressees=front.addressees,
        salutation=front.salutation,
        body=blocks,
        closing=body.closing,
        notes=numbered,
        delivery_line=front.delivery_line,
        reference=front.reference,
        enclosures=tuple(body.after.enclosures),
        copies=tuple(body.after.copies),
    )


def _refuse_changes(package: Package) -> None:
    """Raise UndecidedChanges if the text or its notes have tracked changes."""
    names = [package.main]
    for kind in ("footnotes", "endnotes"):
        names += [name for _identity, name in package.related(package.main, kind)]
    roots = (package.xml(name) for name in names)
    tally = sum((count_changes(root) for root in roots if root is not None), Counter[str]())
    if tally:
        raise UndecidedChanges(
            f"The draft has tracked changes that nobody decided on: {counted(tally)}."
        )


def _tell_lost_notes(notes: list[Note], findings: Findings) -> None:
    for note in sorted(notes, key=lambda note: note.number):
        text = " ".join(plain(paragraph.content) for paragraph in note.paragraphs)
        findings.say(f"A note was left out, for no text it stands at can have one: {whole(text)}.")


def _numbered(
    blocks: tuple[Any, ...], notes: list[Note]
) -> tuple[tuple[Any, ...], tuple[Note, ...]]:
    """Return blocks and notes numbered from 1 in the order in which the text names them."""
    order = {number: place for place, number in enumerate(dict.fromkeys(_marks(blocks)), 1)}
    kept = tuple(replace(notes[number - 1], number=place) for number, place in order.items())
    return _mapped(blocks, lambda mark: NoteRef(order[mark.number])), kept


def _marks(value: Any) -> Iterator[int]:
    if isinstance(value, NoteRef):
        yield value.number
    elif isinstance(value, tuple):
        for item in value:
            yield from _marks(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _marks(getattr(value, field.name))


def _mapped(value: Any, change: Callable[[NoteRef], NoteRef]) -> Any:
    if isinstance(value, NoteRef):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _mapped(getattr(value, f.name), change) for f in fields(value)}
        return type(value)(**changed)
    return value


def _language(tag: str, findings: Findings) -> str:
    """Return the letter's language for a Word language tag; American English when unknown."""
    known = [code for code, _label in LANGUAGES]
    if not tag or not _LANGUAGE_TAG.fullmatch(tag):
        return known[0]
    if tag in known:
        return tag
    base = tag.split("-", maxsplit=1)[0].lower()
    near = next((code for code in known if code.split("-", maxsplit=1)[0] == base), "")
    if not near:
        findings.say(f"The draft’s language is {tag}, which letters don’t have; set it by hand.")
        return known[0]
    findings.say(f"The draft’s language is {tag}; the letter’s became {near}.")
    return near
