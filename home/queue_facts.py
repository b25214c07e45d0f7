"""The mail queue in figures: for the panel of the admin and for a monitoring system. Reads only."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min

from delivery.models import DeliveryEvent, OutboundMessage
from delivery.services import paused

HOURS = 24
AGES = (  # of what is queued and due: up to how long, in words
    (timedelta(minutes=5), "Up to 5 minutes"),
    (timedelta(hours=1), "Up to an hour"),
    (timedelta(hours=24), "Up to a day"),
    (timedelta.max, "Longer"),
)
TROUBLE = ("bounced", "failed", "uncertain", "complained", "held")


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """What a person asks first: does it move, how long does it wait, what failed."""

    accepted: tuple[int, ...]  # by hour, the oldest of the last 24 first
    waiting: tuple[tuple[str, int], ...]  # by age, in words
    trouble: tuple[tuple[str, int], ...]  # by status, of the last seven days
    by_status: dict[str, int]
    oldest_seconds: int | None
    is_paused: bool

    @property
    def queued(self) -> int:
        return sum(number for _, number in self.waiting)


def queue_facts(*, now: datetime) -> QueueFacts:
    """Return the figures at `now`; five queries, whatever the queue's length."""
    statuses = OutboundMessage.objects.order_by().values_list("status")
    counted = dict(statuses.annotate(number=Count("pk")))
    late = OutboundMessage.objects.filter(updated_at__gte=now - timedelta(days=7))
    failing = dict(
        late.filter(status__in=TROUBLE).order_by().values_list("status").annotate(n=Count("pk"))
    )
    due = OutboundMessage.objects.filter(status="queued", not_before__lte=now)
    oldest = due.aggregate(at=Min("not_before"))["at"]
    labels = dict(OutboundMessage.Status.choices)
    return QueueFacts(
        accepted=_by_hour(now),
        waiting=_by_age(list(due.values_list("not_before", flat=True)[:100_000]), now),
        trouble=tuple((str(labels[name]), failing.get(name, 0)) for name in TROUBLE),
        by_status={str(name): int(counted.get(name, 0)) for name in OutboundMessage.Status.values},
        oldest_seconds=max(0, int((now - oldest).total_seconds())) if oldest else None,
        is_paused=paused(),
    )


def _by_hour(now: datetime) -> tuple[int, ...]:
    since = now - timedelta(hours=HOURS)
    moments = DeliveryEvent.objects.filter(type="accepted", at__gt=since, at__lte=now)
    hours = Counter(
        int((now - at) / timedelta(hours=1)) for at in moments.values_list("at", flat=True)
    )
    return tuple(hours[hour] for hour in range(HOURS - 1, -1, -1))


def _by_age(moments: list[datetime], now: datetime) -> tuple[tuple[str, int], ...]:
    ages: Counter[str] = Counter()
    for moment in moments:
        ages[next(label for limit, label in AGES if now - moment <= limit)] += 1
    return tuple((label, ages[label]) for _, label in AGES)


def free_bytes() -> int:
    """Return how many bytes are free where the data folder is."""
    return shutil.disk_usage(settings.DATA_DIR).free
