"""What was written under an action and what became of it, counted when somebody asks.

No counters are kept: rows are counted, so nothing can drift and no row is hot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from campaign import targets
from campaign.models import ActionPage, ReportedContact, SupporterDelivery, SupporterMessage
from campaign.totals import Totals, totals
from delivery.models import OutboundMessage
from officials.models import Official

__all__ = [
    "Bar",
    "OfficialFigures",
    "Similarity",
    "Totals",
    "by_day",
    "by_district",
    "by_official",
    "similarity",
    "totals",
]

Out, Outcome = OutboundMessage.Status, SupporterDelivery.Outcome
# A mail in one of these has left us; the provider took it.
LEFT = frozenset({Out.ACCEPTED, Out.DELIVERED, Out.DEFERRED, Out.BOUNCED, Out.COMPLAINED})
LOST = frozenset({Out.BOUNCED, Out.FAILED, Out.CANCELLED, Out.COMPLAINED})


@dataclass(slots=True)
class OfficialFigures:
    """What went to one official."""

    official_id: int
    name: str = ""
    role: str = ""
    district: str = ""
    by_us: int = 0  # confirmed and queued by mail
    sent: int = 0  # left us
    delivered: int = 0  # as the recipient's server told
    lost: int = 0  # bounced, refused, cancelled
    paper: int = 0
    printed: int = 0
    ticked: int = 0  # by ways that we can't see, as supporters told
    answered: int = 0
    acknowledged: int = 0
    nothing: int = 0

    @property
    def written(self) -> int:
        """All messages and calls by whatever way."""
        return self.by_us + self.paper + self.ticked


def by_official(action: ActionPage) -> list[OfficialFigures]:
    """Return the figures of everybody written to, or still on the list, by name. Six queries."""
    rows: dict[int, OfficialFigures] = {}

    def row(official_id: int) -> OfficialFigures:
        return rows.setdefault(official_id, OfficialFigures(official_id))

    for pk in targets.allowed(action).values_list("pk", flat=True):
        row(pk)
    for official, channel, status, outcome, many, printed in _grouped(action):
        row(official).printed += printed
        _count(row(official), channel, status or "", outcome, many)
    for official, many in _ticked(action):
        row(official).ticked += many
    people = Official.objects.filter(pk__in=rows)
    for target in targets.targets(people):
        found = rows[target.pk]
        found.name, found.role, found.district = target.name, target.role, target.district
    return sorted(rows.values(), key=lambda one: (-one.written, one.name))


def _grouped(
    action: ActionPage,
) -> QuerySet[SupporterDelivery, tuple[int, str, str | None, str, int, int]]:
    confirmed = SupporterDelivery.objects.confirmed().filter(action=action)
    groups = confirmed.values_list("official_id", "channel", "outbound__status", "outcome")
    return groups.annotate(many=Count("pk"), printed=Count("printed_at")).order_by()


def _count(row: OfficialFigures, channel: str, status: str, outcome: str, many: int) -> None:
    if channel == SupporterDelivery.Channel.PAPER:
        row.paper += many
    else:
        row.by_us += many
        row.sent += many if status in LEFT else 0
        row.delivered += many if status == Out.DELIVERED else 0
        row.lost += many if status in LOST else 0
    row.answered += many if outcome == Outcome.ANSWERED else 0
    row.acknowledged += many if outcome == Outcome.ACKNOWLEDGED else 0
    row.nothing += many if outcome == Outcome.NOTHING else 0


def _ticked(action: ActionPage) -> QuerySet[ReportedContact, tuple[int, int]]:
    ticks = ReportedContact.objects.filter(action=action)
    return ticks.values_list("official_id").annotate(many=Count("pk")).order_by()


# Pictures -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a picture and its row in the table beside it; `length` is of a hundred."""

    label: str
    number: int
    length: int
    place: int = 0  # from 0

    @property
    def x(self) -> int:
        """Where it stands in the picture by day, ten units apart."""
        return self.place * 10 + 1

    @property
    def height(self) -> int:
        """How high it is there, of sixty units; what isn't nothing is seen."""
        return max(round(self.length * 58 / 100), 1) if self.number else 0

    @property
    def y(self) -> int:
        return 59 - self.height


def by_day(action: ActionPage, *, now: datetime, days: int = 28) -> list[Bar]:
    """Return what was written on each of the last days, the oldest first."""
    today = timezone.localdate(now)
    first = today - timedelta(days=days - 1)
    counts: Counter[date] = Counter()
    ours = SupporterDelivery.objects.confirmed().filter(
        action=action, confirmed_at__gte=now - timedelta(days=days)
    )
    dated = ours.annotate(day=TruncDate("confirmed_at")).values_list("day")
    for day, many in dated.annotate(many=Count("pk")).order_by():
        counts[day] += many
    ticks = ReportedContact.objects.filter(action=action, day__gte=first).values_list("day")
    for day, many in ticks.annotate(many=Count("pk")).order_by():
        counts[day] += many
    every = [first + timedelta(days=number) for number in range(days)]
    return _bars([(f"{day:%-d %b}", counts[day]) for day in every])


def by_district(rows: Sequence[OfficialFigures]) -> list[Bar]:
    """Return what was written to each district, most first."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.role or row.name] += row.written
    return _bars([(label, many) for label, many in counts.most_common() if many])


def _bars(numbers: list[tuple[str, int]]) -> list[Bar]:
    most = max((many for _, many in numbers), default=0) or 1
    return [
        Bar(label, many, round(100 * many / most), place)
        for place, (label, many) in enumerate(numbers)
    ]


# How much of the messages is people's own ---------------------------------------------------------

_BANDS = ((0, "As offered"), (20, "A little changed"), (50, "Half their own"), (101, "Mostly own"))


@dataclass(frozen=True, slots=True)
class Similarity:
    """How many messages are how much the supporters' own words."""

    bands: list[Bar] = field(default_factory=list)
    median: int = 0  # of a hundred words


def similarity(action: ActionPage) -> Similarity:
    """Return how alike the messages are to what was offered; offices sort equal ones together."""
    shares = sorted(
        SupporterMessage.objects.written().filter(action=action).values_list("own_share", flat=True)
    )
    if not shares:
        return Similarity()
    counts = [0] * len(_BANDS)
    for share in shares:
        counts[next(place for place, (top, _) in enumerate(_BANDS) if share <= top)] += 1
    bands = _bars([(label, many) for (_, label), many in zip(_BANDS, counts, strict=True)])
    return Similarity(bands, shares[len(shares) // 2])
