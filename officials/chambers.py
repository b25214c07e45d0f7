"""What bodies and offices of US states and cities are called. Pure: imports no Django."""

from __future__ import annotations

from dataclasses import dataclass

from officials import divisions
from officials.records import BodyRecord

_ASSEMBLY = frozenset({"CA", "NV", "NY", "WI"})
_GENERAL_ASSEMBLY = frozenset({"NJ"})
_DELEGATES = frozenset({"MD", "VA", "WV"})
_LAYERS = {"lower": "sldl", "upper": "sldu", "legislature": "sldu"}
_EXECUTIVES = {
    "governor": "Governor",
    "lt_governor": "Lieutenant Governor",
    "secretary of state": "Secretary of State",
    "chief election officer": "Chief Election Officer",
    "attorney general": "Attorney General",
    "mayor": "Mayor",
}


@dataclass(frozen=True, slots=True)
class Seat:
    """What an office is called, in which body, for which division."""

    body: BodyRecord
    title: str
    division: str
    district: str


def seat(jurisdiction: str, kind: str, district: str) -> Seat:
    """Return what `kind` ("upper", "lower", "mayor", …) of a jurisdiction stands for.

    Args:
        jurisdiction: Open Civic Data id, `ocd-jurisdiction/country:us/state:fl/government`.
        district: as the source writes it, "57", "1st Bristol"; "" for none.
    """
    division = jurisdiction.replace("ocd-jurisdiction/", "ocd-division/", 1)
    division = division.removesuffix("/government").removesuffix("/legislature")
    state = divisions.state_of(division).rpartition(":")[2].upper()
    if kind in _LAYERS and state:
        return _legislator(jurisdiction, division, state, kind, district)
    title = _EXECUTIVES.get(kind, kind.replace("_", " ").capitalize())
    *outer, own = divisions.name_of(division).split(", ")
    name = ", ".join([own, *outer]) if kind == "mayor" else f"Government of {own}"
    body = BodyRecord(f"{jurisdiction} {_office(kind)}", name, "executive", jurisdiction)
    return Seat(body, title, division, own)


def chamber_name(state: str, kind: str) -> str:
    """Return what a chamber of a state's legislature calls itself."""
    name = divisions.STATES.get(state, divisions.name_of(divisions.state(state)))
    if kind == "upper":
        return f"{name} Senate"
    if kind == "legislature":
        return "Council of the District of Columbia" if state == "DC" else f"{name} Legislature"
    if state in _ASSEMBLY:
        return f"{name} State Assembly"
    if state in _GENERAL_ASSEMBLY:
        return f"{name} General Assembly"
    return f"{name} House of {'Delegates' if state in _DELEGATES else 'Representatives'}"


def _legislator(jurisdiction: str, division: str, state: str, kind: str, district: str) -> Seat:
    body = BodyRecord(
        f"{jurisdiction} {kind}", chamber_name(state, kind), "legislature", jurisdiction
    )
    if not district:
        return Seat(body, _member(state, kind), division, divisions.name_of(division))
    own = district.lower().replace(" ", "_")
    word = {"upper": "Senate district", "legislature": "District"}.get(kind, _lower_word(state))
    layer = "ward" if state == "DC" else _LAYERS[kind]
    return Seat(body, _member(state, kind), f"{division}/{layer}:{own}", f"{word} {district}")


def _lower_word(state: str) -> str:
    return "Assembly district" if state in _ASSEMBLY | _GENERAL_ASSEMBLY else "House district"


def _member(state: str, kind: str) -> str:
    if kind == "upper" or (kind == "legislature" and state == "NE"):
        return "Senator"
    if kind == "legislature":
        return "Councilmember" if state == "DC" else "Member"
    if state in _ASSEMBLY | _GENERAL_ASSEMBLY:
        return "Assemblymember"
    return "Delegate" if state in _DELEGATES else "Representative"


def _office(kind: str) -> str:
    return "mayor" if kind == "mayor" else "executive"
