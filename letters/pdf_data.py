"""A letter as the data that the PDF template reads (`letters/typst/letter.typ`). Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from letters.document import (
    Block,
    Demand,
    Demands,
    Figure,
    Heading,
    LetterDocument,
    Letterhead,
    Passage,
    Table,
    plain,
)
from letters.document_store import to_data
from letters.frame import (
    closing_lists,
    colophon_lines,
    contact_lines,
    count_line,
    hand_lines,
    logos,
    only_line,
    running_head,
    turned,
)
from letters.pdf_names import name_parts, stretched
from letters.pdf_pictures import printed
from letters.picture_size import HAND, LOGO, WALL
from letters.scripts import is_rtl
from letters.table_columns import shares
from letters.wording import words

_KEPT_CHARACTERS = 1_500  # a demand up to this length stays on one page
_WIDTHS = {"a4": 436.88, "letter": 453.6}  # of the text, in points
_FIGURE = (436.0, 380.0)  # points; fits the width of the text on either paper
_NOT_WORDS = frozenset(
    {"is", "kind", "href", "language", "lang", "region", "paper", "fonts", "key", "file"}
)
_LONG_WORD = re.compile("[!-\u058f]{30,}")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Z]{2}))?")


def pdf_data(document: LetterDocument) -> dict[str, Any]:
    """Return the data of a printable letter, with words that could not be broken made breakable."""
    data = _frame(document) | _text(document) | _signed(document)
    changed: dict[str, Any] = with_words(data, _breakable)
    return changed


def _frame(document: LetterDocument) -> dict[str, Any]:
    known = words(document.language)
    lang, region = _language(document.language)
    day = document.dated
    rtl = is_rtl(document.language)
    return {
        "pdf_title": f"{known.re} {document.title}".strip(),
        "author": document.letterhead.name,
        "dated": [day.year, day.month, day.day] if day else None,
        "lang": lang,
        "region": region,
        "rtl": rtl,
        "hyphenate": document.hyphenate,
        "tracking": 0 if rtl else 0.13,  # Arabic letters are joined
        "paper": "a4" if document.paper == "a4" else "us-letter",
        "words": {"re": known.re, "page": known.page, "lead": known.lead,
                  "undersigned": known.undersigned},
        "mark": document.mark,
        "running_head": running_head(document),
        "letterhead": _letterhead(document),
    }  # fmt: skip


def _text(document: LetterDocument) -> dict[str, Any]:
    stored = to_data(replace(document, groups=(), letterhead=Letterhead(""), hand_signatures=()))
    body, notes = stored["document"]["body"], stored["document"]["notes"]
    _mark_first(body, set())
    _mark_kept(body, document.body, document, below=False)
    return {
        "date_line": document.date_line,
        "delivery_line": document.delivery_line,
        "addressees": [
            [stretched(line, document) for line in addressee.lines]
            for addressee in document.addressees
        ],
        "title": stretched(document.title, document),
        "reference": document.reference,
        "salutation": document.salutation,
        "body": body,
        "closing": document.closing,
        "hands": [
            {
                "picture": printed(hand.picture, HAND) if hand.picture else None,
                "lines": [stretched(line, document) for line in hand_lines(hand)],
            }
            for hand in document.hand_signatures
        ],
        "lists": [
            {"word": word, "items": [stretched(item, document) for item in items]}
            for word, items in closing_lists(document)
        ],
        "notes": {
            str(note["number"]): [paragraph["content"] for paragraph in note["paragraphs"]]
            for note in notes
        },
    }


def _signed(document: LetterDocument) -> dict[str, Any]:
    return {
        "columns": document.layout.columns,
        "text_width": _WIDTHS[document.paper],
        "count_line": count_line(document),
        "wall": [printed(logo, WALL, fill=True) for logo in logos(document)],
        "groups": [
            name_parts(group, document, _WIDTHS[document.paper])
            for group in document.groups
            if group.signatories
        ],
        "colophon": list(turned(colophon_lines(document), document.language)),
    }


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
    if len(text) < 30:
        return text
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


def _mark_kept(
    stored: list[dict[str, Any]],
    blocks: Sequence[Block],
    document: LetterDocument,
    *,
    below: bool,
) -> bool:
    """Fill in what the page needs to know of blocks, and let no heading skip a level.

    Args:
        below: whether a heading of level 2 came before; it is returned of what follows.
    """
    for node, block in zip(stored, blocks, strict=True):
        match block:
            case Heading():
                node["level"] = block.level if below else 2
            case Figure():
                node["picture"] = printed(block.picture, _FIGURE)
            case Table():
                node["shares"] = shares(block)
            case Passage():
                node["only_line"] = only_line(document, block.only_for)
                below = _mark_kept(node["blocks"], block.blocks, document, below=below)
            case Demands():
                for one, demand in zip(node["demands"], block.demands, strict=True):
                    one["keep"] = _length(demand) <= _KEPT_CHARACTERS
                    asked = demand.only_for
                    one["only_line"] = only_line(document, asked) if asked else ""
        below = below or isinstance(block, Heading | Demands)
    return below


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
        "name": stretched(head.name, document),
        "line": head.line,
        "contact": list(turned(contact_lines(document), document.language)),
        "logos": [printed(logo, LOGO, fill=True) for logo in head.logos],
    }
