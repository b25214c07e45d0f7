"""`officials.divisions`: Open Civic Data ids and their names."""

from __future__ import annotations

import pytest

from officials import divisions

US = "ocd-division/country:us"


@pytest.mark.parametrize(
    ("state", "number", "division", "name"),
    [
        ("FL", 14, f"{US}/state:fl/cd:14", "Florida, district 14"),
        ("VT", 0, f"{US}/state:vt/cd:at-large", "Vermont, at large"),
        ("vt", 98, f"{US}/state:vt/cd:at-large", "Vermont, at large"),
        ("DC", 0, f"{US}/district:dc", "District of Columbia"),
        ("PR", 0, f"{US}/territory:pr", "Puerto Rico"),
        ("GU", 0, f"{US}/territory:gu", "Guam"),
    ],
)
def test_congressional_districts_have_their_id_and_name(state, number, division, name):
    assert divisions.congress(state, number) == division
    assert divisions.name_of(division) == name


@pytest.mark.parametrize(
    ("division", "name"),
    [
        (f"{US}/state:fl", "Florida"),
        (f"{US}/state:fl/sldl:57", "Florida, House district 57"),
        (f"{US}/state:wa/sldu:3", "Washington, Senate district 3"),
        (f"{US}/state:fl/place:temple_terrace", "Florida, Temple Terrace"),
        (f"{US}/state:fl/county:palm_beach", "Florida, Palm Beach County"),
        (f"{US}/state:zz", f"{US}/state:zz"),
        ("ocd-division/country:ca", "ocd-division/country:ca"),
        ("", ""),
    ],
)
def test_divisions_are_named_as_people_say_them(division, name):
    assert divisions.name_of(division) == name


@pytest.mark.parametrize(("state", "number"), [("ZZ", 1), ("", 1), ("FL", -1), ("FL", 99)])
def test_what_is_no_district_is_refused(state, number):
    with pytest.raises(ValueError, match=r"no state|0 to 98"):
        divisions.congress(state, number)


def test_a_district_lies_in_its_state_and_a_state_in_nothing():
    assert divisions.parents(f"{US}/state:fl/cd:14") == [f"{US}/state:fl"]
    assert divisions.parents(f"{US}/state:fl") == []
    assert divisions.state_of(f"{US}/state:fl/place:tampa") == f"{US}/state:fl"
    assert divisions.state_of("ocd-division/country:de/state:be") == ""
