"""Where a letter stands, in sentences for everybody. Pure: imports no Django.

Times are given in the zone of the `datetime`s that come in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from letters.wording import date_in_words
from signatories.status import SigningState

_LANGUAGE = "en-GB"  # "18 November 2026": the site's own sentences, whatever the letter's language


def day(moment: date) -> str:
    """Return the day of `moment`, such as "18 November 2026"."""
    return date_in_words(moment, _LANGUAGE)


def minute(moment: datetime) -> str:
    """Return day and time of `moment`, such as "11 December 2026, 12:00"."""
    return f"{day(moment)}, {moment:%H:%M}"


def count_words(organizations: int, individuals: int) -> str:
    """Return what follows the number of organizations, such as "organizations have signed"."""
    if not organizations and not individuals:
        return "Nobody has signed yet."
    persons = f"{individuals} {'individual' if individuals == 1 else 'individuals'}"
    if not organizations:
        return f"{persons} {'has' if individuals == 1 else 'have'} signed"
    several = "organization has" if organizations == 1 else "organizations have"
    if individuals:
        return f"{several.split(maxsplit=1)[0]} and {persons} have signed"
    return f"{several} signed"


def own_words(names: Sequence[str]) -> str:
    """Return who gets the words that follow: "The letter to Ms. Ingrid Halden also says:"."""
    if len(names) == 1:
        return f"The letter to {names[0]} also says:"
    return f"The letters to {', '.join(names[:-1])} and {names[-1]} also say:"


def signing_sentence(state: SigningState, *, soft_deadline: datetime | None, now: datetime) -> str:
    """Return whether organizations can sign, and until when."""
    if state.phase == "not_yet" and state.opens_at:
        return f"Organizations can sign from {minute(state.opens_at)}."
    if state.phase == "closed":
        return f"Signing closed on {minute(state.closes_at)}." if state.closes_at else "Closed."
    announced = soft_deadline if soft_deadline and now < soft_deadline else None
    if announced and state.closes_at and announced != state.closes_at:
        last = f"the last moment is {minute(state.closes_at)}"
        return f"Please sign by {minute(announced)}; {last}."
    until = announced or state.closes_at
    if until:
        return f"Open for organizations to sign until {minute(until)}."
    return "Open for organizations to sign."


_CHANGES = {
    "editorial": "editorial change",
    "substantive": "change in substance: who had signed was asked again",
    "undeclared": "nobody has said yet what changed: who had signed is not on the list",
}


def change_words(change: str, summary: str, agreed: int) -> str:
    """Return what a text changed and how many stand under the letter by exactly its words."""
    said = _CHANGES.get(change, "the first text")
    said = f"{said}. {summary}" if summary else said
    by = (
        f"{agreed} agreed to these words"
        if agreed
        else "nobody on the list agreed to these words alone"
    )
    return f"{said.rstrip('.')}. {by[:1].upper()}{by[1:]}."
