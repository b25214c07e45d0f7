"""Finding the officials who stand for a place. The place is neither stored nor logged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from officials import divisions, places
from officials.models import District, Office, Official, OfficialArea, OfficialQuerySet, PostalArea

PICK = "A postal code tells the state, not the district of its legislature. Choose yours."
NOBODY = "Nobody whom this page writes to stands for it, or the seat is empty."


Held = tuple[District, Official]


class Outcome(StrEnum):
    """How a search ended."""

    FOUND = "found"  # `certain` are all there are
    SEVERAL = "several"  # the person chooses one of `choices`
    NEARBY = "nearby"  # the state is known, its district isn't: the person picks from `nearby`
    NOBODY = "nobody"  # a place that we know, and nobody asked for stands for it
    NO_PLACE = "no place"  # not a code that we can look up; `sentence` says why


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the districts that a place may lie in, and who stands for it; perhaps nobody."""

    division: str  # Open Civic Data id; "" for a candidate of an own list
    label: str
    officials: tuple[Official, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Who stands for a place.

    `certain` stand for it wherever in it somebody lives. Of `choices` one is right, and only the
    person knows which. `nearby` are the districts in the same state of bodies whose districts a
    postal code doesn't tell, such as a state's own legislature.
    """

    outcome: Outcome
    sentence: str = ""  # for the visitor, without the code; "" where there is nothing to explain
    certain: tuple[Official, ...] = ()
    choices: tuple[Candidate, ...] = ()
    nearby: tuple[Candidate, ...] = ()


def find_by_postal_code(
    typed: str, *, country: str = "US", among: OfficialQuerySet | None = None
) -> Finding:
    """Return who of `among` (default: everybody in office) stands for a postal code.

    Reads three indexed tables and writes nothing.
    """
    place = places.read_place(typed, country=country)
    if place.remark:
        return Finding(Outcome.NO_PLACE, place.remark)
    asked = _in_office(among)
    own = _by_prefix(place.code, country, asked)
    within = [place.division] if place.division else _divisions(place.code, country)
    if not within and not own:
        unknown = places.UNKNOWN if country == "US" else places.UNKNOWN_CODE
        return Finding(Outcome.NO_PLACE, unknown)
    held = _held(within, asked, nearby=True) if within else []
    return _finding(_candidates(within, held), own, _nearby(within, held))


def find_by_division(
    division: str, *, among: OfficialQuerySet | None = None
) -> tuple[Official, ...]:
    """Return who of `among` stands for a division or one that it lies in: district and state."""
    held = _held([division], _in_office(among), nearby=False)
    return _candidates([division], held)[0].officials


def _in_office(among: OfficialQuerySet | None) -> OfficialQuerySet:
    return Official.objects.active() if among is None else among.active()


def _divisions(code: str, country: str) -> list[str]:
    areas = PostalArea.objects.filter(country=country, code=code)
    return list(areas.values_list("division", flat=True))


def _candidates(within: Iterable[str], held: list[Held]) -> list[Candidate]:
    """Return a candidate for each division, with who stands for it or for what it lies in."""
    names = {district.division: district.name for district, _ in held}
    ways = {division: {division, *divisions.parents(division)} for division in within}
    return [
        Candidate(
            division,
            names.get(division) or divisions.name_of(division),
            _unique(official for district, official in held if district.division in way),
        )
        for division, way in ways.items()
    ]


def _nearby(within: list[str], held: list[Held]) -> tuple[Candidate, ...]:
    """Return the districts in the same states whose bodies the postal code doesn't tell apart."""
    told = {way for division in within for way in (division, *divisions.parents(division))}
    found: dict[int, list[Official]] = {}
    districts: dict[int, District] = {}
    for district, official in held:
        if district.division not in told:
            districts[district.pk] = district
            found.setdefault(district.pk, []).append(official)
    in_order = sorted(districts.values(), key=lambda one: (one.body_id, one.sort_key))
    return tuple(Candidate(one.division, one.name, _unique(found[one.pk])) for one in in_order)


def _held(within: Iterable[str], asked: OfficialQuerySet, *, nearby: bool) -> list[Held]:
    """Return who holds an office for which district now, by name. One query.

    With `nearby` also for the districts of the same states that aren't of Congress, which a postal
    code would tell.
    """
    chosen = Q(division__in={w for d in within for w in (d, *divisions.parents(d))})
    for state in {divisions.state_of(division) for division in within} - {""} if nearby else ():
        chosen |= Q(division__startswith=f"{state}/") & ~Q(division__contains="/cd:")
    # The few districts are found first: by them offices are read from an index.
    districts = District.objects.filter(chosen).values("pk")
    offices = Office.objects.filter(district__in=districts, is_current=True, official__in=asked)
    rows = [
        (one.district, one.official)
        for one in offices.select_related("official", "district").order_by()
        if one.district is not None
    ]
    return sorted(rows, key=lambda row: (row[1].sort_key, row[1].pk))


def _by_prefix(code: str, country: str, asked: OfficialQuerySet) -> list[Candidate]:
    """Return a candidate for each official of an own list whose areas the code begins with."""
    beginnings = [code[:length] for length in range(1, len(code) + 1)]
    areas = OfficialArea.objects.filter(
        prefix__in=beginnings, country__in=("", country), official__in=asked
    ).select_related("official")
    found = _unique(a.official for a in areas.order_by("official__sort_key", "official_id"))
    return [Candidate("", official.name, (official,)) for official in found]


def _finding(
    found: list[Candidate], own: list[Candidate], nearby: tuple[Candidate, ...]
) -> Finding:
    common = _common(found)
    certain = [o for o in (found[0].officials if found else ()) if o.pk in common]
    choices = [
        Candidate(one.division, one.label, tuple(o for o in one.officials if o.pk not in common))
        for one in found
    ]
    if not any(choice.officials for choice in choices):
        choices = []
    if len(own) == 1:
        certain += [o for o in own[0].officials if o.pk not in common]
    elif own:
        choices += own
    outcome, sentence = _ending(certain, choices, nearby, found)
    return Finding(outcome, sentence, tuple(certain), tuple(choices), nearby)


def _common(found: list[Candidate]) -> set[int]:
    """Return who stands for all of the candidates."""
    each = [{official.pk for official in one.officials} for one in found]
    return set.intersection(*each) if each else set()


def _ending(
    certain: list[Official],
    choices: list[Candidate],
    nearby: tuple[Candidate, ...],
    found: list[Candidate],
) -> tuple[Outcome, str]:
    if choices:
        return Outcome.SEVERAL, _several(len(choices))
    if certain:
        return Outcome.FOUND, ""
    if nearby:
        return Outcome.NEARBY, PICK
    where = " or ".join(sorted({one.label for one in found}))
    return Outcome.NOBODY, f"We found the place ({where}). {NOBODY}"


def _several(number: int) -> str:
    return (
        f"This postal code lies in {number} districts. Only you know which is yours: choose it. "
        "Your voter registration names it."
    )


def _unique(officials: Iterable[Official]) -> tuple[Official, ...]:
    return tuple({official.pk: official for official in officials}.values())
