"""Which column of an own list is what. Pure: imports no Django."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MAX_FACTS: Final = 20
MAX_FACT_NAME: Final = 60
# Field → headings that mean it, as `_folded` writes them; the first is the one in the manual.
_MEANINGS: Final = {
    "id": "id identifier key",
    "name": "name fullname official person contact",
    "first_name": "firstname givenname vorname",
    "family_name": "familyname lastname surname nachname",
    "role": "role title position office function jobtitle funktion",
    "body": "body organization organisation company institution department agency employer behörde",
    "kind": "kind bodykind typeofbody",
    "email": "email emailaddress mail emails emailadresse",
    "phone": "phone telephone tel phonenumber telefon",
    "fax": "fax faxnumber",
    "post": "post address postaladdress mailingaddress postaddress anschrift adresse",
    "form": "form webform contactform contactpage formurl",
    "website": "website web url homepage",
    "areas": "areas area postalcodes postcodes zips zipcodes zip plz",
    "district": "district constituency ward wahlkreis",
    "division": "division ocddivision ocdid",
    "jurisdiction": "jurisdiction ocdjurisdiction",
    "language": "language lang sprache",
    "salutation": "salutation greeting anrede",
    "honorific": "honorific prefix",
    "party": "party partei",
}
FIELDS: Final = {word: field for field, words in _MEANINGS.items() for word in words.split()}


class ColumnsUnclear(ValueError):
    """A list can't be read: a column is missing; the message says which."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns by number: what each means, and those that become filters."""

    fields: dict[str, int]
    facts: dict[str, int]
    left_out: tuple[str, ...]

    def cell(self, cells: Sequence[str], field: str) -> str:
        """Return what a row has in the column of a field; "" where there is none."""
        column = self.fields.get(field, len(cells))
        return cells[column].strip() if column < len(cells) else ""


def read_columns(headings: Sequence[str]) -> Columns:
    """Return what the columns mean; any that means nothing here becomes a filter.

    Raises:
        ColumnsUnclear: no column for a name or a role, or none for the body.
    """
    fields: dict[str, int] = {}
    facts: dict[str, int] = {}
    left_out: list[str] = []
    for number, heading in enumerate(headings):
        field = FIELDS.get(_folded(heading), "")
        shown = " ".join(heading.split())[:MAX_FACT_NAME]
        if field and field not in fields:
            fields[field] = number
        elif shown and shown not in facts and len(facts) < MAX_FACTS:
            facts[shown] = number
        elif shown:
            left_out.append(shown)
    if not fields.keys() & {"name", "family_name", "role"}:
        raise ColumnsUnclear("The list needs a column “name”, or “role” where nobody is named.")
    if "body" not in fields:
        raise ColumnsUnclear("The list needs a column “body”: the organization, company or office.")
    return Columns(fields, facts, tuple(left_out))


def _folded(heading: str) -> str:
    """Return a heading without case, accents' spelling, spaces and signs."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", heading).casefold())
