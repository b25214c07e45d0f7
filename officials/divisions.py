"""Open Civic Data ids of the United States' divisions, and their names. Pure: imports no Django.

A state is `ocd-division/country:us/state:fl`, its 12th congressional district `…/state:fl/cd:12`,
the one district of a small state `…/state:vt/cd:at-large`. The District of Columbia and the
territories send one delegate, whose division is the place itself.
"""

from __future__ import annotations

COUNTRY = "ocd-division/country:us"
STATES = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
}
TERRITORIES = {
    "AS": "American Samoa",
    "GU": "Guam",
    "MP": "Northern Mariana Islands",
    "PR": "Puerto Rico",
    "VI": "U.S. Virgin Islands",
}
_NAMES = {**STATES, **TERRITORIES, "DC": "District of Columbia"}
_KINDS = {
    "cd": "district",
    "sldl": "House district",
    "sldu": "Senate district",
    "county": "county",
    "place": "",
}


def state(abbreviation: str) -> str:
    """Return the division of a state, a territory or the District of Columbia.

    Raises:
        ValueError: there is none with that abbreviation.
    """
    known = abbreviation.strip().upper()
    if known not in _NAMES:
        raise ValueError(f"{abbreviation!r} is no state or territory of the United States.")
    if known == "DC":
        return f"{COUNTRY}/district:dc"
    return f"{COUNTRY}/{'territory' if known in TERRITORIES else 'state'}:{known.lower()}"


def congress(abbreviation: str, district: int) -> str:
    """Return the division of a congressional district; 0 and 98 stand for "at large".

    Raises:
        ValueError: no such state, or a number that no district has.
    """
    whole = state(abbreviation)
    if not 0 <= district <= 98:
        raise ValueError(f"A congressional district has a number from 0 to 98, not {district}.")
    if "/state:" not in whole:
        return whole
    return f"{whole}/cd:{'at-large' if district in (0, 98) else district}"


def state_of(division: str) -> str:
    """Return the state (territory, district) that a division lies in or is; "" for others."""
    parts = division.split("/")
    return "/".join(parts[:3]) if division.startswith(f"{COUNTRY}/") and len(parts) > 2 else ""


def parents(division: str) -> list[str]:
    """Return the divisions that one lies in, the nearest first, without the country."""
    parts = division.split("/")
    return ["/".join(parts[:length]) for length in range(len(parts) - 1, 2, -1)]


def name_of(division: str) -> str:
    """Return how people call a division: "Florida, district 12"; the id itself where unknown."""
    parts = division.removeprefix(f"{COUNTRY}/").split("/") if state_of(division) else []
    kind, _, short = parts[0].partition(":") if parts else ("", "", "")
    name = _NAMES.get(short.upper(), "")
    if not name or kind not in ("state", "territory", "district"):
        return division
    return ", ".join([name, *(_part(part) for part in parts[1:])])


def _part(part: str) -> str:
    kind, _, value = part.partition(":")
    if value == "at-large":
        return "at large"
    word = _KINDS.get(kind, kind)
    shown = value.upper() if kind in ("sldl", "sldu") else value
    if kind == "county":
        return f"{value.replace('_', ' ').title()} County"
    return f"{word} {shown}" if word else value.replace("_", " ").title()
