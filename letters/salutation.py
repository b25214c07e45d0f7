"""The first line of a letter, made from whom it is addressed to. Pure.

Only suggests: an editor may always write another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WOMAN = {"ms", "mrs", "miss", "madam", "sra", "srta", "doña", "mme", "mlle", "frau"}
_MAN = {"mr", "sr", "don", "m", "herr", "sir"}
_ANY = {
    "mx", "dr", "prof", "professor", "senator", "representative", "congresswoman", "congressman",
    "governor", "mayor", "president", "chair", "chairman", "chairwoman", "chairperson", "judge",
    "justice", "commissioner", "secretary", "minister", "councilmember", "councilor", "councillor",
    "rev", "reverend", "rabbi", "imam", "bishop", "sheriff", "chief", "director", "superintendent",
    "delegate", "assemblymember", "supervisor", "attorney", "ambassador", "lord", "lady", "dame",
}  # fmt: skip
# Titles that other languages have too; the rest of _ANY is English.
_ANYWHERE = {"dr", "prof"}
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


@dataclass(frozen=True, slots=True)
class _Custom:
    """How letters of one language begin; a form without {} is said without a name."""

    woman: str
    man: str
    other: str  # to whom nothing tells a gender
    joint: str
    mark: str  # after it

    def of(self, gender: str) -> str:
        return {"woman": self.woman, "man": self.man}.get(gender, self.other)


_ENGLISH = _Custom(*("Dear {}",) * 3, joint=" and ", mark=":")
_CUSTOMS = {
    "en": _ENGLISH,
    "en-gb": _Custom(*("Dear {}",) * 3, joint=" and ", mark=","),
    "es": _Custom("Estimada {}", "Estimado {}", "Saludos, {}", joint=" y ", mark=":"),
    "fr": _Custom("Madame", "Monsieur", "Madame, Monsieur", joint=", ", mark=","),
    "de": _Custom("Sehr geehrte {}", "Sehr geehrter {}", "Guten Tag, {}", joint=", ", mark=","),
    "it": _Custom(*("Gentile {}",) * 3, joint=" e ", mark=","),
    "nl": _Custom(*("Geachte {}",) * 3, joint=" en ", mark=","),
    "pl": _Custom(*("Szanowni Państwo",) * 3, joint=", ", mark=","),
    "pt": _Custom("Prezada {}", "Prezado {}", "Saudações, {}", joint=" e ", mark=":"),
    "uk": _Custom(*("Доброго дня",) * 3, joint=", ", mark="!"),
    "ar": _Custom(*("تحية طيبة وبعد",) * 3, joint="، ", mark="،"),
    "he": _Custom(*("שלום רב",) * 3, joint=", ", mark=","),
    "zh": _Custom(*("尊敬的{}",) * 3, joint="、", mark="："),
}
_MARKS = (",", ":", "!", "،", "，", "：")


def _custom(language: str) -> _Custom:
    tag = language.lower()
    return _CUSTOMS.get(tag) or _CUSTOMS.get(tag.split("-", maxsplit=1)[0]) or _ENGLISH


def with_mark(greeting: str, language: str) -> str:
    """Return a greeting that somebody wrote, ended as a letter of `language` ends it.

    A mark that they wrote themselves stays.
    """
    greeting = greeting.strip()
    return greeting if greeting.endswith(_MARKS) else greeting + _custom(language).mark


def suggest_salutation(names: Sequence[tuple[str, str]], language: str) -> str:
    """Return a salutation such as "Dear Ms. Halden and Mr. Okoro:"; empty without names.

    Args:
        names: of each addressee the name with its honorific, and how to address it where an editor
            said so (otherwise empty).
        language: BCP 47; English where there is no custom for it.
    """
    custom = _custom(language)
    persons = [
        (name, said or short_name(name, language)) for name, said in names if said or name.strip()
    ]
    if not persons:
        return ""
    if custom.other == _ENGLISH.other:  # said once, to all of them
        return f"Dear {_joined([short for _, short in persons], custom.joint)}{custom.mark}"
    phrases = dict.fromkeys(custom.of(_gender(name)).format(short) for name, short in persons)
    return custom.joint.join(_after_the_first(list(phrases), custom)) + custom.mark


def short_name(name: str, language: str = "en") -> str:
    """Return how a letter addresses `name`: honorific and surname, or the members of a body.

    In other languages a body keeps its name, and a person with an English title stands without it.
    """
    name = " ".join(name.split())
    if _OFFICE.match(name):
        return name
    english = _custom(language).other == _ENGLISH.other
    if english and _BODY.search(name) and not _honorific(name):
        return f"Members of {name}" if name.lower().startswith("the ") else f"Members of the {name}"
    plain = _STYLES.sub("", name)
    honorific = _honorific(plain)
    if not honorific:
        return plain
    if not english and honorific.rstrip(".").lower() in _ANY - _ANYWHERE:
        return plain.removeprefix(honorific).strip()
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


def _after_the_first(phrases: list[str], custom: _Custom) -> list[str]:
    """Let all greetings but the first begin with a small letter, where they go on with a name."""
    if "{}" not in custom.woman:
        return phrases
    return [phrases[0], *(one[:1].lower() + one[1:] for one in phrases[1:])]


def _joined(parts: Sequence[str], joint: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])}{joint}{parts[-1]}"
