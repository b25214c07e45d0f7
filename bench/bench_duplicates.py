"""How long it takes to find possible duplicates of a name among 100,000 organizations.

Prints, for SQLite and where one answers for PostgreSQL: time per name of the stored index, of a
full scan beside it in the same run, and how many names with one slip were found again.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from random import Random

from bench.made_up_names import names, with_a_slip
from bench.on_databases import on_each_database

KNOWN = 100_000
RUNS = 5
A_RUN = 200  # names
SCANNED = 10  # names a run; the full scan is slow
GOALS = {"sqlite": (None, 30.0), "postgresql": (5.0, 10.0)}  # ms: p50, p95
RECALL = 0.95
MODULE = "bench.bench_duplicates"


def main() -> int:
    """Measure on each database in a process of its own; return 0 when all goals are met."""
    if "--here" in sys.argv:
        return measure_here()
    return on_each_database(MODULE)


def measure_here() -> int:
    """Measure on the database of the environment; return 0 when its goals are met."""
    import django  # noqa: PLC0415 - settings are read from the environment at this point

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connection  # noqa: PLC0415

    from signatories.duplicate_search import find_organizations  # noqa: PLC0415

    known = names(KNOWN)
    took = _fill(known)
    vendor = connection.vendor
    print(f"\n{vendor}: {KNOWN:,} organizations indexed in {took:.0f} s")
    print(f"{'asked':<16}{'p50 ms':>9}{'p95 ms':>9}{'found':>9}{'scan ms':>9}{'ratio':>7}")
    scan = _scan()
    chance = Random(7)
    others = names(KNOWN + 5_000, seed=8)[KNOWN:]
    ask: dict[str, Callable[[str], str]] = {
        "with one slip": lambda name: with_a_slip(name, chance),
        "as on record": lambda name: name,
        "never heard of": lambda name: chance.choice(others),
    }
    met = True
    for label, written in ask.items():
        p50, p95, found, scanned = _runs(
            known, written, lambda asked: find_organizations(asked, "", 10), scan, chance
        )
        shown = "" if label == "never heard of" else f"{found:.3f}"
        print(
            f"{label:<16}{p50:>9.2f}{p95:>9.2f}{shown:>9}{scanned:>9.1f}{scanned / p50:>6.0f}×",
            flush=True,
        )
        wanted50, wanted95 = GOALS[vendor]
        met = met and p95 <= wanted95 and (wanted50 is None or p50 <= wanted50)
        met = met and (not shown or found >= RECALL)
    print("goals met" if met else "goals NOT met", flush=True)
    return 0 if met else 1


def _fill(known: Sequence[str]) -> float:
    """Put the names on record in the three tables that the search reads; return the seconds."""
    from django.db import connection  # noqa: PLC0415

    from signatories.models import NameSign, Organization, OrganizationName  # noqa: PLC0415
    from signatories.name_index import rebuild  # noqa: PLC0415
    from signatories.submission import stored_key  # noqa: PLC0415

    with connection.schema_editor() as editor:
        for model in (Organization, OrganizationName, NameSign):
            editor.create_model(model)
    began = time.perf_counter()
    Organization.objects.bulk_create(
        (
            Organization(name=name, name_key=stored_key(name), website_domain=f"g{n}.example")
            for n, name in enumerate(known)
        ),
        batch_size=2_000,
    )
    rebuild()
    took = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return took


def _scan() -> Callable[[str], object]:
    """Return what the index replaces: read every name and compare it."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    from signatories.likeness import ALIKE  # noqa: PLC0415
    from signatories.models import Organization  # noqa: PLC0415
    from signatories.names import name_key  # noqa: PLC0415

    def scan(asked: str) -> object:
        keys = list(Organization.objects.order_by().values_list("name_key", flat=True))
        return process.extract(
            name_key(asked), keys, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=20
        )

    return scan


def _runs(
    known: Sequence[str],
    written: Callable[[str], str],
    find: Callable[[str], Sequence[object]],
    scan: Callable[[str], object],
    chance: Random,
) -> tuple[float, float, float, float]:
    """Return p50, p95 (ms), share found and the scan's ms: each the median of RUNS runs."""
    rows = []
    for _ in range(RUNS):
        meant = [chance.choice(known) for _ in range(A_RUN)]
        asked = [written(name) for name in meant]
        times, hits = [], 0
        for name, question in zip(meant, asked, strict=True):
            began = time.perf_counter()
            matches = find(question)
            times.append((time.perf_counter() - began) * 1_000)
            hits += any(match.candidate.name == name for match in matches)  # type: ignore[attr-defined]
        began = time.perf_counter()
        for question in asked[:SCANNED]:
            scan(question)
        scanned = (time.perf_counter() - began) * 1_000 / SCANNED
        p95 = statistics.quantiles(times, n=20)[-1]
        rows.append((statistics.median(times), p95, hits / A_RUN, scanned))
    p50, p95, found, scanned = (statistics.median(column) for column in zip(*rows, strict=True))
    return p50, p95, found, scanned


if __name__ == "__main__":
    sys.exit(main())
