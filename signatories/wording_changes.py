"""Which words of a text changed, and whose signature still counts. Pure: imports no Django."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from signatories.alignment import Stretch, aligned, bag_of_words, split_words, stretches

_FEWEST_MOVED = 3  # words; a shorter line that stands elsewhere went and came
Happened = Literal["same", "added", "removed"]
Moved = Literal["", "away", "here"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, came or went."""

    happened: Happened
    words: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One line of a text beside what it was."""

    pieces: tuple[Piece, ...]
    moved: Moved = ""  # the whole line stands, unchanged, in another place

    @property
    def changed(self) -> bool:
        return any(piece.happened != "same" for piece in self.pieces)

    @property
    def before(self) -> tuple[Piece, ...]:
        """The line as it was; empty where it was not."""
        return tuple(piece for piece in self.pieces if piece.happened != "added")

    @property
    def after(self) -> tuple[Piece, ...]:
        """The line as it became; empty where it went."""
        return tuple(piece for piece in self.pieces if piece.happened != "removed")


def compare(earlier: str, later: str) -> list[Wording]:
    """Return the lines of both texts in order, each with the words that were added and removed.

    Lines that are alike are compared word by word; others went or came whole, or were moved. Empty
    lines are left out.
    """
    old, new = ([line for line in text.splitlines() if line.strip()] for text in (earlier, later))
    pairs = aligned(old, new, key=str, bag=bag_of_words)
    return _with_moves([_wording(before, after) for before, after in pairs])


def _wording(before: str | None, after: str | None) -> Wording:
    if before is None or after is None:
        return Wording((Piece("added", after or "") if before is None else
                        Piece("removed", before),))  # fmt: skip
    return Wording((Piece("same", after),) if before == after else tuple(_words(before, after)))


def _with_moves(lines: list[Wording]) -> list[Wording]:
    """Return the lines, marked where a whole one went in one place and came in another."""
    went = Counter(_whole(line, "removed") for line in lines)
    came = Counter(_whole(line, "added") for line in lines)
    moved = {words: min(went[words], count) for words, count in came.items()}
    left = {"removed": Counter(moved), "added": Counter(moved)}
    return [_marked(line, left) for line in lines]


def _marked(line: Wording, left: dict[str, Counter[str]]) -> Wording:
    happened = line.pieces[0].happened if len(line.pieces) == 1 else "same"
    if happened == "same":
        return line
    words = line.pieces[0].words
    if left[happened][words] < 1 or bag_of_words(words).total() < _FEWEST_MOVED:
        return line
    left[happened][words] -= 1
    return replace(line, moved="away" if happened == "removed" else "here")


def _whole(line: Wording, happened: Happened) -> str:
    one = len(line.pieces) == 1 and line.pieces[0].happened == happened
    return line.pieces[0].words if one else ""


def _words(old: str, new: str) -> Iterator[Piece]:
    a, b = split_words(old), split_words(new)
    runs = stretches(a, b, words=lambda place: bool(bag_of_words(a[place])))
    for place, run in enumerate(runs):
        gone, come = "".join(a[run.old]), "".join(b[run.new])
        if run.same:
            following = runs[place + 1] if place + 1 < len(runs) else None
            both = _space_before(a, b, following) if following else ""
            yield Piece("same", come + both)
            continue
        space = _space_before(a, b, run) if place else ""
        if gone := gone.removeprefix(space):
            yield Piece("removed", gone)
        if come := come.removeprefix(space):
            yield Piece("added", come)


def _space_before(a: Sequence[str], b: Sequence[str], run: Stretch) -> str:
    """Return the white space that both sides of a change begin with: it stayed."""
    heads = [side[0] if side else "" for side in (a[run.old], b[run.new])]
    spaces = {head[: len(head) - len(head.lstrip())] for head in heads}
    return spaces.pop() if len(spaces) == 1 else ""


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
    """Return how many words were added and how many removed; those that moved are neither."""
    totals = {"added": 0, "removed": 0, "same": 0}
    for line in lines:
        for piece in () if line.moved else line.pieces:
            totals[piece.happened] += bag_of_words(piece.words).total()
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
