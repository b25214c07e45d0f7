"""Names as the PDF template takes them: cut by script, and in pieces that stay on a page. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from letters.document import LetterDocument, Signatory, SignatoryGroup
from letters.frame import name_line, names_affiliations
from letters.name_columns import height_of, pieces
from letters.pdf_fonts import EAST_ASIAN
from letters.scripts import is_own, stretches
from letters.wording import words

_MEASURED = 120  # names up to which typst measures them and makes columns and pieces itself
_FITTED = 150  # names from which pairs of letters are not fitted: see signatories.typ
_SIZE, _BETWEEN = 9, 12.6  # points: the size of a name's letters, and what stands free
_HANG = 80  # how far the second line of a name is set in, in hundredths of its size
# How wide letters are in the two cuts of the face, to those that `name_columns` counts with.
_CUT, _LARGE_CUT = 1.06, 0.96
_EAST_ASIAN = EAST_ASIAN | {"zh": EAST_ASIAN["zh-Hans"]}


def name_parts(
    group: SignatoryGroup, document: LetterDocument, text_width: float
) -> dict[str, Any]:
    """Return a group with its names, in pieces of a few lines where typst does not make them.

    Args:
        text_width: in points.
    """
    people = document.layout.people
    rows = [
        (name_line(one, people=people), _name(one, document, people=people))
        for one in group.signatories
    ]
    measured = len(rows) <= _MEASURED
    note = words(document.language).identification if names_affiliations(group) else ""
    return {
        "label": group.label,
        "count": len(rows),
        "measured": measured,
        "fitted": len(rows) < _FITTED,
        "identification": note,
        "names": [name for _, name in rows] if measured else [],
        "pieces": [] if measured else list(_pieces(rows, document, text_width)),
    }


def _pieces(
    rows: list[tuple[str, Any]], document: LetterDocument, text_width: float
) -> Iterator[list[list[Any]]]:
    columns = document.layout.columns
    width = (text_width + _BETWEEN) / columns - _BETWEEN
    cut = _CUT if len(rows) < _FITTED else _LARGE_CUT
    room, hang = int(100 * width / _SIZE / cut), int(_HANG / cut)
    heights = [height_of(line, room, hang) for line, _ in rows]
    for piece in pieces(heights, columns):
        yield [[name for _, name in rows[one.start : one.stop]] for one in piece]


def _name(one: Signatory, document: LetterDocument, *, people: bool) -> Any:
    """Return a name as a string where nothing about it is unusual, as thousands are."""
    line = name_line(one, people=people)
    if not one.lead and is_own(line, document.language):
        return line
    return {"name": stretched(line, document), "lead": one.lead}


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
