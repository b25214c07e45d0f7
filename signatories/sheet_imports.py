"""Imports of sheets in the admin: received, their columns chosen, begun or put away."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page

from signatories.import_plans import DatesUnclear, order_of_dates
from signatories.mapping import FIELDS, Mapping, read_columns
from signatories.models import RememberedMapping, SheetImport
from signatories.sheets import Sheet, SheetUnreadable, sheet_of
from signatories.timestamps import DateOrder

_STATUS = SheetImport.Status
_NOT_BEGUN: Final = (_STATUS.COLUMNS, _STATUS.PLANNED, _STATUS.FAILED)


def receive_sheet(
    *,
    page: Page,
    content: bytes,
    name: str,
    by: AbstractBaseUser,
    now: datetime,
    encoding: str = "",
) -> SheetImport:
    """Keep a sheet, sealed, with a guess of its columns; the guess of last time if there was one.

    Raises:
        SheetUnreadable: with a sentence for the person.
    """
    sheet = sheet_of(content, name=name, encoding=encoding)
    known = RememberedMapping.objects.filter(headings_digest=_digest(sheet)).first()
    if known is not None and known.fits(len(sheet.headings)):
        fields, dates = known.fields, known.dates
    else:
        mapping = read_columns(sheet.headings, {})
        fields, dates = [column.field for column in mapping.columns], ""
    return SheetImport.objects.create(
        page_id=page.pk,
        file_name=name[:200],
        content=content,
        encoding=encoding,
        fields=fields,
        dates=dates,
        total=len(sheet.rows),
        created_at=now,
        created_by_id=by.pk,
    )


def sheet_in(one: SheetImport) -> Sheet:
    """Return the sheet of an import.

    Raises:
        SheetUnreadable: it was erased.
    """
    if not one.content:
        raise SheetUnreadable("The sheet was erased: send it again.")
    return sheet_of(bytes(one.content), name=one.file_name, encoding=one.encoding)


def mapping_of(one: SheetImport, sheet: Sheet) -> Mapping:
    """Return the mapping that was chosen or guessed, with the reason for each guess."""
    guessed = read_columns(sheet.headings, {})
    columns = [
        column if field == column.field else replace(column, field=field, reason="as you said")
        for column, field in zip(guessed.columns, one.fields, strict=False)
    ]
    return replace(guessed, columns=tuple(columns))


def was_remembered(sheet: Sheet) -> bool:
    """Return whether somebody has read columns of these headings before."""
    return RememberedMapping.objects.filter(headings_digest=_digest(sheet)).exists()


def _digest(sheet: Sheet) -> str:
    """Return what marks a form: a digest of its headings."""
    joined = "\x1f".join(heading.casefold() for heading in sheet.headings)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


def choose_columns(
    *, import_id: int, fields: list[str], dates: str, encoding: str, now: datetime
) -> bool:
    """Take the columns as they are meant, and remember that for the form; True if it did.

    Its rows are looked at next. What is stored already is past that.

    Raises:
        SheetUnreadable: it can't be read in `encoding`.
        DatesUnclear: its dates read two ways and `dates` says nothing.
        ValueError: a field is none, stands twice, or a needed one is missing; a sentence each line.
    """
    one = SheetImport.objects.get(pk=import_id)
    one.encoding = encoding
    sheet = sheet_in(one)
    one.fields = [field if field in FIELDS else "" for field in fields][: len(sheet.headings)]
    one.fields += [""] * (len(sheet.headings) - len(one.fields))
    mapping = mapping_of(one, sheet)
    if wrong := what_is_wrong(mapping):
        raise ValueError("\n".join(wrong))
    if dates not in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST):
        _refuse_unclear_dates(sheet, mapping)
        dates = ""
    one.dates, one.total = dates, len(sheet.rows)
    return _look_at_rows(one, _digest(sheet), now)


def _look_at_rows(one: SheetImport, headings_digest: str, now: datetime) -> bool:
    with transaction.atomic():
        RememberedMapping.objects.update_or_create(
            headings_digest=headings_digest,
            defaults={"fields": one.fields, "dates": one.dates, "used_at": now},
        )
        chosen = {name: getattr(one, name) for name in ("fields", "dates", "encoding", "total")}
        begun = {"status": _STATUS.PLANNING, "done": 0, "attempts": 0, "problem": ""}
        waiting = SheetImport.objects.filter(pk=one.pk, status__in=_NOT_BEGUN, stored=0)
        return waiting.update(**chosen, **begun) == 1


def _refuse_unclear_dates(sheet: Sheet, mapping: Mapping) -> None:
    order, example = order_of_dates(sheet, mapping)
    if order.is_unclear:
        raise DatesUnclear(order, example)


def what_is_wrong(mapping: Mapping) -> list[str]:
    """Return a sentence for each reason for which no row could be read so."""
    wrong = [
        f"{' and '.join(c.letter for c in found)} are both {FIELDS[field]}: leave one out."
        for field, found in mapping.twice.items()
    ]
    return wrong + [f"No column holds {FIELDS[field]}: choose one." for field in mapping.missing]


def read_again(*, import_id: int, encoding: str) -> bool:
    """Read a text file's letters another way, and guess its columns anew; True if it did.

    Raises:
        SheetUnreadable: it can't be read so; the way of before stands.
    """
    one = SheetImport.objects.get(pk=import_id)
    one.encoding = encoding
    sheet = sheet_in(one)
    fields = [column.field for column in read_columns(sheet.headings, {}).columns]
    waiting = SheetImport.objects.filter(pk=import_id, status=_STATUS.COLUMNS)
    return waiting.update(encoding=encoding, fields=fields, total=len(sheet.rows)) == 1


def back_to_columns(*, import_id: int) -> bool:
    """Let the columns be chosen again; True if nothing was stored yet."""
    waiting = SheetImport.objects.filter(pk=import_id, status__in=_NOT_BEGUN, stored=0)
    return waiting.update(status=_STATUS.COLUMNS) == 1


def start(*, import_id: int, by: AbstractBaseUser, now: datetime) -> bool:
    """Let the rows be stored for review; True only the first time."""
    planned = SheetImport.objects.filter(pk=import_id, status=_STATUS.PLANNED)
    if not planned.update(status=_STATUS.STORING, done=0, attempts=0):
        return False
    one = SheetImport.objects.defer("content").get(pk=import_id)
    log(one.page, "signatories.import", user=by, data={"import": one.pk, "rows": one.total})
    return True


def discard(*, import_id: int) -> bool:
    """Forget a sheet of which nothing was stored; True if it did."""
    chosen = SheetImport.objects.filter(pk=import_id, status__in=_NOT_BEGUN, stored=0)
    return chosen.delete()[0] > 0
