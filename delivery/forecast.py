"""When what waits will have gone out, and why one message still waits: in words for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from delivery import circuits, hours, pace
from delivery.models import OutboundMessage, SendingPause

Kind, Status = OutboundMessage.Kind, OutboundMessage.Status


_STOPPED = {
    Status.HELD.value: "held: a person stopped it",
    Status.UNCERTAIN.value: "may have gone out: a person decides",
}


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many messages, when the last of them goes out, and what decides that."""

    messages: int
    finish_at: datetime | None  # None: nobody can say, see `because`
    because: str


def forecast(*, now: datetime, extra: Iterable[tuple[str, str]] = ()) -> Forecast:
    """Return when all that waits, and `extra`, will have gone out if nothing fails.

    Args:
        extra: recipient's domain and office zone ("" for any hour) of each letter that somebody
            thinks of sending: the answer before it is queued.
    """
    queued = OutboundMessage.objects.filter(status__in=(Status.QUEUED, Status.LEASED))
    rows = list(queued.values_list("kind", "to_domain", "office_zone", "not_before"))
    rows += [(Kind.LETTER.value, domain, zone, now) for domain, zone in extra]
    if not rows:
        return Forecast(0, now, "nothing waits")
    pause = SendingPause.objects.filter(ended_at=None).first()
    if pause is not None:
        return Forecast(len(rows), None, f"mail is paused: {pause.reason}")
    bounds = pace.limits()
    ends = [(_all_mail(len(rows), bounds, now), _says(bounds))]
    domains = Counter(domain for kind, domain, _, _ in rows if kind in pace.PACED_BY_DOMAIN)
    if bounds.domain_minute and domains:
        domain, most = domains.most_common(1)[0]
        taken = pace.taken_times(now=now, window=pace.MINUTE, domain=domain)
        end = finish(most, taken, limit=bounds.domain_minute, window=pace.MINUTE, now=now)
        ends.append((end, f"{bounds.domain_minute} a minute go to {domain}"))
    latest = max(not_before for *_, not_before in rows)
    if latest > now:
        ends.append((latest, "some wait for their time"))
    end, because = max(ends, key=lambda one: one[0])
    opens = max(hours.open_from(max(end, now), zone) for zone in {zone for _, _, zone, _ in rows})
    if opens > max(end, now):
        return Forecast(len(rows), opens, "offices are closed until then")
    return Forecast(len(rows), end, because)


def finish(
    number: int, taken: Sequence[datetime], *, limit: int, window: timedelta, now: datetime
) -> datetime:
    """Return when the last of `number` messages can go through a sliding window.

    Args:
        taken: when its places were taken, oldest first.
    """
    times = list(taken[-limit:])
    for _ in range(number):
        times.append(now if len(times) < limit else max(now, times[-limit] + window))
    return times[-1] if times else now


def why_waiting(message: OutboundMessage, *, now: datetime | None = None) -> str:
    """Return in a few words why a message has not gone out, "" if it has. A few queries."""
    return why_each_waits([message], now=now or timezone.now())[message.pk]


def why_each_waits(messages: Sequence[OutboundMessage], *, now: datetime) -> dict[int, str]:
    """Return what `why_waiting` says, by id; as many queries for many messages as for one."""
    said = {one.pk: _STOPPED.get(str(one.status), "") for one in messages}
    queued = [one for one in messages if one.status == Status.QUEUED]
    if not queued:
        return said
    pause = SendingPause.objects.filter(ended_at=None).first()
    if pause is not None:
        return said | {one.pk: f"all mail is paused: {pause.reason}" for one in queued}
    later = {one.pk: _by_the_clock(one, now) for one in queued}
    due = [one for one in queued if not later[one.pk]]
    return said | later | (_held_up(due, now) if due else {})


def _by_the_clock(message: OutboundMessage, now: datetime) -> str:
    if message.not_before > now:
        return _until(message)
    opens = hours.open_from(now, message.office_zone)
    return f"office hours in {message.office_zone} begin {_at(opens)}" if opens > now else ""


def _held_up(due: Sequence[OutboundMessage], now: datetime) -> dict[int, str]:
    """Return what keeps each from going out though its time has come."""
    circuit, bounds = circuits.standing(), pace.limits()
    if circuit is not None and circuit.open_until is not None and circuit.open_until > now:
        why = f"the provider fails, next try {_at(circuit.open_until)}: {circuit.reason}"
        return {one.pk: why for one in due}
    free = pace.frees_at(now=now, bounds=bounds)
    brake = f"the brake on all mail: {_says(bounds)}" + (f", next {_at(free)}" if free else "")
    room = {
        update: pace.room(now=now, most=1, bounds=bounds, update=update)
        for update in {one.kind == Kind.UPDATE for one in due}
    }
    paced = {one.to_domain for one in due if one.kind in pace.PACED_BY_DOMAIN}
    left = pace.room_by_domain(domains=paced, now=now, bounds=bounds)
    why_not = {}
    for one in due:
        why_not[one.pk] = "next in line"
        if not room[one.kind == Kind.UPDATE]:
            why_not[one.pk] = brake
        elif one.kind in pace.PACED_BY_DOMAIN and left.get(one.to_domain, 1) < 1:
            why_not[one.pk] = f"{bounds.domain_minute} a minute go to {one.to_domain}"
    return why_not


def _until(message: OutboundMessage) -> str:
    if message.office_zone and hours.open_from(message.not_before, message.office_zone) == (
        message.not_before
    ):
        return f"until {_at(message.not_before)}, in office hours of {message.office_zone}"
    if message.attempts:
        return f"tried {message.attempts} times, next try {_at(message.not_before)}"
    return f"until {_at(message.not_before)}"


def _all_mail(number: int, bounds: pace.Limits, now: datetime) -> datetime:
    ends = [
        finish(
            number, pace.taken_times(now=now, window=window), limit=limit, window=window, now=now
        )
        for limit, window in ((bounds.hour, pace.HOUR), (bounds.minute, pace.MINUTE))
        if limit
    ]
    return max(ends, default=now)


def _says(bounds: pace.Limits) -> str:
    said = [f"{bounds.hour} an hour"] if bounds.hour else []
    said += [f"{bounds.minute} a minute"] if bounds.minute else []
    return " and ".join(said) or "no limit"


def _at(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d %b, %H:%M}"
