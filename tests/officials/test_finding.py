"""`officials.finding`: who stands for a place, and never a guess."""

from __future__ import annotations

import pytest

from officials import places
from officials.models import Office, Official
from officials.services import Outcome, find_by_postal_code, members_of
from tests.officials.factories import a_body, a_district, a_list, a_postal_area, an_official

US = "ocd-division/country:us"
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def names(ids) -> list[str]:
    """Return the names of officials in the order in which they were found."""
    by_id = Official.objects.in_bulk(ids)
    return [by_id[pk].name for pk in ids]


@pytest.fixture
def florida():
    """Two senators, two representatives, two state legislators, and a senator from elsewhere."""
    senate, house = "Senate", "House"
    an_official("Ana Soto", body=senate, division=f"{US}/state:fl", title="Senator")
    an_official("Ben Reyes", body=senate, division=f"{US}/state:fl", title="Senator")
    an_official("Cleo Marsh", body=house, division=f"{US}/state:fl/cd:14")
    an_official("Dov Harel", body=house, division=f"{US}/state:fl/cd:15")
    an_official("Eve Okafor", body="Florida House", division=f"{US}/state:fl/sldl:57")
    an_official("Fay Lund", body="Florida House", division=f"{US}/state:fl/sldl:58")
    an_official("Gil Weiss", body=senate, division=f"{US}/state:ga", title="Senator")
    a_postal_area("33602", "FL-14")
    a_postal_area("33647", "FL-14", "FL-15")
    a_postal_area("32399", "FL-15", "GA-1")
    a_postal_area("33609", "FL-20")


def test_a_code_in_one_district_finds_its_member_and_both_senators(florida):
    found = find_by_postal_code("33602-1234")
    assert found.outcome == Outcome.FOUND
    assert names(found.certain) == ["Cleo Marsh", "Ben Reyes", "Ana Soto"]
    assert found.choices == ()


def test_a_code_in_two_districts_asks_and_never_guesses(florida):
    found = find_by_postal_code("33647")
    assert found.outcome == Outcome.SEVERAL
    assert names(found.certain) == ["Ben Reyes", "Ana Soto"]
    assert {c.label: names(c.officials) for c in found.choices} == {
        "Florida, district 14": ["Cleo Marsh"],
        "Florida, district 15": ["Dov Harel"],
    }
    assert "2 districts" in found.sentence


def test_a_code_across_a_state_line_leaves_even_the_senators_to_choose(florida):
    found = find_by_postal_code("32399")
    assert found.certain == ()
    assert {c.label: names(c.officials) for c in found.choices} == {
        "Florida, district 15": ["Dov Harel", "Ben Reyes", "Ana Soto"],
        "Georgia, district 1": ["Gil Weiss"],
    }


def test_where_only_senators_are_asked_districts_make_no_choice(florida):
    senators = Official.objects.filter(offices__title="Senator")
    found = find_by_postal_code("33647", among=senators)
    assert found.outcome == Outcome.FOUND
    assert names(found.certain) == ["Ben Reyes", "Ana Soto"]


def test_an_empty_seat_among_two_stays_a_choice(florida):
    a_postal_area("33610", "FL-14", "FL-20")
    found = find_by_postal_code("33610")
    assert [(c.label, names(c.officials), c.vacant) for c in found.choices] == [
        ("Florida, district 14", ["Cleo Marsh"], False),
        ("Florida, district 20", [], True),
    ]


def test_a_seat_that_somebody_else_holds_is_not_said_to_be_vacant(florida):
    a_postal_area("33610", "FL-14", "FL-15")
    found = find_by_postal_code("33610", among=Official.objects.exclude(name="Dov Harel"))
    assert [(c.label, c.vacant) for c in found.choices] == [
        ("Florida, district 14", False),
        ("Florida, district 15", False),
    ]


def test_the_only_district_of_a_code_is_said_to_be_vacant_beside_the_senators(florida):
    a_postal_area("33611", "FL-20")
    found = find_by_postal_code(
        "33611", among=Official.objects.exclude(offices__body__name__startswith="Florida")
    )
    assert (found.outcome, names(found.certain)) == (Outcome.FOUND, ["Ben Reyes", "Ana Soto"])
    assert found.sentence == "Florida, district 20 has no one in office at present."
    senators = find_by_postal_code("33611", among=Official.objects.filter(offices__title="Senator"))
    assert senators.sentence == "", "a representative isn't asked for"


