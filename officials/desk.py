"""What the organizer's screens say: what needs somebody now, and who is reached by what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from officials.coverage import PREFERENCE, WAYS, Coverage, coverage
from officials.models import (
    Channel,
    ChannelQuerySet,
    ImportRun,
    Office,
    Official,
    TargetList,
    TargetListMember,
)
from officials.services import channels_of, offices_of

OLD = timedelta(days=180)  # after which a source should be read again


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do, in a sentence, with where to do it (a query of the list, or "")."""

    sentence: str
    query: str = ""


def needs(*, now: datetime, today: date) -> list[Need]:
    """Return what needs somebody now, the gravest first; empty where nothing does."""
    if not Official.objects.exists():
        return [Need("Nobody is on record yet. Upload your own list, or add somebody by hand.")]
    found = []
    active = Official.objects.active()
    if stopped := active.filter(Exists(stopped_channels())).count():
        found.append(Need(f"{_people(stopped)} with an address that stopped.", "reached=stopped"))
    if silent := active.exclude(Exists(_usable())).count():
        found.append(Need(f"{_people(silent)} can’t be reached by anything.", "reached=nothing"))
    if over := Official.objects.overdue(today).count():
        found.append(Need(f"{_people(over)} whose term is over on record.", "term=over"))
    found += [Need(sentence) for sentence in _old_sources(now)]
    return found


def stopped_channels() -> ChannelQuerySet:
    """Return the channels of an outer official that were stopped and have not ended since."""
    return Channel.objects.filter(official=OuterRef("pk"), ended_at=None).exclude(stopped_at=None)


def _usable() -> ChannelQuerySet:
    return Channel.objects.usable().filter(official=OuterRef("pk"))


def _people(number: int) -> str:
    return "1 person in office" if number == 1 else f"{number:,} people in office"


def _old_sources(now: datetime) -> Iterable[str]:
    latest: dict[str, ImportRun] = {}
    for run in ImportRun.objects.order_by("ran_at"):
        latest[run.source] = run
    for run in latest.values():
        if now - run.ran_at > OLD:
            said = f"{run.get_source_display()} was last read on {run.ran_at:%d %B %Y}"
            yield f"{said}: read it again."


def describe(officials: Sequence[Official]) -> None:
    """Give each official `held`, its offices in words, and `ways`, how it is reached."""
    offices, channels = offices_of(officials), channels_of(officials)
    stopped: dict[int, int] = defaultdict(int)
    ended = Channel.objects.filter(official__in=officials, ended_at=None).exclude(stopped_at=None)
    for official_id in ended.values_list("official_id", flat=True):
        stopped[official_id] += 1
    for official in officials:
        official.held = "; ".join(_office(one) for one in offices[official.pk])
        kinds = list(dict.fromkeys(one.kind for one in channels[official.pk]))
        ways = ", ".join(WAYS[kind] for kind in kinds) or "nothing"
        halted = stopped[official.pk]
        official.ways = f"{ways} ({halted} stopped)" if halted else ways
        official.standing = "in office" if official.is_active else _since(official)


def _office(office: Office) -> str:
    return str(office)


def _since(official: Official) -> str:
    since = official.inactive_since
    return f"out of office since {since:%d %b %Y}" if since else "out of office"


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a picture: how many are best reached by a kind of channel."""

    kind: str
    label: str
    number: int
    start: float  # of 100
    width: float


def shares(covered: Coverage) -> list[Share]:
    """Return the parts of a bar that shows what a group is best reached by."""
    counted = [(kind, covered.first.get(kind, 0)) for kind in PREFERENCE]
    counted.append(("nothing", covered.unreachable))
    found: list[Share] = []
    start = 0.0
    for kind, number in counted:
        if number and covered.total:
            width = 100 * number / covered.total
            found.append(Share(kind, WAYS.get(kind, "nothing"), number, start, width))
            start += width
    return found


def coverage_of_lists(lists: Sequence[TargetList]) -> dict[int, Coverage]:
    """Return by list's id what its members in office are reached by. Three queries for any many."""
    members: dict[int, set[int]] = {one.pk: set() for one in lists if one.is_active}
    seated = TargetListMember.objects.filter(
        target_list__in=list(members), official__is_active=True
    )
    for list_id, official_id in seated.values_list("target_list_id", "official_id"):
        members[list_id].add(official_id)
    bodies: dict[int, list[int]] = defaultdict(list)
    for one in lists:
        if one.whole_body_id and one.is_active:
            bodies[one.whole_body_id].append(one.pk)
    held = Office.objects.filter(
        body_id__in=list(bodies), is_current=True, official__is_active=True
    )
    for body_id, official_id in held.values_list("body_id", "official_id"):
        for list_id in bodies[body_id]:
            members[list_id].add(official_id)
    kinds: dict[int, set[str]] = defaultdict(set)
    everybody = set().union(*members.values())
    usable = Channel.objects.usable().filter(official__is_active=True)
    if len(everybody) < 500:
        usable = usable.filter(official_id__in=list(everybody))
    for official_id, kind in usable.values_list("official_id", "kind"):
        kinds[official_id].add(kind)
    return {
        one.pk: coverage(kinds[official] for official in members.get(one.pk, ())) for one in lists
    }
