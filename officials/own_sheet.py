"""The rows of an own list: CSV as spreadsheet programs write it, or XLSX. Pure: imports no Django.

Told apart by their content: workbooks; UTF-8, UTF-16 and Windows-1252; commas, semicolons and tabs.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from officials.records import SourceUnreadable
from privacy.workbooks import WorkbookUnreadable, read_workbook

MAX_BYTES: Final = 5_000_000
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 100
_SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}
_Numbered = list[tuple[int, Sequence[str]]]
_WORKBOOKS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """Headings, rows numbered as a spreadsheet does, and sentences on how it was read."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, Sequence[str]], ...]
    notes: tuple[str, ...]


def open_sheet(path: Path) -> OwnSheet:
    """Return the sheet in the file at `path`.

    Raises:
        SourceUnreadable: no such file, too large, or no sheet.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceUnreadable(f"{path.name} has more than {MAX_BYTES:,} bytes: split it.")
        return read_sheet(path.read_bytes(), name=path.name)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise SourceUnreadable(f"{path.name} can't be opened: {reason}.") from error


def read_sheet(content: bytes, *, name: str) -> OwnSheet:
    """Return the sheet in `content`; empty rows are left out.

    Raises:
        SourceUnreadable: empty, too long, or no sheet; the sentence says what to do.
    """
    read = _workbook if is_workbook(content) else _text
    numbered, notes = read(content, name)
    filled = [(number, cells) for number, cells in numbered if any(cells)]
    if not filled:
        raise SourceUnreadable(f"{name} is empty: export the list again.")
    (_, headings), *rows = filled
    if len(headings) > MAX_COLUMNS or len(rows) > MAX_ROWS:
        raise SourceUnreadable(
            f"{name} has {len(rows):,} rows and {len(headings)} columns; {MAX_ROWS:,} and "
            f"{MAX_COLUMNS} are read. Split the list."
        )
    return OwnSheet(tuple(headings), tuple(rows), tuple(notes))


def as_csv(sheet: OwnSheet) -> bytes:
    """Return the sheet as CSV in UTF-8 that reads the same, its rows under their numbers."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    line = 1
    writer.writerow(sheet.headings)
    for number, cells in sheet.rows:
        writer.writerows([] for _ in range(number - line - 1))
        writer.writerow(cells)
        line = number
    return buffer.getvalue().encode()


def is_workbook(content: bytes) -> bool:
    return content.startswith(_WORKBOOKS)


def _workbook(content: bytes, name: str) -> tuple[_Numbered, list[str]]:
    try:
        rows, notes = read_workbook(content, max_rows=MAX_ROWS + 1, max_columns=MAX_COLUMNS + 1)
    except WorkbookUnreadable as error:
        raise SourceUnreadable(f"{name} {error}") from error
    return [(number, [cell.strip() for cell in cells]) for number, cells in rows], notes


def _text(content: bytes, name: str) -> tuple[_Numbered, list[str]]:
    text, notes = _decoded(content, name)
    separator = _separator(text)
    if separator != ",":
        notes.append(f"Columns are separated by a {_SEPARATORS[separator]}.")
    return _rows(text, separator, name), notes


def _decoded(content: bytes, name: str) -> tuple[str, list[str]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), []
        except UnicodeDecodeError as error:
            raise SourceUnreadable(f"{name} is no CSV: save it as CSV (UTF-8).") from error
    if b"\x00" in content:
        raise SourceUnreadable(f"{name} is no CSV: save it as CSV (UTF-8).")
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        return text, ["The list is not UTF-8 and was read as Windows-1252: check the accents."]


def _separator(text: str) -> str:
    """Return the separator that cuts the first rows into the most columns, alike in each."""
    sample = text[:100_000]
    best, most = ",", (0, 0)
    for separator in _SEPARATORS:
        try:
            rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=separator))[:50]
        except csv.Error:
            continue
        widths = Counter(len(cells) for cells in rows if any(cells))
        width = len(rows[0]) if rows else 0
        rating = (widths[width], width) if width > 1 else (0, 0)
        if rating > most:
            best, most = separator, rating
    return best


def _rows(text: str, separator: str, name: str) -> _Numbered:
    """Return the rows; a quote that is never closed is refused, for it would swallow the rest."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    numbered: _Numbered = []
    try:
        for number, cells in enumerate(reader, start=1):
            numbered.append((number, [cell.strip() for cell in cells]))
            if number > MAX_ROWS + 1:
                break
    except csv.Error as error:
        raise SourceUnreadable(
            f"{name}, line {reader.line_num}: {error}. Export the list again as CSV."
        ) from error
    return numbered
