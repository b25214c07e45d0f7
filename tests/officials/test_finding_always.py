"""`officials.finding` for any crosswalk: everybody who may be theirs, nobody else, no guess."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from officials import divisions, finding
from officials.finding import Finding, Outcome
from officials.seats import Held, Seat

STATES = ("FL", "GA", "VT", "DC")
PLACES = [divisions.congress(state, number) for state in STATES for number in (0, 1, 2)]
SEATS = sorted({*PLACES, *(divisions.state(state) for state in STATES)})


def _held(divisions_held: list[str]) -> list[Held]:
    """Return somebody for each seat, as the query would: nothing is stored."""
    return [
        (Seat(SEATS.index(one) + 1, one, one, one, 1), official)
        for official, one in enumerate(divisions_held, start=1)
    ]


def _found(within: list[str], held: list[Held]) -> Finding:
    return finding._finding(finding._candidates(within, held), (), ())


@given(
    within=st.lists(st.sampled_from(PLACES), min_size=1, max_size=6, unique=True),
    seats=st.lists(st.sampled_from(SEATS), max_size=14),
)
def test_whoever_may_stand_for_a_place_is_offered_and_who_can_not_is_not(within, seats):
    held = _held(seats)
    found = _found(within, held)
    ways = {d: {d, *divisions.parents(d)} for d in within}
    theirs = {
        d: {official for seat, official in held if seat.division in way} for d, way in ways.items()
    }
    offered = set(found.certain)
    assert offered == set.intersection(*theirs.values())
    for choice in found.choices:
        assert offered | set(choice.officials) == theirs[choice.division]
    if found.choices:
        assert found.outcome == Outcome.SEVERAL
        assert [choice.division for choice in found.choices] == within
    else:
        assert all(people == offered for people in theirs.values())
        assert found.outcome == (Outcome.FOUND if offered else Outcome.NOBODY)


@given(
    within=st.lists(st.sampled_from(PLACES), min_size=1, max_size=4, unique=True),
    seats=st.lists(st.sampled_from(SEATS), max_size=10),
    salt=st.randoms(use_true_random=False),
)
def test_the_order_of_rows_changes_nobody(within, seats, salt):
    held = _held(seats)
    mixed = list(held)
    salt.shuffle(mixed)

    def everybody(rows):
        found = _found(within, rows)
        return set(found.certain), [set(choice.officials) for choice in found.choices]

    assert everybody(held) == everybody(mixed)
