"""Legislators, mayors and committees of US states, as `openstates` writes them.

Pure: imports no Django. One YAML file a person or committee. The files give offices with
`classification`, `address`, `voice`, `fax`; older ones `contact_details` with `note`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from officials import divisions
from officials.chambers import chamber_name, seat
from officials.cleaning import channel, day, is_running, mapping, mappings, text
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
from officials.yaml_files import FileUnreadable, folder, read_yaml, yaml_paths

SOURCE = "openstates"
RETIRED = "retired"  # the folder of those who hold no office any more
_LABELS = {
    "capitol": "Capitol office",
    "capitol-mail": "Capitol, by mail",
    "district": "District office",
    "district-mail": "District, by mail",
    "primary": "Office",
}
_NUMBERS = (("phone", "voice"), ("phone", "phone"), ("fax", "fax"), ("email", "email"))
_ID_IN_NAME = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


@dataclass
class _Reading:
    """What was read so far."""

    today: date
    people: list[PersonRecord] = field(default_factory=list)
    lists: list[ListRecord] = field(default_factory=list)
    bodies: dict[str, BodyRecord] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    jurisdictions: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)


def read_openstates(path: Path, *, today: date) -> Dataset:
    """Return the people and committees of a folder and all below it, without the retired.

    Raises:
        SourceUnreadable: no folder, or nobody and no committee in it.
    """
    files = yaml_paths(folder(path, "the files of a state, such as `fl`"))
    reading = _Reading(today)
    for file in files:
        if RETIRED not in file.relative_to(path).parts:
            _read_file(file, reading)
    if not reading.people and not reading.lists:
        raise SourceUnreadable(f"{path} holds nobody: give a state's folder, such as `data/fl`.")
    return Dataset(
        source=SOURCE,
        name=path.name,
        people=tuple(reading.people),
        bodies=tuple(reading.bodies.values()),
        lists=tuple(reading.lists),
        problems=tuple(reading.problems),
        covers=frozenset(reading.jurisdictions),
        covers_lists=frozenset(one.jurisdiction for one in reading.lists),
        unread=frozenset(reading.unread),
    )


def _read_file(file: Path, reading: _Reading) -> None:
    try:
        read = mapping(read_yaml(file))
        key = text(read.get("id"))
        if key.startswith("ocd-organization/"):
            reading.lists.append(_list(key, read))
        elif key.startswith("ocd-person/"):
            reading.people.append(_person(key, read, reading, file))
        else:
            reading.problems.append(Problem(file.name, "has no id of a person or committee."))
    except FileUnreadable as error:
        reading.problems.append(error.problem)
        reading.unread |= _named_by(file)
    except ValueError as error:
        reading.problems.append(Problem(file.name, str(error)))
        reading.unread |= _named_by(file)


def _named_by(file: Path) -> set[str]:
    """Return the keys that the name of a file gives away: nothing follows from not reading it."""
    found = _ID_IN_NAME.search(file.stem)
    return (
        {f"ocd-{kind}/{found.group()}" for kind in ("person", "organization")} if found else set()
    )


def _person(key: str, read: Mapping[str, Any], reading: _Reading, file: Path) -> PersonRecord:
    name = text(read.get("name"))
    if not name:
        raise ValueError("has no name.")
    offices = tuple(_offices(read, reading))
    if not offices:
        raise ValueError("has no role in a jurisdiction.")
    held = next((office for office in offices if office.is_current), offices[0])
    fields = {
        "name": name,
        "family_name": text(read.get("family_name"), limit=100),
        "honorific": held.title,
        "party": text(
            ", ".join(text(p.get("name")) for p in mappings(read.get("party"))), limit=100
        ),
        "website": _website(read),
    }
    return PersonRecord(key, fields, offices, unique(_channels(read, reading, file)))


def _offices(read: Mapping[str, Any], reading: _Reading) -> Iterator[OfficeRecord]:
    for role in mappings(read.get("roles")):
        jurisdiction = text(role.get("jurisdiction"))
        if not jurisdiction.startswith("ocd-jurisdiction/"):
            raise ValueError("has a role without a jurisdiction.")
        place = seat(jurisdiction, text(role.get("type")), text(role.get("district"), limit=60))
        begins, ends = day(role.get("start_date")), day(role.get("end_date"))
        reading.bodies[place.body.key] = place.body
        reading.jurisdictions.add(jurisdiction)
        yield OfficeRecord(
            place.body.key,
            place.title,
            place.division,
            place.district,
            begins,
            ends,
            is_running(begins, ends, reading.today),
        )


def _website(read: Mapping[str, Any]) -> str:
    links = (text(link.get("url"), limit=500) for link in mappings(read.get("links")))
    return next((link for link in links if link.startswith(("http://", "https://"))), "")


def _channels(read: Mapping[str, Any], reading: _Reading, file: Path) -> Iterator[ChannelRecord]:
    yield from _channel("email", read.get("email"), "", reading, file)
    for office in mappings(read.get("offices")) + mappings(read.get("contact_details")):
        classified = text(office.get("classification"))
        label = _LABELS.get(classified, classified) or text(office.get("note"), limit=100)
        yield from _channel("post", office.get("address"), label, reading, file)
        for kind, name in _NUMBERS:
            yield from _channel(kind, office.get(name), label, reading, file)


def _channel(
    kind: str, value: Any, label: str, reading: _Reading, file: Path
) -> Iterator[ChannelRecord]:
    try:
        found = channel(kind, value, label)
    except ValueError:
        reading.problems.append(Problem(file.name, f"its {kind} is not one; the rest was read."))
        return
    if found is not None:
        yield found


def _list(key: str, read: Mapping[str, Any]) -> ListRecord:
    jurisdiction, name = text(read.get("jurisdiction")), text(read.get("name"), limit=180)
    if not name or not jurisdiction:
        raise ValueError("is a committee without a name or jurisdiction.")
    division = jurisdiction.replace("ocd-jurisdiction/", "ocd-division/", 1)
    state = divisions.state_of(division).rpartition(":")[2].upper()
    chamber = text(read.get("chamber")) or "legislature"
    of = f"{chamber_name(state, chamber)}: " if state else ""
    members = (
        MemberRecord(text(one.get("person_id")), text(one.get("role"), limit=120))
        for one in mappings(read.get("members"))
    )
    seated = tuple(member for member in members if member.person)
    return ListRecord(key, text(f"{of}{name}", limit=250), jurisdiction, seated)
