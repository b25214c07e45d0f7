"""How long a sheet of 9,000 answers takes from its upload to the review.

Prints, for SQLite and where one answers for PostgreSQL, each step with what it takes by the clock
and of the processor, how often it told how far it was, the undoing, and beside it the floor in the
same run: reading the same sheet and storing its rows without judging any, in one transaction. The
goal is held against the clock.
"""

from __future__ import annotations

import csv
import io
import os
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bench.made_up_names import names
from bench.on_databases import on_each_database

ROWS = 9_000
GOAL = 60.0  # seconds from upload to review, both looks at the rows included
MODULE = "bench.bench_import"
HEADINGS = (
    "Timestamp", "What is your organization's full name?", "Organization website", "Your name",
    "Your title", "Work email", "State or country",
    "Is your organization national, state, local or international?",
    "I am authorized to sign on behalf of my organization", "Anything else we should know?",
)  # fmt: skip


def main() -> int:
    """Measure on each database in a process of its own; return 0 when the goal is met on all."""
    if "--here" in sys.argv:
        return measure_here()
    return on_each_database(MODULE)


def made_up_sheet() -> bytes:
    """Return the answers to a form as its tool exports them."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(HEADINGS)
    for number, name in enumerate(names(ROWS), start=1):
        site = f"group{number}.example"
        moment = f"11/{number % 28 + 1}/2026 {number % 12 + 8}:{number % 60:02}:00"
        person = f"person{number}@{site}"
        writer.writerow(
            [moment, name, f"https://{site}", "Ana Ruiz", "Director", person, "Tampa, FL",
             "Local", "Yes", "Our board meets on the 12th"]
        )  # fmt: skip
    return held.getvalue().encode()


class Steps:
    """Times steps, prints each, and counts how often a step told how far it was."""

    def __init__(self) -> None:
        self.told = 0
        self.wall = self.total = 0.0
        self.print("step", "s", "s of processor", "told")

    def print(self, *columns: str) -> None:
        print(f"{columns[0]:<34}{columns[1]:>8}{columns[2]:>16}{columns[3]:>7}", flush=True)

    def clock(self) -> datetime:
        from django.utils import timezone  # noqa: PLC0415

        self.told += 1
        return timezone.now()

    def take(self, label: str, call: Callable[[], Any]) -> Any:
        """Return what `call` returns, having printed what it took."""
        self.told, wall, processor = 0, time.perf_counter(), time.process_time()
        made = call()
        took, worked = time.perf_counter() - wall, time.process_time() - processor
        self.wall, self.total = self.wall + took, self.total + worked
        self.print(label, f"{took:.1f}", f"{worked:.1f}", str(self.told or ""))
        return made


def measure_here() -> int:
    """Measure on the database of the environment; return 0 when the goal is met."""
    import django  # noqa: PLC0415 - settings are read from the environment at this point

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from signatories import import_undoing  # noqa: PLC0415
    from signatories.models import SignOn  # noqa: PLC0415
    from tests.signatories.factories import a_letter  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    page, by, content = a_letter(), _organizer(), made_up_sheet()
    print(f"\n{ROWS:,} rows, {len(content) / 1e6:.1f} MB, {connection.vendor}")
    steps, now = Steps(), timezone.now()
    one = _from_upload_to_review(steps, page, by, content)
    worked, wall = steps.total, steps.wall
    stored = SignOn.objects.filter(page_id=page.pk).count()
    undo = {"import_id": one.pk, "by": by, "now": now}
    steps.take("undone", lambda: import_undoing.undo_import(**undo))
    floor_began = steps.total
    steps.take("floor: read and stored unjudged", lambda: _floor(page, content, now))
    floor = steps.total - floor_began
    met = wall <= GOAL and one.status == "done" and stored == one.stored
    print(f"{one.status}: {one.counts}")
    print(
        f"from upload to review: {wall:.1f} s (goal {GOAL:.0f} s), {worked:.1f} s of the processor,"
        f" {worked / floor:.1f} × the floor: goal {'met' if met else 'NOT met'}",
        flush=True,
    )
    return 0 if met else 1


def _from_upload_to_review(steps: Steps, page: Any, by: Any, content: bytes) -> Any:
    """Take a sheet through the screens' own steps; return its import."""
    from django.utils import timezone  # noqa: PLC0415

    from signatories import import_work, sheet_imports  # noqa: PLC0415

    now = timezone.now()
    sent = {"page": page, "content": content, "name": "answers.csv", "by": by, "now": now}
    one = steps.take("received, sealed", lambda: sheet_imports.receive_sheet(**sent))
    chosen = {"fields": one.fields, "dates": "", "encoding": "", "now": now}
    sheet_imports.choose_columns(import_id=one.pk, **chosen)
    advance = {"import_id": one.pk, "clock": steps.clock}
    steps.take("looked at, shown", lambda: import_work.advance(**advance))
    sheet_imports.start(import_id=one.pk, by=by, now=now)
    steps.take("looked at again, stored in parts", lambda: import_work.advance(**advance))
    one.refresh_from_db()
    return one


def _organizer() -> Any:
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    return get_user_model().objects.create_user("ona", is_staff=True)


def _floor(page: Any, content: bytes, now: datetime) -> None:
    """Store a sign-on and a sealed contact of each row, knowing nothing of any."""
    from django.db import transaction  # noqa: PLC0415

    from privacy.pseudonyms import mailbox_pseudonym  # noqa: PLC0415
    from signatories.models import SignOn, SignOnContact  # noqa: PLC0415
    from signatories.services import text_in_force  # noqa: PLC0415

    with transaction.atomic():
        text = text_in_force(page=page, now=now)
        rows = list(csv.reader(io.StringIO(content.decode(), newline="")))[1:]
        sign_ons = SignOn.objects.bulk_create(
            [
                SignOn(
                    page_id=page.pk, signed_text=text, status="verified", source="import",
                    claimed_name=row[1], name_key=row[1].casefold(), website=row[2],
                    mailbox_pseudonym=mailbox_pseudonym(row[5]), submitted_at=now,
                )
                for row in rows
            ],
            batch_size=500,
        )  # fmt: skip
        SignOnContact.objects.bulk_create(
            [
                SignOnContact(sign_on=one, name=row[3], title=row[4], email=row[5], remark=row[9])
                for one, row in zip(sign_ons, rows, strict=True)
            ],
            batch_size=500,
        )


if __name__ == "__main__":
    sys.exit(main())
