"""What a letter's ledger needs of a person now: one sentence each, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from delivery.models import OutboundMessage
from letters.models import Correspondence, Dispatch, Response
from letters.public_status import Answer
from letters.standing import day
from letters.ways import answer_of, newest_ways, way_of

_Status = OutboundMessage.Status


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits; `about` is the correspondence that it leads to."""

    sentence: str
    about: int | None = None


def needs_of(found: Sequence[Correspondence], *, today: date) -> list[Need]:
    """Return what waits in `found`, whose dispatches and responses are prefetched."""
    if not found:
        return [Need("Nothing was sent yet: freeze an edition, have it approved, and send it.")]
    pressing = [
        *(need for one in found for need in _unread(one)),
        *(need for one in found for need in _undelivered(one)),
        *(need for one in found for need in _planned(one)),
        *(need for one in found for need in _overdue(one, today)),
    ]
    return pressing or [Need(_nothing(found, today))]


def waits_for_answer(one: Correspondence, answer: Answer | None) -> bool:
    """Return whether an answer that settles the matter is still expected."""
    open_yet = answer is None or answer.kind == "acknowledged"
    return open_yet and one.follow_up_on is not None


def is_due(one: Correspondence, answer: Answer | None, today: date) -> bool:
    """Return whether an answer was expected by today, and none that settles it has come."""
    due = one.follow_up_on
    return due is not None and due <= today and waits_for_answer(one, answer)


def _unread(one: Correspondence) -> Iterator[Need]:
    if any(response.kind == Response.Kind.UNREAD for response in one.responses.all()):
        yield Need(f"{one} has answered: read it, and say what it is.", one.pk)


def _undelivered(one: Correspondence) -> Iterator[Need]:
    dispatches = newest_ways(list(one.dispatches.all()))
    ways = [way_of(dispatch) for dispatch in dispatches]
    if any(way.state == "delivered" for way in ways) or one.responses.all():
        return
    for dispatch in dispatches:
        status = dispatch.message.status if dispatch.message else ""
        if status == _Status.UNCERTAIN:
            yield Need(f"It isn’t known whether the mail to {one} went out: decide.", one.pk)
        elif status == _Status.HELD:
            yield Need(f"The mail to {one} is held in the outbox.", one.pk)
    if all(way.state == "failed" for way in ways):
        yield Need(f"Nothing reached {one}: choose another way.", one.pk)


def _planned(one: Correspondence) -> Iterator[Need]:
    for dispatch in newest_ways(list(one.dispatches.all())):
        if dispatch.message is None and way_of(dispatch).state == "planned":
            by = Dispatch.Channel(dispatch.channel).label.lower()
            yield Need(f"{one}: still to be sent ({by}). Write down when it went.", one.pk)


def _overdue(one: Correspondence, today: date) -> Iterator[Need]:
    due = one.follow_up_on
    if due is not None and is_due(one, answer_of(one.responses.all()), today):
        sentence = f"{one}: an answer was expected by {day(due)}. Ask, or set another day."
        yield Need(sentence, one.pk)


def _nothing(found: Sequence[Correspondence], today: date) -> str:
    ahead = [
        one.follow_up_on
        for one in found
        if one.follow_up_on
        and one.follow_up_on > today
        and waits_for_answer(one, answer_of(one.responses.all()))
    ]
    if ahead:
        return f"Nothing waits. The next answer is expected by {day(min(ahead))}."
    return "Nothing waits."
