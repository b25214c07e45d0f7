"""Which row of a sheet holds its headings, and what they are. Pure: imports no Django."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from signatories.mapping import guess

LOOKED_AT: Final = 12  # filled rows in which headings are looked for
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")

Numbered = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings, the first row after them (counted in filled rows), and what to tell."""

    names: tuple[str, ...]
    after: int
    notes: tuple[str, ...]


def find_headings(filled: Sequence[Numbered]) -> Headings:
    """Return the headings of a sheet that may begin with a title, or with headings of groups.

    Rows with a mailbox in them are answers. Of the rows above these the one counts in which most
    columns are understood; in doubt the first that fills more than one column.
    """
    top = _above_the_answers(filled)
    best = _best(top)
    number, cells = top[best]
    names = [heading(cell) for cell in cells]
    notes = [f"The headings are in row {number}."] if number > 1 else []
    if best:
        above = [str(row) for row, _ in top[:best]]
        grouped = _under_groups([heading(cell) for cell in top[best - 1][1]], names)
        if grouped:
            names = grouped
            notes.append(f"Row {above.pop()} groups the columns: it was read with the headings.")
        if above:
            notes.append(f"What stands above the headings was not read: row {', '.join(above)}.")
    return Headings(tuple(names), best + 1, tuple(notes))


def without_repeats(
    headings: Sequence[str], rows: Sequence[Numbered]
) -> tuple[list[Numbered], list[str]]:
    """Return the rows that aren't the headings once more, and a sentence about those."""
    looked_for = _folded(headings)
    if len(looked_for) < 2:
        return list(rows), []
    again = [number for number, cells in rows if _folded(cells) == looked_for]
    if not again:
        return list(rows), []
    named = ", ".join(map(str, again[:10])) + (" and more" if len(again) > 10 else "")
    kept = [(number, cells) for number, cells in rows if number not in set(again)]
    return kept, [f"The headings stand again, and were not read as an answer: row {named}."]


def heading(cell: str) -> str:
    """Return what stands in a heading's cell, on one line."""
    return " ".join(unicodedata.normalize("NFC", cell).split())[:300]


def _above_the_answers(filled: Sequence[Numbered]) -> list[Numbered]:
    looked_at = list(filled[:LOOKED_AT])
    for index, (_, cells) in enumerate(looked_at):
        if any(_ADDRESS.fullmatch(cell.strip()) for cell in cells):
            return looked_at[: max(index, 1)]
    return looked_at[: _first_wide(looked_at) + 1]  # no mailbox: nothing shows where answers begin


def _best(top: Sequence[Numbered]) -> int:
    best = _first_wide(top)
    most = _understood(top[best][1])
    for index in range(best + 1, len(top)):
        understood = _understood(top[index][1])
        if understood > max(most, 1):
            best, most = index, understood
    return best


def _first_wide(rows: Sequence[Numbered]) -> int:
    """Return the first row that fills more than one column, the first of all if none does."""
    wide = (i for i, (_, cells) in enumerate(rows) if sum(map(bool, map(str.strip, cells))) > 1)
    return next(wide, 0)


def _understood(cells: Sequence[str]) -> int:
    return len({guess(heading(cell))[0] for cell in cells} - {""})


def _under_groups(above: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return the headings with those of their groups, [] where that tells nothing more."""
    if sum(map(bool, above)) < 2:
        return []
    groups, group = [], ""
    for index in range(len(names)):
        group = (above[index] if index < len(above) else "") or group
        groups.append(group)
    joined = [
        name if group.casefold() in name.casefold() else f"{group} {name}".strip()
        for group, name in zip(groups, names, strict=True)
    ]
    named = [name for name in names if name]
    twice = len({name.casefold() for name in named}) < len(named)
    return joined if twice or _understood(joined) > _understood(names) else []


def _folded(cells: Sequence[str]) -> list[str]:
    folded = [heading(cell).casefold() for cell in cells]
    while folded and not folded[-1]:
        folded.pop()
    return folded
