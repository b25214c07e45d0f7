"""What a source says of officials, before it is compared with what is on record.

Pure: imports no Django.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class BodyRecord:
    """A body that somebody holds an office in."""

    key: str
    name: str
    kind: str = "other"
    jurisdiction: str = ""


@dataclass(frozen=True, slots=True)
class OfficeRecord:
    """One office of a person; `body` is the key of a `BodyRecord`."""

    body: str
    title: str = ""
    division: str = ""
    district: str = ""  # the division's name as the body's people say it
    begins_on: date | None = None
    ends_on: date | None = None
    is_current: bool = True


@dataclass(frozen=True, slots=True)
class ChannelRecord:
    """One way to reach a person."""

    kind: str
    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person. `fields` holds only what the source speaks of; the rest is left as it is.

    Its names are those of `officials.models.Official`; `name` is always among them. `areas` is None
    where the source says nothing of areas.
    """

    key: str
    fields: Mapping[str, str]
    offices: tuple[OfficeRecord, ...] = ()
    channels: tuple[ChannelRecord, ...] = ()
    areas: tuple[str, ...] | None = None
    facts: Mapping[str, str] | None = None

    @property
    def name(self) -> str:
        return self.fields["name"]

    @property
    def is_active(self) -> bool:
        """Whether they hold an office now; who has none on record counts as in office."""
        return not self.offices or any(office.is_current for office in self.offices)


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """A person on a list, by the person's key."""

    person: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class ListRecord:
    """A committee, with its members in their order."""

    key: str
    name: str
    jurisdiction: str
    members: tuple[MemberRecord, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was not read: where, and one sentence why. Without addresses of people."""

    where: str  # a file, perhaps with its line, or a row
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Dataset:
    """All that one reading of a source gave.

    Args:
        covers: jurisdictions, or keys of bodies, of which the source names everybody: who is on
            record there from this source and isn't among `people` has left.
        covers_lists: jurisdictions of which the source names every committee.
        unread: keys of people whose files could not be read, so nothing follows from their absence.
        forms_for: channels for people of another source, by their keys there.
    """

    source: str
    name: str
    people: tuple[PersonRecord, ...] = ()
    bodies: tuple[BodyRecord, ...] = ()
    lists: tuple[ListRecord, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    covers: frozenset[str] = frozenset()
    covers_lists: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    forms_for: Mapping[str, tuple[ChannelRecord, ...]] = field(default_factory=dict)


class SourceUnreadable(ValueError):
    """Nothing of a source can be read; the message says what is wrong and what to do."""


def unique(channels: Iterable[ChannelRecord]) -> tuple[ChannelRecord, ...]:
    """Return the channels without repetitions; of two with one value the first counts."""
    found: dict[tuple[str, str], ChannelRecord] = {}
    for channel in channels:
        found.setdefault((channel.kind, channel.value), channel)
    return tuple(found.values())
