"""How fast mail goes out, outbox included, beside Anymail without one; ratios in one run.

A provider on loopback answers at once, and after 80 ms. Messages have 8 KB. Prints a table for each
database; `--draw` writes the chart into docs/pictures.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.chart import Bar, bars_svg
from bench.on_databases import on_each_database, set_up
from bench.stub_provider import stub
from tools import environment

MODULE = "bench.bench_sending"
RUNS, SLOW_RUNS = 5, 3
LETTERS, SLOW, SLOW_ALONE, MANY, QUEUED = 400, 800, 20, 5_000, 10_000
LATENCY, CONNECTIONS = 0.08, 32
Rates = dict[str, float]


def main() -> int:
    """Measure on each database in a process of its own; return 0 when all goals are met."""
    return measure_here() if "--here" in sys.argv else on_each_database(MODULE)


def measure_here() -> int:
    """Measure on the database of the environment; return 0 when its goals are met."""
    set_up()
    from django.db import connection  # noqa: PLC0415

    from bench import made_mails as mails  # noqa: PLC0415

    with stub(0.0) as url:
        mails.use(url, "postmark", connections=CONNECTIONS)
        rates = _letters()
        rates |= {f"{name}, Postmark": rate for name, rate in _bulk(500).items()}
        mails.use(url, "mailgun", connections=4)
        rates |= {f"{name}, Mailgun": rate for name, rate in _bulk(1_000).items()}
    with stub(LATENCY) as url:
        mails.use(url, "postmark", connections=CONNECTIONS)
        rates |= _slow_letters()
    with stub(0.0) as url:
        mails.use(url, "postmark", connections=CONNECTIONS)
        queueing, growth = _queue_and_drain()
    missed = _print(connection.vendor, rates, queueing, growth)
    if "--draw" in sys.argv and connection.vendor == "sqlite":
        _draw(rates)
    return 1 if missed else 0


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


def _letters() -> Rates:
    from bench import made_mails as mails  # noqa: PLC0415

    mails.bare_loop(20)
    return _turns(
        {
            "message.send()": lambda: _rate(mails.send_loop, LETTERS),
            "one open connection": lambda: _rate(mails.bare_loop, LETTERS),
            "outbox": lambda: _rate(mails.send_queued, mails.after(mails.queue, LETTERS)),
        }
    )


def _slow_letters() -> Rates:
    from bench import made_mails as mails  # noqa: PLC0415

    return _turns(
        {
            "one open connection, 80 ms": lambda: _rate(mails.bare_loop, SLOW_ALONE),
            "outbox, 32 connections, 80 ms": lambda: _rate(
                mails.send_queued, mails.after(mails.queue, SLOW)
            ),
        },
        runs=SLOW_RUNS,
    )


def _bulk(size: int) -> Rates:
    from bench import made_mails as mails  # noqa: PLC0415

    batches = partial(mails.anymail_batches, size=size)
    return _turns(
        {
            "Anymail's batches": lambda: _rate(batches, MANY),
            "bulk from the outbox": lambda: _rate(
                mails.send_queued, mails.after(mails.queue_update, MANY)
            ),
        },
        runs=SLOW_RUNS,
    )


def _queue_and_drain() -> tuple[float, float]:
    """Return seconds to queue QUEUED messages, and MB that draining all but 1,000 of them adds."""
    from django.utils import timezone  # noqa: PLC0415

    from bench import made_mails as mails  # noqa: PLC0415
    from delivery.sending import drain  # noqa: PLC0415

    began = time.perf_counter()
    mails.queue(QUEUED)
    took = time.perf_counter() - began
    drain(now=timezone.now(), limit=1_000)
    before = _resident()
    mails.send_queued(QUEUED - 1_000)
    return took, _resident() - before


def _resident() -> float:
    """Return the MB of this process and of the one that talks for it."""
    from delivery import talking  # noqa: PLC0415

    talker = getattr(talking._mine, "talker", None)
    pids = [os.getpid(), *([talker.process.pid] if talker else [])]
    status = [Path(f"/proc/{pid}/status").read_text("utf-8") for pid in pids]
    return sum(int(text.split("VmRSS:")[1].split()[0]) for text in status) / 1024


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
