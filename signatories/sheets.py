"""Reading a sheet of answers: CSV of any common kind, or XLSX. Pure: imports no Django."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from signatories.workbooks import WorkbookUnreadable, read_workbook

MAX_BYTES: Final = 20_000_000
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 200
MAX_CELL: Final = 20_000  # characters; longer cells are cut, and the row is refused later

_SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


class SheetUnreadable(ValueError):
    """A file can't be read as a sheet; the message says what is wrong and what to do."""


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


def read_sheet(path: Path) -> Sheet:
    """Return the sheet in the file at `path`; whether it is CSV or XLSX is told by its content.

    Raises:
        SheetUnreadable: no such file, too large, empty, or not a sheet.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if path.is_file() and size <= MAX_BYTES else b""
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise SheetUnreadable(f"{path.name} can't be opened: {reason}.") from error
    if size > MAX_BYTES:
        raise SheetUnreadable(
            f"{path.name} has {size:,} bytes; at most {MAX_BYTES:,} are read. Split the sheet."
        )
    if not path.is_file():
        raise SheetUnreadable(f"{path.name} is not a file: give the path of a CSV or XLSX file.")
    return sheet_of(content, name=path.name)


def sheet_of(content: bytes, *, name: str = "The file") -> Sheet:
    """Return the sheet in `content`.

    Raises:
        SheetUnreadable: empty, or not a sheet.
    """
    if not content.strip():
        raise SheetUnreadable(f"{name} is empty: export the sheet again.")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        return _from_workbook(content, name)
    text, notes = _decoded(content, name)
    return _from_text(text, notes, name)


def _from_workbook(content: bytes, name: str) -> Sheet:
    try:
        numbered, notes = read_workbook(content, max_rows=MAX_ROWS + 2, max_columns=MAX_COLUMNS)
    except WorkbookUnreadable as error:
        raise SheetUnreadable(f"{name} {error}") from error
    return _sheet(numbered, notes, name)


def _decoded(content: bytes, name: str) -> tuple[str, list[str]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), ["Read as UTF-16."]
        except UnicodeDecodeError as error:
            raise SheetUnreadable(f"{name} says UTF-16 but isn't: save it as UTF-8.") from error
    if b"\x00" in content:
        raise SheetUnreadable(
            f"{name} holds NUL bytes, so it is no text: export it as CSV (UTF-8) or XLSX."
        )
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), ["Not UTF-8: read as Windows-1252. Check the accents."]
    except UnicodeDecodeError:
        return content.decode("latin-1"), ["Not UTF-8: read as Latin-1. Check the accents."]


def _from_text(text: str, notes: list[str], name: str) -> Sheet:
    with _long_cells():
        separator = _separator(text)
        numbered = _numbered(text, separator, name)
    if separator != ",":
        notes.append(f"Columns are separated by a {_SEPARATORS[separator]}.")
    return _sheet(numbered, notes, name)


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let cells be as long as a file: one cell too long refuses its row, not the whole sheet."""
    usual = csv.field_size_limit(MAX_BYTES)
    try:
        yield
    finally:
        csv.field_size_limit(usual)


def _numbered(text: str, separator: str, name: str) -> list[tuple[int, Sequence[str]]]:
    """Return the rows; a quote that is never closed is refused, for it would swallow the rest."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    numbered: list[tuple[int, Sequence[str]]] = []
    try:
        for number, cells in enumerate(reader, start=1):
            numbered.append((number, cells))
            if number > MAX_ROWS + 1:
                break
    except csv.Error as error:
        raise SheetUnreadable(
            f"{name}, line {reader.line_num}: {error}. Export the sheet again as CSV or XLSX."
        ) from error
    return numbered


def _separator(text: str) -> str:
    """Return the separator that cuts the first lines into the most columns, alike in each."""
    sample = text[:200_000]
    best, most = ",", (0, 0)
    for separator in _SEPARATORS:
        try:
            found = list(csv.reader(io.StringIO(sample, newline=""), delimiter=separator))[:50]
        except csv.Error:
            continue
        widths = Counter(len(cells) for cells in found if any(cells))
        width = len(found[0]) if found else 0
        rating = (widths[width], width) if width > 1 else (0, 0)
        if rating > most:
            best, most = separator, rating
    return best


def _sheet(numbered: Iterable[tuple[int, Sequence[str]]], notes: list[str], name: str) -> Sheet:
    filled = [(number, cells) for number, cells in numbered if any(cell.strip() for cell in cells)]
    if not filled:
        raise SheetUnreadable(f"{name} has no filled row: export the sheet again.")
    (first, headings), *rest = filled
    if len(headings) > MAX_COLUMNS:
        raise SheetUnreadable(f"{name} has {len(headings)} columns; {MAX_COLUMNS} are read.")
    if len(rest) > MAX_ROWS:
        raise SheetUnreadable(f"{name} has more than {MAX_ROWS:,} rows. Split the sheet.")
    if first > 1:
        notes.append(f"The headings are in row {first}.")
    width = max(len(cells) for _, cells in filled)
    named = tuple(_heading(cell) for cell in headings) + ("",) * (width - len(headings))
    rows = tuple(Row(number, tuple(cell[:MAX_CELL] for cell in cells)) for number, cells in rest)
    return Sheet(named, rows, tuple(notes))


def _heading(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFC", cell).split())[:300]
