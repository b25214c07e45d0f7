"""What the organizer sees of a letter's editions: the facts of one admin screen, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format

from letters import services
from letters.document_store import from_data
from letters.mail_states import MAIL_STATES
from letters.models import Dispatch, Edition, EditionFile, LetterPage
from letters.standing import minute
from signatories.models import SignOn

Step = Literal["publish", "review", "freeze", "approve", "ask", "dispatch", "wait", "mend", "done"]
StageState = Literal["done", "now", "later"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the next step depends on, for one letter and one person who looks."""

    newest: Edition | None
    live: bool
    published: int  # signatories under the letter today
    stale: str  # why the newest edition can't be sent any more; empty while it can
    is_freezer: bool  # the person froze the newest edition
    alone_allowed: bool  # the settings let one person freeze and approve
    in_trouble: int  # messages of the newest edition that a person has to look at


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the letter needs now: `step` names the button, `sentence` says why."""

    step: Step
    sentence: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One station on the letter's way, with the fact that says how far it is."""

    name: str
    fact: str
    state: StageState


def standing_of(
    letter: LetterPage, newest: Edition | None, *, user_id: int, alone_allowed: bool
) -> Standing:
    """Return where the letter stands for the user; at most four queries."""
    return Standing(
        newest=newest,
        live=letter.live,
        published=SignOn.objects.published(page_id=letter.pk).count(),
        stale=_stale_because(newest) if newest else "",
        is_freezer=newest is not None and newest.frozen_by_id == user_id,
        alone_allowed=alone_allowed,
        in_trouble=newest.dispatches.filter(message__status__in=_TROUBLE).count() if newest else 0,
    )


def _stale_because(newest: Edition) -> str:
    if newest.standing == "dispatched":
        return ""
    if not newest.text.in_force:
        return "the letter’s text has changed since it was frozen"
    gone = len(services.names_gone(newest))
    if gone:
        who = "1 of its signatories has" if gone == 1 else f"{gone} of its signatories have"
        return f"{who} left since it was frozen"
    return ""


def next_step(standing: Standing) -> NextStep:
    """Return what the letter needs of this person now."""
    newest = standing.newest
    if newest is None or (newest.standing != "dispatched" and standing.stale):
        return _to_freeze(standing)
    if newest.standing == "frozen":
        return _approval(newest, standing)
    if newest.standing == "approved":
        return _to_send(newest)
    return _after_sending(newest, standing)


def _to_send(newest: Edition) -> NextStep:
    if newest.scheduled_for is None:
        return NextStep("dispatch", f"Edition {newest.number} is approved and not yet sent.")
    moment = minute(timezone.localtime(newest.scheduled_for))
    if newest.held_because:
        held = f"Edition {newest.number} was to be sent on {moment} and is held."
        return NextStep("dispatch", f"{held} {newest.held_because} You decide.")
    return NextStep("wait", f"Edition {newest.number} will be sent on {moment}.")


def _to_freeze(standing: Standing) -> NextStep:
    if not standing.live:
        return NextStep("publish", "The letter isn’t published: only what is public can be sent.")
    if not standing.published:
        return NextStep("review", "Nobody stands under this letter yet. Review sign-ons first.")
    if standing.newest:
        number = standing.newest.number
        sentence = f"Edition {number} can’t be sent: {standing.stale}. Freeze a new one."
        return NextStep("freeze", sentence)
    sentence = f"Signatories under this letter today: {standing.published}. Nothing is printed yet."
    return NextStep("freeze", sentence)


def _approval(newest: Edition, standing: Standing) -> NextStep:
    waits = f"Edition {newest.number} waits for"
    if standing.is_freezer and not standing.alone_allowed:
        return NextStep("ask", f"{waits} a second person: whoever froze it can’t approve it.")
    return NextStep("approve", f"{waits} approval. Read it first.")


