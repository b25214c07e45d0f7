"""Which message is next: first come first served, within pauses, circuits, limits and hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from delivery import batches, circuits, hours, many, pace
from delivery.claimed import Claimed
from delivery.models import OutboundMessage, SendingPause
from delivery.unwanted import unwanted_copies

Kind, Status = OutboundMessage.Kind, OutboundMessage.Status
LOOKS = 6  # how often a full domain or a closed office is stepped over in one claim


@dataclass(frozen=True, slots=True)
class Candidate:
    """A queued message, as far as the choice needs it."""

    pk: int
    to_domain: str
    kind: str
    office_zone: str
    bulk_id: int | None


def due(now: datetime) -> QuerySet[OutboundMessage]:
    """Return the messages whose time has come, in order; none while sending is paused."""
    if many.any_row(SendingPause, "ended_at IS NULL"):
        return OutboundMessage.objects.none()
    waiting = OutboundMessage.objects.filter(status=Status.QUEUED, not_before__lte=now)
    return waiting.order_by("priority", "not_before", "id")


def claim(*, now: datetime) -> Claimed | None:
    """Return a message that is the caller's alone until its lease ends, or None."""
    return next(iter(claim_some(now=now, most=1)), None)


def claim_some(*, now: datetime, most: int, marked: bool = False) -> list[Claimed]:
    """Return up to `most` messages that are the caller's alone until their leases end.

    Where the next one is part of a bulk mail, what is returned is one batch of that mail, as big
    as the provider takes.

    Args:
        marked: let the copies of a batch be marked as handed over in the same change; they may go
            out once the caller's transaction has committed. Those for mailboxes that get none are
            claimed only.
    """
    with transaction.atomic():
        bounds = pace.limits()
        if bounds.any:
            pace.one_at_a_time()
        circuit, batch = circuits.standing(), batches.size()
        most = circuits.most_allowed(circuit, now=now, most=most)
        most = pace.room(now=now, most=most, bounds=bounds)
        chosen = _choose(now, most, bounds) if most else []
        if batch > 1 and chosen and chosen[0].bulk_id is not None:
            trying = circuit is not None and circuit.open_until is not None
            copies = _batch(chosen[0], 1 if trying else batch, now, bounds)
            return _take_batch(int(chosen[0].bulk_id), copies, marked, now)
        return many.take(_singly(chosen, batch, now, bounds), now=now)


def _choose(now: datetime, most: int, bounds: pace.Limits) -> list[Candidate]:
    full: set[str] = set()
    for _ in range(LOOKS):
        seen = _candidates(now, most, full)
        closed = {one.office_zone for one in seen if _opens(one, now) > now}
        for zone in closed:
            _wait_for_office(zone, now)
        chosen, full_now = _within_domains(
            [one for one in seen if one.office_zone not in closed], now, most, bounds
        )
        if chosen or not (closed or full_now):
            return chosen
        full |= full_now
    return []


def _candidates(now: datetime, most: int, full: set[str]) -> list[Candidate]:
    rows = due(now)
    if full:
        rows = rows.exclude(Q(to_domain__in=full) & Q(kind__in=pace.PACED_BY_DOMAIN))
    columns = ("pk", "to_domain", "kind", "office_zone", "bulk_id")
    found = _locked(rows).values_list(*columns)[: most + most // 2]
    return [Candidate(*row) for row in found]


def _opens(one: Candidate, now: datetime) -> datetime:
    return hours.open_from(now, one.office_zone)


def _wait_for_office(zone: str, now: datetime) -> None:
    """Let everything that is due in this zone wait until offices open there."""
    waiting = OutboundMessage.objects.filter(
        status=Status.QUEUED, office_zone=zone, not_before__lte=now
    )
    waiting.update(not_before=hours.open_from(now, zone))


def _within_domains(
    seen: list[Candidate], now: datetime, most: int, bounds: pace.Limits
) -> tuple[list[Candidate], set[str]]:
    paced = {one.to_domain for one in seen if one.kind in pace.PACED_BY_DOMAIN}
    left = pace.room_by_domain(domains=paced, now=now, bounds=bounds)
    full = {domain for domain, places in left.items() if not places}
    chosen: list[Candidate] = []
    for one in seen:
        if len(chosen) == most:
            break
        if one.kind in pace.PACED_BY_DOMAIN and one.to_domain in left:
            if not left[one.to_domain]:
                continue
            left[one.to_domain] -= 1
        chosen.append(one)
    return chosen, full


def _singly(chosen: list[Candidate], batch: int, now: datetime, bounds: pace.Limits) -> list[int]:
    """Return whose mail goes by itself: bulk mail too where the provider takes no batches."""
    if all(one.bulk_id is None for one in chosen):
        return [one.pk for one in chosen]
    room = pace.room(now=now, most=len(chosen), bounds=bounds, update=True) if batch == 1 else 0
    bulk = [one.pk for one in chosen if one.bulk_id is not None][:room]
    return [one.pk for one in chosen if one.bulk_id is None or one.pk in bulk]


def _batch(
    first: Candidate, size: int, now: datetime, bounds: pace.Limits
) -> list[tuple[int, str]]:
    """Return the next batch of a bulk mail, as ids with the pseudonyms of their mailboxes.

    Empty where the limits leave no room.
    """
    size = pace.room(now=now, most=size, bounds=bounds, update=True)
    rows = due(now).filter(bulk_id=int(first.bulk_id or 0)).order_by("id")
    return list(_locked(rows).values_list("pk", "to_pseudonym")[:size])


def _take_batch(
    bulk_id: int, copies: list[tuple[int, str]], marked: bool, now: datetime
) -> list[Claimed]:
    if not marked:
        return many.take([pk for pk, _ in copies], now=now)
    unwanted = unwanted_copies(bulk_id, [pseudonym for _, pseudonym in copies])
    going = [pk for pk, pseudonym in copies if pseudonym not in unwanted]
    staying = [pk for pk, pseudonym in copies if pseudonym in unwanted]
    return many.take(going, now=now, marked=True) + many.take(staying, now=now)


def _locked(rows: QuerySet[OutboundMessage]) -> QuerySet[OutboundMessage]:
    """Return the rows without those that another worker is just claiming."""
    if connection.features.has_select_for_update_skip_locked and not rows.query.is_empty():
        return rows.select_for_update(skip_locked=True)
    return rows
