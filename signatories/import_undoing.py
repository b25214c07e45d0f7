"""Imports taken back, and the sheets that were kept long enough."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from wagtail.log_actions import log

from signatories.importing import BATCH
from signatories.models import (
    BulkDecisionRow,
    Consent,
    DeskEntry,
    ImportedRow,
    SheetImport,
    SignOn,
    SignOnQuerySet,
)

KEPT: Final = timedelta(days=14)  # the sheet itself, and what was said about its rows
_STATUS = SheetImport.Status


def undecided(one: SheetImport) -> SignOnQuerySet:
    """Return the sign-ons of an import on which nobody has decided or written since."""
    written = DeskEntry.objects.filter(sign_on=OuterRef("pk"))
    chosen = BulkDecisionRow.objects.filter(sign_on=OuterRef("pk"))
    agreed = Consent.objects.filter(sign_on=OuterRef("pk"))
    imported = ImportedRow.objects.filter(sheet_import=one, sign_on__isnull=False)
    return SignOn.objects.waiting_for_review().filter(
        ~Exists(written),
        ~Exists(chosen),
        ~Exists(agreed),
        pk__in=imported.values("sign_on"),
        decided_at=None,
        confirmed_at=None,
        requested_name="",
    )


def undo_import(*, import_id: int, by: AbstractBaseUser | None, now: datetime) -> bool:
    """Take an import back: whatever it stored and nobody decided on; True only the first time.

    Its rows may be imported again. Stopped in between, a second call does the rest.

    Args:
        by: who asked for it; None for who keeps the server.
    """
    one = SheetImport.objects.select_related("page").defer("content").get(pk=import_id)
    if one.status not in (_STATUS.DONE, _STATUS.FAILED):
        return False
    after = 0
    while ids := _next_stored(one, after):
        _take_back_some(one, ids)
        after = ids[-1]
    with transaction.atomic():
        ImportedRow.objects.filter(sheet_import=one, sign_on__isnull=True).delete()
        _take_back_notes(one)
        chosen = SheetImport.objects.filter(pk=one.pk).exclude(status=_STATUS.UNDONE)
        if not chosen.update(status=_STATUS.UNDONE, undone_at=now, undone_by=by):
            return False
        one.refresh_from_db()
        data = {"import": one.pk, "removed": one.removed}
        log(one.page, "signatories.undo_import", user=by, data=data)
        return True


def _next_stored(one: SheetImport, after: int) -> list[int]:
    """Return the next of the sign-ons that an import stored, in the order of their ids."""
    rows = ImportedRow.objects.filter(sheet_import=one, sign_on__gt=after)
    return list(rows.order_by("sign_on").values_list("sign_on", flat=True)[:BATCH])


@transaction.atomic
def _take_back_some(one: SheetImport, chosen: list[int]) -> None:
    # By their ids: a database that chooses among all of them anew for each part takes long.
    locked = undecided(one).filter(pk__in=chosen).select_for_update(of=("self",))
    ids = [sign_on.pk for sign_on in locked.only("pk")]
    ImportedRow.objects.filter(sheet_import=one, sign_on__in=ids).delete()
    SignOn.objects.filter(pk__in=ids).delete()
    SheetImport.objects.filter(pk=one.pk).update(removed=F("removed") + len(ids))


def _take_back_notes(one: SheetImport) -> None:
    for pk, lines in one.attention.items():
        for sign_on in SignOn.objects.select_for_update().filter(pk=int(pk)):
            left = [line for line in sign_on.review_note.split("\n") if line not in lines]
            SignOn.objects.filter(pk=sign_on.pk).update(review_note="\n".join(left))


def old_imports(now: datetime) -> list[SheetImport]:
    """Return the imports whose sheet is to be erased: finished or left lying for KEPT."""
    kept = SheetImport.objects.defer("content", "file_name").filter(
        erased_at=None, created_at__lte=now - KEPT
    )
    return list(kept.exclude(status__in=(_STATUS.PLANNING, _STATUS.STORING)))


def erase_old_imports(now: datetime) -> int:
    """Erase sheets, and what was said of their rows; return how many imports that were.

    That they were, their counts, and which sign-ons came with them stays.
    """
    chosen = old_imports(now)
    for one in chosen:
        with transaction.atomic():
            one.rows.all().delete()
            if one.status in (_STATUS.COLUMNS, _STATUS.PLANNED):
                one.delete()
                continue
            SheetImport.objects.filter(pk=one.pk).update(content=b"", file_name="", erased_at=now)
    return len(chosen)
