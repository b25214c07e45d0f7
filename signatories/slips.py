"""Texts that are a few slips of the pen from another, found without comparing it with each.

Of five pieces that a text is cut into, three slips leave some as they were, no more than three
letters from their place. Pure: imports no Django.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice, pairwise
from typing import Final

PIECES: Final = 5
SLIPS: Final = 3
MOST: Final = 300  # texts found by the pieces of one; the rarest pieces first


class Slips:
    """Texts by number, in the order in which they were added."""

    def __init__(self) -> None:
        self._number = 0
        self._having: defaultdict[tuple[int, int, str], list[int]] = defaultdict(list)

    def add(self, text: str) -> None:
        """Know `text` from now on, by the next number."""
        for start, end in _pieces(len(text)):
            self._having[len(text), start, text[start:end]].append(self._number)
        self._number += 1

    def near(self, text: str) -> list[int]:
        """Return the numbers of MOST texts at most, among them those that are SLIPS from `text`.

        What is found may be unlike: it is to be compared. However many texts there are, that
        takes about as long.
        """
        having = sorted(self._with_a_piece_of(text), key=len)
        return list(dict.fromkeys(islice(chain.from_iterable(having), MOST)))

    def _with_a_piece_of(self, text: str) -> Iterator[list[int]]:
        for length in range(max(len(text) - SLIPS, 1), len(text) + SLIPS + 1):
            for start, end in _pieces(length):
                last = min(start + SLIPS, len(text) - (end - start))
                places = range(max(start - SLIPS, 0), last + 1)
                for piece in {text[place : place + end - start] for place in places}:
                    if found := self._having.get((length, start, piece)):
                        yield found


@lru_cache(maxsize=1_000)
def _pieces(length: int) -> tuple[tuple[int, int], ...]:
    """Return where the pieces of a text of this length begin and end; none is empty."""
    cuts = [place * length // PIECES for place in range(PIECES + 1)]
    return tuple((start, end) for start, end in pairwise(cuts) if start < end)
