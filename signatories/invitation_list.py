"""Whom to invite, as an organizer writes it: typed lines or a sheet. Pure: imports no Django."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from privacy.text import clean_address, clean_text
from signatories.sheets import Sheet
from signatories.submission import NAME_LIMIT, clean_name

MOST: Final = 2_000  # invitations in one go

_ADDRESS = re.compile(r"<?([^\s<>,;]+@[^\s<>,;]+)>?\s*$")
_HEADINGS: Final = {
    "name": ("organization", "organisation", "organization name", "name of organization", "group"),
    "email": ("email", "e-mail", "mail", "email address", "contact email", "address"),
    "contact_name": ("contact", "contact name", "person", "your name", "contact person"),
}


@dataclass(frozen=True, slots=True)
class Invitee:
    """One organization to ask, at one mailbox. The address and the person are private."""

    name: str
    email: str
    contact_name: str = ""
    organization_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a list says: whom to ask, and a sentence about each line that can't be used."""

    invitees: tuple[Invitee, ...]
    refused: tuple[str, ...]


def read_lines(text: str) -> Reading:
    """Return what typed lines say, each "Organization, address"; empty lines say nothing."""
    lines = enumerate(text.splitlines(), start=1)
    return _read((f"Line {number}", _parts(line)) for number, line in lines if line.strip())


def read_rows(sheet: Sheet) -> Reading:
    """Return what a sheet says, by its headings for organization, email and contact.

    Raises:
        ValueError: no heading names the organization, or none the email address.
    """
    columns = _columns(sheet.headings)
    missing = [name for name in ("name", "email") if name not in columns]
    if missing:
        named = " and ".join({"name": "Organization", "email": "Email"}[one] for one in missing)
        raise ValueError(f"The sheet has no column {named}: name it so in the first row.")

    def rows() -> Iterator[tuple[str, tuple[str, str, str]]]:
        for row in sheet.rows:
            name, email = row.cell(columns["name"]), row.cell(columns["email"])
            contact = row.cell(columns["contact_name"]) if "contact_name" in columns else ""
            yield f"Row {row.number}", (name, email, contact)

    return _read(rows())


def _columns(headings: Iterable[str]) -> dict[str, int]:
    """Return which column holds what; the first heading of a kind counts."""
    found: dict[str, int] = {}
    for column, heading in enumerate(headings):
        for name, known in _HEADINGS.items():
            if heading.casefold().strip(" :") in known:
                found.setdefault(name, column)
    return found


def _parts(line: str) -> tuple[str, str, str]:
    """Return name, address and nothing of a typed line; names may contain commas."""
    found = _ADDRESS.search(line)
    if found is None:
        return line, "", ""
    return line[: found.start()].strip(" \t,;"), found[1], ""


def _read(rows: Iterable[tuple[str, tuple[str, str, str]]]) -> Reading:
    invitees: dict[str, Invitee] = {}
    refused: list[str] = []
    for place, (name, email, contact) in rows:
        if len(invitees) >= MOST:
            refused.append(f"{place} and all after it: at most {MOST:,} are asked in one go.")
            break
        try:
            one = _invitee(name, email, contact)
        except ValueError as error:
            refused.append(f"{place}: {error}")
            continue
        if one.email in invitees:
            refused.append(f"{place}: this mailbox stands in the list already.")
        invitees.setdefault(one.email, one)
    return Reading(tuple(invitees.values()), tuple(refused))


def _invitee(name: str, email: str, contact: str) -> Invitee:
    if not email.strip():
        raise ValueError("there is no email address.")
    address = clean_address(email)
    cleaned = clean_name(name, own_domain=address.rpartition("@")[2])
    if not cleaned:
        raise ValueError("there is no name of an organization.")
    return Invitee(cleaned, address, clean_text(contact, limit=NAME_LIMIT))
