"""What other rooms may ask for: finding officials, their channels, and the few changes.

Refer to an official by foreign key. They are never deleted by an import; channels are not either,
but they end: keep the kind and the value of the one that was used.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.log_actions import log

from officials.coverage import PREFERENCE, Coverage, coverage
from officials.finding import (
    Candidate,
    Finding,
    Outcome,
    find_by_postal_code,
)
from officials.models import (
    Channel,
    Office,
    Official,
    OfficialQuerySet,
    TargetList,
    TargetListMember,
)
from privacy.text import clean_text

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

__all__ = [
    "Candidate",
    "Coverage",
    "Finding",
    "Outcome",
    "add_to_list",
    "channels_of",
    "coverage_of",
    "find_by_postal_code",
    "mark_active",
    "mark_inactive",
    "members_of",
    "offices_of",
    "stop_address",
    "stop_channel",
    "use_channel_again",
]

MAX_REASON = 250


def members_of(target_list: TargetList) -> OfficialQuerySet:
    """Return who on a list is in office now, by name; empty for a list that its source ended."""
    chosen = Official.objects.active().on_list(target_list)
    return chosen if target_list.is_active else chosen.none()


def channels_of(officials: Iterable[Official]) -> dict[int, list[Channel]]:
    """Return by official's id the channels that may be used, the best first. One query."""
    found: dict[int, list[Channel]] = {official.pk: [] for official in officials}
    for channel in Channel.objects.usable().filter(official_id__in=list(found)):
        found[channel.official_id].append(channel)
    for channels in found.values():
        channels.sort(key=lambda one: (PREFERENCE.index(one.kind), one.position, one.pk))
    return found


def offices_of(officials: Iterable[Official]) -> dict[int, list[Office]]:
    """Return by official's id the offices held now, with body and district. One query."""
    found: dict[int, list[Office]] = {official.pk: [] for official in officials}
    held = Office.objects.filter(is_current=True, official_id__in=list(found))
    for office in held.select_related("body", "district"):
        found[office.official_id].append(office)
    return found


def coverage_of(officials: OfficialQuerySet) -> Coverage:
    """Return by what these officials can be reached. Two queries."""
    kinds: dict[int, set[str]] = {pk: set() for pk in officials.values_list("pk", flat=True)}
    usable = Channel.objects.usable().filter(official__in=officials)
    for official_id, kind in usable.values_list("official_id", "kind"):
        kinds.setdefault(official_id, set()).add(kind)
    return coverage(kinds.values())


def stop_channel(
    *, channel_id: int, reason: str, now: datetime, by: AbstractBaseUser | None = None
) -> bool:
    """Use a channel no more, because a mail bounced or a form is gone; True only the first time.

    It stays stopped when its source is imported again with the same address.
    """
    because = clean_text(reason, limit=MAX_REASON)
    with transaction.atomic():
        stopped = Channel.objects.filter(pk=channel_id, stopped_at=None).update(
            stopped_at=now, stopped_because=because
        )
        if stopped:
            _note(channel_id, "officials.stop_channel", by, because)
    return stopped == 1


def stop_address(*, kind: str, value: str, reason: str, now: datetime) -> int:
    """Stop an address wherever it stands, in any case of letters; return how many channels."""
    same = Channel.objects.filter(kind=kind, value__iexact=value, stopped_at=None)
    ids = list(same.values_list("pk", flat=True))
    return sum(stop_channel(channel_id=pk, reason=reason, now=now) for pk in ids)


def use_channel_again(*, channel_id: int, by: AbstractBaseUser, now: datetime) -> bool:
    """Use a stopped channel again, because somebody checked it; True only if it was stopped."""
    with transaction.atomic():
        stopped = Channel.objects.filter(pk=channel_id).exclude(stopped_at=None)
        changed = stopped.update(stopped_at=None, stopped_because="", as_of=timezone.localdate(now))
        if changed:
            _note(channel_id, "officials.use_channel", by, "")
    return changed == 1


def mark_inactive(
    *, ids: Iterable[int], reason: str, by: AbstractBaseUser | None, now: datetime
) -> int:
    """Take officials for out of office; return how many were in it. Each leaves an audit line."""
    because = clean_text(reason, limit=MAX_REASON)
    changed = 0
    with transaction.atomic():
        for pk in ids:
            was = Official.objects.filter(pk=pk, is_active=True).update(
                is_active=False,
                inactive_since=timezone.localdate(now),
                inactive_because=because,
                changed_at=now,
            )
            if was:
                official = Official.objects.get(pk=pk)
                log(official, "officials.mark_inactive", user=by, data={"reason": because})
                changed += 1
    return changed


def mark_active(*, ids: Iterable[int], by: AbstractBaseUser | None, now: datetime) -> int:
    """Take officials for in office again; return how many were not."""
    changed = 0
    with transaction.atomic():
        for pk in ids:
            was = Official.objects.filter(pk=pk, is_active=False).update(
                is_active=True, inactive_since=None, inactive_because="", changed_at=now
            )
            if was:
                log(Official.objects.get(pk=pk), "officials.mark_active", user=by)
                changed += 1
    return changed


def add_to_list(
    *,
    ids: Iterable[int],
    target_list: TargetList | None,
    now: datetime,
    name: str = "",
    by: AbstractBaseUser | None = None,
) -> int:
    """Put officials on a list, a new one called `name` where none is given; return how many came.

    Who is on it stays as they are, and the others come after them. No list is made for nobody.
    """
    people = list(dict.fromkeys(ids))
    if not people:
        return 0
    with transaction.atomic():
        chosen = target_list or TargetList.objects.create(
            name=clean_text(name, limit=250), changed_at=now
        )
        there = TargetListMember.objects.filter(target_list=chosen)
        known = set(there.values_list("official_id", flat=True))
        last = there.aggregate(last=Max("rank"))["last"] or 0
        new = [pk for pk in people if pk not in known]
        TargetListMember.objects.bulk_create(
            TargetListMember(target_list=chosen, official_id=pk, rank=rank)
            for rank, pk in enumerate(new, start=last + 1)
        )
        if new:
            log(chosen, "officials.add_to_list", user=by, data={"people": len(new)})
    return len(new)


def _note(channel_id: int, action: str, by: AbstractBaseUser | None, reason: str) -> None:
    """Leave the audit line at the official, without the address."""
    channel = Channel.objects.select_related("official").get(pk=channel_id)
    data = {"kind": channel.kind, "channel": channel.pk, "reason": reason}
    log(channel.official, action, user=by, data=data)
