"""Two sequences beside each other: what stayed, what became what, what came and what went.

Serves texts (`wording_changes`) and documents alike. Pure: imports no Django.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T")
Pair = tuple[T | None, T | None]  # before and after; None where there is nothing beside it

ALIKE = 0.5  # the share of common words from which on one line is what another became
MOST_COMPARED = 40_000  # pairs of lines of one changed place; beyond, all went and all came

_SIGNS = r"""!-/:-@\[-^`{-~«»“”‘’‚„‹›…–—·¿¡§¶،؛؟。、，！？：；（）「」『』《》〈〉【】"""
_SINGLE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # written without spaces
# A word with the white space before it; without it a changed comma would take its word along.
_WORD = re.compile(rf"\s*(?:[{_SINGLE}]|[^\s{_SIGNS}{_SINGLE}]+|[{_SIGNS}])|\s+")


def split_words(text: str) -> list[str]:
    """Return `text` cut into words and signs; white space stands before what follows it."""
    return _WORD.findall(text)


def bag_of_words(text: str) -> Counter[str]:
    """Return how often each word stands in `text`, for `aligned`."""
    return Counter(re.findall(rf"[{_SINGLE}]|[^\s{_SIGNS}{_SINGLE}]+", text))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of words that both have, from 0 to 1, whatever their order."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def aligned(
    old: Sequence[T],
    new: Sequence[T],
    *,
    key: Callable[[T], Hashable],
    bag: Callable[[T], Counter[str]],
) -> Iterator[Pair[T]]:
    """Yield both sequences in order, each item beside what it became; what went before what came.

    Args:
        key: items of one key are the same.
        bag: the words of an item; those that share at least half are the same one, changed.
    """
    matcher = SequenceMatcher(None, [*map(key, old)], [*map(key, new)], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            yield from _became(old[i1:i2], new[j1:j2], bag)


def _became(old: Sequence[T], new: Sequence[T], bag: Callable[[T], Counter[str]]) -> list[Pair[T]]:
    """Return one changed place, with the pairing that has most in common."""
    found: list[Pair[T]] = []
    at = before = 0
    for i, j in _best_pairs([*map(bag, old)], [*map(bag, new)]):
        found += [(one, None) for one in old[before:i]]
        found += [(None, one) for one in new[at:j]]
        found.append((old[i], new[j]))
        before, at = i + 1, j + 1
    found += [(one, None) for one in old[before:]]
    return found + [(None, one) for one in new[at:]]


def _best_pairs(old: list[Counter[str]], new: list[Counter[str]]) -> list[tuple[int, int]]:
    """Return the places that belong together, in order, with the greatest likeness in all."""
    if not old or not new or len(old) * len(new) > MOST_COMPARED:
        return []
    shares = [[likeness(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = shares[i][j] + best[i + 1][j + 1] if shares[i][j] >= ALIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if shares[i][j] >= ALIKE and best[i][j] == shares[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of items: the same on both sides, or what went (`old`) beside what came (`new`)."""

    same: bool
    old: slice
    new: slice


def stretches(
    old: Sequence[Hashable], new: Sequence[Hashable], *, words: Callable[[int], bool]
) -> list[Stretch]:
    """Return the runs of two sequences of words, in order.

    Args:
        words: whether the item of `old` at a place is a word. A run without one that stands between
            two changes belongs to them: a comma alone is nothing that stayed.
    """
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    codes = matcher.get_opcodes()
    runs: list[Stretch] = []
    for place, (tag, i1, i2, j1, j2) in enumerate(codes):
        inner = 0 < place < len(codes) - 1
        same = tag == "equal" and not (inner and not any(map(words, range(i1, i2))))
        run = Stretch(same, slice(i1, i2), slice(j1, j2))
        if runs and not same and not runs[-1].same:
            last = runs.pop()
            run = Stretch(False, slice(last.old.start, i2), slice(last.new.start, j2))
        runs.append(run)
    return runs
