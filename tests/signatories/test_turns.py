from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction

from signatories import turns
from signatories.turns import turn


def in_turn(log: list[str], name: str, hold: threading.Event) -> None:
    with turn():
        log.append(f"{name} in")
        hold.wait(5)
        log.append(f"{name} out")


def test_threads_take_their_turns_one_after_the_other():
    log: list[str] = []
    go = threading.Event()
    threads = [threading.Thread(target=in_turn, args=(log, str(n), go)) for n in range(6)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    assert len(log) == 1
    go.set()
    for thread in threads:
        thread.join()
    assert len(log) == 12
    assert all(log[n][0] == log[n + 1][0] for n in range(0, 12, 2))


def test_whoever_waits_too_long_goes_on(monkeypatch):
    """The lock of the database decides; a turn that never ends keeps nobody out."""
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    log: list[str] = []
    go = threading.Event()
    first = threading.Thread(target=in_turn, args=(log, "first", go))
    first.start()
    while not log:
        time.sleep(0.01)
    with turn():
        log.append("second in")
    go.set()
    first.join()
    assert log == ["first in", "second in", "first out"]
    with turn():  # the line was given back once, by the one who had it
        assert not turns._LINE.acquire(blocking=False)


@pytest.mark.django_db
def test_inside_a_transaction_nobody_waits():
    """Others may be waiting for that transaction, so it must not wait for them."""
    log: list[str] = []
    go = threading.Event()
    first = threading.Thread(target=in_turn, args=(log, "first", go))
    first.start()
    while not log:
        time.sleep(0.01)
    with transaction.atomic(), turn():
        assert connection.in_atomic_block
        log.append("second in")
    go.set()
    first.join()
    assert log == ["first in", "second in", "first out"]


def test_a_turn_that_fails_is_over():
    with pytest.raises(RuntimeError), turn():
        raise RuntimeError
    assert turns._LINE.acquire(blocking=False)
    turns._LINE.release()
