"""Run the tests, on SQLite and again on PostgreSQL where one answers, and say what was counted."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from tools import environment, postgres
from tools.stop import Stop

RESULTS = environment.ROOT / "test-results"
# The smallest machine we promise anything for has two cores. Files are handed out in order, one at
# a time: so on each core, too, those that empty the database come last.
_SHARED = ("-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder")
_OPTIONAL = (
    (("chromium", "chromium-browser", "google-chrome"), "Chromium", "browser tests"),
    (("soffice", "libreoffice"), "LibreOffice", "tests that open documents in an office suite"),
)


def missing_programs() -> list[str]:
    """Return one sentence for each program whose tests will be skipped."""
    return [
        f"{name} isn't installed: {what} are skipped, and say so."
        for commands, name, what in _OPTIONAL
        if not any(shutil.which(command) for command in commands)
    ]


def count(report: str) -> dict[str, int]:
    """Return tests, failures, errors, skipped from a JUnit report; empty when unreadable."""
    head = re.search(r"<testsuite [^>]*>", report)
    if head is None:
        return {}
    found = re.findall(r'\b(tests|failures|errors|skipped)="(\d+)"', head.group())
    return {name: int(number) for name, number in found}


def sentence(name: str, counted: dict[str, int]) -> str:
    """Return the line that ends a run: what ran where, with what outcome."""
    if not counted:
        return f"{name}: no report was written"
    failed = counted["failures"] + counted["errors"]
    passed = counted["tests"] - failed - counted["skipped"]
    return f"{name}: {passed} passed, {failed} failed, {counted['skipped']} skipped"


def _pytest(name: str, *arguments: str, **changes: str) -> tuple[bool, str]:
    RESULTS.mkdir(exist_ok=True)
    report = RESULTS / f"{name.lower()}.xml"
    report.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="undersigned-") as data:
        code = environment.run(
            [environment.command_path("pytest"), f"--junitxml={report}", *arguments],
            # The tests start many processes: each would compile what the first one has compiled.
            **{"DATA_DIR": data, "MODE": "development", "PYTHONDONTWRITEBYTECODE": "", **changes},
        )
    counted = count(report.read_text("utf-8")) if report.exists() else {}
    # Any code but 0 is a failure, 5 ("no tests ran") too: checking nothing proves nothing.
    return code == 0, sentence(name, counted)


def _end(outcomes: list[tuple[bool, str]]) -> None:
    print("", *(line for _, line in outcomes), sep="\n", flush=True)
    if not all(passed for passed, _ in outcomes):
        raise Stop("not all tests passed")


def tier_c() -> None:
    """Run every test of tier C; raises Stop when one fails or none ran."""
    for line in missing_programs():
        print(line, flush=True)
    outcomes = [_pytest("SQLite", "-m", "not long", *_SHARED, DATABASE_URL="")]
    url = postgres.url_for_this_run()
    if url:
        marked = "both_databases and not long"
        outcomes.append(_pytest("PostgreSQL", "-m", marked, *_SHARED, DATABASE_URL=url))
    else:
        print(
            "No PostgreSQL lets this user in on 127.0.0.1:5432: tests ran on SQLite only. "
            "Set TEST_DATABASE_URL to run them on both.",
            flush=True,
        )
    _end(outcomes)


def tier_n() -> None:
    """Run the long tests, one after the other; raises Stop when one fails or none ran."""
    _end([_pytest("Long", "-m", "long", "-n", "0", DATABASE_URL="")])


def benchmarks(folder: Path) -> None:
    """Run each `bench/bench_*.py` to the last; raises Stop when one fails or there is none."""
    scripts = sorted(folder.glob("bench_*.py"))
    if not scripts:
        raise Stop(f"there are no benchmarks: put one at {folder.name}/bench_<subject>.py")
    failed = []
    for script in scripts:
        print(f"\n{script.stem.removeprefix('bench_')}", flush=True)
        module = f"{folder.name}.{script.stem}"
        if environment.run([str(environment.PYTHON), "-m", module]):
            failed.append(script.name)
    if failed:
        raise Stop(f"missed a bound, or failed: {', '.join(failed)}")
