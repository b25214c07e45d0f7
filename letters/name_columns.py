"""How the names of a group are spread over columns on paper. Pure.

Names stand in pieces of a few lines: each piece stays on one page and is read column by column. So
no name is ever cut, whatever sets the page, and columns are even in height without its help.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate, pairwise

LINE = 10  # heights are counted in tenths of a line
_BETWEEN = 1  # what stands free between two names
_WHOLE = 18 * LINE  # a group whose columns are no higher stays in one piece, as readers expect it
_PIECE = 11 * LINE  # how high the pieces of larger groups are

Columns = list[range]  # the positions of the names in each column

# The width of letters in hundredths of their size, as faces for books have them.
_WIDTHS_OF = {
    27: " .,'’:;!|", 31: "ijlI-/[]", 36: "ftJ()", 46: "rsczS", 54: "aegoyvkxFP",
    62: "bdhnpquBELTZYXR&", 72: "CDGHKNOQUVA", 93: "mwMW@%—",
}  # fmt: skip
_USUAL, _WIDE = 56, 100


class _Widths(dict[str, int]):
    def __missing__(self, character: str) -> int:
        if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
            width = 0
        else:
            width = _WIDE if unicodedata.east_asian_width(character) in "WF" else _USUAL
        self[character] = width
        return width


_WIDTHS = _Widths({letter: width for width, letters in _WIDTHS_OF.items() for letter in letters})


def height_of(name: str, room: int, hang: int) -> int:
    """Return about how high `name` is, in tenths of a line.

    Args:
        room: of a line, in hundredths of the size of its letters.
        hang: how much less every line after the first has, likewise.
    """
    lines, left = 1, room
    for word in name.split(" "):
        width = sum(map(_WIDTHS.__getitem__, word))
        if width > left and left < room - hang:
            lines, left = lines + 1, room - hang
        while width > left:  # a word that is longer than a line is broken, as Chinese is anywhere
            width -= left
            lines, left = lines + 1, room - hang
        left -= width + _WIDTHS[" "]
    return lines * LINE + _BETWEEN


def rough_heights(names: Sequence[str], room: int) -> list[int]:
    """Return heights as `height_of` does, by the number of letters: for thousands of names."""
    letters = max(1, room // 51)
    return [len(name) // letters * LINE + (LINE + _BETWEEN) for name in names]


def pieces(heights: Sequence[int], columns: int, *, more: bool = False) -> list[Columns]:
    """Return the pieces of a group, each the positions of its names column by column.

    Args:
        more: whether names follow these; then only full pieces come, and the rest waits for them.
    """
    sums = [0, *accumulate(heights)]
    full = _filled(sums, _PIECE, start=0)
    # The last two are made anew of their names, so that no remnant is left.
    sure = max(0, len(full) // columns - (not more)) * columns
    shown = [full[at : at + columns] for at in range(0, sure, columns)]
    if not more:
        shown += _last(sums, columns, start=full[sure - 1].stop if sure else 0)
    return shown


def _last(sums: Sequence[int], columns: int, *, start: int) -> Iterator[Columns]:
    """Yield what is left from `start` on in pieces as even in height as their order allows."""
    each = (sums[-1] - sums[start]) / columns
    left = 1 if each <= _WHOLE else -int(-each // _PIECE)
    while start < len(sums) - 1:
        end = len(sums) - 1
        if left > 1:
            share = (sums[-1] - sums[start]) / left
            end = _nearest(sums, sums[start] + share, after=start)
        yield list(_even(sums[: end + 1], columns, start=start))
        start, left = end, left - 1


def _nearest(sums: Sequence[int], height: float, *, after: int) -> int:
    end = bisect_left(sums, height, after + 1)
    nearer = height - sums[end - 1] < sums[end] - height
    return max(after + 1, end - nearer)


def _even(sums: Sequence[int], columns: int, *, start: int) -> Iterator[range]:
    """Yield the names from `start` on in columns, none lower than the next where that can be."""
    for left in range(columns, 0, -1):
        if start == len(sums) - 1:
            return
        least = -((sums[start] - sums[-1]) // left)
        # A column that is less than `least` high has no name to come.
        most = least + max(after - before for before, after in pairwise(sums[start:]))
        tried = range(least, most)
        limit = least + bisect_left(tried, True, key=partial(_fits, sums, start, left))
        first = _filled(sums, limit, start=start)[0]
        yield first
        start = first.stop


def _fits(sums: Sequence[int], start: int, columns: int, limit: int) -> bool:
    return len(_filled(sums, limit, start=start)) <= columns


def _filled(sums: Sequence[int], limit: int, *, start: int) -> Columns:
    """Return the names from `start` on in columns up to `limit` high, each with a name at least."""
    spans, end = [], len(sums) - 1
    while start < end:
        after = max(start + 1, bisect_right(sums, sums[start] + limit, start + 1) - 1)
        spans.append(range(start, after))
        start = after
    return spans
