"""`tools.tests`, `tools.postgres`, `tools.lint`: what is run, and what is said of it."""

from __future__ import annotations

import shutil
import socket

import pytest

from tools import lint, postgres, tests
from tools.environment import ROOT
from tools.stop import Stop

REPORT = (
    '<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite '
    'name="pytest" errors="1" failures="2" skipped="3" tests="20" time="1.5">'
    '<testcase name="tests"/></testsuite></testsuites>'
)


def test_a_report_is_counted():
    assert tests.count(REPORT) == {"errors": 1, "failures": 2, "skipped": 3, "tests": 20}


def test_the_sentence_adds_errors_to_failures():
    assert tests.sentence("SQLite", tests.count(REPORT)) == (
        "SQLite: 14 passed, 3 failed, 3 skipped"
    )


@pytest.mark.parametrize("report", ["", "<html>", "<testsuite"])
def test_a_missing_report_is_said(report):
    assert tests.sentence("SQLite", tests.count(report)) == "SQLite: no report was written"


def test_missing_programs_are_said_one_by_one(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    lines = tests.missing_programs()
    assert [line.split()[0] for line in lines] == ["Chromium", "LibreOffice"]
    assert all("skipped" in line for line in lines)


def test_nothing_is_said_where_all_programs_are(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert tests.missing_programs() == []


def test_a_run_without_any_test_fails(monkeypatch, tmp_path):
    """pytest ends with 5 when nothing was collected; that must not pass for success."""
    monkeypatch.setattr(tests, "RESULTS", tmp_path)
    (tmp_path / "test_nothing.py").write_text("", "utf-8")
    passed, _ = tests._pytest(
        "Nothing", "-q", "-c", "/dev/null", "-p", "no:django", str(tmp_path / "test_nothing.py")
    )
    assert not passed


def test_one_failing_run_fails_all():
    with pytest.raises(Stop, match="not all tests passed"):
        tests._end([(True, "SQLite: 1 passed"), (False, "PostgreSQL: 1 failed")])


def test_a_folder_without_benchmarks_says_where_to_put_one(tmp_path):
    with pytest.raises(Stop, match=r"bench_<subject>\.py"):
        tests.benchmarks(tmp_path)


def test_a_benchmark_that_misses_its_bound_keeps_no_other_from_running(tmp_path, monkeypatch):
    for name in ("bench_one.py", "bench_two.py"):
        (tmp_path / name).write_text("", "utf-8")
    ran = []
    monkeypatch.setattr(tests.environment, "run", lambda command: ran.append(command[-1]) or 1)
    with pytest.raises(Stop, match=r"bench_one\.py, bench_two\.py"):
        tests.benchmarks(tmp_path)
    assert [module.rpartition(".")[2] for module in ran] == ["bench_one", "bench_two"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://ann@127.0.0.1:5432/postgres", "postgres://ann@127.0.0.1:5432/mine"),
        (
            "postgres://ann:p%40ss@db.example/x?sslmode=require",
            "postgres://ann:p%40ss@db.example/mine?sslmode=require",
        ),
        ("postgres://127.0.0.1", "postgres://127.0.0.1/mine"),
    ],
)
def test_only_the_database_of_an_address_is_replaced(url, expected):
    assert postgres.with_database(url, "mine") == expected


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_no_server_means_no_second_run(monkeypatch, closed_port):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "default_url", lambda: f"postgres://127.0.0.1:{closed_port}/x")
    assert postgres.url_for_this_run() == ""


def test_a_server_that_was_asked_for_must_answer(monkeypatch, closed_port):
    monkeypatch.setenv("TEST_DATABASE_URL", f"postgres://ann:secret@127.0.0.1:{closed_port}/x")
    with pytest.raises(Stop, match="TEST_DATABASE_URL") as raised:
        postgres.url_for_this_run()
    assert "secret" not in str(raised.value)


def test_lint_covers_every_room():
    rooms = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"config"}
    assert rooms == set(lint.ROOMS)
    security = dict(lint.commands())["security"]
    assert rooms <= set(security)


def test_each_lint_run_checks_with_secrets_of_its_own(tmp_path):
    first, second = (lint.production_environment(str(tmp_path)) for _ in range(2))
    assert first["MODE"] == "production"
    assert first["SECRET_KEY"] != second["SECRET_KEY"]
    assert first["FIELD_KEYS"] != second["FIELD_KEYS"]
