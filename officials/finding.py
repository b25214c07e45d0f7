"""Finding the officials who stand for a place. The place is neither stored nor logged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from officials import divisions, places, seats
from officials.models import Official, OfficialQuerySet
from officials.seats import Held, Seat

PICK = (
    "A postal code tells the state, not the district of its legislature. Choose yours: your voter "
    "registration names it."
)
NOBODY = "Nobody whom this page writes to stands for it."
ANY = (
    "More than one person on this list stands for your postal code, or for a part of it. Choose to "
    "whom you want to write."
)


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
    officials: tuple[int, ...]  # ids, by name
    vacant: bool = False  # nobody at all is in office for it, as far as is on record
    body: str = ""  # of `nearby`: whose district it is


@dataclass(frozen=True, slots=True)
class Finding:
    """Who stands for a place: ids of officials, by name, to be read with what is shown of them.

    `certain` stand for it wherever in it somebody lives. Of `choices` one is right, and only the
    person knows which; a vacant one is among them. Of `any_of`, people of an own list whose areas
    overlap there, any number may be right. `nearby` are the districts in the same state of bodies
    whose districts a postal code doesn't tell, such as a state's own legislature.
    """

    outcome: Outcome
    sentence: str = ""  # for the visitor, without the code; "" where there is nothing to explain
    certain: tuple[int, ...] = ()
    choices: tuple[Candidate, ...] = ()
    any_of: tuple[int, ...] = ()
    nearby: tuple[Candidate, ...] = ()


def find_by_postal_code(
    typed: str, *, country: str = "US", among: OfficialQuerySet | None = None
) -> Finding:
    """Return who of `among` (default: everybody in office) stands for a postal code.

    Three queries, all by index, a fourth where districts of a legislature are offered, up to two
    more where a seat is vacant; writes nothing.
    """
    place = places.read_place(typed, country=country)
    if place.remark:
        return Finding(Outcome.NO_PLACE, place.remark)
    asked = Official.objects.active() if among is None else among.active()
    own = seats.with_area(place.code, country, asked)
    within = [place.division] if place.division else seats.divisions_of(place.code, country)
    if not within and not own:
        unknown = places.UNKNOWN if country == "US" else places.UNKNOWN_CODE
        return Finding(Outcome.NO_PLACE, unknown)
    held = seats.held_by(within, asked)
    empty = set(within) - {seat.division for seat, _ in held}
    candidates = _candidates(within, held, seats.vacant_among(empty))
    found = _finding(candidates, own, _nearby(within, held))
    return _with_vacancy(found, candidates, asked)


def _candidates(
    within: Iterable[str], held: list[Held], vacant: frozenset[str] = frozenset()
) -> list[Candidate]:
    """Return a candidate for each division, with who stands for it or for what it lies in."""
    names = {seat.division: seat.name for seat, _ in held}
    return [
        Candidate(
            division,
            names.get(division) or divisions.name_of(division),
            _unique(official for seat, official in held if seat.division in way),
            division in vacant,
        )
        for division, way in seats.ways(within).items()
    ]


def _nearby(within: list[str], held: list[Held]) -> tuple[Candidate, ...]:
    """Return the districts in the same states whose bodies the postal code doesn't tell apart."""
    told = set().union(*seats.ways(within).values())
    free, bodies = seats.beside(within, held)
    found: dict[Seat, list[int]] = {seat: [] for seat in free}
    for seat, official in held:
        if seat.division not in told:
            found.setdefault(seat, []).append(official)
    return tuple(
        Candidate(
            *(seat.division, seat.name, _unique(found[seat]), not found[seat]),
            bodies[seat.body_id],
        )
        for seat in sorted(found, key=lambda seat: seat.place)
    )


def _finding(
    found: list[Candidate], own: tuple[int, ...], nearby: tuple[Candidate, ...]
) -> Finding:
    common = _common(found)
    certain = [pk for pk in (found[0].officials if found else ()) if pk in common]
    choices = [
        replace(one, officials=tuple(pk for pk in one.officials if pk not in common))
        for one in found
    ]
    if not any(choice.officials for choice in choices):
        choices = []
    others = tuple(pk for pk in own if pk not in common)
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
    if len(found) > 1 or not seats.asks_for_congress(state, asked):
        return finding
    told = f"{found[0].label} has no one in office at present."
    return replace(finding, sentence=f"{told} {finding.sentence}".strip())


def _common(found: list[Candidate]) -> set[int]:
    """Return who stands for all of the candidates."""
    each = [set(one.officials) for one in found]
    return set.intersection(*each) if each else set()


def _ending(
    certain: list[int],
    choices: list[Candidate],
    any_of: tuple[int, ...],
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


def _unique(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(ids))
