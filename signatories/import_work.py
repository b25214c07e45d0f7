"""What a worker does with imports: looks at their rows, then stores them in parts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from signatories.import_plans import ImportPlan, PlannedRow
from signatories.importing import BATCH, DatesUnclear, carry_out_in_parts, plan_import
from signatories.models import ImportedRow, SheetImport, SheetRow
from signatories.row_outcomes import Outcome
from signatories.sheet_imports import mapping_of, sheet_in
from signatories.sheets import Sheet, SheetUnreadable

LEASE: Final = timedelta(seconds=90)  # after which a worker that says nothing is taken for dead
MOST_ATTEMPTS: Final = 5
NEVER_ENDS: Final = (
    "It was begun several times and never came to its end. What was stored can be undone; "
    "tell whoever keeps the server."
)
_STATUS = SheetImport.Status
_AT_WORK: Final = (_STATUS.PLANNING, _STATUS.STORING)
Clock = Callable[[], datetime]


def at_work(now: datetime) -> list[int]:
    """Return the imports that wait for a worker, oldest first."""
    waiting = SheetImport.objects.filter(status__in=_AT_WORK)
    free = waiting.filter(Q(taken_until=None) | Q(taken_until__lte=now))
    return list(free.order_by("created_at", "pk").values_list("pk", flat=True))


def advance(*, import_id: int, clock: Clock) -> bool:
    """Take an import's present step to its end; True if it was this call that did.

    Stopped in between, whoever calls next goes on: what was stored is stored once.

    Args:
        clock: tells the time again and again, for that takes a while.
    """
    if not _take(import_id, clock()):
        return False
    one = SheetImport.objects.select_related("page").get(pk=import_id)
    try:
        sheet = sheet_in(one)
        if one.status == _STATUS.PLANNING:
            show(one, _plan(one, sheet, clock))
        else:
            _carry_out(one, _plan(one, sheet, clock), clock)
    except (SheetUnreadable, DatesUnclear) as error:
        update(one, status=_STATUS.FAILED, problem=str(error))
    except IntegrityError:  # somebody signed meanwhile: the next plan knows it
        return False
    finally:
        SheetImport.objects.filter(pk=import_id).update(taken_until=None)
    return True


def _take(import_id: int, now: datetime) -> bool:
    """Take an import for LEASE; False if somebody has it. One that never gets on is stopped."""
    free = SheetImport.objects.filter(
        Q(taken_until=None) | Q(taken_until__lte=now),
        pk=import_id,
        status__in=_AT_WORK,
    )
    tired = free.filter(attempts__gte=MOST_ATTEMPTS)
    if tired.update(status=_STATUS.FAILED, problem=NEVER_ENDS):
        return False
    return free.update(taken_until=now + LEASE, attempts=F("attempts") + 1) == 1


def update(one: SheetImport, **changes: object) -> None:
    """Write `changes` to an import's row, and to `one`."""
    SheetImport.objects.filter(pk=one.pk).update(**changes)
    for name, value in changes.items():
        setattr(one, name, value)


def _plan(one: SheetImport, sheet: Sheet, clock: Clock) -> ImportPlan:
    def tell(done: int) -> None:
        update(one, done=done, taken_until=clock() + LEASE)

    return plan_import(
        page=one.page,
        sheet=sheet,
        mapping=mapping_of(one, sheet),
        now=clock(),
        dates=one.dates,
        progress=tell,
    )


def show(one: SheetImport, plan: ImportPlan) -> None:
    """Keep what would become of each row, for a person to look at."""
    with transaction.atomic():
        one.rows.all().delete()
        for start_at in range(0, len(plan.rows), BATCH):
            part = plan.rows[start_at : start_at + BATCH]
            SheetRow.objects.bulk_create(_shown(one, row) for row in part)
        update(
            one,
            status=_STATUS.PLANNED,
            total=len(plan.rows),
            done=len(plan.rows),
            counts={str(outcome): number for outcome, number in plan.counts().items()},
            attention={str(pk): list(lines) for pk, lines in plan.attention.items()},
        )


def _shown(one: SheetImport, row: PlannedRow) -> SheetRow:
    return SheetRow(
        sheet_import=one,
        number=row.facts.number,
        outcome=row.outcome,
        is_sound=row.is_sound and not row.later,
        name=row.facts.shown_name or "",
        reason=row.reason,
    )


def _carry_out(one: SheetImport, plan: ImportPlan, clock: Clock) -> None:
    attention = {str(pk): list(lines) for pk, lines in plan.attention.items()}
    update(one, attention={**one.attention, **attention})
    imported = ImportedRow.objects.filter(sheet_import=one, sign_on__isnull=False)
    for done in carry_out_in_parts(plan, now=clock(), run=one):
        update(
            one,
            done=len(plan.rows) + done,
            stored=imported.count(),
            attempts=0,
            taken_until=clock() + LEASE,
        )
    with transaction.atomic():
        _correct(one, plan)
        counts = dict.fromkeys(map(str, Outcome), 0)
        for outcome in one.rows.values_list("outcome", flat=True):
            counts[outcome] += 1
        update(
            one,
            status=_STATUS.DONE,
            finished_at=clock(),
            stored=imported.count(),
            counts={outcome: number for outcome, number in counts.items() if number},
        )


def _correct(one: SheetImport, plan: ImportPlan) -> None:
    """Say of rows that ended otherwise than was shown what became of them."""
    own = set(ImportedRow.objects.filter(sheet_import=one).values_list("digest", flat=True))
    shown = dict(one.rows.values_list("number", "outcome"))
    for row in plan.rows:
        repeated = row.outcome == Outcome.UNCHANGED and row.digest in own  # by an earlier attempt
        if not repeated and shown.get(row.facts.number) != row.outcome:
            now_shown = {**_values(row), "changed": True}
            SheetRow.objects.filter(sheet_import=one, number=row.facts.number).update(**now_shown)


def _values(row: PlannedRow) -> dict[str, object]:
    return {"outcome": str(row.outcome), "reason": row.reason, "is_sound": row.is_sound}
