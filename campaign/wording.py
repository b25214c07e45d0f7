"""Counts, dates and the state of a letter, in words people use. Pure: imports no Django."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    *("Jan", "Feb", "March", "April", "May", "June"),
    *("July", "Aug", "Sept", "Oct", "Nov", "Dec"),
)


def short_date(day: date) -> str:
    """Return `day` as lists write it, such as "16 Nov 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def counted(number: int, one: str, several: str) -> str:
    """Return the number and its noun: "1 organization", "2,318 organizations"."""
    return f"{number:,} {one if number == 1 else several}"


def standing(organizations: int, individuals: int) -> str:
    """Return how many stand under a letter, as the beginning of a sentence; empty for none."""
    parts = []
    if organizations:
        parts.append(counted(organizations, "organization", "organizations"))
    if individuals:
        parts.append(counted(individuals, "individual", "individuals"))
    return " and ".join(parts)


def sentence(words: str) -> str:
    """Return `words` with one full stop at the end; empty stays empty."""
    return words if not words or words.endswith((".", "!", "?")) else f"{words}."
