"""What may become of an invitation, and when reminders are due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from signatories import invitation_status as rules
from signatories.invitation_status import Asked, before, reminder_by_hand, reminder_due, shown

ASKED_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SOFT = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
HARD = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def due(asked, now):
    return reminder_due(asked, soft=SOFT, hard=HARD, now=now, today=now.date())


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("asked", set()),
        ("opened", {"asked"}),
        ("board", {"asked", "opened", "board", "no"}),
        ("no", {"asked", "opened", "board", "no"}),
        ("yes", {"asked", "opened", "board", "no", "yes"}),
    ],
)
def test_what_an_answer_can_follow(wanted, expected):
    assert set(before(wanted)) == expected


def test_no_answer_is_never_stored():
    with pytest.raises(ValueError, match="can't be stored"):
        before(rules.NO_ANSWER)


@pytest.mark.parametrize("status", ["asked", "opened", "board", "yes", "no"])
def test_only_silence_turns_into_no_answer_when_the_list_closes(status):
    assert shown(status, closed=False) == status
    assert shown(status, closed=True) == ("no_answer" if status in rules.OPEN else status)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (SOFT - 3 * DAY - HOUR, None),
        (SOFT - 3 * DAY, "soft"),
        (SOFT - HOUR, "soft"),
        (SOFT, None),
        (HARD - 3 * DAY, "hard"),
        (HARD - HOUR, "hard"),
        (HARD, None),
        (HARD + DAY, None),
    ],
)
def test_a_reminder_is_due_in_the_last_three_days_before_a_deadline(moment, expected):
    assert due(Asked("asked", ASKED_AT), moment) == expected


@pytest.mark.parametrize("status", ["yes", "no"])
def test_no_reminder_after_an_answer(status):
    moments = [ASKED_AT + n * HOUR for n in range(24 * 20)]
    assert not any(due(Asked(status, ASKED_AT), moment) for moment in moments)


def test_each_reminder_is_sent_once():
    reminded = Asked("opened", ASKED_AT, reminded_soft_at=SOFT - 3 * DAY)
    assert due(reminded, SOFT - HOUR) is None
    assert due(reminded, HARD - 3 * DAY) == "hard"
    both = Asked(
        "opened", ASKED_AT, reminded_soft_at=SOFT - 3 * DAY, reminded_hard_at=HARD - 3 * DAY
    )
    assert due(both, HARD - HOUR) is None


def test_who_was_asked_yesterday_is_left_alone():
    assert due(Asked("asked", SOFT - 2 * DAY), SOFT - DAY) is None
    assert due(Asked("asked", HARD - 3 * DAY), HARD - DAY) == "hard"


def test_two_deadlines_close_together_make_one_reminder_at_a_time():
    close = {"soft": SOFT, "hard": SOFT + DAY}
    first = SOFT - 2 * DAY
    asked = Asked("asked", ASKED_AT)
    assert reminder_due(asked, **close, now=first, today=first.date()) == "hard"
    again = Asked("asked", ASKED_AT, reminded_hard_at=first)
    later = first + DAY
    assert reminder_due(again, **close, now=later, today=later.date()) is None


def test_a_board_is_left_alone_until_the_day_after():
    asked = Asked("board", ASKED_AT, board_until=date(2026, 11, 18))
    assert due(asked, datetime(2026, 11, 18, 20, tzinfo=UTC)) is None
    assert due(asked, datetime(2026, 11, 19, 8, tzinfo=UTC)) == "hard"


def test_without_deadlines_nothing_is_due():
    asked = Asked("asked", ASKED_AT)
    assert reminder_due(asked, soft=None, hard=None, now=SOFT, today=SOFT.date()) is None


def test_by_hand_the_next_deadlines_reminder_is_sent():
    asked = Asked("asked", ASKED_AT)
    both = {"soft": SOFT, "hard": HARD}
    assert reminder_by_hand(asked, **both, now=ASKED_AT + DAY) == "soft"
    assert reminder_by_hand(asked, **both, now=SOFT) == "hard"
    assert reminder_by_hand(asked, soft=None, hard=None, now=SOFT) == "by_hand"
    assert reminder_by_hand(Asked("no", ASKED_AT), **both, now=SOFT) is None
    reminded = Asked("asked", ASKED_AT, reminded_soft_at=ASKED_AT)
    assert reminder_by_hand(reminded, **both, now=ASKED_AT + DAY) is None


@pytest.mark.parametrize("days", [0, 1, 366])
def test_a_board_may_meet_within_a_year(days):
    rules.check_board_day(date(2026, 11, 2) + days * DAY, today=date(2026, 11, 2))


@pytest.mark.parametrize(("days", "said"), [(-1, "has passed"), (367, "a year away")])
def test_other_days_are_refused_with_a_sentence(days, said):
    with pytest.raises(ValueError, match=said):
        rules.check_board_day(date(2026, 11, 2) + days * DAY, today=date(2026, 11, 2))
