"""What people type as their postal code: read, told apart, explained. Pure: imports no Django.

Nothing here keeps or logs what was typed, and no sentence repeats it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_TYPED = 40
MAX_CODE = 12
_ZIP = re.compile(r"(\d{5})(?:[- ]?\d{4})?")

NOT_A_ZIP = "A ZIP code has five digits, such as 33602. Please check it."
NOT_A_CODE = "This is not a postal code: enter letters and digits only, such as 1010 or SW1A 1AA."
MILITARY = (
    "This is the code of a military or diplomatic post office (APO, FPO, DPO), which lies in no "
    "district. Use the ZIP code of the home where you are registered to vote, or choose from the "
    "list."
)
NO_MEMBER = (
    "This ZIP code lies in an independent country that the US mail serves. It sends nobody to the "
    "US Congress. Choose from the list if you vote somewhere else."
)
UNKNOWN = (
    "We don't know this ZIP code. Some belong to one building or to post-office boxes only: use "
    "the one of the street where you live, or choose from the list."
)
UNKNOWN_CODE = "We don't know this postal code. Please check it, or choose from the list."

# Islands that the crosswalk of the states leaves out; each lies in one division as a whole.
_ISLANDS = (
    ("00801", "00851", "ocd-division/country:us/territory:vi"),
    ("96799", "96799", "ocd-division/country:us/territory:as"),
    ("96910", "96932", "ocd-division/country:us/territory:gu"),
    ("96950", "96952", "ocd-division/country:us/territory:mp"),
)
_MILITARY = (("09000", "09999"), ("34000", "34099"), ("96200", "96699"))
_INDEPENDENT = (("96939", "96944"), ("96960", "96960"), ("96970", "96970"))


@dataclass(frozen=True, slots=True)
class Place:
    """A postal code as it is looked up; `remark` says why it can't be, `division` where it lies."""

    code: str
    remark: str = ""
    division: str = ""  # known without a look-up


def read_place(typed: str, *, country: str) -> Place:
    """Return what was typed as a code to look up, or with the sentence that explains it."""
    if country == "US":
        return _read_zip(typed)
    code = postal_code(typed)
    return Place(code) if code else Place("", NOT_A_CODE)


def postal_code(typed: str) -> str:
    """Return a code as it is compared: upper case, no spaces or hyphens; "" where it is none."""
    if len(typed) > MAX_TYPED:
        return ""
    folded = unicodedata.normalize("NFKC", typed).upper()
    code = re.sub(r"[\s\-.·‐-―]", "", folded)
    return code if code.isascii() and code.isalnum() and len(code) <= MAX_CODE else ""


def _read_zip(typed: str) -> Place:
    folded = unicodedata.normalize("NFKC", typed[: MAX_TYPED + 1]).strip()
    found = _ZIP.fullmatch(re.sub("[‐-―]", "-", folded)) if len(typed) <= MAX_TYPED else None
    if found is None or not found.group(1).isascii():
        return Place("", NOT_A_ZIP)
    code = found.group(1)
    if any(first <= code <= last for first, last in _MILITARY):
        return Place(code, MILITARY)
    if any(first <= code <= last for first, last in _INDEPENDENT):
        return Place(code, NO_MEMBER)
    return Place(code, division=next((d for a, b, d in _ISLANDS if a <= code <= b), ""))
