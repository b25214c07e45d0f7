"""The first line of a letter, made from whom it is addressed to. Pure.

Only suggests: an editor may always write another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from letters.wording import words

_WOMAN = {"ms", "mrs", "miss", "madam", "sra", "srta", "doña", "mme", "mlle", "frau"}
_MAN = {"mr", "sr", "don", "m", "herr", "sir"}
_ANY = {
    "mx", "dr", "prof", "professor", "senator", "representative", "congresswoman", "congressman",
    "governor", "mayor", "president", "chair", "chairman", "chairwoman", "chairperson", "judge",
    "justice", "commissioner", "secretary", "minister", "councilmember", "councilor", "councillor",
    "rev", "reverend", "rabbi", "imam", "bishop", "sheriff", "chief", "director", "superintendent",
    "delegate", "assemblymember", "supervisor", "attorney", "ambassador", "lord", "lady", "dame",
}  # fmt: skip
_STYLES = re.compile(
    r"^(the )?(honou?rable|hon\.?|right honou?rable|rt\.? hon\.?)\s+", re.IGNORECASE
)
_AFTER_NAME = re.compile(r"(,.*|\s+(jr|sr|ii|iii|iv|esq|ph\.?d|m\.?d)\.?)$", re.IGNORECASE)
_PARTICLES = {
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "la", "le", "el", "al",
    "bin", "ibn", "ter", "ten", "zu",
}  # fmt: skip
_BODIES = "committee|council|board|commission|assembly|parliament|senate|delegation|caucus"
_BODY = re.compile(rf"\b({_BODIES})\b", re.IGNORECASE)
# "Members of the Council", "Chair of the Committee", but not "the Board of Directors"
_OFFICE = re.compile(rf"(the )?(?!({_BODIES})\b)\w+ (of|for)\b", re.IGNORECASE)


def suggest_salutation(names: Sequence[tuple[str, str]], language: str) -> str:
    """Return a salutation such as "Dear Ms. Halden and Mr. Okoro:"; empty without names.

    Args:
        names: of each addressee the name with its honorific, and how to address it where an editor
            said so (otherwise empty).
        language: BCP 47; English where there is no custom for it.
    """
    persons = [(name, said or short_name(name)) for name, said in names if said or name.strip()]
    if not persons:
        return ""
    match language.split("-", maxsplit=1)[0].lower():
        case "es":
            return f"{_each(persons, ('Estimada', 'Estimado', 'Saludos,'), ' y ')}:"
        case "de":
            return f"{_each(persons, ('Sehr geehrte', 'Sehr geehrter', 'Guten Tag,'), ', ')},"
        case "fr":
            forms = {"woman": "Madame", "man": "Monsieur", "": "Madame, Monsieur"}
            return ", ".join(dict.fromkeys(forms[_gender(name)] for name, _ in persons)) + ","
    joined = _joined([short for _, short in persons], words(language).joint)
    return f"Dear {joined}{',' if language.lower() == 'en-gb' else ':'}"


def short_name(name: str) -> str:
    """Return how a letter addresses `name`: honorific and surname, or the members of a body."""
    name = " ".join(name.split())
    if _OFFICE.match(name):
        return name
    if _BODY.search(name) and not _honorific(name):
        return f"Members of {name}" if name.lower().startswith("the ") else f"Members of the {name}"
    plain = _STYLES.sub("", name)
    honorific = _honorific(plain)
    if not honorific:
        return plain
    rest = _AFTER_NAME.sub("", plain.removeprefix(honorific).strip())
    while _honorific(rest) and len(rest.split()) > 1:  # "Prof. Dr. Maria Weiss"
        rest = rest.split(" ", 1)[1]
    return f"{honorific} {_surname(rest)}".strip()


def _honorific(name: str) -> str:
    first = name.split(" ", 1)[0]
    return first if first.rstrip(".").lower() in _WOMAN | _MAN | _ANY and " " in name else ""


def _surname(name: str) -> str:
    parts = name.split()
    start = len(parts) - 1
    while start > 1 and parts[start - 1].lower() in _PARTICLES:
        start -= 1
    if start == 1 and parts[0].lower() in _PARTICLES:
        start = 0
    return " ".join(parts[max(start, 0) :])


def _gender(name: str) -> str:
    first = _honorific(name).rstrip(".").lower()
    return "woman" if first in _WOMAN else "man" if first in _MAN else ""


def _each(persons: Sequence[tuple[str, str]], forms: tuple[str, str, str], joint: str) -> str:
    """Return a greeting of its own for everyone; all but the first begin with a small letter."""
    phrases = []
    for name, short in persons:
        form = {"woman": forms[0], "man": forms[1], "": forms[2]}[_gender(name)]
        phrases.append(f"{form} {short}")
    return joint.join([phrases[0], *(one[:1].lower() + one[1:] for one in phrases[1:])])


def _joined(parts: Sequence[str], joint: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"
