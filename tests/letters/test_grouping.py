"""In which groups signatories stand, and from how many places they are."""

from __future__ import annotations

from typing import Any

import pytest

from letters.document import Signatory
from letters.grouping import counted_places, grouped, place_label


def named(name: str, country: str = "US", region: str = "", **fields: Any) -> Signatory:
    group = fields.pop("group", "national")
    kind = "individual" if group == "individual" else "organization"
    return Signatory(name, kind, group, country, region, **fields)  # type: ignore[arg-type]


def shown(signatories: list[Signatory], grouping: str, language: str = "en-US") -> list[Any]:
    groups = grouped(signatories, grouping=grouping, language=language)  # type: ignore[arg-type]
    return [(one.key, one.label, [each.name for each in one.signatories]) for one in groups]


AMERICANS = [
    named("Lead", "US", "WY", lead=True),
    named("Alpha", "US", "FL"),
    named("Beta"),
    named("Gamma", "US", "CA"),
    named("Delta", "US", "FL"),
    named("Epsilon", ""),
    named("Prof. Vale", "US", "FL", group="individual"),
]


def test_within_one_country_organizations_stand_by_state() -> None:
    assert shown(AMERICANS, "place") == [
        ("US-CA", "California", ["Gamma"]),
        ("US-FL", "Florida", ["Alpha", "Delta"]),
        ("US-WY", "Wyoming", ["Lead"]),
        ("US", "United States", ["Beta"]),
        ("elsewhere", "Place not named", ["Epsilon"]),
        ("individual", "Individuals", ["Prof. Vale"]),
    ]


def test_with_several_countries_organizations_stand_by_country() -> None:
    several = [named("A", "US", "FL"), named("B", "FR"), named("C", "DE"), named("D", "US", "CA")]
    assert shown(several, "place") == [
        ("FR", "France", ["B"]),
        ("DE", "Germany", ["C"]),
        ("US", "United States", ["A", "D"]),
    ]


def test_a_place_that_is_no_code_stands_as_it_was_written() -> None:
    assert place_label("CA-Ontario", "en-US") == "Ontario"
    assert place_label("US-FL", "en-US") == "Florida"
    assert place_label("Utopia", "en-US") == "Utopia"
    assert place_label("", "de-DE") == "Ohne Ortsangabe"


def test_one_list_has_no_heading_and_individuals_still_stand_apart() -> None:
    names = ["Lead", "Alpha", "Beta", "Gamma", "Delta", "Epsilon"]
    assert shown(AMERICANS, "none") == [
        ("all", "", names),
        ("individual", "Individuals", ["Prof. Vale"]),
    ]


def test_by_scope_groups_come_in_their_order_and_none_is_empty() -> None:
    some = [named("L", group="local"), named("N"), named("P", group="individual")]
    assert [key for key, _, _ in shown(some, "scope", "es-US")] == [
        "national",
        "local",
        "individual",
    ]
    assert shown([], "scope") == shown([], "place") == shown([], "none") == []


@pytest.mark.parametrize("grouping", ["scope", "place", "none"])
def test_everyone_stands_once_in_any_grouping(grouping: str) -> None:
    names = sorted(name for _, _, each in shown(AMERICANS, grouping) for name in each)
    assert names == sorted(one.name for one in AMERICANS)


COUNTS = [
    (AMERICANS, (3, "states")),
    ([named("A", "US"), named("B", "US")], (0, "states")),
    ([named("A", "DE", "Hesse"), named("B", "DE", "Bavaria")], (0, "states")),
    ([named("A", "DE"), named("B", "US", "FL"), named("C", "DE")], (2, "countries")),
    ([named("A", ""), named("B", "")], (0, "countries")),
    ([], (0, "countries")),
    ([named("P", "US", "FL", group="individual")], (0, "countries")),
]


@pytest.mark.parametrize(("signatories", "count"), COUNTS)
def test_states_are_counted_within_the_country_and_countries_otherwise(
    signatories: list[Signatory], count: tuple[int, str]
) -> None:
    assert counted_places(signatories) == count
