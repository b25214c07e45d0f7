"""The words that a letter's frame needs, in the letter's own language. Pure.

English is built in; Spanish, French and German have their own table; other languages get English.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words of one language; `{}` stands for what is filled in."""

    re: str
    notes: str
    undersigned: str
    organizations: tuple[str, str]  # one, several
    individuals: tuple[str, str]
    joint: str
    lead: str
    page: tuple[str, str]  # before the page number, before the count of pages
    letter_to: str
    others: str
    version: str
    edition: str
    agreed: str
    digest: str
    identification: str
    note: str
    back: str
    demand: str
    months: tuple[str, ...]
    day: str


_ENGLISH = Words(
    re="Re:",
    notes="Notes",
    undersigned="The undersigned",
    organizations=("organization", "organizations"),
    individuals=("individual", "individuals"),
    joint="and",
    lead="lead",
    page=("Page", "of"),
    letter_to="Letter to {}",
    others="and others",
    version="Version {} of the text",
    edition="Edition {}",
    agreed="Everyone named above agreed to exactly this text.",
    digest="SHA-256 of its plain form:",
    identification="Affiliations of individuals are named for identification only.",
    note="Note {}",
    back="Back to reference {}",
    demand="Link to demand {}",
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    day="{day} {month} {year}",
)
_SPANISH = Words(
    re="Asunto:",
    notes="Notas",
    undersigned="Quienes firman",
    organizations=("organización", "organizaciones"),
    individuals=("persona", "personas"),
    joint="y",
    lead="coordinación",
    page=("Página", "de"),
    letter_to="Carta a {}",
    others="y otras personas",
    version="Versión {} del texto",
    edition="Edición {}",
    agreed="Quienes figuran arriba aceptaron exactamente este texto.",
    digest="SHA-256 de su forma simple:",
    identification="La afiliación de las personas se indica solo para identificarlas.",
    note="Nota {}",
    back="Volver a la referencia {}",
    demand="Enlace a la petición {}",
    months=(
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    day="{day} de {month} de {year}",
)
_FRENCH = Words(
    re="Objet :",
    notes="Notes",
    undersigned="Les signataires",
    organizations=("organisation", "organisations"),
    individuals=("personne", "personnes"),
    joint="et",
    lead="coordination",
    page=("Page", "sur"),
    letter_to="Lettre à {}",
    others="et autres",
    version="Version {} du texte",
    edition="Édition {}",
    agreed="Les signataires ci-dessus ont approuvé exactement ce texte.",
    digest="SHA-256 de sa forme simple :",
    identification="L’affiliation des personnes n’est donnée que pour les identifier.",
    note="Note {}",
    back="Retour à l’appel {}",
    demand="Lien vers la demande {}",
    months=(
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    day="{day} {month} {year}",
)
_GERMAN = Words(
    re="Betreff:",
    notes="Anmerkungen",
    undersigned="Die Unterzeichnenden",
    organizations=("Organisation", "Organisationen"),
    individuals=("Person", "Personen"),
    joint="und",
    lead="federführend",
    page=("Seite", "von"),
    letter_to="Brief an {}",
    others="und andere",
    version="Fassung {} des Textes",
    edition="Ausgabe {}",
    agreed="Alle oben Genannten haben genau diesem Text zugestimmt.",
    digest="SHA-256 seiner reinen Textform:",
    identification="Zugehörigkeiten von Personen dienen nur der Kennzeichnung.",
    note="Anmerkung {}",
    back="Zurück zur Stelle {}",
    demand="Link zur Forderung {}",
    months=(
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    day="{day}. {month} {year}",
)
_TABLE = {"en": _ENGLISH, "es": _SPANISH, "fr": _FRENCH, "de": _GERMAN}


def words(language: str) -> Words:
    """Return the words for a BCP 47 `language`; English where there is no table."""
    return _TABLE.get(language.split("-", maxsplit=1)[0].lower(), _ENGLISH)


def date_in_words(day: date, language: str) -> str:
    """Return `day` as a letter of that language writes it, e.g. "November 16, 2026"."""
    known = words(language)
    month = known.months[day.month - 1]
    if known is _ENGLISH and language.lower() in {"en", "en-us"}:
        return f"{month} {day.day}, {day.year}"
    return known.day.format(day=day.day, month=month, year=day.year)
