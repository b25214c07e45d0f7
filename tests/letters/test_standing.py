"""Where a letter stands, in plain words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from letters.standing import count_words, signing_sentence
from signatories.status import signing_state

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
END = datetime(2026, 12, 11, 12, tzinfo=UTC)
SOFT = datetime(2026, 12, 4, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(days=5)

SIGNING = [
    (None, None, None, "Open for organizations to sign."),
    (None, END, None, "Open for organizations to sign until 11 December 2026, 12:00."),
    (None, None, SOFT, "Open for organizations to sign until 4 December 2026, 12:00."),
    (
        None,
        END,
        SOFT,
        "Please sign by 4 December 2026, 12:00; the last moment is 11 December 2026, 12:00.",
    ),
    (None, END, EARLIER, "Open for organizations to sign until 11 December 2026, 12:00."),
    (END, None, None, "Organizations can sign from 11 December 2026, 12:00."),
    (None, EARLIER, None, "Signing closed on 18 November 2026, 09:00."),
    (None, NOW, None, "Signing closed on 23 November 2026, 09:00."),
]


@pytest.mark.parametrize(("opens", "closes", "soft", "sentence"), SIGNING)
def test_a_sentence_says_whether_and_until_when_it_can_be_signed(opens, closes, soft, sentence):
    state = signing_state(opens_at=opens, closes_at=closes, now=NOW)
    assert signing_sentence(state, soft_deadline=soft, now=NOW) == sentence


COUNTS = [
    (0, 0, "Nobody has signed yet."),
    (1, 0, "organization has signed"),
    (66, 0, "organizations have signed"),
    (1, 1, "organization and 1 individual have signed"),
    (66, 2, "organizations and 2 individuals have signed"),
    (0, 1, "1 individual has signed"),
    (0, 2, "2 individuals have signed"),
]


@pytest.mark.parametrize(("organizations", "individuals", "expected"), COUNTS)
def test_the_count_is_followed_by_words_that_fit(organizations, individuals, expected):
    assert count_words(organizations, individuals) == expected
