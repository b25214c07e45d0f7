"""Whom an editor means by numbers and names."""

from __future__ import annotations

import pytest

from letters.addressing import positions, reached
from letters.document import Addressee

EVERYONE = (
    Addressee("Ms. Ingrid Halden", "Chief Executive", "Halden Devices, Inc."),
    Addressee("Mr. Desmond Okoro", "", "Halden Devices, Inc."),
    Addressee("Members of the Council", "", "City of Tampa"),
    Addressee("Ms. Ada Okoro-Lind"),
)

MEANT = [
    ("1", (0,)),
    ("3, 1", (0, 2)),
    ("1 and 3", (0, 2)),
    ("Halden", (0,)),
    ("ms. ingrid halden", (0,)),
    ("City of Tampa", (2,)),
    ("Halden Devices", (0, 1)),
    ("Halden Devices, Inc.", (0, 1)),
    ("Desmond Okoro; Members of the Council", (1, 2)),
    ("2; City of Tampa", (1, 2)),
    ("Mr. Desmond Okoro;\n3;", (1, 2)),
    ("", ()),
    (" ; ", ()),
]


@pytest.mark.parametrize(("typed", "meant"), MEANT)
def test_numbers_names_and_organizations_tell_who_is_meant(
    typed: str, meant: tuple[int, ...]
) -> None:
    assert positions(typed, EVERYONE) == meant


UNCLEAR = [
    ("5", "There is no addressee 5: the letter has 4."),
    ("0", "There is no addressee 0"),
    ("Okoro", "“Okoro” is part of more than one addressee’s name"),
    ("Vale", "“Vale” is none of the addressees"),
    ("Hal", "“Hal” is none of the addressees"),
]


@pytest.mark.parametrize(("typed", "sentence"), UNCLEAR)
def test_who_cannot_be_told_is_refused_with_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        positions(typed, EVERYONE)


def test_a_whole_name_is_meant_before_a_part_of_another() -> None:
    both = (Addressee("Ms. Vale"), Addressee("Ms. Vale Senior"))
    assert positions("Ms. Vale", both) == (0,)


def test_not_for_some_is_for_all_others() -> None:
    assert reached("only", (0, 2), 4) == (0, 2)
    assert reached("not", (0, 2), 4) == (1, 3)
    assert reached("not", (), 2) == (0, 1)
