"""Dates as they are written at the head of a letter."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    "january enero janvier januar jan",
    "february febrero février februar feb",
    "march marzo mars märz mar",
    "april abril avril apr",
    "may mayo mai",
    "june junio juin juni jun",
    "july julio juillet juli jul",
    "august agosto août aug",
    "september septiembre septembre sept sep",
    "october octubre octobre oktober oct okt",
    "november noviembre novembre nov",
    "december diciembre décembre dezember dec dez",
)
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_LEAD = r"(?:(?:date|fecha|datum)\s*:\s*)?(?:[^\W\d_]+,\s+)?(?:le\s+|den\s+|el\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?"
_MONTH = r"(?P<month>[^\W\d_]+)\.?"
_YEAR = r"(?P<year>\d{4})"
_FORMS = tuple(
    re.compile(_LEAD + form + r"\.?", re.IGNORECASE)
    for form in (
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_DAY}\s+(?:of\s+|de\s+)?{_MONTH},?\s+(?:de\s+|del\s+)?{_YEAR}",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})",
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",
    )
)


def read_date(line: str) -> date | None:
    """Return the day that `line` names and nothing else; None for any other line.

    Numbers with slashes are read as month/day/year, with points as day.month.year.
    """
    line = " ".join(line.split())
    for form in _FORMS:
        found = form.fullmatch(line)
        if not found:
            continue
        month = found["month"].lower()
        number = int(month) if month.isdecimal() else _NUMBERS.get(month, 0)
        try:
            return date(int(found["year"]), number, int(found["day"]))
        except ValueError:
            continue
    return None


def written(day: date) -> str:
    """Return `day` the way letters in English carry it, e.g. "November 16, 2026"."""
    return f"{day:%B} {day.day}, {day.year}"
