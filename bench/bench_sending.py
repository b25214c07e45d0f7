"""How fast mail goes out, outbox included, beside Anymail without one; ratios in one run.

A provider on loopback answers at once, and after 80 ms. Messages have 8 KB. Prints a table for each
database; `--draw` writes the chart into docs/pictures.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

from bench.chart import Bar, bars_svg
from bench.stub_provider import stub
from tools import environment, postgres

MODULE = "bench.bench_sending"
TEXT = ("We write to you about the use of face recognition in public places. " * 120)[:8_000]
RUNS = 3
LETTERS, SLOW, SLOW_ALONE, MANY, QUEUED = 400, 800, 20, 5_000, 10_000
LATENCY = 0.08
_keys = count(1)
Rates = dict[str, float]


def main() -> int:
    """Measure on each database in a process of its own; return 0 when all goals are met."""
    if "--here" in sys.argv:
        return measure_here()
    codes = []
    with tempfile.TemporaryDirectory(prefix="undersigned-bench-") as folder:
        codes.append(_measure_on(f"sqlite:///{folder}/mail.sqlite3", folder))
        server = postgres.url_for_this_run()
        if server:
            codes.append(_measure_on_server(server, folder))
        else:
            print("No PostgreSQL lets this user in on 127.0.0.1:5432: measured on SQLite only.")
    return max(codes)


def _measure_on(url: str, folder: str) -> int:
    changes = {"DATABASE_URL": url, "DATA_DIR": folder, "MODE": "development"}
    return subprocess.run(
        [sys.executable, "-m", MODULE, "--here", *sys.argv[1:]],
        cwd=environment.ROOT,
        env={**os.environ, **changes},
        check=False,
    ).returncode


def _measure_on_server(server: str, folder: str) -> int:
    import psycopg  # noqa: PLC0415 - only where a server answers

    name = f"undersigned_bench_{uuid4().hex[:12]}"
    with psycopg.connect(postgres.with_database(server, "postgres"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            return _measure_on(postgres.with_database(server, name), folder)
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def measure_here() -> int:
    """Measure on the database of the environment; return 0 when its goals are met."""
    import django  # noqa: PLC0415 - settings are read from the environment at this point

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    settings.PLACE_DIR = ""
    settings.MAIL_PER_HOUR = settings.MAIL_PER_MINUTE = settings.MAIL_PER_DOMAIN_MINUTE = 0
    with stub(0.0) as url:
        _use(url, "postmark", connections=8)
        rates = _letters()
        rates |= {f"{name}, Postmark": rate for name, rate in _bulk(500).items()}
        _use(url, "mailgun", connections=4)
        rates |= {f"{name}, Mailgun": rate for name, rate in _bulk(1_000).items()}
    with stub(LATENCY) as url:
        _use(url, "postmark", connections=32)
        rates |= _slow_letters()
    with stub(0.0) as url:
        _use(url, "postmark", connections=8)
        queueing, growth = _queue_and_drain()
    missed = _print(connection.vendor, rates, queueing, growth)
    if "--draw" in sys.argv and connection.vendor == "sqlite":
        _draw(rates)
    return 1 if missed else 0


def _use(url: str, provider: str, *, connections: int) -> None:
    from django.conf import settings  # noqa: PLC0415

    settings.EMAIL_BACKEND = f"anymail.backends.{provider}.EmailBackend"
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "made-up",
        "POSTMARK_API_URL": url,
        "MAILGUN_API_KEY": "made-up",
        "MAILGUN_SENDER_DOMAIN": "undersigned.example",
        "MAILGUN_API_URL": url,
    }
    settings.MAIL_CONNECTIONS = connections


def _mail(to: list[str]):  # type: ignore[no-untyped-def]
    from django.core.mail import EmailMultiAlternatives  # noqa: PLC0415

    return EmailMultiAlternatives("An open letter", TEXT, "letters@undersigned.example", to)


def _send_loop(number: int) -> None:
    for _ in range(number):
        _mail(["ada@harbor.example"]).send()


def _bare_loop(number: int) -> None:
    from django.core.mail import get_connection  # noqa: PLC0415

    opened = get_connection()
    opened.open()
    for _ in range(number):
        opened.send_messages([_mail(["ada@harbor.example"])])
    opened.close()


def _queue(number: int) -> None:
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from delivery.services import queue_email  # noqa: PLC0415

    with transaction.atomic():
        for _ in range(number):
            queue_email(
                kind="letter",
                key=f"bench:{next(_keys)}",
                to="ada@harbor.example",
                subject="An open letter",
                body_text=TEXT,
                now=timezone.now(),
            )


def _drain(number: int) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from delivery.sending import drain  # noqa: PLC0415

    report = drain(now=timezone.now() + timedelta(seconds=1), limit=None)
    assert report.accepted == number, report


def _rate(work: Callable[[int], None], number: int) -> float:
    began = time.perf_counter()
    work(number)
    return number / (time.perf_counter() - began)


def _turns(calls: dict[str, Callable[[], float]], runs: int = RUNS) -> Rates:
    """Return the median rate of each call, the calls taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(runs):
        for name, call in calls.items():
            taken[name].append(call())
            print(f"{name}: {taken[name][-1]:,.0f}/s", file=sys.stderr, flush=True)
    return {name: statistics.median(rates) for name, rates in taken.items()}


