"""Which column of a sheet is which field of a sign-on. Pure: imports no Django."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from signatories.dialects import Dialect, dialect_of
from signatories.name_keys import visible, without_accents

FIELDS: Final = {
    "organization": "the organization's name",
    "website": "its website",
    "contact_name": "the person's name",
    "first_name": "the person's first name",
    "last_name": "the person's last name",
    "contact_title": "the person's title",
    "contact_email": "the person's mailbox",
    "place": "state, city or country",
    "region": "state",
    "country": "country",
    "scope": "national, state, local or international",
    "kind": "organization or individual",
    "authority": "whether they may sign for it",
    "comments": "what else they wrote",
    "submitted_at": "when the form was sent",
}
IGNORED: Final = "-"
"""What `--map COLUMN=-` says: leave the column out."""

# In order of trust: what a heading equals, then what it says. A pattern listed first wins.
_ALIASES: Final = {
    "organization": "organization organisation org employer group company name_of_organization"
    " organization_name org_name organizacion association",
    "website": "website url web site homepage web_site organization_website",
    "contact_name": "name full_name your_name contact contact_name contact_person signer",
    "first_name": "first_name firstname given_name",
    "last_name": "last_name lastname family_name surname",
    "contact_title": "title job_title position occupation your_title role_title",
    "contact_email": "email e_mail email_address mail work_email contact_email",
    "place": "state_or_country location place city_state",
    "region": "state region province state_province",
    "country": "country country_code",
    "scope": "scope level reach",
    "kind": "kind type signing_as",
    "authority": "authority authorized authorised attestation",
    "comments": "comments comment notes note remarks message",
    "submitted_at": "timestamp created_at created_date submitted_at date created submission_date",
}
_PATTERNS: Final = (
    ("submitted_at", r"\b(timestamp|date (sent|submitted)|submitted (at|on)|created at)\b"),
    ("authority", r"\bauthori[sz](ed|ation|ity)\b|\bauthority to sign\b|\bon behalf of\b"),
    ("comments", r"\banything else\b|\bcomments?\b|\bnotes?\b|\bquestions?\b|\badd .*\?"),
    ("scope", r"\bnational\w*\b.*\b(local|state)\w*|\b(local|state)\w*\b.*\bnational|\bscope\b"),
    ("kind", r"\b(individual|person)\b.*\borgani[sz]ation\b|\bsign(ing)? as\b"),
    ("contact_email", r"\be-?mail\b"),
    ("website", r"\b(website|web ?site|web address|url|homepage)\b"),
    ("place", r"\b(state|city|where)\b.*\b(country|located|based)\b|\b(location|headquarter)"),
    ("place", r"\bwhere\b.*\b(are|is)\b|\bbased in\b|\bcity\b"),
    ("country", r"\bcountry\b"),
    ("region", r"\b(state|province|region)\b"),
    ("contact_title", r"\b(title|position|role|job)\b"),
    ("organization", r"\b(organi[sz]ation|group|coalition|association)s?\b.*\bname\b"),
    ("organization", r"\bname of\b.*\b(organi[sz]ation|group|association)s?\b"),
    ("first_name", r"\b(first|given) name\b"),
    ("last_name", r"\b(last|family) name\b|\bsurname\b"),
    ("contact_name", r"\b(your|contact|full|signer)\b.*\bname\b|\bwho are you\b"),
    ("organization", r"\borgani[sz]ation\b|\bgroup\b"),
    ("contact_name", r"\bname\b"),
)


class MappingUnclear(ValueError):
    """Columns and fields can't be brought together; the message says what to put on --map."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place counted from 0, its heading, the field if any, and why."""

    index: int
    heading: str
    field: str
    reason: str

    @property
    def letter(self) -> str:
        """The name that a spreadsheet program gives the column: A, B, … AA."""
        return column_letter(self.index)


@dataclass(frozen=True)
class Mapping:
    """Every column of a sheet with its field, and what is missing."""

    columns: tuple[Column, ...]
    tool: str = ""  # whose headings these are, where that is known

    def column_of(self, field: str) -> int | None:
        """Return the column, counted from 0, that holds `field`; None when none does."""
        return self._places.get(field)

    @cached_property
    def _places(self) -> dict[str, int]:
        """Return the column of each field, of several the first."""
        return {column.field: column.index for column in reversed(self.columns) if column.field}

    @property
    def unmapped(self) -> tuple[Column, ...]:
        """The columns that aren't read."""
        return tuple(column for column in self.columns if not column.field)

    @property
    def twice(self) -> dict[str, list[Column]]:
        """The fields that several columns seem to hold, with these."""
        by_field: dict[str, list[Column]] = {}
        for column in self.columns:
            if column.field:
                by_field.setdefault(column.field, []).append(column)
        return {field: found for field, found in by_field.items() if len(found) > 1}

    @property
    def missing(self) -> list[str]:
        """The fields without which no row can be read."""
        fields = {column.field for column in self.columns}
        named = fields & {"organization", "contact_name", "last_name"}
        missing = [] if named else ["organization"]
        return missing if "contact_email" in fields else [*missing, "contact_email"]


