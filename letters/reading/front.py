"""What stands before the text of a letter: date, addressees, Re: line, salutation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from letters.document import Addressee, Break, Inlines, NoteRef, Table
from letters.reading.addressees import recipients
from letters.reading.dates import read_date
from letters.reading.findings import Findings, whole
from letters.reading.lines import Line

LONGEST_TITLE = 255
LONGEST_SALUTATION = 250
_SEARCHED = 60  # paragraphs; what stands later is no head of a letter

_RE = re.compile(
    r"(?:re|in re|subject|betreff|betr\.|objet|asunto|ref\.?)\s*[:.]\s*(?=\S)", re.IGNORECASE
)
_SALUTATION = re.compile(
    r"(?:dear|to whom it may concern|to the|honorable|esteemed|estimad[oa]s?|querid[oa]s?|"
    r"sehr geehrte[rs]?|liebe[rs]?|guten tag|madame|monsieur|mesdames|messieurs|chère?s?|cher|"
    r"your (?:excellency|honor|eminence))\b",
    re.IGNORECASE,
)
_LONGEST_GREETING = 400
_LABEL = re.compile(r"(?:to|date|an|datum|fecha|para)\s*:\s*", re.IGNORECASE)
_DELIVERY = re.compile(
    r"(?:via\b|by (?:e-?mail|fax|hand|certified mail|first-class mail|mail)\b|sent by\b|"
    r"delivered by\b|per e-?mail\b|por correo\b|par courriel\b)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:docket|bill|case|file|matter|proceeding|reference|h\.\s?r\.|hb|sb|ab|s\.|rin|"
    r"aktenzeichen|az\.|expediente|dossier)(?!\w).*\d|[A-Z]{2,}[-–]?\d[\w./–-]*$",
    re.IGNORECASE,
)
_LONGEST_LINE = 150  # characters of the delivery line and of the reference
_LEFT_OUT = re.compile(r"(?:from|cc|von|de)\s*:", re.IGNORECASE)


@dataclass(slots=True)
class Front:
    """The head of a letter; `rest` is where its text begins in the lines that were given."""

    title: str = ""
    dated: date | None = None
    written_date: str = ""  # as the draft has it
    addressees: tuple[Addressee, ...] = ()
    emails: tuple[str, ...] = ()  # one for each addressee, "" where none is named
    salutation: str = ""
    delivery_line: str = ""
    reference: str = ""  # docket or bill number
    rest: int = 0
    lost_notes: list[int] = field(default_factory=list)


def read_front(lines: Sequence[Line], findings: Findings) -> Front:
    """Return the head of the letter; tell of what is missing and what was left out."""
    front = Front()
    findings.place = ""
    head = range(min(len(lines), _SEARCHED))
    greeting = next((n for n in head if _is_salutation(lines[n])), None)
    re_line = _find_re(lines, greeting)
    found = [position for position in (greeting, re_line) if position is not None]
    front.rest = max(found) + 1 if found else _first_of_text(lines)
    block_end = min(found) if found else front.rest
    if re_line is not None:
        _take_title(front, lines[re_line], findings)
    else:
        findings.say("No Re: line was found; the letter needs one before it is published.")
    if greeting is not None:
        _take_salutation(front, lines[greeting], findings)
    else:
        findings.say("No salutation was found; it will be made from the addressees.")
    between = [
        lines[position]
        for position in range(block_end, front.rest)
        if position not in (re_line, greeting)
    ]
    _take_between(front, between, findings)
    _take_block(front, lines[:block_end], findings)
    return front


def _is_salutation(line: Line) -> bool:
    return (
        line.kind in ("text", "heading")
        and line.mark is None
        and len(line.text) <= _LONGEST_GREETING
        and _SALUTATION.match(line.text) is not None
        and line.text.rstrip().endswith((":", ",", "!", ";"))
    )


def _is_reference(text: str) -> bool:
    """Return whether the text is a docket or bill number, such as stands under the Re: line."""
    return len(text) <= _LONGEST_LINE and _REFERENCE.match(text.strip()) is not None


def _find_re(lines: Sequence[Line], greeting: int | None) -> int | None:
    """Return where the Re: line is: before the salutation, or just after it."""
    last = _first_of_text(lines) if greeting is None else greeting + 3
    return next(
        (n for n in range(min(last, len(lines))) if _RE.match(lines[n].text.lstrip())), None
    )


def _first_of_text(lines: Sequence[Line]) -> int:
    """Return where the text begins in a draft without salutation: its first long paragraph."""
    for position, line in enumerate(lines[:_SEARCHED]):
        long = line.kind == "text" and not any(isinstance(p, Break) for p in line.content)
        if line.kind in ("heading", "quotation") or line.mark or (long and len(line.text) > 120):
            return position
    return next((n for n, line in enumerate(lines) if _is_text_after_head(line)), len(lines))


def _is_text_after_head(line: Line) -> bool:
    head = _RE.match(line.text) or read_date(line.text) or line.kind in ("empty", "title")
    return not head and line.text.rstrip().endswith((".", "?", "!"))


def _take_title(front: Front, line: Line, findings: Findings) -> None:
    title, _break, last = line.text.strip().rpartition("\n")
    if title and _is_reference(last):
        front.reference = _one_line(last)
    else:
        title = line.text
    title = _one_line(title)
    title = title[_RE.match(title).end() :] if _RE.match(title) else title  # type: ignore[union-attr]
    front.title = fit(title, LONGEST_TITLE, f"paragraph {line.number}: the Re: line", findings)
    _lose_notes(front, line.content)


def _take_salutation(front: Front, line: Line, findings: Findings) -> None:
    front.salutation = fit(
        _one_line(line.text),
        LONGEST_SALUTATION,
        f"paragraph {line.number}: the salutation",
        findings,
    )
    _lose_notes(front, line.content)


def _take_between(front: Front, lines: Sequence[Line], findings: Findings) -> None:
    """Take the reference from the lines beside the Re: line and the salutation; tell the others."""
    for line in lines:
        if line.block is not None:
            _leave_out_block(front, line, findings)
        elif line.kind == "empty":
            continue
        elif _is_reference(line.text) and not front.reference:
            front.reference = _one_line(line.text)
            _lose_notes(front, line.content)
        else:
            _leave_out(front, line, "left out", findings)


def _take_block(front: Front, lines: Sequence[Line], findings: Findings) -> None:
    """Read date and addressees from the lines before the Re: line and the salutation."""
    rows = list(_rows(front, lines, findings))
    dated = next((n for n, row in enumerate(rows) if read_date(row.text)), None)
    if dated is None:
        findings.say("No date was found; the letter is undated until one is set.")
        before, block = [], rows
    else:
        front.dated = read_date(rows[dated].text)
        front.written_date = rows[dated].text
        before, block = rows[:dated], rows[dated + 1 :]
        if not any(row.text for row in block):
            before, block = block, before
    for row in before:
        if row.text:
            findings.say(f"Left out, for it stands before the date: {whole(row.text)}.")
    found = recipients([row.text for row in block], findings)
    if not found:
        findings.say("No addressee was found; the letter needs one before it is sent.")
    front.addressees = tuple(recipient.addressee for recipient in found)
    front.emails = tuple(recipient.email for recipient in found)


@dataclass(frozen=True, slots=True)
class _Row:
    text: str  # "" parts two addressees


def _rows(front: Front, lines: Sequence[Line], findings: Findings) -> Iterator[_Row]:
    """Yield the single lines of the block; an empty one wherever the draft parts them."""
    for line in lines:
        if line.block is not None:
            _leave_out_block(front, line, findings)
        if line.kind in ("empty", "block"):
            yield _Row("")
        elif line.kind in ("title", "heading"):
            _leave_out(front, line, "left out: working title", findings)
        else:
            _lose_notes(front, line.content)
            parted = [_Row("")] if "\n" in line.text else []
            yield from (*parted, *_rows_of(front, line, findings), *parted)


def _rows_of(front: Front, line: Line, findings: Findings) -> Iterator[_Row]:
    """Yield the lines of one paragraph; what is no line of an address is kept apart or told."""
    for text in line.text.split("\n"):
        row = " ".join(text.split(" ")).strip()
        delivery = _DELIVERY.match(row) is not None
        if delivery and not front.delivery_line and len(row) <= _LONGEST_LINE:
            front.delivery_line = row
        elif delivery or _LEFT_OUT.match(row):
            findings.say(f"Left out, for it is no part of an address: {whole(row)}.")
        elif row:
            yield _Row(_LABEL.sub("", row, count=1) if _LABEL.match(row) else row)


def _leave_out(front: Front, line: Line, what: str, findings: Findings) -> None:
    findings.say(f"Paragraph {line.number}, {what}: {whole(line.text)}.")
    _lose_notes(front, line.content)


def _leave_out_block(front: Front, line: Line, findings: Findings) -> None:
    what = "table" if isinstance(line.block, Table) else "picture"
    described = f": {whole(line.said)}" if line.said else ""
    findings.say(f"A {what} in the letter’s head was left out{described}.")
    for content in line.contents:
        _lose_notes(front, content)


def _lose_notes(front: Front, content: Inlines) -> None:
    front.lost_notes += [part.number for part in content if isinstance(part, NoteRef)]


def _one_line(text: str) -> str:
    return " ".join(text.replace("\n", " ").split(" ")).strip()


def fit(text: str, longest: int, what: str, findings: Findings) -> str:
    """Return `text`, shortened where it is too long; the whole of it is then told."""
    if len(text) <= longest:
        return text
    findings.say(f"{what[:1].upper()}{what[1:]} is longer than {longest} characters and was cut.")
    findings.say(f"All of it: “{text}”.")
    return text[: longest - 1].rstrip() + "…"
