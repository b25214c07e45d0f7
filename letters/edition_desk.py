"""What the organizer sees of a letter's editions: the facts of one admin screen, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from letters.document_store import from_data
from letters.models import Dispatch, Edition, LetterPage

Step = Literal["freeze", "approve", "wait", "dispatch", "done"]


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the letter needs now: `step` names the button, `sentence` says why."""

    step: Step
    sentence: str


def next_step(
    newest: Edition | None, *, user_id: int, alone_allowed: bool, published: int
) -> NextStep:
    """Return what the letter needs of this user now.

    Args:
        newest: the letter's newest edition, if there is one.
        user_id: who looks.
        alone_allowed: whether one person may freeze and approve.
        published: how many signatories stand under the letter today.
    """
    if newest is None:
        return _before_the_first(published)
    if newest.standing == "frozen":
        return _approval(newest, newest.frozen_by_id == user_id and not alone_allowed)
    if newest.standing == "approved":
        return NextStep("dispatch", f"Edition {newest.number} is approved and not yet sent.")
    more = published - newest.signatory_count
    if more > 0:
        sentence = f"Edition {newest.number} was sent. {more} more have signed since."
        return NextStep("freeze", sentence)
    return NextStep("done", f"Edition {newest.number} was sent. Nothing waits.")


def _before_the_first(published: int) -> NextStep:
    if not published:
        return NextStep("wait", "Nobody stands under this letter yet. Review sign-ons first.")
    sentence = f"Signatories under this letter today: {published}. Nothing is printed yet."
    return NextStep("freeze", sentence)


def _approval(newest: Edition, own: bool) -> NextStep:
    waits = f"Edition {newest.number} waits for"
    if own:
        return NextStep("wait", f"{waits} a second person: whoever froze it can’t approve it.")
    return NextStep("approve", f"{waits} approval. Read it first.")


@dataclass(frozen=True, slots=True)
class DispatchRow:
    """One line of the ledger: to whom, how, and what is known of it."""

    addressee: str
    channel: str
    state: str
    tag: str  # Wagtail's status-tag look: "primary", "secondary" or ""
    message_id: int | None


_STATES = {
    "queued": ("Waiting in the outbox", ""),
    "leased": ("Being handed over", ""),
    "handing_over": ("Being handed over", ""),
    "accepted": ("Accepted by the mail provider", "primary"),
    "delivered": ("Delivered", "primary"),
    "deferred": ("Put off by the receiving server; it will be tried again", ""),
    "bounced": ("Bounced: the address doesn’t take mail", "secondary"),
    "complained": ("Marked as unwanted by the addressee", "secondary"),
    "uncertain": ("Unknown whether it arrived: decide in the outbox", "secondary"),
    "failed": ("Failed", "secondary"),
    "held": ("Held until a person resumes it", "secondary"),
    "cancelled": ("Cancelled", "secondary"),
}


def dispatch_rows(edition: Edition) -> list[DispatchRow]:
    """Return the edition's ledger, in the order of the addressees; one query."""
    return [_row(dispatch) for dispatch in edition.dispatches.select_related("message")]


def _row(dispatch: Dispatch) -> DispatchRow:
    if dispatch.message is None:
        return DispatchRow(
            dispatch.addressee, "Paper", "No email address: print it and post it", "", None
        )
    state, tag = _STATES.get(dispatch.message.status, (dispatch.message.status, ""))
    return DispatchRow(dispatch.addressee, "Email", state, tag, dispatch.message_id)


def destinations(edition: Edition) -> list[str]:
    """Return where sending the edition would take it: one line an addressee."""
    names = [addressee.name for addressee in from_data(edition.document).addressees]
    return [
        f"{name}: by email to {address}" if address else f"{name}: on paper, no email address"
        for name, address in zip(names, edition.recipients, strict=True)
    ]


def editions_of(letter: LetterPage) -> list[Edition]:
    """Return the letter's editions, newest first, with their text and people; one query."""
    together = ("text", "frozen_by", "approved_by", "dispatched_by")
    return list(letter.editions.select_related(*together))
