"""Names as the PDF template takes them: cut by script, and in pieces that stay on a page. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from letters.document import LetterDocument, SignatoryGroup
from letters.frame import name_line, names_affiliations
from letters.pdf_fonts import EAST_ASIAN
from letters.scripts import is_own, stretches
from letters.wording import words

_PART_ROWS = 11  # lines of names in a piece, which stays on one page
_WHOLE_ROWS = 18  # a group of up to so many lines stays in one piece, as readers expect it
_MEASURED = 120  # names up to which columns are balanced by their height
_FITTED = 150  # names from which pairs of letters are not fitted: see signatories.typ
_LINE_CHARACTERS = 34  # that fit into a line of the narrowest column
_KEPT_CHARACTERS = 4_500  # a piece with longer names is broken over pages rather than cut off
_EAST_ASIAN = EAST_ASIAN | {"zh": EAST_ASIAN["zh-Hans"]}
_Row = tuple[str, bool]  # the name as printed, and whether it is of a lead


def name_parts(group: SignatoryGroup, document: LetterDocument) -> dict[str, Any]:
    """Return a group with its names in pieces of a few lines, or in one if they are few."""
    people, columns = document.layout.people, document.layout.columns
    rows = [(name_line(one, people=people), one.lead) for one in group.signatories]
    measured = len(rows) <= _MEASURED
    note = words(document.language).identification if names_affiliations(group) else ""
    return {
        "label": group.label,
        "count": len(rows),
        "measured": measured,
        "fitted": len(rows) < _FITTED,
        "identification": note,
        "parts": [
            _part(piece, document, columns=1 if measured else columns)
            for piece in _pieces(rows, columns)
        ],
    }


def _pieces(rows: list[_Row], columns: int) -> Iterator[list[_Row]]:
    """Yield the names in pieces of a few lines, all about as high, so that none is a remnant."""
    wide = _LINE_CHARACTERS * 3 // columns
    lines = [len(line) // wide + 1 for line, _ in rows]
    height_limit = _WHOLE_ROWS if sum(lines) <= _WHOLE_ROWS * columns else _PART_ROWS
    return _split(rows, lines, -(-sum(lines) // (height_limit * columns)))


def _split(rows: list[_Row], lines: list[int], count: int) -> Iterator[list[_Row]]:
    """Yield `rows` in `count` pieces or fewer, about as many lines in each."""
    share = sum(lines) / count
    piece: list[_Row] = []
    filled, made = 0, 1
    for row, height in zip(rows, lines, strict=True):
        if piece and filled + height / 2 > share * made:
            yield piece
            piece, made = [], made + 1
        piece.append(row)
        filled += height
    yield piece


def _part(rows: list[_Row], document: LetterDocument, *, columns: int) -> dict[str, Any]:
    """Return a piece: its names in `columns`, or in one list whose columns typst measures."""
    language = document.language
    wide = _LINE_CHARACTERS * 3 // document.layout.columns
    lines = [len(line) // wide + 1 for line, _ in rows]
    return {
        "keep": sum(len(line) for line, _ in rows) <= _KEPT_CHARACTERS,
        "columns": [
            [
                line
                if not leads and is_own(line, language)
                else {"name": stretched(line, document), "lead": leads}
                for line, leads in column
            ]
            for column in _split(rows, lines, columns)
        ],
    }


def stretched(text: str, document: LetterDocument) -> list[dict[str, Any]]:
    """Return `text` cut where the script changes, each piece with its language and font."""
    return [
        {
            "text": one.text,
            "language": one.language.split("-")[0],
            "rtl": one.rtl,
            "fonts": _EAST_ASIAN.get(one.language, ()),
        }
        for one in stretches(text, document.language)
    ]
