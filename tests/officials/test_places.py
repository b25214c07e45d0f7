"""`officials.places`: what people type as their postal code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officials import places
from officials.places import postal_code, read_place


@pytest.mark.parametrize(
    "typed",
    ["33602", " 33602 ", "33602-1234", "33602 1234", "336021234", "33602–1234", "３３６０２"],
)
def test_a_zip_is_read_however_it_is_written(typed):
    assert read_place(typed, country="US") == places.Place("33602")


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "3360", "336022", "33602-12", "Tampa", "33602; DROP", "٣٣٦٠٢", "33602\x00"),
        *("=33602", "33602 or 33603", "-33602", "3 3 6 0 2", "<b>33602</b>", "9" * 900),
    ],
)
def test_what_is_no_zip_is_explained_without_repeating_it(typed):
    place = read_place(typed, country="US")
    assert (place.code, place.remark) == ("", places.NOT_A_ZIP)


@pytest.mark.parametrize("code", ["09001", "09854", "34001", "34099", "96201", "96349", "96699"])
def test_a_military_code_is_explained(code):
    assert read_place(code, country="US").remark == places.MILITARY


@pytest.mark.parametrize(
    ("code", "territory"), [("00801", "vi"), ("96799", "as"), ("96913", "gu"), ("96950", "mp")]
)
def test_islands_without_a_crosswalk_lie_in_their_territory(code, territory):
    assert read_place(code, country="US").division.endswith(f"/territory:{territory}")


@pytest.mark.parametrize("code", ["96940", "96941", "96960", "96970"])
def test_independent_islands_have_no_member(code):
    assert read_place(code, country="US").remark == places.NO_MEMBER


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("sw1a 1aa", "SW1A1AA"),
        ("1010", "1010"),
        ("D-10115", "D10115"),
        ("K1A 0B1", "K1A0B1"),
        ("100-0001", "1000001"),
        ("１０１０", "1010"),
        ("1010 Wien, Straße", ""),
        ("", ""),
        ("=1010", ""),
        ("A" * 13, ""),
    ],
)
def test_other_countries_codes_are_compared_without_spacing(typed, code):
    assert postal_code(typed) == code
    assert read_place(typed, country="GB").remark == ("" if code else places.NOT_A_CODE)


@given(typed=st.text(max_size=60), country=st.sampled_from(["US", "DE", "GB"]))
def test_anything_typed_is_a_code_or_a_sentence(typed, country):
    place = read_place(typed, country=country)
    assert bool(place.code) or bool(place.remark)
    assert place.code.isascii()
    assert len(place.code) <= places.MAX_CODE


@given(st.from_regex(r"[0-9]{5}", fullmatch=True), st.sampled_from(["", "-0001", " 0001", "0001"]))
def test_every_five_digits_are_read_the_same_with_their_extension(code, extension):
    assert read_place(code + extension, country="US") == read_place(code, country="US")
