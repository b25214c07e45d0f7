"""How many messages of one action leave in a day, and when one more may."""

from __future__ import annotations

from datetime import datetime, timedelta

from campaign.models import ActionPage, SupporterDelivery

DAY = timedelta(days=1)


def due_at(action: ActionPage, now: datetime) -> datetime | None:
    """Return when one more message of the action may leave: None for now, else a later day."""
    return due(action, mailed_today(action, now), now)


def mailed_today(action: ActionPage, now: datetime) -> int:
    """Return how many messages of the action were queued in the last 24 hours."""
    mailed = SupporterDelivery.objects.filter(action=action, outbound__isnull=False)
    return mailed.filter(confirmed_at__gt=now - DAY).count()


def due(action: ActionPage, before: int, now: datetime) -> datetime | None:
    """Return when a message may leave before which so many were queued today."""
    days = before // action.most_a_day
    return now + days * DAY if days else None
