"""The site's figures in the words of Prometheus: read from the database when they are asked for.

Nothing is counted in a process, so any number of servers and workers say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from home.queue_facts import free_bytes, queue_facts
from home.services import readiness
from signatories.models import SignOn


class SiteCollector(Collector):
    """All of it, at one moment."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Iterator[Metric]:
        facts = queue_facts(now=self._now)
        yield _by("messages", "Messages in the outbox by status.", "status", facts.by_status)
        yield _one(
            "oldest_queued_seconds",
            "How long the oldest message that is due has waited; 0 without one.",
            facts.oldest_seconds or 0,
        )
        yield _one("accepted_last_hour", "Messages accepted in the last hour.", facts.accepted[-1])
        yield _one("mail_paused", "1 while no mail goes out until a person resumes it.",
                   int(facts.is_paused))  # fmt: skip
        yield _by("sign_ons", "Sign-ons by status.", "status", _sign_ons())
        yield _one("disk_free_bytes", "Free bytes where the data folder is.", free_bytes())
        yield _one("ready", "1 while rows can be written and all migrations are applied.",
                   int(readiness(now=self._now).ready))  # fmt: skip


def exposition(*, now: datetime) -> bytes:
    """Return the figures as Prometheus reads them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(SiteCollector(now))
    return generate_latest(registry)


def _one(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"undersigned_{name}", words, value=value)


def _by(name: str, words: str, label: str, values: dict[str, int]) -> GaugeMetricFamily:
    found = GaugeMetricFamily(f"undersigned_{name}", words, labels=[label])
    for value, number in values.items():
        found.add_metric([value], number)
    return found


def _sign_ons() -> dict[str, int]:
    counted = dict(SignOn.objects.order_by().values_list("status").annotate(number=Count("pk")))
    return {str(status): int(counted.get(status, 0)) for status in SignOn.Status.values}
