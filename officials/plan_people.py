"""What becomes of each person of a reading: their fields, offices, channels and areas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from officials.models import Body, Official, sort_key
from officials.on_record import OnRecord
from officials.plan_channels import plan_areas, plan_channels
from officials.plan_offices import plan_offices
from officials.plans import Change, Detail, Plan
from officials.records import ChannelRecord, PersonRecord

TERM_OVER: Final = "Term over, says the source."
GONE: Final = "Not in the source any more."
BY_IMPORT: Final = (TERM_OVER, GONE)  # an import takes back only what an import decided


class PeoplePlanner:
    """Compares people one by one; `officials` are all it knows, by their key in the source."""

    def __init__(
        self, plan: Plan, record: OnRecord, bodies: Mapping[str, Body], now: datetime
    ) -> None:
        self.plan, self.record, self.bodies, self.now = plan, record, bodies, now
        self.source = plan.dataset.source
        self.today = timezone.localdate(now)
        self.officials: dict[str, Official] = dict(record.officials)

    def compare(self, person: PersonRecord) -> None:
        """Plan what makes the record say what the source says of a person."""
        official = self.officials.get(person.key)
        if official is None:
            self._add(person)
            return
        details = [*self._fields(official, person), *self._rows(official, person)]
        verb = self._presence(official, person)
        if details or verb:
            self.plan.update(official, changed_at=self.now)
            self.plan.say(Change(verb or "changed", "official", str(official), tuple(details)))

    def leave(self, official: Official, because: str) -> None:
        """Take somebody out of office."""
        self.plan.update(
            official,
            is_active=False,
            inactive_since=self.today,
            inactive_because=because,
            changed_at=self.now,
        )
        for office in self.record.offices[official.pk]:
            if office.is_current:
                self.plan.update(office, is_current=False)

    def attach_forms(self) -> None:
        """Give channels to people of another source; count those whom nobody knows.

        Whose file is gone loses the channel, unless it is only unreadable today.
        """
        dataset = self.plan.dataset
        strangers = len(dataset.forms_for.keys() - self.officials.keys())
        for key, official in self.officials.items():
            if dataset.forms_for and key not in dataset.unread:
                details = self._channels(official, dataset.forms_for.get(key, ()))
                if details:
                    self.plan.say(Change("changed", "official", str(official), tuple(details)))
        if strangers:
            self.plan.notes.append(
                f"{strangers:,} forms belong to people who aren't on record: out of office, or "
                "not imported yet."
            )

    def _add(self, person: PersonRecord) -> None:
        gone = not person.is_active
        official = Official(
            source=self.source,
            source_id=person.key,
            facts=dict(person.facts or {}),
            is_active=not gone,
            inactive_since=self.today if gone else None,
            inactive_because=TERM_OVER if gone else "",
            sort_key=sort_key(person.name, person.fields.get("family_name", "")),
            changed_at=self.now,
            **person.fields,
        )
        self.officials[person.key] = self.plan.create(official)
        self._rows(official, person)
        titles = [Detail(office.title or "office") for office in person.offices[:1]]
        ways = [Detail(one.kind, "", one.value) for one in person.channels]
        self.plan.say(Change("new", "official", person.name, (*titles, *ways)))
        if gone:
            self.plan.counts["official new, out of office"] += 1

    def _rows(self, official: Official, person: PersonRecord) -> list[Detail]:
        offices = plan_offices(self.plan, self.record, self.bodies, official, person.offices)
        areas = plan_areas(self.plan, self.record, official, person.areas)
        return [*offices, *self._channels(official, person.channels), *areas]

    def _channels(self, official: Official, channels: Iterable[ChannelRecord]) -> list[Detail]:
        return plan_channels(self.plan, self.record, official, channels, self.now)

    def _fields(self, official: Official, person: PersonRecord) -> list[Detail]:
        given: dict[str, Any] = dict(person.fields)
        if person.facts is not None:
            given["facts"] = dict(person.facts)
        changed = {n: v for n, v in given.items() if getattr(official, n) != v}
        details = [
            Detail(name.replace("_", " "), str(getattr(official, name)), str(value))
            for name, value in changed.items()
        ]
        if changed:
            self.plan.update(official, **changed)
            key = sort_key(official.name, official.family_name)
            if key != official.sort_key:
                self.plan.update(official, sort_key=key)
        return details

    def _presence(self, official: Official, person: PersonRecord) -> str:
        """Return "left" or "back" where that is what happened, else ""."""
        if official.is_active and not person.is_active:
            self.leave(official, TERM_OVER)
            return "left"
        if official.is_active or not person.is_active:
            return ""
        if official.inactive_because not in BY_IMPORT:
            self.plan.counts["official kept inactive, as marked by hand"] += 1
            return ""
        self.plan.update(official, is_active=True, inactive_since=None, inactive_because="")
        return "back"
