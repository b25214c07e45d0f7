"""A sheet that was read: headings, rows, and what was decided. Pure: imports no Django."""

from dataclasses import dataclass
from typing import Final

MAX_CELL: Final = 20_000  # characters; longer cells are cut, and the row is refused later


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: its row in the sheet, counted from 1 as a spreadsheet does, and its cells."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """Return the text in a column counted from 0, "" beyond the row's end."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headings, rows, and sentences on what was decided while reading."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
