"""Files that hold people whose contact is erased: they go with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from signatories.models import ImportedRow, OrganizationLogo, SheetImport, SheetRow
from signatories.querysets import SignOnQuerySet


def erase_files(chosen: SignOnQuerySet, *, now: datetime) -> None:
    """Erase the sheets by which these sign-ons came in, and their logos.

    An import that still goes on keeps its sheet, or it could not end; it goes in two weeks.
    """
    came_in = ImportedRow.objects.filter(sign_on__in=chosen).values("sheet_import")
    at_work = (SheetImport.Status.PLANNING, SheetImport.Status.STORING)
    sheets = SheetImport.objects.filter(pk__in=came_in, erased_at=None).exclude(status__in=at_work)
    _erase_sheets([one.pk for one in sheets.only("pk")], now)
    OrganizationLogo.objects.filter(sign_on__in=chosen, status="pending").delete()


def _erase_sheets(ids: Sequence[int], now: datetime) -> None:
    SheetRow.objects.filter(sheet_import__in=ids).delete()
    SheetImport.objects.filter(pk__in=ids).update(content=b"", file_name="", erased_at=now)
