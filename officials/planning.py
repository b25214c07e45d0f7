"""Comparing a reading of a source with what is on record. Reads the database, writes nothing."""

from __future__ import annotations

from datetime import datetime

from officials.models import Body, Source
from officials.on_record import OnRecord
from officials.plan_lists import plan_lists
from officials.plan_people import GONE, PeoplePlanner
from officials.plans import Change, Plan
from officials.records import Dataset

# Of these sources the people belong to another.
_PEOPLE_OF = {Source.CONTACT_CONGRESS.value: Source.CONGRESS.value}
MANY = 25  # leaving at once, and more than half of those on record: more likely a broken download


class TooManyLeft(ValueError):
    """More than half of a source's people would leave: the data may be broken."""


def plan_import(
    dataset: Dataset, *, now: datetime, leaving: bool = True, many_left: bool = False
) -> Plan:
    """Return what carrying out an import would do.

    Args:
        leaving: whether who is on record but not in the source counts as out of office.
        many_left: whether that is meant even if it is more than half of them.
    Raises:
        TooManyLeft: it is more than half, more than MANY, and not meant.
    """
    plan = Plan(dataset)
    record = OnRecord(dataset.source, _PEOPLE_OF.get(dataset.source, dataset.source))
    bodies = _bodies(dataset, record, plan)
    people = PeoplePlanner(plan, record, bodies, now)
    for person in dataset.people:
        people.compare(person)
    people.attach_forms()
    if leaving:
        _leave(dataset, record, plan, people)
    plan_lists(plan, record, people.officials, now)
    plan.notes += dataset.notes
    _check(plan, many_left)
    return plan


def _bodies(dataset: Dataset, record: OnRecord, plan: Plan) -> dict[str, Body]:
    """Return the bodies by their key in the source; new ones aren't saved yet."""
    bodies: dict[str, Body] = {}
    for one in dataset.bodies:
        body = record.body_of(one.key, one.name)
        values = {"name": one.name, "kind": one.kind, "jurisdiction": one.jurisdiction}
        if body is None:
            body = plan.create(Body(source=dataset.source, source_id=one.key, **values))
            plan.counts["body new"] += 1
        elif body.source == dataset.source and body.source_id == one.key:
            said = {name: v for name, v in values.items() if v and v != Body.Kind.OTHER}
            changed = {name: v for name, v in said.items() if getattr(body, name) != v}
            if changed:
                plan.update(body, **changed)
                plan.counts["body changed"] += 1
        bodies[one.key] = body
    return bodies


def _leave(dataset: Dataset, record: OnRecord, plan: Plan, people: PeoplePlanner) -> None:
    """Take out of office who is on record where the source names everybody, and isn't in it."""
    covered = {
        body.pk
        for body in (*record.bodies.values(), *people.bodies.values())
        if body.pk and (body.jurisdiction in dataset.covers or body.source_id in dataset.covers)
    }
    covered |= {body.pk for key, body in people.bodies.items() if body.pk and key in dataset.covers}
    named = {person.key for person in dataset.people}
    before = record.in_office(covered)
    plan.in_scope = len(before) + plan.leaving
    for official in before:
        if official.source_id not in named and official.source_id not in dataset.unread:
            people.leave(official, GONE)
            plan.say(Change("left", "official", str(official)))


def _check(plan: Plan, many_left: bool) -> None:
    if many_left or plan.leaving <= MANY or plan.leaving * 2 <= plan.in_scope:
        return
    raise TooManyLeft(
        f"{plan.leaving:,} of {plan.in_scope:,} people on record would be out of office. Check "
        "that the data is whole; if it is, say so with --many-left."
    )
