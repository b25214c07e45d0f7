"""What an organizer sees of a page's invitations: what they need now, the picture, the rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from signatories import invitation_status as rules
from signatories.inviting import as_asked
from signatories.models import Invitation, PrivateLink, SignablePage, SignOn
from signatories.safe_sheets import safe_cell

# In the order of the picture: certain first, silence last.
LABELS = {
    rules.YES: "Yes",
    rules.BOARD: "Needs its board",
    rules.OPENED: "Opened",
    rules.ASKED: "Asked",
    rules.NO: "No",
    rules.NO_ANSWER: "No answer",
}
_CLAIMS = {
    SignOn.Status.PENDING: "its mailbox is not confirmed yet",
    SignOn.Status.VERIFIED: "waits for review",
    SignOn.Status.APPROVED: "stands under the letter",
    SignOn.Status.DECLINED: "was declined",
    SignOn.Status.WITHDRAWN: "was withdrawn",
    SignOn.Status.LAPSED: "lapsed",
}
_CAME_TO_NOTHING = frozenset({"declined", "withdrawn", "lapsed"})
COLUMNS = (
    "organization", "mailbox_domain", "state", "board_until", "sign_on", "asked_on", "answered_on",
    "reminded_on", "passed_on", "revoked_on", "reason", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the picture: `start` and `width` in percent of the bar, with a point."""

    key: str
    label: str
    number: int
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class Row:
    """One invitation as the board shows it."""

    invitation: Invitation
    key: str  # the state as shown; "revoked" for what was taken back
    state: str
    detail: str
    since: datetime
    reminded: tuple[datetime, ...]
    can_remind: bool
    can_revoke: bool
    review_of: int | None  # the sign-on that waits for review


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits for the organizer; `about` says which rows or screen it leads to."""

    sentence: str
    about: str  # "add", "review", a state, or nothing


@dataclass(frozen=True, slots=True)
class Board:
    """All of it."""

    needs: tuple[Need, ...]
    segments: tuple[Segment, ...]
    total: int
    rows: tuple[Row, ...]
    general_link: PrivateLink | None


def board(page: SignablePage, *, now: datetime) -> Board:
    """Return the board of `page`; the number of queries does not grow with the invitations."""
    found = Invitation.objects.filter(page_id=page.pk).select_related("sign_on")
    closed = page.signing_state(now, private=True).phase == "closed"
    rows = tuple(_row(one, page, closed, now) for one in found)
    counted = Counter(row.key for row in rows if row.key in LABELS)
    general = PrivateLink.objects.filter(page_id=page.pk, invitation=None, revoked_at=None)
    return Board(
        needs=tuple(_needs(page, rows, counted, now)),
        segments=segments(counted),
        total=counted.total(),
        rows=tuple(sorted(rows, key=_order)),
        general_link=general.select_related("created_by").first(),
    )


def segments(counted: Counter[str]) -> tuple[Segment, ...]:
    """Return the parts of the bar that are not empty, side by side."""
    total, start, parts = counted.total(), 0.0, []
    for key, label in LABELS.items():
        if counted[key]:
            width = 100 * counted[key] / total
            parts.append(Segment(key, label, counted[key], f"{start:.3f}", f"{width:.3f}"))
            start += width
    return tuple(parts)


def _order(row: Row) -> tuple[bool, int, str]:
    """What may need somebody first, then by name; what was taken back last."""
    needy = row.review_of is not None or row.detail.endswith("has passed")
    place = {rules.BOARD: 1, rules.OPENED: 2, rules.ASKED: 2, rules.NO_ANSWER: 3}
    return row.key == "revoked", 0 if needy else place.get(row.key, 4), row.invitation.name_key


def _row(one: Invitation, page: SignablePage, closed: bool, now: datetime) -> Row:
    key = "revoked" if one.revoked_at else rules.shown(one.status, closed=closed)
    reminded = (one.reminded_soft_at, one.reminded_hard_at, one.reminded_by_hand_at)
    claim = one.sign_on if one.status == rules.YES else None
    return Row(
        invitation=one,
        key=key,
        state=LABELS.get(key, "Taken back"),
        detail=_detail(one, claim, timezone.localdate(now)),
        since=one.revoked_at or one.answered_at or one.opened_at or one.created_at,
        reminded=tuple(sorted(filter(None, reminded))),
        can_remind=one.revoked_at is None and not closed and _slot(one, page, now) is not None,
        can_revoke=one.revoked_at is None,
        review_of=claim.pk if claim and claim.status == SignOn.Status.VERIFIED else None,
    )


def _slot(one: Invitation, page: SignablePage, now: datetime) -> rules.Slot | None:
    soft, hard = page.deadlines()
    slot = rules.reminder_by_hand(as_asked(one), soft=soft, hard=hard, now=now)
    return None if slot == "by_hand" and one.reminded_by_hand_at else slot


def _detail(one: Invitation, claim: SignOn | None, today: date) -> str:
    if claim is not None:
        passed_on = "passed on to a colleague; " if one.forwarded_at else ""
        return passed_on + _CLAIMS[SignOn.Status(claim.status)]
    if one.status == rules.BOARD and one.board_until:
        day = f"{one.board_until.day} {one.board_until:%B %Y}"
        return f"{day} has passed" if one.board_until < today else f"meets on {day}"
    return ""


def _needs(
    page: SignablePage, rows: tuple[Row, ...], counted: Counter[str], now: datetime
) -> list[Need]:
    if not rows:
        return [Need("Nobody is asked yet.", "add")]
    needs = []
    waiting = sum(row.review_of is not None for row in rows)
    claims = [row.invitation.sign_on for row in rows if row.key == rules.YES]
    lost = sum(claim is not None and claim.status in _CAME_TO_NOTHING for claim in claims)
    overdue = sum(row.key == rules.BOARD and row.detail.endswith("has passed") for row in rows)
    if waiting:
        needs.append(Need(f"{waiting} said yes and {_wait(waiting)} for your review.", "review"))
    if overdue:
        needs.append(Need(f"{_boards(overdue)} met, and there is no answer yet.", rules.BOARD))
    if lost:
        needs.append(Need(f"{lost} said yes, but nothing came of the request.", rules.YES))
    quiet = counted[rules.ASKED] + counted[rules.OPENED]
    if quiet:
        needs.append(Need(f"{quiet} {_have(quiet)} not answered. {_reminders(page, now)}", ""))
    return needs or [Need("Nothing waits: everybody has answered.", "")]


def _wait(number: int) -> str:
    return "waits" if number == 1 else "wait"


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def _boards(number: int) -> str:
    return "1 board has" if number == 1 else f"{number} boards have"


def _reminders(page: SignablePage, now: datetime) -> str:
    """Return when reminders go out by themselves."""
    ahead = [end for end in page.deadlines() if end is not None and now < end]
    if not ahead:
        return "There is no deadline ahead, so no reminder goes out by itself."
    first = min(ahead) - rules.REMIND_BEFORE
    if first <= now:
        return "Reminders go out in these days."
    day = timezone.localtime(first)
    return f"The next reminders go out from {day.day} {day:%B %Y}."


def as_csv(shown: Board) -> str:
    """Return the board as comma-separated values; no address and no person's name is in it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in shown.rows:
        writer.writerow([safe_cell(cell) for cell in _cells(row)])
    return buffer.getvalue()


def _cells(row: Row) -> tuple[str, ...]:
    one = row.invitation
    claim = one.sign_on.status if one.sign_on else ""
    return (
        one.name,
        one.mailbox_domain,
        row.state,
        one.board_until.isoformat() if one.board_until else "",
        claim,
        _day(one.created_at),
        _day(one.answered_at),
        " ".join(map(_day, row.reminded)),
        _day(one.forwarded_at),
        _day(one.revoked_at),
        one.reason,
        one.note,
    )


def _day(moment: datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""
