"""What a message's status may become. Pure.

Our own steps and the provider's reports are events; a status changes only along this table. Reports
arrive repeated and in any order, so among them the one that says most wins, whichever comes first.
"""

from __future__ import annotations

from datetime import timedelta

QUEUED = "queued"  # waits for a worker, also after a passing failure (then with `not_before`)
LEASED = "leased"  # a worker has it, nothing has gone out
HANDING_OVER = "handing_over"  # committed before the first byte goes out
ACCEPTED = "accepted"  # the provider has it and gave it an id
DEFERRED = "deferred"  # the provider has it, the recipient's server asks it to wait
DELIVERED = "delivered"
AUTORESPONDED = "autoresponded"  # delivered, and a machine answered
BOUNCED = "bounced"
COMPLAINED = "complained"
UNCERTAIN = "uncertain"  # may have gone out; a person decides
FAILED = "failed"  # refused, or given up
HELD = "held"  # a person stopped it
CANCELLED = "cancelled"  # never goes out

# Our own steps: event → the statuses it may start from, and where it leads.
STEPS: dict[str, tuple[frozenset[str], str]] = {
    "claim": (frozenset({QUEUED}), LEASED),
    "release": (frozenset({LEASED}), QUEUED),
    "hand_over": (frozenset({LEASED}), HANDING_OVER),
    "take_along": (frozenset({QUEUED}), HANDING_OVER),  # claimed and marked at once, in a batch
    "accept": (frozenset({HANDING_OVER, UNCERTAIN}), ACCEPTED),
    "retry": (frozenset({LEASED, HANDING_OVER}), QUEUED),
    "fail": (frozenset({LEASED, HANDING_OVER}), FAILED),
    "lose": (frozenset({HANDING_OVER}), UNCERTAIN),
    "refuse": (frozenset({LEASED}), CANCELLED),  # its mailbox is suppressed
    "hold": (frozenset({QUEUED}), HELD),
    "resume": (frozenset({HELD, UNCERTAIN, FAILED}), QUEUED),
    "cancel": (frozenset({QUEUED, HELD, UNCERTAIN, FAILED}), CANCELLED),
}

# How long a status may last before a step of our own ends it, whether or not a worker lives.
LEASE = timedelta(minutes=2)  # longer than all network timeouts of one message together
TIMEOUTS: dict[str, tuple[timedelta, str]] = {
    LEASED: (LEASE, "release"),  # nothing had gone out
    HANDING_OVER: (LEASE, "lose"),  # nobody knows
}

# The provider's reports, from the one that says least to the one that says most.
REPORTS: tuple[str, ...] = (
    ACCEPTED,
    DEFERRED,
    DELIVERED,
    AUTORESPONDED,
    FAILED,
    BOUNCED,
    COMPLAINED,
)
_RANK = {status: rank for rank, status in enumerate(REPORTS)}

# Nothing more is expected of us; bodies and addresses are erased after the retention.
FINISHED = frozenset({*REPORTS, CANCELLED})


def starts_from(step: str) -> frozenset[str]:
    """Return the statuses from which our own `step` may be taken."""
    return STEPS[step][0]


def leads_to(step: str) -> str:
    """Return the status that our own `step` leads to."""
    return STEPS[step][1]


def status_after(current: str, event: str) -> str:
    """Return the status after `event`, which is `current` where the event changes nothing.

    Args:
        current: a status.
        event: one of our `STEPS`, or the provider's report, one of `REPORTS`.
    Raises:
        ValueError: `event` is neither.
    """
    if event in STEPS:
        return leads_to(event) if current in starts_from(event) else current
    if event not in _RANK:
        raise ValueError(f"event must be a step or a report, got {event!r}")
    # A report about a message that we took for unsent tells us better: it was sent.
    return event if _RANK[event] > _RANK.get(current, -1) else current
