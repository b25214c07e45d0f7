"""The words that a letter's frame needs, in the letter's own language. Pure.

English, Spanish, French, German, Arabic, Hebrew and Chinese have their table in `letters.phrases`;
other languages get English.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from letters.phrase import Words
from letters.phrases import PHRASES

__all__ = ["Words", "counted", "date_in_words", "joined", "words"]


def words(language: str) -> Words:
    """Return the words for a BCP 47 `language`; English where there is no table."""
    tag = language.lower()
    for key in ("-".join(tag.split("-")[:2]), tag.split("-", maxsplit=1)[0]):
        if key in PHRASES:
            return PHRASES[key]
    return PHRASES["en"]


def counted(number: int, forms: Sequence[str]) -> str:
    """Return a number with the form of the word that goes with it, e.g. "3 states"."""
    few = len(forms) > 2 and 3 <= number % 100 <= 10
    return f"{number} {forms[2] if few else forms[number != 1]}"


def joined(parts: Sequence[str], known: Words) -> str:
    """Return `parts` as a list in a sentence: "A, B and C"."""
    if len(parts) < 2:
        return "".join(parts)
    space = "" if known.comma == "、" else " "
    return f"{known.comma.join(parts[:-1])}{space}{known.joint}{space}{parts[-1]}"


def date_in_words(day: date, language: str) -> str:
    """Return `day` as a letter of that language writes it, e.g. "November 16, 2026"."""
    known = words(language)
    month = known.months[day.month - 1]
    if known is PHRASES["en"] and language.lower() in {"en", "en-us"}:
        return f"{month} {day.day}, {day.year}"
    return known.day.format(day=day.day, month=month, year=day.year)
