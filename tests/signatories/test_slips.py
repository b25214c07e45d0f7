"""A text with slips in it is found among many, and few are looked at for it."""

from __future__ import annotations

import random

import pytest

from signatories import names
from signatories.names import Candidate, NameIndex
from signatories.slips import MOST, SLIPS, Slips

WORDS = "harbor lantern quay privacy tenants union friends of the library records watch".split()


def made_up(number: int, chance: random.Random) -> list[str]:
    town = ["".join(chance.choices("abcdefghilmnoprstu", k=7)) for _ in range(60)]
    return [
        " ".join([chance.choice(town), *chance.choices(WORDS, k=chance.randrange(1, 5))])
        for _ in range(number)
    ]


def with_a_slip(text: str, chance: random.Random) -> str:
    place, letter = chance.randrange(len(text) - 1), chance.choice("aeiourst")
    head, rest = text[:place], text[place:]
    lost, added, swapped = rest[1:], letter + rest, rest[1::-1] + rest[2:]
    return head + chance.choice([lost, added, letter + lost, swapped])


@pytest.mark.parametrize("slips", range(1, SLIPS + 1))
def test_a_text_with_slips_is_found_among_many(slips):
    chance = random.Random(slips)
    texts, known = made_up(2_000, chance), Slips()
    for text in texts:
        known.add(text)
    found = 0
    for number in chance.sample(range(len(texts)), 300):
        typed = texts[number]
        for _ in range(slips):
            typed = with_a_slip(typed, chance)
        found += number in known.near(typed)
    print(f"{slips} slips: {found} of 300 found among {len(texts):,}")
    assert found >= 285


def test_short_and_empty_texts_are_no_trouble():
    known = Slips()
    for text in ("", "a", "ab", "quay club"):
        known.add(text)
    assert [known.near(text) for text in ("", "a", "ab")] == [[], [1, 2], [1, 2]]
    assert known.near("quay clbu") == [3]


def test_however_many_are_known_few_are_compared(monkeypatch):
    """So the last row of a sheet takes as long as the thousandth."""
    compared = []
    likest = names.nearly_spelled

    def counted(key, keys):
        compared.append(len(keys))
        return likest(key, keys)

    monkeypatch.setattr(names, "nearly_spelled", counted)
    index = NameIndex()
    for number in range(3_000):
        index.matches(name := f"Friends of the harbor library {number}")
        index.add(Candidate(name))
    assert len(compared) == 3_000
    assert max(compared) <= MOST
