"""Which words of a text changed, and whose signature still counts. Pure: imports no Django."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
Happened = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, came or went."""

    happened: Happened
    words: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One line of a text beside what it was."""

    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.happened != "same" for piece in self.pieces)


def compare(earlier: str, later: str) -> list[Wording]:
    """Return the lines of both texts in order, each with the words that were added and removed.

    Lines that are alike are compared word by word; others went or came whole.
    """
    old, new = earlier.splitlines(), later.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    lines: list[Wording] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            lines += [Wording((Piece("same", line),)) for line in old[i1:i2]]
        else:
            lines += _changed(old[i1:i2], new[j1:j2])
    return lines


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Wording]:
    """Yield the lines of one changed place, pairing each old line with the new one it became."""
    at = 0
    for line in old:
        found = next((n for n in range(at, len(new)) if _alike(line, new[n])), None)
        if found is None:
            yield Wording((Piece("removed", line),))
            continue
        yield from (Wording((Piece("added", one),)) for one in new[at:found])
        yield Wording(tuple(_words(line, new[found])))
        at = found + 1
    yield from (Wording((Piece("added", one),)) for one in new[at:])


def _alike(old: str, new: str) -> bool:
    return bool(old.strip()) and SequenceMatcher(None, old.split(), new.split()).ratio() >= 0.4


def _words(old: str, new: str) -> Iterator[Piece]:
    a, b = _PIECES.findall(old), _PIECES.findall(new)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(a[i1:i2]))
            continue
        if i2 > i1:
            yield Piece("removed", "".join(a[i1:i2]))
        if j2 > j1:
            yield Piece("added", "".join(b[j1:j2]))


def in_context(lines: Sequence[Wording], around: int = 1) -> list[Wording | None]:
    """Return the changed lines, `around` unchanged ones beside each, None for those left out."""
    filled = [n for n, line in enumerate(lines) if any(p.words.strip() for p in line.pieces)]
    place = {n: rank for rank, n in enumerate(filled)}
    changed = {place[n] for n in filled if lines[n].changed}
    shown: list[Wording | None] = []
    for rank, n in enumerate(filled):
        if any(abs(rank - one) <= around for one in changed):
            shown.append(lines[n])
        elif not shown or shown[-1] is not None:
            shown.append(None)
    return shown


def word_counts(lines: Iterable[Wording]) -> tuple[int, int]:
    """Return how many words were added and how many removed."""
    totals = {"added": 0, "removed": 0, "same": 0}
    for line in lines:
        for piece in line.pieces:
            totals[piece.happened] += len(re.findall(r"\w+", piece.words))
    return totals["added"], totals["removed"]


def leading_to(digest: str, changes: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return `digest` and every digest from which a chain of `changes` (from, to) leads to it."""
    came_from: dict[str, set[str]] = {}
    for earlier, later in changes:
        came_from.setdefault(later, set()).add(earlier)
    found, waiting = {digest}, [digest]
    while waiting:
        for earlier in came_from.get(waiting.pop(), ()):
            if earlier not in found:
                found.add(earlier)
                waiting.append(earlier)
    return frozenset(found)
