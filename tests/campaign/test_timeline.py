from __future__ import annotations

from datetime import date

import pytest

from campaign.timeline import Moment, joined


def test_what_happened_stands_newest_first_and_by_kind_within_a_day():
    day = date(2026, 11, 18)
    sent = Moment(day, "sent", "Letter sent")
    answer = Moment(day, "update", "An answer comes")
    early = Moment(date(2026, 3, 2), "evidence", "First records")
    assert joined([sent, early], [answer]) == [answer, sent, early]


def test_a_moment_of_no_known_kind_is_refused():
    with pytest.raises(ValueError, match="kind must be one of"):
        Moment(date(2026, 1, 1), "party", "Cake")
