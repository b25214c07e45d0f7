"""What becomes of the channels of a person, and of the areas that an own list gives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from officials.models import Channel, Official, OfficialArea
from officials.on_record import OnRecord
from officials.plans import Detail, Plan
from officials.records import ChannelRecord


class Found(NamedTuple):
    """Where among a person's channels a source gives one, and when that was read."""

    position: int
    now: datetime


def plan_channels(
    plan: Plan,
    record: OnRecord,
    official: Official,
    channels: Iterable[ChannelRecord],
    now: datetime,
) -> list[Detail]:
    """Plan a person's channels, and end those of this source that it no longer gives.

    A channel that another source or a person gave is left as it is, and a stopped one stays so.
    """
    known = record.channels[official.pk] if official.pk else {}
    details, given = [], set()
    for position, one in enumerate(channels):
        given.add((one.kind, one.value))
        channel = known.get((one.kind, one.value))
        details += _channel(plan, official, one, channel, Found(position, now))
    for key, channel in known.items():
        if channel.source == plan.dataset.source and not channel.ended_at and key not in given:
            plan.update(channel, ended_at=now)
            plan.counts["channel ended"] += 1
            details.append(Detail(channel.kind, channel.value, ""))
    return details


def _channel(
    plan: Plan, official: Official, one: ChannelRecord, channel: Channel | None, found: Found
) -> list[Detail]:
    own = {"label": one.label, "position": found.position}
    first_seen = {"source": plan.dataset.source, "as_of": timezone.localdate(found.now)}
    if channel is None:
        plan.create(Channel(official=official, kind=one.kind, value=one.value, **first_seen, **own))
    elif channel.ended_at is not None:
        plan.update(channel, ended_at=None, **first_seen, **own)
    else:
        if channel.source == plan.dataset.source and any(
            getattr(channel, name) != value for name, value in own.items()
        ):
            plan.update(channel, **own)
            return [Detail(f"order of the {one.kind}", "", one.value)]
        return []
    plan.counts["channel new"] += 1
    return [Detail(one.kind, "", one.value)]


def plan_areas(
    plan: Plan, record: OnRecord, official: Official, prefixes: Iterable[str] | None
) -> list[Detail]:
    """Plan the beginnings of postal codes; None leaves them as they are."""
    if prefixes is None:
        return []
    known = record.areas[official.pk] if official.pk else {}
    wanted = dict.fromkeys(prefixes)
    for prefix in wanted.keys() - known.keys():
        plan.create(OfficialArea(official=official, prefix=prefix))
    for prefix in known.keys() - wanted.keys():
        plan.delete(known[prefix])
    if known.keys() == wanted.keys():
        return []
    return [Detail("areas", " ".join(sorted(known)), " ".join(sorted(wanted)))]
