"""How fast mail may go: sliding windows for all mail and for each recipient's domain.

A message takes its place in the windows when a worker claims it (`paced_at`), holds it from the
moment when it is handed over, and gives it back if nothing of it goes out. The places are counted,
not kept in a counter: no row is hot, and what was counted can't drift. On PostgreSQL workers count
and claim one after another, by a lock that is no row; SQLite writes one after another anyway.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from delivery.models import OutboundMessage

Kind = OutboundMessage.Kind

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PER_HOUR, PER_MINUTE, PER_DOMAIN_MINUTE = 500, 0, 30  # 0: no limit
# Many of these at once look like an attack on one office's server. Whoever asked for a
# confirmation waits in front of a screen, and a list of subscribers is paced by the provider.
PACED_BY_DOMAIN = (Kind.LETTER, Kind.SUPPORTER)
KEPT_FREE = 10  # one place in so many of the hour is not for updates: other mail goes on
_LOCK = 7_203_441  # any number that nothing else in the database uses


@dataclass(frozen=True, slots=True)
class Limits:
    """How many messages may go in a window; 0 means any number."""

    hour: int
    minute: int
    domain_minute: int

    @property
    def any(self) -> bool:
        return bool(self.hour or self.minute or self.domain_minute)


def limits() -> Limits:
    """Return the limits of this site's account with its provider."""
    return Limits(
        int(getattr(settings, "MAIL_PER_HOUR", PER_HOUR)),
        int(getattr(settings, "MAIL_PER_MINUTE", PER_MINUTE)),
        int(getattr(settings, "MAIL_PER_DOMAIN_MINUTE", PER_DOMAIN_MINUTE)),
    )


def one_at_a_time() -> None:
    """Let no other worker count until this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def room(*, now: datetime, most: int, bounds: Limits, update: bool = False) -> int:
    """Return how many messages may be claimed now, at most `most`."""
    for limit, window in ((bounds.hour, HOUR), (bounds.minute, MINUTE)):
        if limit:
            usable = limit - limit // KEPT_FREE if update else limit
            most = min(most, usable - _taken(now - window).count())
    return max(most, 0)


def room_by_domain(*, domains: Iterable[str], now: datetime, bounds: Limits) -> dict[str, int]:
    """Return for each domain how many of the paced kinds may be claimed for it now."""
    wanted = set(domains)
    if not bounds.domain_minute or not wanted:
        return {}
    taken = Counter(
        _taken(now - MINUTE)
        .filter(to_domain__in=wanted, kind__in=PACED_BY_DOMAIN)
        .values_list("to_domain", flat=True)
    )
    return {domain: max(bounds.domain_minute - taken[domain], 0) for domain in wanted}


def frees_at(*, now: datetime, bounds: Limits) -> datetime | None:
    """Return when the hour or minute that is full lets the next message go; None if none is."""
    moments = []
    for limit, window in ((bounds.hour, HOUR), (bounds.minute, MINUTE)):
        if limit:
            places = _taken(now - window).order_by("-paced_at").values_list("paced_at", flat=True)
            oldest = list(places[limit - 1 : limit])
            moments += [one + window for one in oldest if one is not None]
    return max(moments, default=None)


def taken_times(*, now: datetime, window: timedelta, domain: str = "") -> list[datetime]:
    """Return when the places of a window were taken, oldest first."""
    taken = _taken(now - window)
    if domain:
        taken = taken.filter(to_domain=domain, kind__in=PACED_BY_DOMAIN)
    times = taken.order_by("paced_at").values_list("paced_at", flat=True)
    return [time for time in times if time is not None]


def _taken(since: datetime) -> QuerySet[OutboundMessage]:
    return OutboundMessage.objects.filter(paced_at__gt=since)
