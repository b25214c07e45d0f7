"""The limiter: exact under threads, gone within a day, without anybody's address."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, connections

from privacy.limits import allow, is_used_up, prune
from privacy.models import RateCount

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ask(**changes) -> bool:
    values = {"kind": "post", "subject": "203.0.113.7", "limit": 3, "per": HOUR, "now": NOW}
    return allow(**{**values, **changes})


@pytest.mark.django_db
def test_the_limit_is_reached_exactly():
    assert [ask() for _ in range(5)] == [True, True, True, False, False]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [{"kind": "mail"}, {"subject": "203.0.113.8"}, {"per": timedelta(minutes=30)}],
    ids=["kind", "subject", "length"],
)
def test_each_kind_subject_and_length_counts_for_itself(change):
    assert [ask() for _ in range(3)] == [True] * 3
    assert ask(**change)


@pytest.mark.django_db
def test_the_next_window_begins_anew():
    assert [ask() for _ in range(4)][-1] is False
    assert ask(now=NOW.replace(hour=10, minute=0))


@pytest.mark.django_db
def test_no_window_crosses_midnight_when_the_key_changes():
    late = NOW.replace(hour=23, minute=59)
    per = timedelta(hours=7)
    assert [ask(now=late, per=per) for _ in range(4)][-1] is False
    assert ask(now=late + timedelta(minutes=1), per=per)
    assert max(RateCount.objects.values_list("expires_at", flat=True)) <= late + timedelta(days=1)


@pytest.mark.django_db
def test_it_can_be_asked_beforehand_and_that_counts_nothing():
    asked = {"kind": "post", "subject": "203.0.113.7", "limit": 3, "per": HOUR, "now": NOW}
    told = [(is_used_up(**asked), is_used_up(**asked), ask()) for _ in range(4)]
    assert told == [(False, False, True)] * 3 + [(True, True, False)]
    assert is_used_up(**{**asked, "limit": 0, "subject": "203.0.113.8"})


@pytest.mark.django_db
def test_a_limit_of_nothing_allows_nothing():
    assert not ask(limit=0)
    assert not RateCount.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("per", [timedelta(0), timedelta(days=2), -HOUR])
def test_a_window_out_of_range_is_refused(per):
    with pytest.raises(ValueError, match="24 hours"):
        ask(per=per)


@pytest.mark.django_db
def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="timezone-aware"):
        ask(now=NOW.replace(tzinfo=None))


@pytest.mark.django_db
def test_keys_are_pseudonyms_that_die_within_a_day():
    """P-05: no address at rest; every row can be pruned 24 hours after it was written."""
    for number in range(200):
        ask(subject=f"203.0.113.{number}", per=timedelta(days=1))
    keys = set(RateCount.objects.values_list("key", flat=True))
    assert len(keys) == 200
    assert all(len(key) == 64 and "." not in key for key in keys)
    assert prune(NOW) == 0
    assert prune(NOW + timedelta(days=1)) == 200
    print(f"P-05: {len(keys)} limiter keys, 0 addresses, 0 left after 24 h")


@pytest.mark.django_db
def test_the_same_subject_has_another_key_tomorrow():
    ask()
    ask(now=NOW + timedelta(days=1))
    assert RateCount.objects.count() == 2


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_threads_together_get_no_more_than_the_limit():
    """The upsert is one statement: nobody slips through between reading and writing."""
    threads, each, limit = 16, 12, 50
    start = Barrier(threads)

    def hammer(_: int) -> int:
        start.wait()
        try:
            return sum(ask(limit=limit) for _ in range(each))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        allowed = sum(pool.map(hammer, range(threads)))
    print(f"{connection.vendor}: {threads} threads × {each} asked, {allowed} allowed of {limit}")
    assert allowed == limit
    assert RateCount.objects.get().count == limit
