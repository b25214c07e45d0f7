"""Whether this copy of the site is the one that may write to people.

Each data folder is a place with a name of its own, kept in a file beside the database; the database
knows the places that may act. A copied database, a copied folder and a database put back to an
earlier day don't fit together any more: then nothing may go out until a person says so.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import F

from privacy.models import Place, Steps

NAME = "place.json"
STEP = timedelta(minutes=1)  # between two steps: how far back a database can go unnoticed
UNKNOWN = "This copy of the site is new to its database: it was restored, moved or cloned."
OLDER = "The database is older than what this server last saw: it was put back to an earlier day."


@dataclass(frozen=True, slots=True)
class _Mark:
    """What the file says: the place's name, the file's own number on the disk, the last step."""

    name: str
    inode: int
    steps: int


def check_place(folder: Path, *, now: datetime) -> str:
    """Return why nothing may go out from here, "" if it may; notes that this place is alive.

    The first place of a database may act at once. Every other waits for `approve_places`.
    """
    steps = _steps()
    mark = _read(folder) or _write(folder, secrets.token_hex(16), steps.number)
    place = Place.objects.filter(name=mark.name).first()
    if place is None:
        first = not Place.objects.exists() and steps.number == 0
        approved = now if first else None
        place, _ = Place.objects.get_or_create(
            name=mark.name, defaults={"seen_at": now, "approved_at": approved}
        )
    if place.approved_at is None:
        return place.reason or UNKNOWN
    if mark.steps > steps.number:
        Place.objects.filter(pk=place.pk).update(approved_at=None, reason=OLDER)
        _write(folder, mark.name, steps.number)
        return OLDER
    if now - steps.taken_at >= STEP or now < steps.taken_at:
        Steps.objects.filter(pk=steps.pk).update(number=F("number") + 1, taken_at=now)
        steps.refresh_from_db()
    if mark.steps < steps.number:
        _write(folder, mark.name, steps.number)
    return ""


def enter_place(folder: Path, *, now: datetime) -> None:
    """Make this place known and let it wait for a person, as after a restore."""
    mark = _read(folder)
    name = mark.name if mark else secrets.token_hex(16)
    _write(folder, name, _steps().number)
    Place.objects.update_or_create(
        name=name, defaults={"seen_at": now, "approved_at": None, "reason": UNKNOWN}
    )


def approve_places(*, now: datetime) -> int:
    """Let every place that waits act, as a person decided; return how many."""
    return Place.objects.filter(approved_at=None).update(approved_at=now, reason="")


def _steps() -> Steps:
    with transaction.atomic():
        found, _ = Steps.objects.get_or_create(
            pk=1, defaults={"number": 0, "taken_at": datetime.fromtimestamp(0).astimezone()}
        )
    return found


def _read(folder: Path) -> _Mark | None:
    """Return the mark of the folder; None where there is none, or it was copied from elsewhere."""
    path = folder / NAME
    try:
        known = json.loads(path.read_text("utf-8"))
        mark = _Mark(str(known["name"]), int(known["inode"]), int(known["steps"]))
        return mark if mark.inode == folder.stat().st_ino else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(folder: Path, name: str, steps: int) -> _Mark:
    folder.mkdir(parents=True, exist_ok=True)
    # The folder's number, not the file's: the file is replaced at every step.
    mark = _Mark(name, folder.stat().st_ino, steps)
    path, new = folder / NAME, folder / f"{NAME}.{os.getpid()}.new"
    words = json.dumps({"name": mark.name, "inode": mark.inode, "steps": mark.steps})
    new.write_text(words, "utf-8")
    new.replace(path)
    return mark