def _after_sending(newest: Edition, standing: Standing) -> NextStep:
    if standing.in_trouble:
        one = standing.in_trouble == 1
        which = "1 message needs" if one else f"{standing.in_trouble} messages need"
        return NextStep("mend", f"Edition {newest.number} was sent. {which} a person: see below.")
    more = standing.published - newest.signatory_count
    if more > 0 and standing.live:
        have = "has" if more == 1 else "have"
        return NextStep(
            "freeze", f"Edition {newest.number} was sent. {more} more {have} signed since."
        )
    return NextStep("done", f"Edition {newest.number} was sent. Nothing waits.")


def may_be_replaced(standing: Standing, step: NextStep) -> bool:
    """Return whether a new edition could be frozen although the letter doesn't need one."""
    fits = standing.live and standing.published > 0 and standing.newest is not None
    return fits and step.step != "freeze"


@dataclass(frozen=True, slots=True)
class DispatchRow:
    """One line of the ledger: to whom, how, and what is known of it."""

    addressee: str
    channel: str
    state: str
    certain: bool  # it is known to have gone out
    arrived: bool
    message_id: int | None


_TROUBLE = ("bounced", "complained", "failed", "held", "uncertain")


def dispatch_rows(edition: Edition) -> list[DispatchRow]:
    """Return the edition's ledger, in the order of the addressees; one query."""
    return [_row(dispatch) for dispatch in edition.dispatches.select_related("message")]


def _row(dispatch: Dispatch) -> DispatchRow:
    message = dispatch.message
    if message is None:
        sentence = "No email address: print it and post it"
        channel = Dispatch.Channel(dispatch.channel)
        if channel == Dispatch.Channel.POST and dispatch.sent_on is None:
            return DispatchRow(dispatch.addressee, channel.label, sentence, False, False, None)
        arrived = dispatch.delivered_on is not None
        state = "Delivered" if arrived else "Sent" if dispatch.sent_on else "To be sent"
        state = "Came back" if dispatch.failed_on else state
        return DispatchRow(dispatch.addressee, channel.label, state, arrived, arrived, None)
    return DispatchRow(
        addressee=dispatch.addressee,
        channel="Email",
        state=MAIL_STATES.get(message.status, message.status),
        certain=message.status in ("accepted", "delivered"),
        arrived=message.status == "delivered",
        message_id=message.pk,
    )


def stages(standing: Standing, rows: Sequence[DispatchRow]) -> list[Stage]:
    """Return the letter's way from publication to arrival; the first that isn't done is "now".

    Args:
        rows: the ledger of the newest edition, empty before it was sent.
    """
    newest = standing.newest
    mailed = [row for row in rows if row.channel == "Email"]
    arrived = sum(row.arrived for row in mailed)
    way = [
        ("Published", standing.live, "public" if standing.live else "not yet"),
        ("Signed", standing.published > 0, f"by {standing.published}"),
        ("Frozen", newest is not None, f"edition {newest.number}" if newest else "not yet"),
        _dated("Approved", newest.approved_at if newest else None),
        _dated("Sent", newest.dispatched_at if newest else None),
        (
            "Delivered",
            bool(mailed) and arrived == len(mailed),
            f"known of {arrived} in {len(mailed)}" if mailed else "not yet",
        ),
    ]
    first = next((place for place, (_, done, _) in enumerate(way) if not done), len(way))
    return [
        Stage(name, fact, "done" if done else "now" if place == first else "later")
        for place, (name, done, fact) in enumerate(way)
    ]


def _dated(name: str, moment: datetime | None) -> tuple[str, bool, str]:
    fact = f"{date_format(timezone.localtime(moment), 'j M Y')}" if moment else "not yet"
    return name, moment is not None, fact


def destinations(edition: Edition) -> list[str]:
    """Return where sending the edition would take it: one line an addressee."""
    names = [addressee.name for addressee in from_data(edition.document).addressees]
    return [
        f"{name}: by email to {address}" if address else f"{name}: on paper, no email address"
        for name, address in zip(names, edition.recipients, strict=True)
    ]


def editions_of(letter: LetterPage) -> list[Edition]:
    """Return the letter's editions, newest first, with text, people and file sizes; two queries."""
    together = ("text", "frozen_by", "approved_by", "dispatched_by")
    sizes = Prefetch("files", EditionFile.objects.defer("content"))
    return list(letter.editions.select_related(*together).prefetch_related(sizes))
