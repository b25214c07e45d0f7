"""How a table's width is shared among its columns. Pure."""

from __future__ import annotations

from letters.document import Table, plain

_LEAST = 0.6  # of an even share; narrower columns break their words
_LONGEST = 60  # characters after which a cell asks for no more room


def shares(table: Table) -> list[float]:
    """Return each column's share of the width, by how much stands in it; together 1."""
    count = max((len(row) for row in table.rows), default=0) or 1
    longest = [
        max((min(len(plain(row[at])), _LONGEST) for row in table.rows if at < len(row)), default=0)
        for at in range(count)
    ]
    spare, total = 1 - _LEAST, sum(longest)
    if not total:
        return [1 / count] * count
    return [_LEAST / count + spare * length / total for length in longest]
