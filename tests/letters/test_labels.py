"""The groups under a letter, and what they are called."""

from __future__ import annotations

import re

import pytest

from letters.labels import GROUPS, LANGUAGES, group_label, group_of


def test_groups_stand_from_the_country_to_the_person():
    assert GROUPS == ("national", "state", "local", "international", "individual")


@pytest.mark.parametrize("language", ["en-US", "es-US", "fr-FR", "de-DE"])
def test_every_group_has_a_name_of_its_own_in_the_language(language):
    labels = [group_label(group, language) for group in GROUPS]
    assert len(set(labels)) == len(GROUPS)


def test_labels_are_in_the_language_of_the_letter():
    assert group_label("local", "de-DE") == "Örtlich"
    assert group_label("local", "es") == "Locales"


@pytest.mark.parametrize("language", ["ar", "zh-Hant", "", "x"])
def test_other_languages_get_english_labels(language):
    assert group_label("national", language) == "National"


@pytest.mark.parametrize(
    ("value", "group"), [("state", "state"), ("", "national"), ("?", "national")]
)
def test_a_scope_that_names_no_group_is_national(value, group):
    assert group_of(value) == group


def test_every_language_that_can_be_chosen_is_a_language_tag():
    for tag, name in LANGUAGES:
        assert re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", tag), tag
        assert name
