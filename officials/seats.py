"""Who holds the seats that a place decides about, and which are vacant: plain values, by index.

No rows are built as objects: a state has hundreds of districts, and a look-up wants ids.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from officials import divisions
from officials.models import District, Office, OfficialArea, OfficialQuerySet, PostalArea


class Seat(NamedTuple):
    """A district of a body."""

    district: int
    division: str  # Open Civic Data id
    name: str
    sort_key: str
    body_id: int

    @property
    def place(self) -> tuple[int, str, str]:
        """What it is sorted by: districts in their order, body by body."""
        return self.body_id, self.sort_key, self.name


Held = tuple[Seat, int]  # and the id of the official who holds it
_COLUMNS = ("pk", "division", "name", "sort_key", "body_id")


def divisions_of(code: str, country: str) -> list[str]:
    """Return the divisions that a postal code lies in, in order; one query."""
    areas = PostalArea.objects.filter(country=country, code=code).order_by()
    return sorted(areas.values_list("division", flat=True))


def with_area(code: str, country: str, asked: OfficialQuerySet) -> tuple[int, ...]:
    """Return who of own lists has an area that the code begins with, by name.

    One query, a second one where there is such an area.
    """
    beginnings = [code[:length] for length in range(1, len(code) + 1)]
    areas = OfficialArea.objects.filter(prefix__in=beginnings, country__in=("", country))
    ids = set(areas.order_by().values_list("official_id", flat=True))
    if not ids:
        return ()
    theirs = asked.filter(pk__in=ids).order_by("sort_key", "pk")
    return tuple(dict.fromkeys(theirs.values_list("pk", flat=True)))


def ways(within: Iterable[str]) -> dict[str, set[str]]:
    """Return each division with those that it lies in."""
    return {division: {division, *divisions.parents(division)} for division in within}


def held_by(within: Collection[str], asked: OfficialQuerySet) -> list[Held]:
    """Return the seats that `asked` hold for these divisions now, by the officials' names.

    One query. Seats are those that a postal code tells, and all others of the same states but
    those of Congress.
    """
    if not within:
        return []
    chosen = Q(division__in=set().union(*ways(within).values())) | _beside(within)
    # Asked from the districts' side: they are few, and offices are read by them from an index.
    held = District.objects.filter(chosen, offices__is_current=True, offices__official__in=asked)
    rows = held.order_by().values_list(
        *_COLUMNS, "offices__official__sort_key", "offices__official_id"
    )
    return [(Seat(*row[:-2]), row[-1]) for row in sorted(rows, key=lambda row: row[-2:])]


def vacant_among(within: Collection[str]) -> frozenset[str]:
    """Return the divisions that nobody in office stands for; one query, none for none."""
    if not within:
        return frozenset()
    seated = _seated().filter(district__division__in=within).order_by()
    return frozenset(within) - set(seated.values_list("district__division", flat=True))


def beside(within: Collection[str], held: Collection[Held]) -> tuple[list[Seat], dict[int, str]]:
    """Return the vacant seats beside those held, which no postal code tells, and bodies' names.

    One query, none where no seat of such a body is held. Seats are vacant in bodies whose every
    member is asked for: a list of some, such as a committee, has none, because others are seated
    whom nobody asked for.
    """
    told = set().union(*ways(within).values())
    asked: dict[int, set[int]] = {}
    for seat, _ in held:
        if seat.division not in told:
            asked.setdefault(seat.body_id, set()).add(seat.district)
    if not asked:
        return [], {}
    there = District.objects.filter(_beside(within), body_id__in=asked)
    rows = there.annotate(seated=Exists(_seated().filter(district=OuterRef("pk")))).order_by()
    bodies, free, partly = {}, [], set()
    for *columns, body, is_seated in rows.values_list(*_COLUMNS, "body__name", "seated"):
        seat = Seat(*columns)
        if seat.division in told:
            continue
        bodies[seat.body_id] = body
        if not is_seated:
            free.append(seat)
        elif seat.district not in asked[seat.body_id]:
            partly.add(seat.body_id)
    return [seat for seat in free if seat.body_id not in partly], bodies


def asks_for_congress(state: str, asked: OfficialQuerySet) -> bool:
    """Return whether `asked` has a representative of the state in Congress."""
    there = District.objects.filter(division__startswith=f"{state}/cd:").values("pk")
    return Office.objects.filter(district__in=there, is_current=True, official__in=asked).exists()


def _seated() -> QuerySet[Office]:
    return Office.objects.filter(is_current=True, official__is_active=True)


def _beside(within: Collection[str]) -> Q:
    """Return what chooses the districts of the same states that a postal code doesn't tell."""
    chosen = Q()
    for state in {divisions.state_of(division) for division in within} - {""}:
        chosen |= Q(division__startswith=f"{state}/") & ~Q(division__contains="/cd:")
    return chosen
