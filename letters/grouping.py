"""In which groups the signatories of a letter stand, and from how many places they are. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from letters.document import Group, Signatory, SignatoryGroup
from letters.labels import GROUPS, group_label, no_place
from signatories.names import sort_key
from signatories.places import COUNTRIES, STATES

_INDIVIDUAL: Group = "individual"


def grouped(
    signatories: Sequence[Signatory],
    *,
    grouping: Literal["scope", "place", "none"],
    language: str,
) -> tuple[SignatoryGroup, ...]:
    """Return the signatories in their groups, in the order in which they come; no empty groups.

    Individuals always stand apart, after all organizations.
    """
    organizations = [one for one in signatories if one.kind == "organization"]
    persons = tuple(one for one in signatories if one.kind == _INDIVIDUAL)
    match grouping:
        case "scope":
            groups = _by_scope(organizations, language)
        case "place":
            groups = _by_place(organizations, language)
        case "none":
            groups = [SignatoryGroup("all", "", tuple(organizations))]
    groups.append(SignatoryGroup(_INDIVIDUAL, group_label(_INDIVIDUAL, language), persons))
    return tuple(group for group in groups if group.signatories)


def _by_scope(organizations: Sequence[Signatory], language: str) -> list[SignatoryGroup]:
    return [
        SignatoryGroup(
            scope,
            group_label(scope, language),
            tuple(one for one in organizations if one.group == scope),
        )
        for scope in GROUPS
        if scope != _INDIVIDUAL
    ]


def _by_place(organizations: Sequence[Signatory], language: str) -> list[SignatoryGroup]:
    """Return groups by state where all are from one country, by country otherwise.

    Places come in the order of their names; who named none comes last.
    """
    inside = one_country(organizations)
    members: dict[str, list[Signatory]] = {}
    for one in organizations:
        members.setdefault(_place(one, inside), []).append(one)
    labels = {key: place_label(key, language) for key in members}
    last = {inside: 1, "": 2}  # the country itself, for who named no state; then nowhere
    order = sorted(members, key=lambda key: (last.get(key, 0), sort_key(labels[key], language)))
    return [SignatoryGroup(key or "elsewhere", labels[key], tuple(members[key])) for key in order]


def _place(signatory: Signatory, inside: str) -> str:
    """Return the key of a signatory's place: "US-FL" within one country, else "US"."""
    if inside and signatory.country and signatory.region:
        return f"{inside}-{signatory.region}"
    return signatory.country


def one_country(signatories: Iterable[Signatory]) -> str:
    """Return the code of the country from which all are who name one; empty if of several."""
    countries = {one.country for one in signatories if one.country}
    return countries.pop() if len(countries) == 1 else ""


def place_label(key: str, language: str) -> str:
    """Return what a place is called: "Florida" for US-FL, "France" for FR."""
    country, _, region = key.partition("-")
    if region:
        return STATES.get(region, region) if country == "US" else region
    return COUNTRIES.get(country, country) or no_place(language)


def counted_places(signatories: Iterable[Signatory]) -> tuple[int, Literal["states", "countries"]]:
    """Return from how many states, or countries where there are several, organizations signed.

    Only those count that name one; 0 where nobody does.
    """
    organizations = [one for one in signatories if one.kind == "organization"]
    inside = one_country(organizations)
    if inside:
        states = {one.region for one in organizations if one.country == inside and one.region}
        return (len(states), "states") if inside == "US" else (0, "states")
    return len({one.country for one in organizations if one.country}), "countries"
