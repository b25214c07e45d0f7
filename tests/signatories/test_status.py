"""What may become of a sign-on."""

from datetime import UTC, datetime, timedelta

import pytest

from signatories import status

NOW = datetime(2026, 11, 16, tzinfo=UTC)
DAY = timedelta(days=1)
ALLOWED = {
    ("pending", "verified"), ("pending", "withdrawn"), ("pending", "lapsed"),
    ("verified", "approved"), ("verified", "declined"), ("verified", "withdrawn"),
    ("verified", "lapsed"), ("approved", "withdrawn"),
    ("approved", "verified"), ("declined", "verified"),  # undone, or objected to
    ("approved", "declined"), ("declined", "approved"),  # with many others at once, and back
}  # fmt: skip


@pytest.mark.parametrize("current", status.NEXT)
@pytest.mark.parametrize("wanted", status.NEXT)
def test_only_the_written_ways_are_open(current, wanted):
    assert status.can_become(current, wanted) == ((current, wanted) in ALLOWED)


def test_an_unknown_status_is_refused_by_name():
    with pytest.raises(ValueError, match="'sent' is no status"):
        status.can_become("sent", "approved")


def test_what_comes_before_a_withdrawal():
    assert status.before("withdrawn") == ("pending", "verified", "approved")


@pytest.mark.parametrize(
    ("opens", "closes", "phase"),
    [
        (None, None, "open"),
        (NOW, None, "open"),
        (NOW + DAY, None, "not_yet"),
        (None, NOW, "closed"),
        (None, NOW + DAY, "open"),
        (NOW + DAY, NOW - DAY, "closed"),
    ],
)
def test_a_page_is_open_from_its_first_to_before_its_last_moment(opens, closes, phase):
    state = status.signing_state(opens_at=opens, closes_at=closes, now=NOW)
    assert state.phase == phase
    assert state.is_open == (phase == "open")
