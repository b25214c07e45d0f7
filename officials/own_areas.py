"""The areas of an own list: beginnings of postal codes, and ranges of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from officials.places import postal_code

MAX_AREAS: Final = 2_000  # of one official
_RANGE = re.compile(r"\s*(\d{1,10})\s*(?:-|–|to|bis)\s*(\d{1,10})\s*")


def areas(cell: str) -> tuple[str, ...]:
    """Return the beginnings in a cell such as "10115; 102*, 10300-10399", each once.

    Raises:
        ValueError: a part is neither a code nor a range; or there are more than MAX_AREAS.
    """
    found: dict[str, None] = {}
    for part in re.split(r"[,;|\n]", cell):
        if part.strip():
            found.update(dict.fromkeys(_part(part)))
        if len(found) > MAX_AREAS:
            raise ValueError(f"has more than {MAX_AREAS:,} areas: give longer beginnings.")
    return tuple(found)


def _part(part: str) -> Iterator[str]:
    span = _RANGE.fullmatch(part)
    if span and len(span[1]) == len(span[2]) and span[1] <= span[2]:
        yield from _beginnings(int(span[1]), int(span[2]), len(span[1]))
        return
    code = "" if span else postal_code(part.strip().removesuffix("*"))
    if not code:
        raise ValueError("has an area that is neither a postal code nor a range of them.")
    yield code


def _beginnings(first: int, last: int, digits: int) -> Iterator[str]:
    """Yield the shortest beginnings that cover the codes from `first` to `last`, and no other."""
    while first <= last:
        length = 0
        while (
            length < digits
            and first % 10 ** (length + 1) == 0
            and (first + 10 ** (length + 1) - 1 <= last)
        ):
            length += 1
        if length == digits:  # all there are: one digit each, for an empty beginning means nothing
            yield from "0123456789"
            return
        yield str(first).zfill(digits)[: digits - length]
        first += 10**length
