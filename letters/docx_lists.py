"""The definitions of lists in a Word document: dashes, numbers, numerals of demands. Pure."""

from __future__ import annotations

from letters.docx_body import BULLETS, DEMANDS, NUMBERS
from letters.docx_text import HEAD, NAMES

_MARKS = {BULLETS: "bullet", NUMBERS: "decimal", DEMANDS: "decimal"}


def numbering(numberings: list[int]) -> str:
    """Return the part that defines lists of these kinds, numbered from 1."""
    abstract = "".join(_abstract(kind) for kind in _MARKS)
    restart = '<w:lvlOverride w:ilvl="{}"><w:startOverride w:val="1"/></w:lvlOverride>'
    restarts = "".join(restart.format(level) for level in range(9))
    numbers = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/>'
        f"{restarts if kind == NUMBERS else ''}</w:num>"
        for number, kind in enumerate(numberings, 1)
    )
    return f"{HEAD}<w:numbering {NAMES}>{abstract}{numbers}</w:numbering>"


def _abstract(kind: int) -> str:
    """Return one kind of list: dashes, numbers, or the large numerals of the demands."""
    levels = []
    for level in range(1 if kind == DEMANDS else 9):
        left, hanging, look = 360 * (level + 1), 360, '<w:color w:val="8F1A12"/>'
        mark = "—" if kind == BULLETS else f"%{level + 1}."
        if kind == DEMANDS:
            left, hanging, mark = 560, 560, "%1"
            look += '<w:sz w:val="36"/><w:szCs w:val="36"/>'
        levels.append(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{_MARKS[kind]}"/>'
            f'<w:lvlText w:val="{mark}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>'
            f'<w:rPr><w:i w:val="0"/>{look}</w:rPr></w:lvl>'
        )
    multi = "singleLevel" if kind == DEMANDS else "hybridMultilevel"
    return (
        f'<w:abstractNum w:abstractNumId="{kind}"><w:multiLevelType w:val="{multi}"/>'
        f"{''.join(levels)}</w:abstractNum>"
    )
