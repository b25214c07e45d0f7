"""What may become of an invitation, and when a reminder is due. Pure: imports no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

ASKED: Final = "asked"
OPENED: Final = "opened"
BOARD: Final = "board"
YES: Final = "yes"
NO: Final = "no"
NO_ANSWER: Final = "no_answer"  # never stored: what an open invitation is once the list has closed

OPEN = frozenset({ASKED, OPENED, BOARD})

NEXT: dict[str, frozenset[str]] = {
    ASKED: frozenset({OPENED, BOARD, YES, NO}),
    OPENED: frozenset({BOARD, YES, NO}),
    BOARD: frozenset({BOARD, YES, NO}),  # boards put things off
    NO: frozenset({BOARD, YES, NO}),  # and people change their minds
    YES: frozenset({YES}),  # anew, where the first request came to nothing
}

REMIND_BEFORE: Final = timedelta(days=3)
LEAVE_ALONE: Final = timedelta(days=2)  # after the invitation, and after a reminder
LATEST_BOARD: Final = timedelta(days=366)

Deadline = Literal["soft", "hard"]
Slot = Literal["soft", "hard", "by_hand"]


def before(wanted: str) -> tuple[str, ...]:
    """Return the statuses from which an invitation may become `wanted`.

    Raises:
        ValueError: `wanted` is no status that can be stored.
    """
    if wanted not in NEXT:
        raise ValueError(f"{wanted!r} can't be stored: use one of {', '.join(NEXT)}")
    return tuple(current for current, after in NEXT.items() if wanted in after)


def shown(status: str, *, closed: bool) -> str:
    """Return the status as the organizer sees it: what is open when the list closes has no answer.

    Args:
        closed: whether nobody can sign any more.
    """
    return NO_ANSWER if closed and status in OPEN else status


def check_board_day(day: date, *, today: date) -> None:
    """Refuse a day on which no board will meet.

    Raises:
        ValueError: with a sentence for the person who was invited.
    """
    if day < today:
        raise ValueError("That day has passed: enter the day of the next meeting.")
    if day - today > LATEST_BOARD:
        raise ValueError("That is more than a year away: enter the day of the next meeting.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of one invitation when reminders are decided; times are timezone-aware."""

    status: str
    asked_at: datetime
    board_until: date | None = None
    reminded_soft_at: datetime | None = None
    reminded_hard_at: datetime | None = None


def reminder_due(
    asked: Asked, *, soft: datetime | None, hard: datetime | None, now: datetime, today: date
) -> Deadline | None:
    """Return before which deadline a reminder is due at `now`, or None.

    One before each deadline, in its last three days; never after yes or no, never while a board
    has yet to meet, never within two days of the invitation or of the other reminder.

    Args:
        today: the day of `now` where the organizer is.
    """
    if asked.status not in OPEN or _board_meets_yet(asked, today):
        return None
    last = max(filter(None, [asked.asked_at, asked.reminded_soft_at, asked.reminded_hard_at]))
    if now - last < LEAVE_ALONE:
        return None
    if _in_last_days(hard, now):
        return None if asked.reminded_hard_at else "hard"
    if _in_last_days(soft, now):
        return None if asked.reminded_soft_at else "soft"
    return None


def reminder_by_hand(
    asked: Asked, *, soft: datetime | None, hard: datetime | None, now: datetime
) -> Slot | None:
    """Return which reminder an organizer may send now: the one before the next deadline.

    None once it was sent, and after an answer. Without a deadline ahead it is one of its own.
    """
    if asked.status not in OPEN:
        return None
    if soft is not None and now < soft:
        return None if asked.reminded_soft_at else "soft"
    if hard is not None and now < hard:
        return None if asked.reminded_hard_at else "hard"
    return "by_hand"


def _board_meets_yet(asked: Asked, today: date) -> bool:
    return asked.status == BOARD and asked.board_until is not None and today <= asked.board_until


def _in_last_days(deadline: datetime | None, now: datetime) -> bool:
    return deadline is not None and deadline - REMIND_BEFORE <= now < deadline
