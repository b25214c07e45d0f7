"""A sheet's plan carried out whole, with a record by which it can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from signatories import import_work
from signatories.importing import ImportPlan, ImportReport, carry_out
from signatories.mapping import Mapping
from signatories.models import SheetImport
from signatories.row_outcomes import Outcome


@dataclass(frozen=True)
class Origin:
    """Where a sheet came from: its file's name, its columns as they were read, how dates are."""

    file_name: str
    mapping: Mapping
    dates: str = ""


def store_at_once(
    plan: ImportPlan, *, origin: Origin, now: datetime, approved_by: AbstractBaseUser | None = None
) -> tuple[ImportReport, SheetImport | None]:
    """Store the plan's new rows, all or none; return what that did, and its record.

    The record stands among those of the page, with what became of each row but without the sheet.
    There is none where no row is new to the page.

    Args:
        approved_by: as `carry_out`.
    """
    if all(row.outcome == Outcome.UNCHANGED for row in plan.rows):
        return ImportReport(stored=0, approved=0), None
    with transaction.atomic():
        one = SheetImport.objects.create(
            page_id=plan.page.pk,
            file_name=origin.file_name[:200],
            fields=[column.field for column in origin.mapping.columns],
            dates=origin.dates,
            created_at=now,
            created_by_id=approved_by.pk if approved_by else None,
        )
        import_work.show(one, plan)
        report = carry_out(plan, now=now, approved_by=approved_by, run=one)
        import_work.update(
            one, status=SheetImport.Status.DONE, stored=report.stored, finished_at=now
        )
    return report, one
