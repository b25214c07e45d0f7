"""The first filled sheet of an XLSX workbook as rows of text. Pure: imports no Django."""

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

MAX_UNPACKED: Final = 50_000_000  # bytes; a small ZIP can unpack to more than a machine has
_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"'
)
_MOST_SPREAD: Final = 500_000  # cells; areas of an honest workbook don't overlap
_OLD_OR_LOCKED: Final = b"\xd0\xcf\x11\xe0"


class WorkbookUnreadable(ValueError):
    """Why it can't be read, as the end of a sentence that begins with the file's name."""


def read_workbook(
    content: bytes, *, max_rows: int, max_columns: int
) -> tuple[list[tuple[int, Sequence[str]]], list[str]]:
    """Return numbered rows of text, and sentences on what was decided.

    A formula is read as it is written, not as what it shows: a name that is computed isn't
    something that anybody signed with.

    Raises:
        WorkbookUnreadable: an old or encrypted workbook, another kind of ZIP, or a broken file.
    """
    _check(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations, which aren't read
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
            sheets = [
                (sheet.title, *_rows(sheet, max_rows, max_columns)) for sheet in book.worksheets
            ]
    except Exception as error:  # openpyxl lets many kinds out of a damaged file
        raise WorkbookUnreadable(
            "is a damaged workbook: open it in a spreadsheet program and save it again."
        ) from error
    return _first_filled(sheets)


def _first_filled(
    sheets: list[tuple[str, list[list[Any]], int]],
) -> tuple[list[tuple[int, Sequence[str]]], list[str]]:
    nothing: tuple[str, list[list[Any]], int] = ("", [], 0)
    title, rows, merged = next((one for one in sheets if any(map(any, one[1]))), nothing)
    if not rows:
        raise WorkbookUnreadable("has no filled sheet: save the sheet again.")
    notes = [] if len(sheets) == 1 else [f'Of {len(sheets)} sheets, "{title}" was read.']
    if merged:
        notes.append(f"Merged cells ({merged}): each of their rows was given what they show.")
    formulas = sum(isinstance(cell, str) and cell.startswith("=") for row in rows for cell in row)
    if formulas:
        notes.append(
            f"Cells that hold a formula ({formulas}) are read as written, not computed. "
            "Where a value is meant, paste it as a value."
        )
    return [(number, [_text(c) for c in row]) for number, row in enumerate(rows, start=1)], notes


def _check(content: bytes) -> None:
    if content.startswith(_OLD_OR_LOCKED):
        raise WorkbookUnreadable(
            "is an encrypted or an old workbook (.xls): save it as .xlsx without a password."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            unpacked = sum(part.file_size for part in archive.infolist())
            locked = any(part.flag_bits & 1 for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise WorkbookUnreadable(
            "is a damaged workbook: open it in a spreadsheet program and save it again."
        ) from error
    if locked:
        raise WorkbookUnreadable("is locked with a password: save it without one.")
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise WorkbookUnreadable(
            "is a ZIP archive, but no workbook: give the CSV or XLSX file that is in it."
        )
    if unpacked > MAX_UNPACKED:
        raise WorkbookUnreadable(f"unpacks to {unpacked:,} bytes; at most {MAX_UNPACKED:,}.")


def _rows(sheet: Any, max_rows: int, max_columns: int) -> tuple[list[list[Any]], int]:
    """Return the rows until so many are filled, and how many merged cells were spread over rows."""
    sheet.reset_dimensions()  # some programs write a size that is smaller than the sheet
    rows, filled = [], 0
    for row in sheet.iter_rows(max_col=max_columns, values_only=True):
        rows.append(_without_empty_end(row))
        filled += bool(rows[-1])
        if filled > max_rows:
            break
    return rows, _spread(rows, _merged_areas(sheet))


def _merged_areas(sheet: Any) -> list[tuple[int, int, int]]:
    """Return column, first and last row of each area that covers several rows, counted from 0."""
    with sheet._get_source() as part:  # a sheet that is read row by row doesn't tell its areas
        found = _MERGED.findall(part.read())
    areas = [
        (column_index_from_string(c.decode()) - 1, int(a) - 1, int(z) - 1) for c, a, z in found
    ]
    return [area for area in areas if area[2] > area[1]]


def _spread(rows: list[list[Any]], areas: list[tuple[int, int, int]]) -> int:
    """Put what a merged cell shows into each row that it covers; return how many there were."""
    done, left = 0, _MOST_SPREAD
    for column, first, last in areas:
        if first >= len(rows) or column >= len(rows[first]) or left <= 0:
            continue
        for row in rows[first + 1 : last + 1]:
            row.extend([None] * (column + 1 - len(row)))
            row[column] = rows[first][column] if row[column] is None else row[column]
        left -= last - first
        done += 1
    return done


def _without_empty_end(row: Sequence[Any]) -> list[Any]:
    filled = [index for index, cell in enumerate(row) if cell is not None]
    return list(row[: filled[-1] + 1]) if filled else []


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
