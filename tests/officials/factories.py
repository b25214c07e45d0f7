"""Made-up officials, their offices, channels and places."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

from officials import divisions
from officials.models import (
    Body,
    Channel,
    District,
    Office,
    Official,
    OfficialArea,
    PostalArea,
    TargetList,
    TargetListMember,
)

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)
_numbers = itertools.count(1)


def a_body(name: str = "Senate of Ostrava Bay", **fields: Any) -> Body:
    """Return a body, made where there is none with that name."""
    return Body.objects.get_or_create(name=name, defaults=fields)[0]


def a_district(body: Body, division: str, name: str = "") -> District:
    """Return a district of a body."""
    return District.objects.get_or_create(
        body=body, division=division, defaults={"name": name or divisions.name_of(division)}
    )[0]


def an_official(
    name: str = "", *, body: Body | str = "", division: str = "", **fields: Any
) -> Official:
    """Return an official in office; keys named as a kind of channel give one of it."""
    number = next(_numbers)
    given = {kind: fields.pop(kind) for kind in Channel.Kind.values if kind in fields}
    title, current = fields.pop("title", "Member"), fields.pop("is_current", True)
    areas = fields.pop("areas", ())
    official = Official.objects.create(name=name or f"Ines Amaro {number}", **fields)
    if body or division:
        held = a_body(body) if isinstance(body, str) and body else body or a_body()
        district = a_district(held, division) if division else None
        Office.objects.create(
            official=official, body=held, district=district, title=title, is_current=current
        )
    for kind, value in given.items():
        Channel.objects.create(official=official, kind=kind, value=value, as_of=TODAY)
    for prefix in areas:
        OfficialArea.objects.create(official=official, prefix=prefix)
    return official


def a_list(*officials: Official, **fields: Any) -> TargetList:
    """Return a target list with these members, in this order."""
    made = TargetList.objects.create(**{"name": "Committee on Cameras", **fields})
    for rank, official in enumerate(officials, start=1):
        TargetListMember.objects.create(target_list=made, official=official, rank=rank)
    return made


def a_postal_area(code: str, *places: str, country: str = "US") -> None:
    """Let a code lie in divisions: full ids, or short ones such as "FL-14", "VT-0"."""
    for place in places:
        abbreviation, _, number = place.partition("-")
        full = place if "/" in place else divisions.congress(abbreviation, int(number))
        PostalArea.objects.create(country=country, code=code, division=full)