def _queued_then(number: int) -> float:
    _queue(number)
    return _rate(_drain, number)


def _letters() -> Rates:
    _bare_loop(20)
    return _turns(
        {
            "message.send()": lambda: _rate(_send_loop, LETTERS),
            "one open connection": lambda: _rate(_bare_loop, LETTERS),
            "outbox": lambda: _queued_then(LETTERS),
        }
    )


def _slow_letters() -> Rates:
    return _turns(
        {
            "one open connection, 80 ms": lambda: _rate(_bare_loop, SLOW_ALONE),
            "outbox, 32 connections, 80 ms": lambda: _queued_then(SLOW),
        },
        runs=2,
    )


def _anymail_batches(size: int) -> Callable[[int], None]:
    def send(number: int) -> None:
        from django.core.mail import get_connection  # noqa: PLC0415

        opened = get_connection()
        opened.open()
        for first in range(0, number, size):
            to = [f"p{n}@harbor.example" for n in range(first, min(first + size, number))]
            mail = _mail(to)
            mail.merge_metadata = {one: {"reference": str(uuid4())} for one in to}
            link = "https://undersigned.example/unsubscribe/" + "x" * 75
            mail.merge_headers = {one: {"List-Unsubscribe": f"<{link}>"} for one in to}
            opened.send_messages([mail])
        opened.close()

    return send


def _queued_bulk(number: int) -> float:
    from django.utils import timezone  # noqa: PLC0415

    from delivery.services import queue_bulk  # noqa: PLC0415

    queue_bulk(
        key=f"bench:{next(_keys)}",
        scope="bench",
        list_name="the bench",
        recipients=(f"p{n}@harbor.example" for n in range(number)),
        subject="News",
        body_text=TEXT,
        now=timezone.now(),
    )
    return _rate(_drain, number)


def _bulk(size: int) -> Rates:
    return _turns(
        {
            "Anymail's batches": lambda: _rate(_anymail_batches(size), MANY),
            "bulk from the outbox": lambda: _queued_bulk(MANY),
        }
    )


def _queue_and_drain() -> tuple[float, float]:
    """Return seconds to queue QUEUED messages, and MB that draining all but 1,000 of them adds."""
    from django.utils import timezone  # noqa: PLC0415

    from delivery.sending import drain  # noqa: PLC0415

    began = time.perf_counter()
    _queue(QUEUED)
    took = time.perf_counter() - began
    drain(now=timezone.now() + timedelta(seconds=1), limit=1_000)
    before = _resident()
    _drain(QUEUED - 1_000)
    return took, _resident() - before


def _resident() -> float:
    return int(Path("/proc/self/status").read_text("utf-8").split("VmRSS:")[1].split()[0]) / 1024


def _print(database: str, rates: Rates, queueing: float, growth: float) -> int:
    letters, slow = rates["outbox"], rates["outbox, 32 connections, 80 ms"]
    goals = [
        ("outbox to message.send()", letters / rates["message.send()"], 1.6),
        ("outbox to one open connection", letters / rates["one open connection"], 0.9),
        ("80 ms: 32 connections to one", slow / rates["one open connection, 80 ms"], 25.0),
    ]
    for name in ("Postmark", "Mailgun"):
        own = rates[f"Anymail's batches, {name}"]
        goals.append(
            (f"bulk to Anymail's, {name}", rates[f"bulk from the outbox, {name}"] / own, 0.9)
        )
    print(
        f"\n{database}, load {os.getloadavg()[0]:.1f}\n\n"
        "| What | Measured | Bound | |\n|---|---|---|---|"
    )
    for name, rate in rates.items():
        print(f"| {name} | {rate:,.0f}/s | | |", flush=True)
    missed = 0
    for name, ratio, bound in goals:
        missed += ratio < bound
        print(
            f"| {name} | {ratio:.2f} × | ≥ {bound} × | {'missed' if ratio < bound else 'holds'} |"
        )
    for name, value, unit, bound in (
        (f"queueing {QUEUED:,}", queueing, "s", 30.0),
        (f"memory over {QUEUED - 1_000:,} more", growth, "MB", 10.0),
    ):
        missed += value > bound
        word = "missed" if value > bound else "holds"
        print(f"| {name} | {value:.1f} {unit} | ≤ {bound:.0f} {unit} | {word} |", flush=True)
    return missed


def _draw(rates: Rates) -> None:
    def bars(*names: str) -> list[Bar]:
        return [Bar(name, 1_000 / rates[name], ours="outbox" in name) for name in names]

    groups = {
        "Letters, one request each": bars("message.send()", "one open connection", "outbox"),
        "Letters, 80 ms away": bars("one open connection, 80 ms", "outbox, 32 connections, 80 ms"),
        "Updates in batches": bars(
            "Anymail's batches, Postmark",
            "bulk from the outbox, Postmark",
            "Anymail's batches, Mailgun",
            "bulk from the outbox, Mailgun",
        ),
    }
    note = "seconds for 1,000 messages of 8 KB; logarithmic"
    chart = bars_svg("How long mail takes to go out", note, groups)
    (environment.ROOT / "docs" / "pictures" / "bench-sending.svg").write_text(chart, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
