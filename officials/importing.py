"""Importing officials: read a source, plan what changes, carry it out in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Model

from officials.models import (
    Body,
    Channel,
    District,
    ImportRun,
    Office,
    Official,
    OfficialArea,
    TargetList,
    TargetListMember,
)
from officials.own_sheet import open_sheet
from officials.plans import Plan
from officials.read_congress import read_congress
from officials.read_contact_forms import read_contact_forms
from officials.read_openstates import read_openstates
from officials.read_own_list import read_own_list
from officials.read_popolo import read_popolo
from officials.records import Dataset

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

BATCH: Final = 500
# Each kind of row after those that it refers to.
IN_ORDER: Final[tuple[type[Model], ...]] = (
    *(Body, District, Official, Office, Channel, OfficialArea, TargetList, TargetListMember),
)
Progress = Callable[[int, int], None]  # rows written, of how many

READERS: Final[dict[str, Callable[[Path, date], Dataset]]] = {
    "congress-legislators": lambda path, today: read_congress(path, today=today),
    "openstates": lambda path, today: read_openstates(path, today=today),
    "contact-congress": lambda path, _today: read_contact_forms(path),
    "csv": lambda path, _today: _own_list(path),
    "popolo": lambda path, today: read_popolo(path, today=today),
}


def _own_list(path: Path) -> Dataset:
    sheet = open_sheet(path)
    return read_own_list(sheet.headings, sheet.rows, name=path.name, notes=sheet.notes)


def carry_out(
    plan: Plan,
    *,
    now: datetime,
    by: AbstractBaseUser | None = None,
    progress: Progress = lambda done, total: None,
) -> bool:
    """Make a plan true, all or nothing; True if it changed something. Leaves one line of record."""
    total = sum(1 for _ in _steps(plan))
    with transaction.atomic():
        for done, step in enumerate(_steps(plan), start=1):
            step()
            progress(done, total)
        ImportRun.objects.create(
            source=plan.dataset.source,
            name=plan.dataset.name[:200],
            ran_at=now,
            ran_by_id=by.pk if by is not None else None,
            counts=dict(plan.counts),
            problems=len(plan.dataset.problems),
        )
    return not plan.changes_nothing


def _steps(plan: Plan) -> Iterator[Callable[[], Any]]:
    """Yield what has to be written, a batch each, in an order that the database can follow."""
    for model, ids in plan.deleted.items():
        for batch in _batches(ids):
            yield _rows(model).filter(pk__in=batch).delete
    for model in IN_ORDER:
        for batch in _batches(plan.created.get(model, [])):
            yield partial(_rows(model).bulk_create, batch)
        alike: dict[tuple[str, ...], list[Any]] = {}
        for row, changed in plan.updated.get(model, {}).values():
            alike.setdefault(tuple(sorted(changed)), []).append(row)
        for names, rows in alike.items():
            for batch in _batches(rows):
                yield partial(_rows(model).bulk_update, batch, names)


def _rows(model: type[Model]) -> Any:
    return model._default_manager


def _batches(rows: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
