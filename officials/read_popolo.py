"""Officials in Popolo JSON: persons, organizations, memberships, posts, areas.

Pure: imports no Django. Parties are told by `on_behalf_of_id`, or by organizations classified as
one; terms end with their membership, or with the legislative period that it belongs to.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from officials.cleaning import channel, day, is_running, mapping, mappings, text
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

SOURCE: Final = "popolo"
MAX_BYTES: Final = 50_000_000
PARTIES: Final = ("party", "faction", "parliamentary group")
KINDS: Final = {
    "legislature": "legislature",
    "chamber": "legislature",
    "executive": "executive",
    "government": "executive",
    "department": "agency",
    "agency": "agency",
    "company": "company",
    "corporation": "company",
}
_KIND_OF_CONTACT: Final = {
    "email": "email",
    "e-mail": "email",
    "phone": "phone",
    "voice": "phone",
    "cell": "phone",
    "tel": "phone",
    "telephone": "phone",
    "fax": "fax",
    "address": "post",
    "postal": "post",
    "post": "post",
    "form": "form",
}


def read_popolo(path: Path, *, today: date) -> Dataset:
    """Return the people who hold or held an office in an organization of the file.

    Raises:
        SourceUnreadable: no such file, no JSON, or nobody in it.
    """
    whole = _json(path)
    reading = _Reading(whole, today)
    people = tuple(reading.people())
    if not people:
        why = f" ({reading.problems[0]})" if reading.problems else ""
        raise SourceUnreadable(f"{path.name} has no person with a membership in a body{why}.")
    return Dataset(
        source=SOURCE,
        name=path.name,
        people=people,
        bodies=tuple(reading.bodies.values()),
        problems=tuple(reading.problems),
        covers=frozenset(reading.bodies),
    )


def _json(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceUnreadable(f"{path.name} has more than {MAX_BYTES:,} bytes.")
        whole = json.loads(path.read_bytes())
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise SourceUnreadable(f"{path.name} can't be opened: {reason}.") from error
    except (ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise SourceUnreadable(f"{path.name}{line}: is no JSON in UTF-8.") from error
    return mapping(whole)


class _Reading:
    """One file, by the ids in it."""

    def __init__(self, whole: Mapping[str, Any], today: date) -> None:
        self.today = today
        self.whole = whole
        self.problems: list[Problem] = []
        self.bodies: dict[str, BodyRecord] = {}
        self.organizations = _by_id(whole.get("organizations"))
        self.posts = _by_id(whole.get("posts"))
        self.areas = _by_id(whole.get("areas"))
        self.periods = _by_id(whole.get("events"))
        self.held: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for membership in self._memberships():
            self.held[text(membership.get("person_id"))].append(membership)

    def _memberships(self) -> Iterator[Mapping[str, Any]]:
        """Yield all memberships, wherever the file keeps them."""
        yield from mappings(self.whole.get("memberships"))
        for person in mappings(self.whole.get("persons")):
            for one in mappings(person.get("memberships")):
                yield {"person_id": person.get("id"), **one}

    def people(self) -> Iterator[PersonRecord]:
        """Yield those with a name, an id and an office."""
        seen: set[str] = set()
        for person in mappings(self.whole.get("persons")):
            key, name = text(person.get("id")), text(person.get("name"))
            if not key or not name or key in seen:
                self.problems.append(Problem(name or key or "a person", "has no id of its own."))
                continue
            seen.add(key)
            offices = tuple(self._offices(key))
            if offices:
                yield self._person(key, name, person, offices)

    def _person(
        self, key: str, name: str, person: Mapping[str, Any], offices: tuple[OfficeRecord, ...]
    ) -> PersonRecord:
        links = (text(one.get("url"), limit=500) for one in mappings(person.get("links")))
        fields = {
            "name": name,
            "family_name": text(person.get("family_name"), limit=100),
            "honorific": text(person.get("honorific_prefix"), limit=60),
            "party": self._party(key),
            "website": next((link for link in links if link.startswith("http")), ""),
        }
        return PersonRecord(key, fields, offices, unique(self._channels(name, person)))

    def _offices(self, key: str) -> Iterator[OfficeRecord]:
        for one in self.held[key]:
            post = self.posts.get(text(one.get("post_id")), {})
            organization = text(one.get("organization_id") or post.get("organization_id"))
            body = self._body(organization)
            if body is None:
                continue
            area = self.areas.get(text(one.get("area_id") or post.get("area_id")), {})
            division = self._division(area, body)
            period = self.periods.get(text(one.get("legislative_period_id")), {})
            begins = day(one.get("start_date") or period.get("start_date"))
            ends = day(one.get("end_date") or period.get("end_date"))
            title = text(one.get("role") or post.get("role") or post.get("label"), limit=120)
            yield OfficeRecord(
                body.key,
                title[:1].upper() + title[1:],
                division,
                text(area.get("name"), limit=120) or division,
                begins,
                ends,
                is_running(begins, ends, self.today),
            )

    def _body(self, key: str) -> BodyRecord | None:
        """Return the body with an id, None for a party and for one that the file doesn't name."""
        organization = self.organizations.get(key)
        if organization is None or not text(organization.get("name")) or _is_party(organization):
            return None
        classified = text(organization.get("classification")).casefold()
        kind = KINDS.get(classified, "other")
        body = BodyRecord(key, text(organization.get("name")), kind, self._jurisdiction(key))
        return self.bodies.setdefault(key, body)

    def _jurisdiction(self, key: str) -> str:
        given = text(self.organizations[key].get("jurisdiction_id"))
        return given if given.startswith("ocd-jurisdiction/") else ""

    def _division(self, area: Mapping[str, Any], body: BodyRecord) -> str:
        """Return an area's Open Civic Data id or, where it has none, its own one in this body."""
        names = [area.get("id"), area.get("identifier"), area.get("division_id")]
        names += [one.get("identifier") for one in mappings(area.get("identifiers"))]
        known = [text(one) for one in names if text(one).startswith("ocd-division/")]
        if known:
            return known[0][:200]
        own = text(area.get("id") or area.get("name"))
        return f"own/{body.key}/{own}"[:200] if own else ""

    def _party(self, key: str) -> str:
        held = [one for one in self.held[key] if self._runs(one)] or self.held[key]
        for one in held:
            for name in ("on_behalf_of_id", "organization_id"):
                organization = self.organizations.get(text(one.get(name)), {})
                if organization and (name == "on_behalf_of_id" or _is_party(organization)):
                    return text(organization.get("name"), limit=100)
        return ""

    def _runs(self, membership: Mapping[str, Any]) -> bool:
        begins, ends = day(membership.get("start_date")), day(membership.get("end_date"))
        return is_running(begins, ends, self.today)

    def _channels(self, name: str, person: Mapping[str, Any]) -> Iterator[ChannelRecord]:
        given = [("email", person.get("email"), "")]
        for one in mappings(person.get("contact_details")):
            kind = _KIND_OF_CONTACT.get(text(one.get("type")).casefold(), "")
            given.append((kind, one.get("value"), text(one.get("label") or one.get("note"))))
        for kind, value, label in given:
            try:
                found = channel(kind, value, label) if kind else None
            except ValueError:
                self.problems.append(Problem(name, f"the {kind} is not one; the rest was read."))
                continue
            if found is not None:
                yield found


def _by_id(rows: Any) -> dict[str, Mapping[str, Any]]:
    return {text(row.get("id")): row for row in mappings(rows) if text(row.get("id"))}


def _is_party(organization: Mapping[str, Any]) -> bool:
    return text(organization.get("classification")).casefold() in PARTIES
