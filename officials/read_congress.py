"""Members of the US Congress and its committees, as `congress-legislators` writes them.

Pure: imports no Django. The current term is the last one; district offices and committee seats
refer to members by their bioguide id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from officials import divisions
from officials.cleaning import channel, day, mapping, mappings, text
from officials.records import (
    BodyRecord,
    ChannelRecord,
    Dataset,
    ListRecord,
    MemberRecord,
    OfficeRecord,
    PersonRecord,
    Problem,
    SourceUnreadable,
    unique,
)
from officials.yaml_files import FileUnreadable, folder, read_yaml

SOURCE = "congress-legislators"
JURISDICTION = "ocd-jurisdiction/country:us/government"
SENATE = BodyRecord("senate", "United States Senate", "legislature", JURISDICTION)
HOUSE = BodyRecord("house", "United States House of Representatives", "legislature", JURISDICTION)
CAPITOL = "Washington office"
LEGISLATORS = "legislators-current.yaml"
OFFICES = "legislators-district-offices.yaml"
COMMITTEES = "committees-current.yaml"
SEATS = "committee-membership-current.yaml"


def read_congress(path: Path, *, today: date) -> Dataset:
    """Return all that the folder holds; what can't be read is among its problems.

    Raises:
        SourceUnreadable: it is no folder, or its list of legislators can't be read.
    """
    folder(path, LEGISLATORS)
    problems: list[Problem] = []
    members = _read(path / LEGISLATORS, problems)
    if not isinstance(members, list) or not members:
        why = f" ({problems[0]})" if problems else ""
        raise SourceUnreadable(f"{LEGISLATORS} can't be read{why}: give the data set's folder.")
    offices = _offices(_read(path / OFFICES, problems))
    people, over = [], 0
    for member in mappings(members):
        person = _person(member, offices, problems)
        if person is not None:
            people.append(person)
            ends = person.offices[0].ends_on
            over += ends is not None and ends <= today
    lists = tuple(_lists(_read(path / COMMITTEES, problems), _read(path / SEATS, problems)))
    return Dataset(
        source=SOURCE,
        name=path.name,
        people=tuple(people),
        bodies=(SENATE, HOUSE),
        lists=lists,
        problems=tuple(problems),
        notes=(_overdue(over),) if over else (),
        covers=frozenset({JURISDICTION}),
        covers_lists=frozenset({JURISDICTION} if lists else ()),
    )


def _overdue(number: int) -> str:
    return (
        f"{number} {'term is' if number == 1 else 'terms are'} over on record though the list "
        "calls them current: fetch the data set anew."
    )


def _read(path: Path, problems: list[Problem]) -> Any:
    try:
        return read_yaml(path)
    except FileUnreadable as error:
        problems.append(error.problem)
        return None


def _person(
    member: Mapping[str, Any], offices: Mapping[str, list[Any]], problems: list[Problem]
) -> PersonRecord | None:
    bioguide = text(mapping(member.get("id")).get("bioguide"))
    named = mapping(member.get("name"))
    try:
        office = _office(mapping(mappings(member.get("terms"))[-1]))
    except (IndexError, ValueError, TypeError):
        problems.append(Problem(LEGISLATORS, f"{bioguide or 'somebody'} has no term to read."))
        return None
    name = text(named.get("official_full")) or _full_name(named)
    if not bioguide or not name:
        problems.append(
            Problem(LEGISLATORS, f"{bioguide or name or 'somebody'} has no id or name.")
        )
        return None
    term = mappings(member["terms"])[-1]
    fields = {
        "name": name,
        "family_name": text(named.get("last"), limit=100),
        "honorific": "Senator" if office.body == SENATE.key else office.title,
        "party": text(term.get("party"), limit=100),
        "website": text(term.get("url"), limit=500),
    }
    given = (*_own(term), *_local(offices.get(bioguide, [])))
    return PersonRecord(bioguide, fields, (office,), unique(_channels(given, bioguide, problems)))


def _full_name(named: Mapping[str, Any]) -> str:
    parts = (named.get(part) for part in ("first", "middle", "last", "suffix"))
    return text(" ".join(text(part) for part in parts if part))


def _office(term: Mapping[str, Any]) -> OfficeRecord:
    """Return the office of a term.

    Raises:
        ValueError: no such state, district or chamber.
    """
    state = str(term.get("state", ""))
    if term.get("type") == "sen":
        body, title, division = SENATE.key, "Senator", divisions.state(state)
    elif term.get("type") == "rep":
        body, title = HOUSE.key, _title(state)
        division = divisions.congress(state, int(term.get("district", -1)))
    else:
        raise ValueError(f"A term is of a senator or a representative, not {term.get('type')!r}.")
    begins, ends = day(term.get("start")), day(term.get("end"))
    return OfficeRecord(body, title, division, divisions.name_of(division), begins, ends)


def _title(state: str) -> str:
    if state in divisions.STATES:
        return "Representative"
    return "Resident Commissioner" if state == "PR" else "Delegate"


Given = tuple[str, Any, str]  # kind, what the source writes, label


def _own(term: Mapping[str, Any]) -> Iterator[Given]:
    for kind, key in (("form", "contact_form"), ("phone", "phone"), ("post", "address")):
        yield kind, term.get(key), CAPITOL
    yield "fax", term.get("fax"), CAPITOL


def _local(offices: list[Any]) -> Iterator[Given]:
    for office in mappings(offices):
        city = text(office.get("city"), limit=80)
        label = f"District office, {city}" if city else "District office"
        street = [office.get(part) for part in ("building", "address", "suite")]
        place = f"{city}, {text(office.get('state'))} {text(office.get('zip'))}".strip(", ")
        if any(street):
            yield "post", ", ".join(text(part) for part in (*street, place) if part), label
        yield "phone", office.get("phone"), label
        yield "fax", office.get("fax"), label


def _channels(
    given: Iterable[Given], bioguide: str, problems: list[Problem]
) -> Iterator[ChannelRecord]:
    """Yield what can be used; what can't is a problem, for the others still reach them."""
    for kind, value, label in given:
        try:
            found = channel(kind, value, label)
        except ValueError:
            sentence = f"the {kind} of {bioguide} is not one ({label}); the rest was read."
            problems.append(Problem("legislators", sentence))
            continue
        if found is not None:
            yield found


def _offices(read: Any) -> dict[str, list[Any]]:
    return {
        text(mapping(one.get("id")).get("bioguide")): one.get("offices") or []
        for one in mappings(read)
    }


def _lists(committees: Any, seats: Any) -> Iterator[ListRecord]:
    for committee in mappings(committees):
        name, key = text(committee.get("name"), limit=250), text(committee.get("thomas_id"))
        yield _list(key, name, mapping(seats).get(key))
        for part in mappings(committee.get("subcommittees")):
            own = key + text(part.get("thomas_id"))
            whole = text(f"{name}: {text(part.get('name'))}", limit=250)
            yield _list(own, whole, mapping(seats).get(own))


def _list(key: str, name: str, seats: Any) -> ListRecord:
    members = (
        MemberRecord(text(seat.get("bioguide")), text(seat.get("title"), limit=120))
        for seat in mappings(seats)
    )
    return ListRecord(key, name, JURISDICTION, tuple(member for member in members if member.person))
