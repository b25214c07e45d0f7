"""What may become of a sign-on, and when a text can be signed. Pure: imports no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

PENDING = "pending"
VERIFIED = "verified"
APPROVED = "approved"
DECLINED = "declined"
WITHDRAWN = "withdrawn"
LAPSED = "lapsed"

OPEN = frozenset({PENDING, VERIFIED})
STANDING = OPEN | {APPROVED}  # what can still be withdrawn
CLOSED = frozenset({DECLINED, WITHDRAWN, LAPSED})

NEXT: dict[str, frozenset[str]] = {
    PENDING: frozenset({VERIFIED, WITHDRAWN, LAPSED}),
    VERIFIED: frozenset({APPROVED, DECLINED, WITHDRAWN, LAPSED}),
    # Back to review: undone, or objected to. Declined and back: only with many others at once.
    APPROVED: frozenset({VERIFIED, DECLINED, WITHDRAWN}),
    DECLINED: frozenset({VERIFIED, APPROVED}),
    WITHDRAWN: frozenset(),
    LAPSED: frozenset(),
}


def can_become(current: str, wanted: str) -> bool:
    """Return whether a sign-on may go from `current` to `wanted`.

    Raises:
        ValueError: one of the two is no status.
    """
    for value in (current, wanted):
        if value not in NEXT:
            raise ValueError(f"{value!r} is no status of a sign-on: use one of {', '.join(NEXT)}")
    return wanted in NEXT[current]


def before(wanted: str) -> tuple[str, ...]:
    """Return the statuses from which a sign-on may become `wanted`, in order of life."""
    return tuple(current for current in NEXT if can_become(current, wanted))


Phase = Literal["not_yet", "open", "closed"]


@dataclass(frozen=True, slots=True)
class SigningState:
    """Whether a page takes sign-ons now, and between which moments (None: no such limit).

    `is_late`: the last moment has passed, and who signs now stands in the next printing.
    """

    phase: Phase
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    is_late: bool = False

    @property
    def is_open(self) -> bool:
        return self.phase == "open"


def signing_state(
    *,
    opens_at: datetime | None,
    closes_at: datetime | None,
    now: datetime,
    allow_late: bool = False,
) -> SigningState:
    """Return the state at `now`; the first moment is open, the last is already closed.

    Args:
        allow_late: whether the list stays open after its last moment, then without an end.
    """
    phase: Phase = "open"
    if opens_at is not None and now < opens_at:
        phase = "not_yet"
    if closes_at is not None and now >= closes_at:
        if allow_late and phase == "open":
            return SigningState("open", opens_at, None, is_late=True)
        phase = "closed"
    return SigningState(phase, opens_at, closes_at)
