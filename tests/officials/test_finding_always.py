"""`officials.finding` for any crosswalk: everybody who may be theirs, nobody else, no guess."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from officials import divisions, finding
from officials.finding import Outcome
from officials.models import District, Official

STATES = ("FL", "GA", "VT", "DC")
PLACES = [divisions.congress(state, number) for state in STATES for number in (0, 1, 2)]
SEATS = sorted({*PLACES, *(divisions.state(state) for state in STATES)})


def _held(seats: list[str]) -> list[tuple[District, Official]]:
    """Return somebody for each seat, as the one query would: nothing is stored."""
    return [
        (District(pk=SEATS.index(seat) + 1, division=seat, name=seat), Official(pk=n, name=str(n)))
        for n, seat in enumerate(seats, start=1)
    ]


@given(
    within=st.lists(st.sampled_from(PLACES), min_size=1, max_size=6, unique=True),
    seats=st.lists(st.sampled_from(SEATS), max_size=14),
)
def test_whoever_may_stand_for_a_place_is_offered_and_who_can_not_is_not(within, seats):
    held = _held(seats)
    found = finding._finding(finding._candidates(within, held), (), ())
    ways = {d: {d, *divisions.parents(d)} for d in within}
    theirs = {d: {o.pk for s, o in held if s.division in way} for d, way in ways.items()}
    offered = {o.pk for o in found.certain}
    assert offered == set.intersection(*theirs.values())
    for choice in found.choices:
        assert offered | {o.pk for o in choice.officials} == theirs[choice.division]
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
        found = finding._finding(finding._candidates(within, rows), (), ())
        return {o.pk for o in found.certain}, [
            {o.pk for o in choice.officials} for choice in found.choices
        ]

    assert everybody(held) == everybody(mixed)
