"""Reading a sheet of answers: CSV of any common kind, or XLSX. Pure: imports no Django."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from privacy.workbooks import WorkbookUnreadable, read_workbook
from signatories.mapping import column_letter
from signatories.osdi_reading import NotOsdi, sheet_of_signatures
from signatories.sheet_headings import LOOKED_AT, find_headings, without_repeats
from signatories.sheet_rows import MAX_CELL, Row, Sheet

__all__ = [
    "ENCODINGS",
    "MAX_BYTES",
    "MAX_CELL",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "Row",
    "Sheet",
    "SheetUnreadable",
    "read_sheet",
    "sheet_of",
]

MAX_BYTES: Final = 20_000_000
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 200

ENCODINGS: Final = {
    "utf-8": "Unicode (UTF-8)",
    "cp1252": "Western European (Windows-1252)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "mac_roman": "Western European (Macintosh)",
    "cp932": "Japanese (Shift JIS)",
    "gb18030": "Chinese (GB 18030)",
    "big5": "Chinese (Big5)",
    "cp949": "Korean (949)",
}
"""What can be said of a text file's letters; left unsaid, they are guessed."""

_SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


class SheetUnreadable(ValueError):
    """A file can't be read as a sheet; the message says what is wrong and what to do."""


def read_sheet(path: Path, *, encoding: str = "") -> Sheet:
    """Return the sheet in the file at `path`; whether it is CSV or XLSX is told by its content.

    Args:
        encoding: one of ENCODINGS, "" to guess.
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
    return sheet_of(content, name=path.name, encoding=encoding)


def sheet_of(content: bytes, *, name: str = "The file", encoding: str = "") -> Sheet:
    """Return the sheet in `content`.

    Args:
        encoding: one of ENCODINGS, "" to guess; of no meaning for a workbook.
    Raises:
        SheetUnreadable: empty, or not a sheet.
    """
    if not content.strip():
        raise SheetUnreadable(f"{name} is empty: export the sheet again.")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        return _from_workbook(content, name)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return _from_osdi(content, name)
    text, notes = _decoded_as(content, name, encoding) if encoding else _decoded(content, name)
    return _from_text(text, notes, name)


def _from_workbook(content: bytes, name: str) -> Sheet:
    try:
        numbered, notes = read_workbook(
            content, max_rows=MAX_ROWS + LOOKED_AT, max_columns=MAX_COLUMNS + 1
        )
    except WorkbookUnreadable as error:
        raise SheetUnreadable(f"{name} {error}") from error
    return _sheet(numbered, notes, name)


def _from_osdi(content: bytes, name: str) -> Sheet:
    try:
        sheet = sheet_of_signatures(content)
    except NotOsdi as error:
        raise SheetUnreadable(f"{name} {error}. Export it as CSV or XLSX.") from error
    if len(sheet.rows) > MAX_ROWS:
        raise SheetUnreadable(f"{name} has more than {MAX_ROWS:,} signatures. Split it.")
    return sheet


def _decoded_as(content: bytes, name: str, encoding: str) -> tuple[str, list[str]]:
    if encoding not in ENCODINGS:
        raise SheetUnreadable(f'"{encoding}" is no encoding: use one of {", ".join(ENCODINGS)}.')
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise SheetUnreadable(
            f"{name} isn't {ENCODINGS[encoding]}: choose another, or save it as CSV (UTF-8)."
        ) from error
    if "\x00" in text:
        raise SheetUnreadable(f"{name} holds NUL bytes, so it isn't {ENCODINGS[encoding]}.")
    return text, [f"Read as {ENCODINGS[encoding]}, as you said."]


def _unmarked_utf16(content: bytes) -> str:
    """Return the byte order of UTF-16 that doesn't name it, "" for anything else."""
    sample = content[:2_000]
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    if min(high, low) or len(content) % 2:
        return ""
    most = len(sample) / 2 * 0.6
    return "utf-16-le" if low > most else "utf-16-be" if high > most else ""


def _decoded(content: bytes, name: str) -> tuple[str, list[str]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), ["Read as UTF-16."]
        except UnicodeDecodeError as error:
            raise SheetUnreadable(f"{name} says UTF-16 but isn't: save it as UTF-8.") from error
    if order := _unmarked_utf16(content):
        return content.decode(order, "replace"), ["Read as UTF-16."]
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
            if any(cell.strip() for cell in cells):
                numbered.append((number, _without_empty_end(cells)))
            if len(numbered) > MAX_ROWS + LOOKED_AT:
                break
    except csv.Error as error:
        raise SheetUnreadable(
            f"{name}, line {reader.line_num}: {error}. Export the sheet again as CSV or XLSX."
        ) from error
    return numbered


def _without_empty_end(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


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
    width = max(len(cells) for _, cells in filled)
    if width > MAX_COLUMNS:
        raise SheetUnreadable(
            f"{name} has more than {MAX_COLUMNS} columns. Leave out those that hold no answers."
        )
    found = find_headings(filled)
    rest, repeats = without_repeats(found.names, filled[found.after :])
    if len(rest) > MAX_ROWS:
        raise SheetUnreadable(f"{name} has more than {MAX_ROWS:,} rows. Split the sheet.")
    named = found.names + ("",) * (width - len(found.names))
    rows = tuple(Row(number, tuple(cell[:MAX_CELL] for cell in cells)) for number, cells in rest)
    told = (*notes, *found.notes, *repeats, *_unheaded(named, rows))
    return Sheet(named, rows, told)


def _unheaded(named: Sequence[str], rows: Iterable[Row]) -> list[str]:
    """Return a sentence on columns that hold something but have no heading."""
    without = {index for index, name in enumerate(named) if not name}
    filled = sorted({i for row in rows for i in without if row.cell(i).strip()}) if without else []
    if not filled:
        return []
    letters = ", ".join(column_letter(index) for index in filled[:20])
    return [f"No heading stands over what is in column {letters}."]
