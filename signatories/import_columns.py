"""What is shown of a sheet's columns before its rows are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format

from signatories.import_plans import DatesUnclear, order_of_dates
from signatories.mapping import FIELDS, Column, Mapping
from signatories.models import SheetImport
from signatories.sheet_imports import mapping_of, sheet_in, was_remembered
from signatories.sheets import ENCODINGS, Sheet
from signatories.timestamps import DateOrder, moment_of

SAMPLES: Final = 3
SAMPLE_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column with what it is taken for, why, and a few of its values."""

    column: Column
    samples: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it, so that nobody needs to choose."""
        return not self.samples and not self.column.field


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to read the dates, and what one of them then means."""

    order: str
    means: str
    chosen: bool


def columns_context(one: SheetImport, asks: DatesUnclear | None) -> dict[str, Any]:
    """Return what the page of the columns shows.

    Raises:
        SheetUnreadable: the sheet was erased.
    """
    sheet = sheet_in(one)
    mapping = mapping_of(one, sheet)
    columns = [ShownColumn(column, _samples(sheet, column)) for column in mapping.columns]
    order, example = order_of_dates(sheet, mapping)
    return {
        "sheet": sheet,
        "tool": mapping.tool,
        "columns": [shown for shown in columns if not shown.is_empty],
        "empty": [shown.column.letter for shown in columns if shown.is_empty],
        "fields": list(FIELDS.items()),
        "remembered": was_remembered(sheet),
        "dates_asked": asks is not None,
        "dates_mixed": order == DateOrder.MIXED,
        "dates_example": example,
        "dates": _readings(sheet, mapping, one.dates) if order.is_unclear else (),
        "encodings": [] if bytes(one.content[:2]) == b"PK" else list(ENCODINGS.items()),
    }


def _samples(sheet: Sheet, column: Column) -> tuple[str, ...]:
    found: list[str] = []
    for row in sheet.rows:
        value = " ".join(row.cell(column.index).split())[:SAMPLE_LENGTH]
        if value and value not in found:
            found.append(value)
            if len(found) == SAMPLES:
                break
    return tuple(found)


def _readings(sheet: Sheet, mapping: Mapping, chosen: str) -> tuple[Reading, ...]:
    """Return both ways to read a date that differs between them, with what it means in each."""
    column = mapping.column_of("submitted_at")
    written = ("" if column is None else row.cell(column) for row in sheet.rows)
    telling = next((text for text in written if _moments(text)[0] != _moments(text)[1]), "")
    orders = (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
    return tuple(
        Reading(
            order=order,
            means=date_format(moment, "j F Y") if moment else "no date",
            chosen=order == chosen,
        )
        for order, moment in zip(orders, _moments(telling), strict=True)
    )


def _moments(text: str) -> tuple[Any, Any]:
    zone = timezone.get_current_timezone()
    return (
        moment_of(text, day_first=True, zone=zone),
        moment_of(text, day_first=False, zone=zone),
    )
