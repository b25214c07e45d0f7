"""The circuit of the provider: after failures running nobody tries it for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from delivery.many import any_row
from delivery.models import Circuit
from delivery.provider import provider_in_use

STRIKES = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=30)
PROBE = timedelta(minutes=2)  # how long the one that tries has time


def standing() -> Circuit | None:
    """Return the circuit of the provider in use; None while it has not failed."""
    if not any_row(Circuit, "provider = %s", [provider_in_use()]):
        return None
    return Circuit.objects.filter(provider=provider_in_use()).first()


def most_allowed(circuit: Circuit | None, *, now: datetime, most: int) -> int:
    """Return how many messages may be claimed: none while it is open, one that tries after that.

    Only one worker may let one try: it moves `open_until` on.
    """
    if circuit is None or circuit.open_until is None:
        return most
    if circuit.open_until > now:
        return 0
    won = Circuit.objects.filter(pk=circuit.pk, open_until=circuit.open_until)
    return min(most, won.update(open_until=now + PROBE))


def works() -> None:
    """Record that the provider answered: the circuit is closed."""
    Circuit.objects.filter(provider=provider_in_use()).delete()


def failed(
    *, reason: str, now: datetime, began: datetime | None = None, wait: timedelta | None = None
) -> bool:
    """Record that the provider didn't take a message; return whether the circuit is open now.

    Args:
        began: when that message was handed over. What was on its way when the circuit opened
            says nothing new.
        wait: how long the provider asked us to wait (None: it didn't); it is kept at once.
    """
    name = provider_in_use()
    circuit, _ = Circuit.objects.get_or_create(
        provider=name, defaults={"reason": reason[:300], "failed_at": now}
    )
    if circuit.open_until is not None and began is not None and began <= circuit.failed_at:
        return True
    row = Circuit.objects.filter(pk=circuit.pk)
    row.update(strikes=F("strikes") + 1, reason=reason[:300], failed_at=now)
    circuit.refresh_from_db()
    if wait is None and circuit.strikes < STRIKES and not circuit.trips:
        return False
    pause = wait or min(FIRST_WAIT * 2 ** min(circuit.trips, 10), LONGEST_WAIT)
    until = max(now + pause, circuit.open_until or now)
    row.update(open_until=until, trips=circuit.trips + (wait is None), strikes=0)
    return True
