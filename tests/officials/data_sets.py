"""The data sets beside the checkout, and small made-up ones in the same shape."""

from __future__ import annotations

import io
from pathlib import Path
from textwrap import dedent

from openpyxl import Workbook

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
ABSENT = "../shared/data isn't on this machine: the importers are tried on made-up files only"

LEGISLATOR = """
- id: {{bioguide: {key}}}
  name: {{first: {first}, last: {last}, official_full: {first} {last}}}
  terms:
  - {{type: rep, start: '2019-01-03', end: '2021-01-03', state: {state}, district: 9, party: Blue}}
  - type: {type}
    start: '2025-01-03'
    end: '2027-01-03'
    state: {state}
    district: {district}
    party: Blue
    url: https://{key}.example
    phone: 202-555-0100
    address: 1 Quay House; Washington DC 20515
"""
OFFICES = """
- id: {bioguide: A1}
  offices:
  - {id: A1-tampa, address: 5 Bay St., suite: Suite 2, city: Tampa, state: FL, zip: '33602',
     phone: 813-555-0101, fax: 813-555-0102}
"""
COMMITTEES = """
- {type: house, name: House Committee on Cameras, thomas_id: HSCA,
   subcommittees: [{name: Streets, thomas_id: '01'}]}
"""
SEATS = """
HSCA:
- {name: Ana Soto, rank: 1, title: Chair, bioguide: A1}
- {name: Ben Reyes, rank: 2, bioguide: B2}
HSCA01:
- {name: Ben Reyes, rank: 1, title: Ranking Member, bioguide: B2}
- {name: Nobody, rank: 2, bioguide: Z9}
"""


def congress(folder: Path, *members: tuple[str, str, str, str, str, object]) -> Path:
    """Write a Congress of members (key, first, last, type, state, district); return its folder."""
    folder.mkdir(exist_ok=True)
    chosen = members or (
        ("A1", "Ana", "Soto", "rep", "FL", 14),
        ("B2", "Ben", "Reyes", "sen", "FL", "null"),
        ("C3", "Cleo", "Marsh", "rep", "VT", 0),
        ("D4", "Dov", "Harel", "rep", "GU", 0),
    )
    names = ("key", "first", "last", "type", "state", "district")
    text = "".join(LEGISLATOR.format(**dict(zip(names, one, strict=True))) for one in chosen)
    (folder / "legislators-current.yaml").write_text(text, "utf-8")
    (folder / "legislators-district-offices.yaml").write_text(OFFICES, "utf-8")
    (folder / "committees-current.yaml").write_text(COMMITTEES, "utf-8")
    (folder / "committee-membership-current.yaml").write_text(SEATS, "utf-8")
    return folder


def person(key: int, name: str, *roles: str, **fields: str) -> str:
    """Return the file of one person; a role is written as YAML without its braces."""
    lines = [f"id: ocd-person/{key:08d}-0000-0000-0000-000000000000", f"name: {name}"]
    lines += [f"{field}: {value}" for field, value in fields.items()]
    lines += ["roles:", *(f"- {{{role}}}" for role in roles)]
    return "\n".join(lines) + "\n"


FL = "jurisdiction: ocd-jurisdiction/country:us/state:fl/government"
TAMPA = "jurisdiction: ocd-jurisdiction/country:us/state:fl/place:tampa/government"


def files(folder: Path, **named: str) -> Path:
    """Write files by name, with `.yml` behind it and a slash for two underscores."""
    for name, text in named.items():
        path = folder / f"{name.replace('__', '/')}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), "utf-8")
    return folder


def a_workbook(*rows: list[str]) -> bytes:
    """Return an XLSX file of one sheet with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
