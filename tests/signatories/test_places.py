"""Places and scopes in the words of people."""

import pytest

from signatories.places import COUNTRIES, STATES, is_place, place_of, scope_of


@pytest.mark.parametrize(
    ("typed", "country", "region", "locality"),
    [
        ("Tampa, FL", "US", "FL", "Tampa"),
        ("tampa , fl", "US", "FL", "tampa"),
        ("Hillsborough County, Florida", "US", "FL", "Hillsborough County"),
        ("Washington, DC", "US", "DC", "Washington"),
        ("Washington D.C.", "US", "DC", "Washington"),
        ("DC", "US", "DC", ""),
        ("Washington", "US", "WA", ""),
        ("New York", "US", "NY", ""),
        ("New York, NY", "US", "NY", "New York"),
        ("Portland OR 97201", "US", "OR", "Portland"),
        ("Portland, OR 97201-1234", "US", "OR", "Portland"),
        ("Miami, Florida, USA", "US", "FL", "Miami"),
        ("Florida, United States", "US", "FL", ""),
        ("Puerto Rico", "US", "PR", ""),
        ("U.S.", "US", "", ""),
        ("United States of America", "US", "", ""),
        ("México", "MX", "", ""),
        ("mexico", "MX", "", ""),
        ("UK", "GB", "", ""),
        ("United Kingdom", "GB", "", ""),
        ("London, UK", "GB", "", "London"),
        ("Kazakhstan", "KZ", "", ""),
        ("The Netherlands", "NL", "", ""),
        ("Deutschland", "DE", "", ""),
        ("Côte d’Ivoire", "CI", "", ""),
        ("Turkey", "TR", "", ""),
        ("日本", "JP", "", ""),
    ],
)
def test_a_place_becomes_codes(typed, country, region, locality):
    place = place_of(typed)
    assert (place.country, place.region, place.locality) == (country, region, locality)
    assert place.is_understood
    assert place.note == ""


@pytest.mark.parametrize("typed", ["", " ", "-", "—", "National", "nationwide", "N/A", "none"])
def test_no_place_is_no_place(typed):
    place = place_of(typed)
    assert (place.country, place.region, place.typed, place.note) == ("", "", "", "")


def test_an_unknown_place_is_kept_as_typed_and_told():
    place = place_of("Cascadia  (north)")
    assert place.country == ""
    assert place.typed == "Cascadia (north)"
    assert not place.is_understood
    assert "not known" in place.note


def test_a_word_that_is_a_state_and_a_country_is_told():
    assert place_of("Georgia").region == "GA"
    assert "state and a country" in place_of("Georgia").note
    assert place_of("Georgia", international=True).country == "GE"
    assert place_of("Tbilisi, Georgia", international=True).country == "GE"
    assert place_of("Atlanta, Georgia").region == "GA"


def test_every_state_and_country_is_found_by_its_own_name():
    for code, name in STATES.items():
        assert place_of(code).region == code
        assert place_of(name).region == code
    for code, name in COUNTRIES.items():
        assert place_of(name, international=True).country in {code, "US"}, name
    assert len(COUNTRIES) == 249
    assert len(STATES) == 56


def test_only_a_whole_name_is_a_place():
    assert is_place("Florida")
    assert is_place("the Netherlands")
    assert not is_place("Florida Chapter")
    assert not is_place("")


@pytest.mark.parametrize(
    ("typed", "scope"),
    [
        ("National", "national"),
        ("nationwide", "national"),
        ("STATE", "state"),
        ("State-wide", "state"),
        ("Statewide, with national partners", "state"),
        ("Local (city or county)", "local"),
        ("we work in one county", "local"),
        ("International", "international"),
        ("global", "international"),
        ("", ""),
        ("-", ""),
        ("purple", ""),
    ],
)
def test_scopes_are_read_from_free_wording(typed, scope):
    assert scope_of(typed) == scope
