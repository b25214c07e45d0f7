"""Sheets to hand out, in which no spreadsheet program finds a formula. Pure: imports no Django."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

LONGEST_CELL: Final = 32_767  # characters that a workbook's cell can hold
# Also the full-width signs, which spreadsheet programs of East Asia take for the plain ones.
_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe_cell(value: str) -> str:
    """Return `value` so that no spreadsheet takes it for a formula: an apostrophe before it."""
    bare = value.lstrip(" \u00a0\u3000")
    return f"'{value}" if bare.startswith(_BEGINS_FORMULA) else value


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return comma-separated values, a line each row, headings first."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(str(cell)) for cell in row] for row in rows)
    return buffer.getvalue()


def xlsx_of(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook of one sheet in which every cell is text.

    The apostrophe stands in it too, for whoever saves the workbook as CSV.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "Undersigned"
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31] or "Sheet")
    for row in (columns, *rows):
        sheet.append([_text_cell(sheet, str(cell)) for cell in row])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _text_cell(sheet: Any, value: str) -> Any:
    text = _UNWRITABLE.sub("", safe_cell(value))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # whatever the library takes it for
    return cell
