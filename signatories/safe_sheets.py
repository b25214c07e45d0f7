"""Sheets to hand out, in which no spreadsheet program finds a formula. Pure: imports no Django."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

LONGEST_CELL: Final = 32_767  # characters that a workbook's cell can hold
# Also the full-width signs, which spreadsheet programs of East Asia take for the plain ones.
PART: Final = 65_536  # characters or bytes that are handed on together
_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe_cell(value: str) -> str:
    """Return `value` so that no spreadsheet takes it for a formula: an apostrophe before it."""
    bare = value.lstrip(" \u00a0\u3000")
    return f"'{value}" if bare.startswith(_BEGINS_FORMULA) else value


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return comma-separated values, a line each row, headings first."""
    return "".join(csv_parts(columns, rows))


def csv_parts(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield what `csv_of` returns, some rows at a time: however many there are, few are held."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(str(cell)) for cell in row])
        if buffer.tell() >= PART:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def xlsx_parts(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> Iterator[bytes]:
    """Yield a workbook of one sheet in which every cell is text; it is made in a nameless file.

    The apostrophe stands in it too, for whoever saves the workbook as CSV.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "Undersigned"
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31] or "Sheet")
    for row in chain((columns,), rows):
        sheet.append([_text_cell(sheet, str(cell)) for cell in row])
    with tempfile.TemporaryFile() as held:
        book.save(held)
        held.seek(0)
        while part := held.read(PART):
            yield part


def _text_cell(sheet: Any, value: str) -> Any:
    text = _UNWRITABLE.sub("", safe_cell(value))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # whatever the library takes it for
    return cell
