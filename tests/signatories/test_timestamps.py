"""Times of answers, as form tools and spreadsheet programs write them."""

from datetime import UTC, datetime

import pytest

from signatories.timestamps import DateOrder, moment_of, order_of

MORNING = datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day_first"),
    [
        ("11/1/2026 8:00:00", False),
        ("11/1/2026 8:00", False),
        ("11/1/26 8:00", False),
        ("11/01/2026 8:00:00 AM", False),
        ("11/1/2026, 8:00:00 a.m.", False),
        ("1/11/2026 8:00:00", True),
        ("01-11-2026 08:00", True),
        ("1.11.2026 08:00", False),
        ("2026-11-01 08:00:00", True),
        ("2026-11-01T08:00:00+00:00", True),
        ("2026-11-01 08:00:00 UTC", True),
        ("2026/11/01 8:00:00 AM GMT-5", False),
    ],
)
def test_times_are_read_as_tools_write_them(text, day_first):
    assert moment_of(text, day_first=day_first, zone=UTC) == MORNING


@pytest.mark.parametrize(
    ("text", "hour"), [("12:00 AM", 0), ("12:30 PM", 12), ("1:00 pm", 13), ("11:59 PM", 23)]
)
def test_half_days_are_told_apart(text, hour):
    assert moment_of(f"11/1/2026 {text}", day_first=False, zone=UTC).hour == hour


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "13/13/2026", "31/2/2026", "11/1/2026 25:00", "11/1/2026 13:00 PM", "1/1"],
)
def test_what_is_no_time_is_none(text):
    assert moment_of(text, day_first=False, zone=UTC) is None


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["1/11/2026", "13/11/2026"], DateOrder.DAY_FIRST),
        (["11/1/2026", "11/13/2026", ""], DateOrder.MONTH_FIRST),
        (["11/1/2026 8:00", "2/3/2026"], DateOrder.EITHER),
        (["11/13/2026", "13/11/2026"], DateOrder.MIXED),
        (["5/5/2026", "6-6-2026"], DateOrder.MONTH_FIRST),  # both ways say the same day
        (["1.11.2026", "2026-11-01", "no date"], DateOrder.MONTH_FIRST),  # nothing to choose
        ([], DateOrder.MONTH_FIRST),
    ],
)
def test_which_comes_first_is_judged_by_all_dates(texts, order):
    assert order_of(texts)[0] == order


def test_an_unclear_order_comes_with_what_shows_it():
    assert order_of(["11/1/2026 8:00"]) == (DateOrder.EITHER, "11/1/2026 8:00")
    assert order_of(["11/13/2026", "13/11/2026"])[1] == "13/11/2026 and 11/13/2026"
    assert DateOrder.EITHER.is_unclear
    assert not DateOrder.DAY_FIRST.is_unclear
