"""What a letter says first, made from whom it is addressed to."""

from __future__ import annotations

import pytest

from letters.labels import LANGUAGES
from letters.salutation import short_name, suggest_salutation, with_mark

SHORT = [
    ("Ms. Ingrid Halden", "Ms. Halden"),
    ("Mr. Desmond Okoro", "Mr. Okoro"),
    ("Dr. Martin Luther King, Jr.", "Dr. King"),
    ("Mr. John Smith III", "Mr. Smith"),
    ("Mx. Robin Vale", "Mx. Vale"),
    ("Senator Ann Marie Reyes", "Senator Reyes"),
    ("Mayor Jane Castor", "Mayor Castor"),
    ("The Honorable Ingrid Halden", "Ingrid Halden"),
    ("The Honorable Senator Ingrid Halden", "Senator Halden"),
    ("Prof. Dr. Maria Weiss", "Prof. Weiss"),
    ("Ms. Ana de la Cruz", "Ms. de la Cruz"),
    ("Mr. Jan van der Berg", "Mr. van der Berg"),
    ("Ingrid Halden", "Ingrid Halden"),
    ("Ingrid", "Ingrid"),
    ("Mr.", "Mr."),
    ("  Ms.   Ingrid  Halden ", "Ms. Halden"),
    ("City Council", "Members of the City Council"),
    ("Committee on Technology", "Members of the Committee on Technology"),
    ("the Board of Directors", "Members of the Board of Directors"),
    ("Members of the City Council", "Members of the City Council"),
    ("Chair of the Committee", "Chair of the Committee"),
    ("Halden Devices, Inc.", "Halden Devices, Inc."),
]


@pytest.mark.parametrize(("name", "expected"), SHORT)
def test_a_name_is_shortened_to_how_it_is_addressed(name, expected):
    assert short_name(name) == expected


SALUTATIONS = [
    (
        "en-US",
        [("Ms. Ingrid Halden", ""), ("Mr. Desmond Okoro", "")],
        "Dear Ms. Halden and Mr. Okoro:",
    ),
    ("en-US", [("Ms. A B", ""), ("Mr. C D", ""), ("Dr. E F", "")], "Dear Ms. B, Mr. D and Dr. F:"),
    ("en-US", [("Ms. Ingrid Halden", "Ingrid")], "Dear Ingrid:"),
    ("en-US", [("City Council", "")], "Dear Members of the City Council:"),
    ("en-US", [], ""),
    ("en-US", [("  ", "")], ""),
    ("en-GB", [("Ms. Ingrid Halden", "")], "Dear Ms. Halden,"),
    (
        "es-US",
        [("Sra. Ingrid Halden", ""), ("Sr. Desmond Okoro", "")],
        "Estimada Sra. Halden y estimado Sr. Okoro:",
    ),
    ("es-US", [("Ingrid Halden", "")], "Saludos, Ingrid Halden:"),
    (
        "de-DE",
        [("Frau Ingrid Halden", ""), ("Herr Desmond Okoro", "")],
        "Sehr geehrte Frau Halden, sehr geehrter Herr Okoro,",
    ),
    ("de-DE", [("Ingrid Halden", "")], "Guten Tag, Ingrid Halden,"),
    ("fr-FR", [("Mme Ingrid Halden", ""), ("M. Desmond Okoro", "")], "Madame, Monsieur,"),
    ("fr-FR", [("Mme Ingrid Halden", ""), ("Mme Anne Roy", "")], "Madame,"),
    ("es-US", [("Senator Uma Abara", "")], "Saludos, Uma Abara:"),
    ("de-DE", [("Dr. Maria Weiss", "")], "Guten Tag, Dr. Weiss,"),
    ("it-IT", [("Ida Moss", ""), ("Cy Vance", "")], "Gentile Ida Moss e gentile Cy Vance,"),
    ("nl-NL", [("City Council", "")], "Geachte City Council,"),
    ("pl-PL", [("Ida Moss", ""), ("Cy Vance", "")], "Szanowni Państwo,"),
    ("pt-BR", [("Sra. Ida Moss", "")], "Prezada Sra. Moss:"),
    ("uk-UA", [("Ida Moss", "")], "Доброго дня!"),
    ("ar", [("Ms. Ingrid Halden", "")], "تحية طيبة وبعد،"),
    ("he-IL", [("Ida Moss", "")], "שלום רב,"),
    ("zh-Hans", [("林海燕", "")], "尊敬的林海燕："),
    ("zh-Hant", [("林海燕", ""), ("Cy Vance", "")], "尊敬的林海燕、尊敬的Cy Vance："),
    ("sv-SE", [("Senator Uma Abara", "")], "Dear Senator Abara:"),
]


@pytest.mark.parametrize(("language", "names", "expected"), SALUTATIONS)
def test_the_salutation_follows_the_custom_of_the_language(language, names, expected):
    assert suggest_salutation(names, language) == expected


def test_every_language_of_letters_has_its_custom():
    """None but English begins with “Dear”."""
    begun = {key: suggest_salutation([("Ida Moss", "")], key) for key, _ in LANGUAGES}
    assert {key for key, words in begun.items() if "Dear" in words} == {"en-US", "en-GB"}


@pytest.mark.parametrize(
    ("greeting", "language", "ended"),
    [
        ("Dear Senator Abara", "en-US", "Dear Senator Abara:"),
        ("Dear Senator Abara", "en-GB", "Dear Senator Abara,"),
        ("Estimada senadora Abara", "es-US", "Estimada senadora Abara:"),
        ("Hallo Ida!", "de-DE", "Hallo Ida!"),
        ("Estimada senadora,", "es-US", "Estimada senadora,"),
        ("尊敬的林海燕", "zh-Hans", "尊敬的林海燕："),
    ],
)
def test_what_somebody_wrote_is_ended_as_the_language_does(greeting, language, ended):
    assert with_mark(greeting, language) == ended
