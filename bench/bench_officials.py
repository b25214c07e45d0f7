"""How long officials take to import, and a ZIP code to be looked up.

Reads the data sets beside the checkout, into an empty database each: SQLite and, where one answers,
PostgreSQL. Every import runs in a process of its own, as the command does, so that its time and its
peak of memory count the start of Python too. Look-ups run against all that was imported.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING
from uuid import uuid4

from tools import environment, postgres

if TYPE_CHECKING:
    from officials.models import OfficialQuerySet

DATA = environment.ROOT.parent / "shared" / "data"
SOURCES = ("congress-legislators", "openstates", "contact-congress")
LOOK_UPS = 2_000
GOALS = {"seconds": 60.0, "megabytes": 300.0, "p95": 10.0}  # all imports; each import; ms
MODULE = "bench.bench_officials"
_USED = re.compile(r"used (\d+) KB, ([\d.]+) s")


def main() -> int:
    """Measure on each database; return 0 when all goals are met."""
    if "--look-up" in sys.argv:
        return look_up()
    if "--import" in sys.argv:
        return import_one(*sys.argv[sys.argv.index("--import") + 1 :])
    if not DATA.exists():
        print("../shared/data isn't on this machine: nothing was measured.")
        return 0
    codes = []
    with tempfile.TemporaryDirectory(prefix="undersigned-bench-") as folder:
        codes.append(_measure_on(f"sqlite:///{folder}/officials.sqlite3", folder, "SQLite"))
        server = postgres.url_for_this_run()
        if server:
            codes.append(_measure_on_server(server, folder))
        else:
            print("No PostgreSQL lets this user in on 127.0.0.1:5432: measured on SQLite only.")
    return max(codes)


def _measure_on_server(server: str, folder: str) -> int:
    import psycopg  # noqa: PLC0415 - only where a server answers

    name = f"undersigned_bench_{uuid4().hex[:12]}"
    with psycopg.connect(postgres.with_database(server, "postgres"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            return _measure_on(postgres.with_database(server, name), folder, "PostgreSQL")
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _measure_on(url: str, folder: str, label: str) -> int:
    changes = {"DATABASE_URL": url, "DATA_DIR": folder, "MODE": "development"}
    _run([str(environment.PYTHON), "manage.py", "migrate", "-v0"], changes)
    print(f"\n{label}\n{'import':<26}{'s':>8}{'cpu s':>9}{'again s':>9}{'peak MB':>9}")
    total, busy, peak = 0.0, 0.0, 0.0
    for source in (*SOURCES, "postal-areas"):
        times, used = [], []
        for _ in range(2):
            began = time.perf_counter()
            printed = _run([sys.executable, "-m", MODULE, "--import", source], changes)
            times.append(time.perf_counter() - began)
            kilobytes, processor = _USED.findall(printed)[-1]
            used.append((int(kilobytes) / 1_024, float(processor)))
        highest = max(megabytes for megabytes, _ in used)
        total, busy, peak = total + times[0], busy + used[0][1], max(peak, highest)
        row = f"{times[0]:>8.1f}{used[0][1]:>9.1f}{times[1]:>9.1f}{highest:>9.0f}"
        print(f"{source:<26}{row}", flush=True)
    met = total <= GOALS["seconds"] and peak <= GOALS["megabytes"]
    row = f"{total:>8.1f}{busy:>9.1f}{'':>9}{peak:>9.0f}"
    print(f"{'all':<26}{row}  {'met' if met else 'NOT met'}", flush=True)
    looked = subprocess.run(
        [sys.executable, "-m", MODULE, "--look-up"],
        cwd=environment.ROOT,
        env={**os.environ, **changes},
        check=False,
    )
    return max(0 if met else 1, looked.returncode)


def _run(command: list[str], changes: dict[str, str]) -> str:
    done = subprocess.run(
        command,
        cwd=environment.ROOT,
        env={**os.environ, **changes},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stdout[-2_000:] + done.stderr[-2_000:])
    return done.stdout


def import_one(source: str) -> int:
    """Import one data set as the command does, and print its peak of memory and processor time."""
    import resource  # noqa: PLC0415 - not on every system, and only here

    _django()
    from django.core.management import call_command  # noqa: PLC0415

    if source == "postal-areas":
        call_command("import_postal_areas", str(DATA / "crosswalk" / "zccd.csv"))
    else:
        call_command("import_officials", source, str(DATA / "officials" / source))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"used {used.ru_maxrss} KB, {used.ru_utime + used.ru_stime:.2f} s")
    return 0


def look_up() -> int:
    """Look random ZIP codes up among everybody and among one list; return 0 when quick enough."""
    _django()
    from officials.models import Official, PostalArea  # noqa: PLC0415
    from officials.services import find_by_postal_code  # noqa: PLC0415

    def find(code: str, among: OfficialQuerySet) -> None:
        """Look a code up and read who stands for it."""
        found = find_by_postal_code(code, among=among)
        ids = {*found.certain, *(pk for one in found.choices for pk in one.officials)}
        Official.objects.in_bulk(ids)

    codes = sorted(set(PostalArea.objects.values_list("code", flat=True)))
    asked = {
        "everybody": Official.objects.active(),
        "Congress": Official.objects.filter(source="congress-legislators"),
        "state legislators": Official.objects.filter(source="openstates"),
    }
    chance = Random(7)
    met = True
    print(f"{'ZIP code among':<26}{'p50 ms':>8}{'p95 ms':>9}{'max ms':>9}{'cpu p95':>9}")
    for label, among in asked.items():
        taken = [
            _timed(lambda code=code, among=among: find(code, among))  # type: ignore[misc]
            for code in chance.sample(codes, LOOK_UPS)
        ][50:]
        times, busy = zip(*taken, strict=True)
        p95, cpu = (statistics.quantiles(column, n=20)[-1] for column in (times, busy))
        met = met and p95 <= GOALS["p95"]
        row = f"{statistics.median(times):>8.2f}{p95:>9.2f}{max(times):>9.1f}{cpu:>9.2f}"
        print(f"{label:<26}{row}", flush=True)
    print("goal met" if met else "goal NOT met", flush=True)
    return 0 if met else 1


def _timed(call: Callable[[], object]) -> tuple[float, float]:
    """Return what `call` takes, in ms: by the clock, and of the processor."""
    began, busy = time.perf_counter(), time.process_time()
    call()
    return (time.perf_counter() - began) * 1_000, (time.process_time() - busy) * 1_000


def _django() -> None:
    import django  # noqa: PLC0415 - settings are read from the environment at this point

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


if __name__ == "__main__":
    sys.exit(main())
