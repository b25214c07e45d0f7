"""An organizer's own list: a row an official, in any order of columns. Pure: imports no Django."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from officials.cleaning import channel, text
from officials.own_areas import areas
from officials.own_columns import Columns, ColumnsUnclear, read_columns
from officials.records import (
    BodyRecord,
    ChannelRecord,
    Dataset,
    OfficeRecord,
    PersonRecord,
    Problem,
    SourceUnreadable,
    unique,
)

SOURCE: Final = "csv"
KINDS: Final = ("legislature", "executive", "agency", "company", "other")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FORMULA = re.compile(r"[=@]|[+-](?![\d\s(])")
_KEPT: Final = (  # field of the list → field of an official, with how long it may be
    *(("family_name", 100), ("honorific", 60), ("salutation", 200), ("party", 100)),
    ("website", 500),
)
_CHANNELS: Final = ("form", "phone", "fax", "post")

Rows = Iterable[tuple[int, Sequence[str]]]  # number as a spreadsheet counts, cells


def read_own_list(
    headings: Sequence[str], rows: Rows, *, name: str, notes: Sequence[str] = ()
) -> Dataset:
    """Return the officials of a sheet; a row that can't be read is among the problems.

    Raises:
        SourceUnreadable: the columns don't say who is meant, or no row does.
    """
    try:
        columns = read_columns(headings)
    except ColumnsUnclear as error:
        raise SourceUnreadable(str(error)) from error
    reading = _Reading(columns)
    for number, cells in rows:
        reading.read(number, cells)
    if not reading.people:
        why = f" ({reading.problems[0]})" if reading.problems else ""
        raise SourceUnreadable(f"{name} has no row that names an official and a body{why}.")
    return Dataset(
        source=SOURCE,
        name=name,
        people=tuple(reading.people.values()),
        bodies=tuple(reading.bodies.values()),
        problems=tuple(reading.problems),
        notes=(*notes, *_notes(columns)),
        covers=frozenset(reading.bodies),
        unread=frozenset(reading.unread),
    )


def _notes(columns: Columns) -> Iterator[str]:
    if columns.facts:
        yield f"Columns that become filters: {', '.join(columns.facts)}."
    if columns.left_out:
        yield f"Columns that were left out: {', '.join(columns.left_out)}."


class _Reading:
    """The rows that were read so far."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.people: dict[str, PersonRecord] = {}
        self.bodies: dict[str, BodyRecord] = {}
        self.problems: list[Problem] = []
        self.rows: dict[str, int] = {}
        self.unread: set[str] = set()

    def read(self, number: int, cells: Sequence[str]) -> None:
        """Take one row, or note why not."""
        try:
            person, body = self._person(number, cells)
        except ValueError as error:
            self._note(number, str(error))
            return
        if person.key in self.people:
            self._note(
                number,
                f"row {self.rows[person.key]} has the same name, role and body. If they are two "
                "people, give each its own “id”.",
            )
            return
        self.people[person.key] = person
        self.rows[person.key] = number
        self.bodies.setdefault(body.key, body)

    def _note(self, number: int, sentence: str) -> None:
        self.problems.append(Problem(f"row {number}", sentence))

    def _person(self, number: int, cells: Sequence[str]) -> tuple[PersonRecord, BodyRecord]:
        name, role, organization = self._who(cells)
        body = self._body(cells, organization)
        fields = {"name": name or role}
        for field, limit in _KEPT:
            if field in self.columns.fields:
                fields[field] = self._own(field, text(self._cell(cells, field), limit=limit))
        if "language" in self.columns.fields:
            fields["language"] = self._language(number, cells)
        person = PersonRecord(
            key=self._key(cells, name or role, role, body.key),
            fields=fields,
            offices=(self._office(cells, body, role),),
            channels=unique(self._channels(number, cells)),
            areas=self._areas(number, cells),
            facts=dict(self._facts(number, cells)),
        )
        return person, body

    def _who(self, cells: Sequence[str]) -> tuple[str, str, str]:
        """Return name, role and body.

        Raises:
            ValueError: they say too little, or one is a formula.
        """
        first, last = (self._cell(cells, part) for part in ("first_name", "family_name"))
        name = text(self._cell(cells, "name") or f"{first} {last}")
        role = text(self._cell(cells, "role"), limit=120)
        body = text(self._cell(cells, "body"))
        for what, value in (("name", name), ("role", role), ("body", body)):
            if _FORMULA.match(value):
                raise ValueError(f"its {what} is a formula: paste what it shows, as a value.")
        if not name and not role:
            raise ValueError("it names nobody: fill in the name, or the role.")
        if not body:
            raise ValueError("it has no body: fill in the organization, company or office.")
        return name, role, body

    def _body(self, cells: Sequence[str], name: str) -> BodyRecord:
        kind = self._cell(cells, "kind").casefold()
        return BodyRecord(
            key=name.casefold()[:250],
            name=name,
            kind=kind if kind in KINDS else "other",
            jurisdiction=text(self._cell(cells, "jurisdiction")),
        )

    def _office(self, cells: Sequence[str], body: BodyRecord, role: str) -> OfficeRecord:
        district = text(self._cell(cells, "district"), limit=120)
        division = text(self._cell(cells, "division")).casefold()
        if not division.startswith("ocd-division/"):
            division = f"own/{_slug(body.key)}/{_slug(district)}" if district else ""
        named = district or division.rpartition("/")[2]
        return OfficeRecord(body.key, role, division[:200], named)

    def _key(self, cells: Sequence[str], name: str, role: str, body: str) -> str:
        given = text(self._cell(cells, "id"))
        return f"id {given}"[:250] if given else "|".join((name, role, body)).casefold()[:250]

    def _channels(self, number: int, cells: Sequence[str]) -> Iterator[ChannelRecord]:
        emails = re.split(r"[;,\s]+", self._cell(cells, "email"))
        given = [("email", email) for email in emails if email]
        given += [(kind, self._cell(cells, kind)) for kind in _CHANNELS]
        for kind, value in given:
            try:
                found = channel(kind, value)
            except ValueError:
                self._note(number, f"its {kind} is not one; the rest of the row was read.")
                continue
            if found is not None:
                yield found

    def _areas(self, number: int, cells: Sequence[str]) -> tuple[str, ...] | None:
        if "areas" not in self.columns.fields:
            return None
        try:
            return areas(self._cell(cells, "areas"))
        except ValueError as error:
            self._note(number, f"{error} The rest of the row was read.")
            return None

    def _language(self, number: int, cells: Sequence[str]) -> str:
        language = self._cell(cells, "language")
        if not language or (_LANGUAGE.fullmatch(language) and len(language) <= 12):
            return language
        self._note(number, "its language is not a code such as es; the rest of the row was read.")
        return ""

    def _facts(self, number: int, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        for heading, column in self.columns.facts.items():
            value = text(cells[column] if column < len(cells) else "", limit=200)
            if _FORMULA.match(value):
                self._note(number, f"“{heading}” is a formula; the rest of the row was read.")
            elif value:
                yield heading, value

    def _own(self, field: str, value: str) -> str:
        if field == "website" and not value.startswith(("http://", "https://")):
            return f"https://{value}" if re.fullmatch(r"[\w.-]+\.\w{2,}(/\S*)?", value) else ""
        return "" if _FORMULA.match(value) else value

    def _cell(self, cells: Sequence[str], field: str) -> str:
        return self.columns.cell(cells, field)


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.casefold()).strip("-")[:80]
