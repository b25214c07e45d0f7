"""The groups of signatories and the languages of letters. Pure: imports no Django."""

from __future__ import annotations

from letters.document import Group

GROUPS: tuple[Group, ...] = ("national", "state", "local", "international", "individual")

LANGUAGES = (
    ("en-US", "English (United States)"),
    ("en-GB", "English (United Kingdom)"),
    ("es-US", "Spanish (United States)"),
    ("es-ES", "Spanish (Spain)"),
    ("fr-CA", "French (Canada)"),
    ("fr-FR", "French (France)"),
    ("de-DE", "German"),
    ("it-IT", "Italian"),
    ("nl-NL", "Dutch"),
    ("pl-PL", "Polish"),
    ("pt-BR", "Portuguese (Brazil)"),
    ("uk-UA", "Ukrainian"),
    ("ar", "Arabic"),
    ("he-IL", "Hebrew"),
    ("zh-Hans", "Chinese (simplified)"),
    ("zh-Hant", "Chinese (traditional)"),
)

# Over the names that came without a place, where they stand by state or country.
_NO_PLACE = {
    "en": "Place not named",
    "es": "Sin lugar indicado",
    "fr": "Lieu non indiqué",
    "de": "Ohne Ortsangabe",
}

_LABELS: dict[str, dict[Group, str]] = {
    "en": {
        "national": "National",
        "state": "State",
        "local": "Local",
        "international": "International",
        "individual": "Individuals",
    },
    "es": {
        "national": "Nacionales",
        "state": "Estatales",
        "local": "Locales",
        "international": "Internacionales",
        "individual": "Personas",
    },
    "fr": {
        "national": "Nationales",
        "state": "Régionales",
        "local": "Locales",
        "international": "Internationales",
        "individual": "Personnes",
    },
    "de": {
        "national": "Bundesweit",
        "state": "Landesweit",
        "local": "Örtlich",
        "international": "International",
        "individual": "Einzelpersonen",
    },
}


def group_label(group: Group, language: str) -> str:
    """Return what `group` is called in a letter of that BCP 47 `language`; English if unknown."""
    return _LABELS.get(language.split("-", maxsplit=1)[0].lower(), _LABELS["en"])[group]


def no_place(language: str) -> str:
    """Return what stands over the names that came without a place; English if unknown."""
    return _NO_PLACE.get(language.split("-", maxsplit=1)[0].lower(), _NO_PLACE["en"])


def group_of(value: str) -> Group:
    """Return the group that a sign-on's `value` names; national when it names none."""
    return next((group for group in GROUPS if group == value), "national")
