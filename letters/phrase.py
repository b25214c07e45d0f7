"""The words of one language that a letter's frame is written in. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words of one language; `{}` stands for what is filled in."""

    re: str
    notes: str
    undersigned: str
    organizations: tuple[str, ...]  # one, several; where they differ: three to ten
    individuals: tuple[str, ...]
    joint: str
    lead: str
    page: tuple[str, str]  # before the page number, before the count of pages
    letter_to: str
    others: str
    version: str
    edition: str
    agreed: str
    agreed_earlier: str  # of those named, how many in an earlier wording
    digest: str
    identification: str
    note: str
    back: str
    demand: str
    months: tuple[str, ...]
    day: str
    only: tuple[str, str]  # of one addressee, of several
    end: str
    picture: str
    enclosures: tuple[str, str]  # one, several
    copies: str
    states: tuple[str, ...]
    countries: tuple[str, ...]
    places: str  # how many signed, from how many places
    rest: str
    logos: str
    withdrawn: str  # names with their days, or a number
    comma: str = ", "
    colon: str = ": "
    stop: str = "."
