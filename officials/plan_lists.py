"""What becomes of each list of a reading, and who stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from officials.models import Official, TargetList, TargetListMember
from officials.on_record import OnRecord
from officials.plans import Change, Detail, Plan
from officials.records import ListRecord


def plan_lists(
    plan: Plan, record: OnRecord, officials: Mapping[str, Official], now: datetime
) -> None:
    """Plan the lists of a reading; one that its source no longer knows ends."""
    strangers = 0
    for one in plan.dataset.lists:
        target_list = record.lists.get(one.key)
        values = {"name": one.name, "jurisdiction": one.jurisdiction, "is_active": True}
        if target_list is None:
            source = plan.dataset.source
            target_list = plan.create(
                TargetList(source=source, source_id=one.key, changed_at=now, **values)
            )
            strangers += _members(plan, record, target_list, one, officials)[1]
            plan.say(Change("new", "list", one.name))
            continue
        changed = {name: v for name, v in values.items() if getattr(target_list, name) != v}
        details = [Detail(name.replace("_", " "), "", str(v)) for name, v in changed.items()]
        seats, unknown = _members(plan, record, target_list, one, officials)
        strangers += unknown
        if details or seats:
            plan.update(target_list, changed_at=now, **changed)
            plan.say(Change("changed", "list", one.name, tuple(details + seats)))
    if strangers:
        plan.notes.append(f"{strangers:,} seats belong to people who aren't on record.")
    _end(plan, record, now)


def _members(
    plan: Plan,
    record: OnRecord,
    target_list: TargetList,
    one: ListRecord,
    officials: Mapping[str, Official],
) -> tuple[list[Detail], int]:
    """Plan who stands on a list; return the differences, and how many seats nobody holds."""
    left = dict(record.members[target_list.pk]) if target_list.pk else {}
    details, strangers, seen = [], 0, set()
    for rank, seat in enumerate(one.members, start=1):
        official = officials.get(seat.person)
        if official is None or seat.person in seen:
            strangers += official is None
            continue
        seen.add(seat.person)
        member = left.pop(official.pk, None) if official.pk else None
        if member is None:
            plan.create(
                TargetListMember(
                    target_list=target_list, official=official, role=seat.role, rank=rank
                )
            )
            plan.counts["seat new"] += 1
            details.append(Detail("member", "", str(official)))
        elif (member.role, member.rank) != (seat.role, rank):
            details.append(Detail("seat", "", f"{official}, {seat.role or 'member'}"))
            plan.update(member, role=seat.role, rank=rank)
    for member in left.values():
        plan.delete(member)
        plan.counts["seat gone"] += 1
        details.append(Detail("member", "somebody", ""))
    return details, strangers


def _end(plan: Plan, record: OnRecord, now: datetime) -> None:
    """End the lists of jurisdictions of which the source named every list."""
    given = {one.key for one in plan.dataset.lists} | plan.dataset.unread
    for key, target_list in record.lists.items():
        covered = target_list.jurisdiction in plan.dataset.covers_lists
        if covered and target_list.is_active and key not in given:
            plan.update(target_list, is_active=False, changed_at=now)
            plan.say(Change("ended", "list", target_list.name))
