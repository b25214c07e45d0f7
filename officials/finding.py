"""Finding the officials who stand for a place. The place is neither stored nor logged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import Q

from officials import divisions, places
from officials.models import District, Office, Official, OfficialArea, OfficialQuerySet, PostalArea
from officials.vacancies import asks_for_congress, vacant_among, vacant_seats

PICK = (
    "A postal code tells the state, not the district of its legislature. Choose yours: your voter "
    "registration names it."
)
NOBODY = "Nobody whom this page writes to stands for it."
ANY = (
    "More than one person on this list stands for your postal code, or for a part of it. Choose to "
    "whom you want to write."
)


Held = tuple[District, Official]


class Outcome(StrEnum):
    """How a search ended."""

    FOUND = "found"  # `certain` are all there are
    SEVERAL = "several"  # the person chooses one of `choices`, or any of `any_of`
    NEARBY = "nearby"  # the state is known, its district isn't: the person picks from `nearby`
    NOBODY = "nobody"  # a place that we know, and nobody asked for stands for it
    NO_PLACE = "no place"  # not a code that we can look up; `sentence` says why


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the districts that a place may lie in, and who stands for it; perhaps nobody."""

    division: str  # Open Civic Data id
    label: str
    officials: tuple[Official, ...]
    vacant: bool = False  # nobody at all is in office for it, as far as is on record
    body: str = ""  # of `nearby`: whose district it is


@dataclass(frozen=True, slots=True)
class Finding:
    """Who stands for a place.

    `certain` stand for it wherever in it somebody lives. Of `choices` one is right, and only the
    person knows which; a vacant one is among them. Of `any_of`, people of an own list whose areas
    overlap there, any number may be right. `nearby` are the districts in the same state of bodies
    whose districts a postal code doesn't tell, such as a state's own legislature.
    """

    outcome: Outcome
    sentence: str = ""  # for the visitor, without the code; "" where there is nothing to explain
    certain: tuple[Official, ...] = ()
    choices: tuple[Candidate, ...] = ()
    any_of: tuple[Official, ...] = ()
    nearby: tuple[Candidate, ...] = ()


def find_by_postal_code(
    typed: str, *, country: str = "US", among: OfficialQuerySet | None = None
) -> Finding:
    """Return who of `among` (default: everybody in office) stands for a postal code.

    Four queries, all by index, up to three more where a seat is vacant; writes nothing.
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
    unseated = set(within) - {district.division for district, _ in held}
    candidates = _candidates(within, held, vacant_among(unseated))
    found = _finding(candidates, own, _nearby(within, held))
    return _with_vacancy(found, candidates, asked)


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


def _candidates(
    within: Iterable[str], held: list[Held], vacant: frozenset[str] = frozenset()
) -> list[Candidate]:
    """Return a candidate for each division, with who stands for it or for what it lies in."""
    names = {district.division: district.name for district, _ in held}
    ways = {division: {division, *divisions.parents(division)} for division in within}
    return [
        Candidate(
            division,
            names.get(division) or divisions.name_of(division),
            _unique(official for district, official in held if district.division in way),
            division in vacant,
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
    bodies: dict[int, set[int]] = {}
    for one in districts.values():
        bodies.setdefault(one.body_id, set()).add(one.pk)
    states = {divisions.state_of(division) for division in within} - {""}
    vacant = vacant_seats(bodies, states) if bodies else []
    districts.update({one.pk: one for one in vacant if one.division not in told})
    in_order = sorted(districts.values(), key=lambda one: (one.body_id, one.sort_key, one.name))
    return tuple(
        Candidate(
            *(one.division, one.name, _unique(found.get(one.pk, ())), one.pk not in found),
            one.body.name,
        )
        for one in in_order
    )


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
        for one in offices.select_related("official", "district__body").order_by()
        if one.district is not None
    ]
    return sorted(rows, key=lambda row: (row[1].sort_key, row[1].pk))


def _by_prefix(code: str, country: str, asked: OfficialQuerySet) -> tuple[Official, ...]:
    """Return the officials of own lists whose areas the code begins with, by name."""
    beginnings = [code[:length] for length in range(1, len(code) + 1)]
    areas = OfficialArea.objects.filter(
        prefix__in=beginnings, country__in=("", country), official__in=asked
    ).select_related("official")
    return _unique(a.official for a in areas.order_by("official__sort_key", "official_id"))


def _finding(
    found: list[Candidate], own: tuple[Official, ...], nearby: tuple[Candidate, ...]
) -> Finding:
    common = _common(found)
    certain = [o for o in (found[0].officials if found else ()) if o.pk in common]
    choices = [
        replace(one, officials=tuple(o for o in one.officials if o.pk not in common))
        for one in found
    ]
    if not any(choice.officials for choice in choices):
        choices = []
    others = tuple(o for o in own if o.pk not in common)
    if len(others) == 1:
        certain += others
        others = ()
    outcome, sentence = _ending(certain, choices, others, nearby, found)
    return Finding(outcome, sentence, tuple(certain), tuple(choices), others, nearby)


def _with_vacancy(finding: Finding, found: list[Candidate], asked: OfficialQuerySet) -> Finding:
    """Say that the seat of the one district where the code lies is vacant, if it is asked for."""
    if finding.choices or not found or not all(one.vacant for one in found):
        return finding
    if finding.outcome == Outcome.NOBODY:
        told = " ".join(f"{one.label} has no one in office at present." for one in found)
        return replace(finding, sentence=told)
    state = divisions.state_of(found[0].division)
    if len(found) > 1 or not asks_for_congress(state, asked):
        return finding
    told = f"{found[0].label} has no one in office at present."
    return replace(finding, sentence=f"{told} {finding.sentence}".strip())


def _common(found: list[Candidate]) -> set[int]:
    """Return who stands for all of the candidates."""
    each = [{official.pk for official in one.officials} for one in found]
    return set.intersection(*each) if each else set()


def _ending(
    certain: list[Official],
    choices: list[Candidate],
    any_of: tuple[Official, ...],
    nearby: tuple[Candidate, ...],
    found: list[Candidate],
) -> tuple[Outcome, str]:
    if choices or any_of:
        return Outcome.SEVERAL, _several(len(choices)) if choices else ANY
    if certain:
        return Outcome.FOUND, PICK if nearby else ""
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
