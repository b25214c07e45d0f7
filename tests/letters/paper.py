"""Made-up names whose every word is unique, and where each word stands on paper."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()
_LENGTHS = (2, 2, 3, 3, 3, 4, 5, 6, 8)  # words of a name, as often as they are drawn
_INCH = 72
_MARGIN, _GAP = 1.1 * _INCH, 14.0
_LINE = 16.0  # points; names have less from line to line
_WORD = re.compile(
    r'<page |<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<'
)


@dataclass(frozen=True, slots=True)
class Place:
    page: int
    centre: float  # points from the left
    top: float


def unique_names(count: int, seed: int) -> list[str]:
    """Return names of two to eight words; no word stands in two of them."""
    chance, used, names = random.Random(seed), 0, []
    for _ in range(count):
        length = chance.choice(_LENGTHS)
        names.append(" ".join(_word(used + at) for at in range(length)))
        used += length
    return names


def _word(number: int) -> str:
    parts = []
    for _ in range(4):
        number, part = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[part])
    return "".join(parts).title()


def places(pdf: Path) -> dict[str, Place]:
    """Return where each word of a PDF stands; of one that stands often, the last place."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine: install poppler-utils")
    command = ["pdftotext", "-bbox-layout", str(pdf), "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found, page = {}, 0
    for match in _WORD.finditer(told):
        if match[0].startswith("<page"):
            page += 1
        else:
            left, top, right = (float(match[at]) for at in (1, 2, 3))
            found[match[5]] = Place(page, (left + right) / 2, top)
    return found


def cut_names(found: dict[str, Place], names: list[str], columns: int, width: float) -> list[str]:
    """Return the names that stand on two pages or in two columns, or with a hole between lines.

    Args:
        width: of the paper, in points.
    Raises:
        KeyError: a word of a name stands nowhere.
    """
    column = (width - 2 * _MARGIN + _GAP) / columns

    def cut(name: str) -> bool:
        words = [found[word] for word in name.split(" ")]
        tops = sorted(word.top for word in words)
        beside = {int((word.centre - _MARGIN + _GAP / 2) // column) for word in words}
        return (
            len({word.page for word in words}) > 1
            or len(beside) > 1
            or any(after - before > _LINE for before, after in pairwise(tops))
        )

    return [name for name in names if cut(name)]
