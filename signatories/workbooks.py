"""The first filled sheet of an XLSX workbook as rows of text. Pure: imports no Django."""

import io
import warnings
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final

from openpyxl import load_workbook

MAX_UNPACKED: Final = 50_000_000  # bytes; a small ZIP can unpack to more than a machine has
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
                (sheet.title, _rows(sheet, max_rows, max_columns)) for sheet in book.worksheets
            ]
    except Exception as error:  # openpyxl lets many kinds out of a damaged file
        raise WorkbookUnreadable(
            "is a damaged workbook: open it in a spreadsheet program and save it again."
        ) from error
    return _first_filled(sheets)


def _first_filled(
    sheets: list[tuple[str, list[list[Any]]]],
) -> tuple[list[tuple[int, Sequence[str]]], list[str]]:
    title, rows = next(((t, r) for t, r in sheets if any(map(any, r))), ("", []))
    if not rows:
        raise WorkbookUnreadable("has no filled sheet: save the sheet again.")
    notes = [] if len(sheets) == 1 else [f'Of {len(sheets)} sheets, "{title}" was read.']
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


def _rows(sheet: Any, max_rows: int, max_columns: int) -> list[list[Any]]:
    sheet.reset_dimensions()  # some programs write a size that is smaller than the sheet
    cut = sheet.iter_rows(max_row=max_rows, max_col=max_columns, values_only=True)
    return [_without_empty_end(row) for row in cut]


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
