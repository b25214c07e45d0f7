"""A letter as the data that the PDF template reads (`letters/typst/letter.typ`). Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from letters.document import Demand, Demands, Heading, LetterDocument, SignatoryGroup, plain
from letters.document_store import to_data
from letters.frame import (
    colophon_lines,
    contact_lines,
    count_line,
    name_line,
    names_affiliations,
    running_head,
)
from letters.scripts import stretches
from letters.wording import words

_KEPT_CHARACTERS = 1_500  # a demand up to this length stays on one page
_KEPT_NAMES = 42  # a group up to this size stays in one piece
_PART_NAMES = 30  # names in each piece of a larger group
_NOT_WORDS = frozenset(
    {"is", "kind", "href", "language", "lang", "region", "paper", "fonts", "key"}
)
_LONG_WORD = re.compile("[!-\u058f]{30,}")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Z]{2}))?")


def pdf_data(document: LetterDocument) -> dict[str, Any]:
    """Return the data of a printable letter, with words that could not be broken made breakable."""
    known = words(document.language)
    stored = to_data(document)["document"]
    _mark_first(stored["body"], set())
    _mark_kept(stored["body"], document)
    lang, region = _language(document.language)
    day = document.dated
    data = {
        "pdf_title": f"{known.re} {document.title}".strip(),
        "author": document.letterhead.name,
        "dated": [day.year, day.month, day.day] if day else None,
        "lang": lang,
        "region": region,
        "paper": "a4" if document.paper == "a4" else "us-letter",
        "words": {"re": known.re, "page": known.page, "lead": known.lead,
                  "undersigned": known.undersigned},
        "mark": document.mark,
        "running_head": running_head(document),
        "letterhead": _letterhead(document),
        "date_line": document.date_line,
        "addressees": [
            [_stretched(line, document) for line in addressee.lines]
            for addressee in document.addressees
        ],
        "title": _stretched(document.title, document),
        "salutation": document.salutation,
        "body": stored["body"],
        "closing": document.closing,
        "notes": {
            str(note["number"]): [paragraph["content"] for paragraph in note["paragraphs"]]
            for note in stored["notes"]
        },
        "count_line": count_line(document),
        "groups": [_group(group, document) for group in document.groups if group.signatories],
        "colophon": list(colophon_lines(document)),
    }  # fmt: skip
    changed: dict[str, Any] = with_words(data, _breakable)
    return changed


def with_words(value: Any, change: Callable[[str], str]) -> Any:
    """Return `value` with `change` made to every string that is printed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list | tuple):
        return [with_words(item, change) for item in value]
    if isinstance(value, dict):
        return {
            key: item if key in _NOT_WORDS else with_words(item, change)
            for key, item in value.items()
        }
    return value


def _breakable(text: str) -> str:
    """Return `text` with places to break a line in words that are wider than a column."""
    return _LONG_WORD.sub(lambda word: "\u200b".join(_cut(word[0], 20)), text)


def _cut(text: str, size: int) -> Iterator[str]:
    return (text[start : start + size] for start in range(0, len(text), size))


def _mark_first(value: Any, seen: set[int]) -> None:
    """Say of every note mark whether it is the first of its number, in reading order."""
    if isinstance(value, list):
        for item in value:
            _mark_first(item, seen)
    elif isinstance(value, dict):
        if value.get("is") == "note-ref":
            value["first"] = value["number"] not in seen
            seen.add(value["number"])
        for item in list(value.values()):
            _mark_first(item, seen)


def _mark_kept(body: list[dict[str, Any]], document: LetterDocument) -> None:
    """Say which demands stay in one piece, and let no heading skip a level."""
    below = False
    for stored, block in zip(body, document.body, strict=True):
        if isinstance(block, Heading):
            stored["level"] = block.level if below else 2
        below = below or isinstance(block, Heading | Demands)
        if isinstance(block, Demands):
            for one, demand in zip(stored["demands"], block.demands, strict=True):
                one["keep"] = _length(demand) <= _KEPT_CHARACTERS


def _length(demand: Demand) -> int:
    """Return how long a demand is, in characters; a list counts as its items' words."""

    def of(blocks: Any) -> int:
        return sum(
            len(plain(block.content)) + 80
            if hasattr(block, "content")
            else sum(of(item.blocks) for item in block.items)
            for block in blocks
        )

    return of(demand.blocks)


def _language(language: str) -> tuple[str, str | None]:
    parts = _LANGUAGE.match(language)
    return (parts[1], parts[2]) if parts else ("und", None)


def _letterhead(document: LetterDocument) -> dict[str, Any] | None:
    head = document.letterhead
    if not head.name:
        return None
    return {
        "name": _stretched(head.name, document),
        "line": head.line,
        "contact": list(contact_lines(document)),
    }


def _group(group: SignatoryGroup, document: LetterDocument) -> dict[str, Any]:
    whole = len(group.signatories) <= _KEPT_NAMES
    size = len(group.signatories) if whole else _PART_NAMES
    parts = (
        group.signatories[start : start + size] for start in range(0, len(group.signatories), size)
    )
    note = words(document.language).identification if names_affiliations(group) else ""
    return {
        "label": group.label,
        "count": len(group.signatories),
        "identification": note,
        "parts": [
            {
                "keep": sum(len(name_line(one)) for one in part) <= _KEPT_CHARACTERS * 3,
                "names": [
                    {"name": _stretched(name_line(one), document), "lead": one.lead} for one in part
                ],
            }
            for part in parts
        ],
    }


def _stretched(text: str, document: LetterDocument) -> list[dict[str, Any]]:
    return [
        {"text": one.text, "language": one.language.split("-")[0], "rtl": one.rtl}
        for one in stretches(text, document.language)
    ]