def map_columns(headings: Sequence[str], overrides: Iterable[str] = ()) -> Mapping:
    """Return which column is which field, guessed from headings in the organizer's words.

    Args:
        overrides: "COLUMN=FIELD" each; a column by its heading or its letter, "-" as the field
            to leave the column out.
    Raises:
        MappingUnclear: an override names no column or no field, two columns seem to be the same
            field, or no column holds a name or a mailbox.
    """
    mapping = read_columns(headings, _chosen(headings, overrides))
    _check_once(mapping)
    _check_complete(mapping)
    return mapping


def read_columns(headings: Sequence[str], chosen: dict[int, str]) -> Mapping:
    """Return the guess of each column, with what was chosen in its place; checks nothing.

    Args:
        chosen: by column counted from 0, a field or IGNORED.
    """
    keys = [_key(heading).replace(" ", "_") for heading in headings]
    dialect = dialect_of(keys)
    columns = []
    for index, heading in enumerate(headings):
        if index in chosen:
            field = chosen[index]
            columns.append(Column(index, heading, "" if field == IGNORED else field, "as you said"))
            continue
        field, reason = _in_dialect(dialect, keys[index]) or guess(heading)
        if field and field in chosen.values():
            field, reason = "", f"{field} is another column, as you said"
        columns.append(Column(index, heading, field, reason))
    return Mapping(tuple(_without_weaker(columns)), dialect.name if dialect else "")


def _in_dialect(dialect: Dialect | None, key: str) -> tuple[str, str] | None:
    if dialect is None or key not in dialect.fields:
        return None
    field = dialect.fields[key]
    return field, f"{dialect.name} calls it so" if field else f"{dialect.name}'s own, not needed"


def guess(heading: str) -> tuple[str, str]:
    """Return the field that a heading asks for and why; "" and why not."""
    key = _key(heading)
    if not key:
        return "", "has no heading"
    for field, names in _ALIASES.items():
        if key.replace(" ", "_") in names.split():
            return field, "the heading is its name"
    for field, pattern in _PATTERNS:
        if found := re.search(pattern, key):
            return field, f'the heading says "{found[0].strip()}"'
    return "", "the heading fits no field"


def column_letter(index: int) -> str:
    """Return a spreadsheet's letter for a column counted from 0."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _key(heading: str) -> str:
    folded = without_accents(visible(heading).casefold()).replace("'", "").replace("’", "")
    return " ".join(re.sub(r"[^\w\s-]|_", " ", folded).split())


def _chosen(headings: Sequence[str], overrides: Iterable[str]) -> dict[int, str]:
    chosen: dict[int, str] = {}
    for override in overrides:
        name, equals, field = override.rpartition("=")
        if not equals or not name.strip():
            raise MappingUnclear(f'--map "{override}" is not COLUMN=FIELD, such as "B=website".')
        field = field.strip().replace("-", "_") if field.strip() != IGNORED else IGNORED
        if field not in FIELDS and field != IGNORED:
            raise MappingUnclear(f'--map: "{field}" is no field: use {", ".join(FIELDS)} or "-".')
        index = _find(headings, name.strip())
        if field != IGNORED and field in chosen.values():
            raise MappingUnclear(f"--map names two columns for {field}: leave one out.")
        chosen[index] = field
    return chosen


def _find(headings: Sequence[str], name: str) -> int:
    """Return the column that has the heading `name`, or else the letter `name`."""
    wanted = _key(name)
    same = [index for index, heading in enumerate(headings) if wanted and _key(heading) == wanted]
    if len(same) > 1:
        letters = ", ".join(column_letter(index) for index in same)
        raise MappingUnclear(f'--map: "{name}" heads the columns {letters}: give the letter.')
    if same:
        return same[0]
    for index in range(len(headings)):
        if column_letter(index) == name.upper():
            return index
    raise MappingUnclear(
        f'--map: no column is called "{name}". Columns: '
        + "; ".join(f"{column_letter(i)} {h}" for i, h in enumerate(headings) if h)
    )


def _without_weaker(columns: list[Column]) -> list[Column]:
    """Where a heading is a field's very name, drop guesses of that field from longer headings."""
    sure = ("the heading is its name", "as you said")
    named = {c.field for c in columns if c.field and (c.reason in sure or " calls it " in c.reason)}
    return [
        Column(c.index, c.heading, "", f"{c.field} has a column of that name")
        if c.field in named and c.reason.startswith("the heading says")
        else c
        for c in columns
    ]


def _check_once(mapping: Mapping) -> None:
    for field, found in mapping.twice.items():
        named = " and ".join(f'{column.letter} "{column.heading}"' for column in found)
        raise MappingUnclear(
            f"The columns {named} both seem to be {field} ({FIELDS[field]}): "
            f"say which with --map {found[0].letter}={field}."
        )


def _check_complete(mapping: Mapping) -> None:
    if mapping.missing:
        needs = " and ".join(f"{field} ({FIELDS[field]})" for field in mapping.missing)
        headings = "; ".join(f"{c.letter} {c.heading}" for c in mapping.columns if c.heading)
        raise MappingUnclear(
            f"No column seems to hold {needs}: say which with --map COLUMN=FIELD. "
            f"Columns: {headings}"
        )
