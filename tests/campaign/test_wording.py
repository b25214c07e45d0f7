from datetime import date

import pytest

from campaign import wording


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 16), "16 Nov 2026"),
        (date(2026, 9, 3), "3 Sept 2026"),
        (date(2027, 3, 1), "1 March 2027"),
    ],
)
def test_dates_are_short_and_have_no_zeros(day: date, words: str) -> None:
    assert wording.short_date(day) == words


@pytest.mark.parametrize(
    ("organizations", "individuals", "words"),
    [
        (0, 0, ""),
        (1, 0, "1 organization"),
        (66, 0, "66 organizations"),
        (0, 1, "1 individual"),
        (2318, 2, "2,318 organizations and 2 individuals"),
    ],
)
def test_who_stands_under_a_letter_is_counted_in_words(
    organizations: int, individuals: int, words: str
) -> None:
    assert wording.standing(organizations, individuals) == words


@pytest.mark.parametrize(
    ("parts", "words"),
    [([], ""), (["by phone"], "by phone"), (["A", "B", "C"], "A, B or C")],
)
def test_what_is_listed_has_one_joint(parts: list[str], words: str) -> None:
    assert wording.listed(parts, "or") == words


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("", ""), ("To Halden", "To Halden."), ("To Halden, Inc.", "To Halden, Inc.")],
)
def test_a_sentence_ends_with_one_full_stop(words: str, sentence: str) -> None:
    assert wording.sentence(words) == sentence