def test_a_vacant_seat_of_a_legislature_is_offered_where_the_whole_of_it_is_asked(florida):
    house = a_body("Florida House")
    a_district(house, f"{US}/state:fl/sldl:59")
    found = find_by_postal_code("33602")
    assert [(c.label, c.vacant, c.body) for c in found.nearby] == [
        ("Florida, House district 57", False, "Florida House"),
        ("Florida, House district 58", False, "Florida House"),
        ("Florida, House district 59", True, "Florida House"),
    ]
    committee = Official.objects.filter(name="Fay Lund")
    assert [c.label for c in find_by_postal_code("33602", among=committee).nearby] == [
        "Florida, House district 58"
    ]


def test_a_state_legislature_is_narrowed_to_the_state_and_picked(florida):
    asked = Official.objects.in_body(Official.objects.get(name="Fay Lund").offices.get().body_id)
    found = find_by_postal_code("33602", among=asked)
    assert found.outcome == Outcome.NEARBY
    assert {c.label: names(c.officials) for c in found.nearby} == {
        "Florida, House district 57": ["Eve Okafor"],
        "Florida, House district 58": ["Fay Lund"],
    }


def test_who_lives_elsewhere_is_told_that_nobody_here_stands_for_them(florida):
    georgian = Official.objects.filter(name="Gil Weiss")
    found = find_by_postal_code("33602", among=georgian)
    assert found.outcome == Outcome.NOBODY
    assert "Florida, district 14" in found.sentence


def test_a_vacant_seat_is_said_where_only_it_is_asked(florida):
    found = find_by_postal_code("33609", among=Official.objects.filter(offices__body__name="House"))
    assert found.outcome == Outcome.NOBODY
    assert found.sentence == "Florida, district 20 has no one in office at present."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("99999", places.UNKNOWN),
        ("20500", places.UNKNOWN),
        ("09001", places.MILITARY),
        ("96941", places.NO_MEMBER),
        ("Tampa", places.NOT_A_ZIP),
    ],
)
def test_what_can_not_be_looked_up_gets_a_sentence(florida, typed, sentence):
    found = find_by_postal_code(typed)
    assert (found.outcome, found.sentence) == (Outcome.NO_PLACE, sentence)
    assert typed not in found.sentence


def test_guam_finds_its_delegate_without_a_crosswalk():
    an_official("Hana Cruz", body="House", division=f"{US}/territory:gu")
    assert names(find_by_postal_code("96913").certain) == ["Hana Cruz"]


def test_who_left_office_is_never_found(florida):
    Official.objects.filter(name="Cleo Marsh").update(is_active=False)
    an_official("Ida Moor", body="House", division=f"{US}/state:fl/cd:14", is_current=False)
    assert names(find_by_postal_code("33602").certain) == ["Ben Reyes", "Ana Soto"]


def test_own_areas_are_matched_by_their_beginning():
    an_official("Jan Novak", areas=["SW1A", "EC"], body="Council")
    an_official("Kim Ito", areas=["SW1"], body="Council")
    an_official("Lea Brandt", areas=["N1"], body="Council")
    several = find_by_postal_code("sw1a 1aa", country="GB")
    assert several.outcome == Outcome.SEVERAL
    assert (names(several.any_of), several.choices) == (["Kim Ito", "Jan Novak"], ())
    assert "Choose to whom you want to write" in several.sentence
    assert names(find_by_postal_code("EC2M 7PP", country="GB").certain) == ["Jan Novak"]
    assert find_by_postal_code("W1", country="GB").sentence == places.UNKNOWN_CODE


def test_an_official_with_three_offices_is_found_once():
    three = an_official("Mia Vance", body="House", division=f"{US}/state:fl/cd:14")
    for name in ("Senate", "Board"):
        body = a_body(name)
        state = a_district(body, f"{US}/state:fl")
        Office.objects.create(official=three, body=body, district=state)
    a_postal_area("33602", "FL-14")
    assert names(find_by_postal_code("33602").certain).count("Mia Vance") == 1


def test_a_look_up_writes_nothing_and_needs_four_queries(florida, django_assert_max_num_queries):
    members = members_of(a_list(*Official.objects.all()))
    with django_assert_max_num_queries(4) as asked:
        find_by_postal_code("33647", among=members)
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)
