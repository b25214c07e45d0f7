"""Counts, dates and states, in words people use. Pure: imports no Django."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

_MONTHS = (
    *("Jan", "Feb", "March", "April", "May", "June"),
    *("July", "Aug", "Sept", "Oct", "Nov", "Dec"),
)

DEMAND_WORDS = {"asked": "Asked", "partly": "Partly met", "met": "Met", "refused": "Refused"}
ENDING_WORDS = {
    "won": "This campaign was won",
    "partly": "This campaign was won in part",
    "lost": "This campaign was lost",
    "ended": "This campaign has ended",
}


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


def listed(parts: Sequence[str], joint: str) -> str:
    """Return `parts` as a list in a sentence: "A, B and C"; empty for none."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def sentence(words: str) -> str:
    """Return `words` with one full stop at the end; empty stays empty."""
    return words if not words or words.endswith((".", "!", "?")) else f"{words}."


def ending_sentence(result: str, ended_on: date | None) -> str:
    """Return how a campaign ended, such as "This campaign was won on 3 Sept 2026."; else empty."""
    words = ENDING_WORDS.get(result, "")
    if not words:
        return ""
    return f"{words} on {short_date(ended_on)}." if ended_on else f"{words}."


def size_words(size: int) -> str:
    """Return a file's size as people say it: "812 bytes", "34 KB", "1.2 MB"."""
    if size < 1_000:
        return f"{size} bytes"
    if size < 1_000_000:
        return f"{round(size / 1_000)} KB"
    return f"{size / 1_000_000:.1f} MB"
