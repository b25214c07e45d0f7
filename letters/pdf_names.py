"""Names as the PDF template takes them: cut by script, and in pieces that stay on a page. Pure."""

from __future__ import annotations

from typing import Any

from letters.document import LetterDocument, Signatory, SignatoryGroup
from letters.frame import name_line, names_affiliations
from letters.scripts import is_own, stretches
from letters.wording import words

_KEPT_NAMES = 42  # a group up to this size stays in one piece
_PART_ROWS = 10  # lines of names in each piece of a larger group
_KEPT_CHARACTERS = 4_500  # a piece with longer names is broken over pages rather than cut off
_EAST_ASIAN = {
    "zh-Hans": "Noto Serif CJK SC",
    "zh-Hant": "Noto Serif CJK TC",
    "zh": "Noto Serif CJK SC",
    "ja": "Noto Serif CJK JP",
    "ko": "Noto Serif CJK KR",
}


def name_parts(group: SignatoryGroup, document: LetterDocument) -> dict[str, Any]:
    """Return a group with its names in pieces of a few lines, or in one if they are few."""
    signatories = group.signatories
    few = len(signatories) <= _KEPT_NAMES
    size = len(signatories) if few else _PART_ROWS * document.layout.columns
    parts = (signatories[start : start + size] for start in range(0, len(signatories), size))
    note = words(document.language).identification if names_affiliations(group) else ""
    return {
        "label": group.label,
        "count": len(signatories),
        "identification": note,
        "parts": [_part(part, document) for part in parts],
    }


def _part(signatories: tuple[Signatory, ...], document: LetterDocument) -> dict[str, Any]:
    people, language = document.layout.people, document.language
    lines = [name_line(one, people=people) for one in signatories]
    return {
        "keep": sum(map(len, lines)) <= _KEPT_CHARACTERS,
        "names": [
            line
            if not one.lead and is_own(line, language)
            else {"name": stretched(line, document), "lead": one.lead}
            for line, one in zip(lines, signatories, strict=True)
        ],
    }


def stretched(text: str, document: LetterDocument) -> list[dict[str, Any]]:
    """Return `text` cut where the script changes, each piece with its language and font."""
    return [
        {
            "text": one.text,
            "language": one.language.split("-")[0],
            "rtl": one.rtl,
            "font": _EAST_ASIAN.get(one.language, ""),
        }
        for one in stretches(text, document.language)
    ]
