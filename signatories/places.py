"""Places and scopes as people type them, turned into codes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from signatories.gazetteer import COUNTRIES, COUNTRY_NAMES, STATE_NAMES, STATES
from signatories.name_keys import visible, without_accents

__all__ = ["COUNTRIES", "SCOPES", "STATES", "Place", "is_place", "place_of", "scope_of"]

SCOPES: Final = ("national", "state", "local", "international")
_NOWHERE = frozenset(
    {
        "",
        "-",
        "--",
        "na",
        "n a",
        "none",
        "national",
        "nationwide",
        "all",
        "all states",
        "nil",
    }
)
_SCOPE_WORDS = {
    "international": ("international", "global", "worldwide", "internacional", "world"),
    "local": (
        "local", "city", "county", "municipal", "town", "neighborhood", "neighbourhood", "metro",
        "community", "campus",
    ),
    "state": ("state", "statewide", "regional", "region", "estatal", "provincial", "territory"),
    "national": ("national", "nationwide", "federal", "nacional", "country", "us", "usa"),
}  # fmt: skip
_COUNTY = re.compile(r"\b(county|parish|borough)\b", re.IGNORECASE)
_TRAILING_CODE = re.compile(r"^(?P<locality>.+?)\s+(?P<state>[A-Z]{2})(?:\s+\d{5}(?:-\d{4})?)?$")


@dataclass(frozen=True)
class Place:
    """Where an organization is: codes where understood, otherwise what was typed."""

    country: str = ""
    region: str = ""
    locality: str = ""
    typed: str = ""
    note: str = ""

    @property
    def is_understood(self) -> bool:
        """Whether what was typed, if anything, became a country."""
        return bool(self.country) or not self.typed


def _key(text: str) -> str:
    folded = without_accents(visible(text).casefold()).replace(".", "")
    words = re.sub(r"[^\w]+", " ", folded).replace("_", " ").split()
    return " ".join(words).removeprefix("the ")


def _index(names: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {_key(name): code for code, every in names.items() for name in every}


_COUNTRY_BY_NAME = _index(COUNTRY_NAMES)
_STATE_BY_NAME = _index(STATE_NAMES)
_STATE_BY_CODE = {code.casefold(): code for code in STATES}
_COUNTRY_BY_CODE = {code.casefold(): code for code in COUNTRIES}


def is_place(text: str) -> bool:
    """Return whether `text` names a state of the US or a country, and nothing else."""
    key = _key(text)
    return key in _STATE_BY_NAME or key in _COUNTRY_BY_NAME


def place_of(typed: str, *, international: bool = False) -> Place:
    """Return the place that `typed` names: "Tampa, FL" is US, FL, Tampa.

    Args:
        typed: free text; "-", "National" and nothing name no place.
        international: whether the organization works across borders. It decides where a
            word is both a state and a country ("Georgia", "DE"); otherwise the state is meant.

    A place that isn't understood comes back as typed, with a note for the reviewer.
    """
    text = visible(typed)
    if _key(text) in _NOWHERE:
        return Place()
    if _key(text) == "washington dc":
        return Place("US", "DC", "Washington", text)
    found = _whole(text, international) or _in_parts(text, international)
    if found:
        return found
    return Place(typed=text, note=f'the place "{text}" is not known: choose a country and state')


def _whole(text: str, international: bool) -> Place | None:
    state, country = _state(text), _country(text, codes=international)
    if state and country and state != country:
        note = f'"{text}" is a state and a country'
        if international:
            return Place(country=country, typed=text, note=f"{note}: read as the country")
        return Place("US", state, typed=text, note=f"{note}: read as the state" * (len(text) > 2))
    if state:
        return Place("US", state, typed=text)
    return Place(country, typed=text) if country else None


def _in_parts(text: str, international: bool) -> Place | None:
    parts = [part.strip() for part in re.split(r"[,;/|]|\s[-–—]\s", text) if part.strip()]
    if len(parts) > 1 and _COUNTRY_BY_NAME.get(_key(parts[-1])) == "US":
        inner = _in_parts(", ".join(parts[:-1]), False) or _whole(parts[0], False)
        return _typed(inner, text) if inner else Place("US", locality=parts[0], typed=text)
    if len(parts) == 1:
        match = _TRAILING_CODE.match(text)
        parts = [match["locality"], match["state"]] if match else parts
    if len(parts) < 2:
        return None
    last = re.sub(r"\s+\d{5}(-\d{4})?$", "", parts[-1])
    state = _state(last)
    if state and not (international and _country(last, codes=False)):
        return Place("US", state, _locality(parts[:-1]), text)
    country = _country(last, codes=True)
    return Place(country, locality=_locality(parts[:-1]), typed=text) if country else None


def _typed(place: Place, text: str) -> Place:
    return Place(place.country, place.region, place.locality, text, place.note)


def _locality(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _state(text: str) -> str:
    key = _key(text)
    return _STATE_BY_CODE.get(key, "") or _STATE_BY_NAME.get(key, "")


def _country(text: str, *, codes: bool) -> str:
    key = _key(text)
    by_name = _COUNTRY_BY_NAME.get(key, "")
    return by_name or (_COUNTRY_BY_CODE.get(key, "") if codes else "")


def scope_of(typed: str) -> str:
    """Return one of SCOPES for free wording such as "Local (city or county)", "" if none fits.

    The first word that names a scope decides, so "Statewide, with national partners" is state.
    """
    words = _key(typed).split()
    for word in words:
        for scope, known in _SCOPE_WORDS.items():
            if word in known:
                return scope
    return ""
