"""What is known of each dispatch and of the last answer, as facts for a sentence. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from delivery.models import OutboundMessage
from letters.models import Dispatch, Response
from letters.public_status import Answer, Way

_Status = OutboundMessage.Status
_FAILED = frozenset({_Status.BOUNCED, _Status.FAILED, _Status.CANCELLED})
_HEAVY = ("edition__document", "edition__recipients")
_ARRIVED = frozenset({"delivered", "autoresponded"})  # the other side, or a machine of theirs


def known_of_ways() -> tuple[Prefetch[Any, Any, Any], ...]:
    """Return what a correspondence is fetched with: its ways, what became of them, its answers.

    Of messages only what the sentence needs: their words stand sealed and are not opened for it.
    """
    messages = OutboundMessage.objects.only("pk", "status", "accepted_at")
    return (
        Prefetch("dispatches", Dispatch.objects.select_related("edition").defer(*_HEAVY)),
        Prefetch("dispatches__message", messages),
        Prefetch("dispatches__message__events"),
        Prefetch("responses"),
    )


def way_of(dispatch: Dispatch) -> Way:
    """Return what is known; for mail its message and the message's events are read."""
    message = dispatch.message
    if message is None:
        return Way(
            dispatch.channel,  # type: ignore[arg-type]  # one of the choices
            dispatch.sent_on,
            dispatch.delivered_on,
            failed=dispatch.failed_on is not None,
        )
    failed = message.status in _FAILED
    arrived = [event.at for event in message.events.all() if event.type in _ARRIVED]
    return Way(
        "email",
        sent_on=local_day(message.accepted_at),
        delivered_on=None if failed else local_day(min(arrived, default=None)),
        failed=failed,
        unknown=message.status == _Status.UNCERTAIN,
    )


def answer_of(responses: Iterable[Response]) -> Answer | None:
    """Return the last answer; of one day the one that was written down last."""
    last = max(responses, key=lambda one: (one.received_on, one.pk), default=None)
    return Answer(last.kind, last.received_on) if last else None  # type: ignore[arg-type]


def newest_ways(dispatches: list[Dispatch]) -> list[Dispatch]:
    """Return the dispatches of the newest edition among them."""
    newest = max((one.edition.number for one in dispatches), default=0)
    return [one for one in dispatches if one.edition.number == newest]


def local_day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
