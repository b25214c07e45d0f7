"""The letter's ledger: what people write down of its delivery. Changes only, each safe to repeat.

What went by mail is known from its message and is not written here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from delivery.services import mark_seen
from letters.correspondences import SETTLED
from letters.models import Correspondence, Dispatch, LedgerFile, Response
from letters.proofs import CheckedFile
from privacy.text import clean_text

if TYPE_CHECKING:
    from django.contrib.auth.models import User

BY_PERSON = tuple(
    channel for channel in Dispatch.Channel.values if channel != Dispatch.Channel.EMAIL
)


class NotRecorded(ValueError):
    """Says in a sentence for the organizer why something can't stand in the ledger."""


@dataclass(frozen=True, slots=True)
class WayFacts:
    """What a person knows of one way to an addressee; None and "" are not known."""

    sent_on: date | None = None
    delivered_on: date | None = None
    failed_on: date | None = None
    reference: str = ""
    note: str = ""


@transaction.atomic
def add_way(
    *, correspondence_id: int, channel: str, facts: WayFacts, by: User, now: datetime
) -> Dispatch | None:
    """Put the newest sent edition on one more channel; None if it is there already.

    Raises:
        NotRecorded: mail is not written down by hand, or the days can't be true.
    """
    if channel not in BY_PERSON:
        raise NotRecorded("Email is sent from here, so it isn’t written down by hand.")
    correspondence = Correspondence.objects.get(pk=correspondence_id)
    newest = correspondence.dispatches.order_by("-edition__number").first()
    if newest is None:
        raise NotRecorded("Nothing was sent to this addressee yet: send an edition first.")
    _check_days(facts, today=timezone.localdate(now))
    _check_known(facts, proofs=False)
    made, new = Dispatch.objects.get_or_create(
        edition_id=newest.edition_id,
        position=newest.position,
        channel=channel,
        defaults={
            **_columns(facts),
            "correspondence": correspondence,
            "addressee": newest.addressee,
            "recorded_by": by,
            "recorded_at": now,
            "created_at": now,
        },
    )
    return made if new else None


@transaction.atomic
def record_way(
    *,
    dispatch_id: int,
    facts: WayFacts,
    proof: CheckedFile | None = None,
    by: User,
    now: datetime,
) -> bool:
    """Write down what became of one way, with its proof; True if that changed something.

    Raises:
        NotRecorded: it went by mail, the days can't be true, or nothing says that it arrived.
    """
    found = Dispatch.objects.select_for_update().get(pk=dispatch_id)
    if found.message_id is not None:
        raise NotRecorded("What became of an email is known from its messages.")
    _check_days(facts, today=timezone.localdate(now))
    _check_known(facts, proofs=proof is not None or found.proofs.exists())
    stored = add_file(dispatch=found, file=proof, by=by, now=now) if proof else None
    new = _columns(facts)
    if all(getattr(found, column) == value for column, value in new.items()):
        return stored is not None
    changed = Dispatch.objects.filter(pk=dispatch_id, message=None)
    return changed.update(**new, recorded_by=by, recorded_at=now) == 1


def drop_way(*, dispatch_id: int) -> bool:
    """Take back a way that was only planned; False once anything of it is known."""
    planned = Dispatch.objects.filter(
        pk=dispatch_id,
        message=None,
        sent_on=None,
        delivered_on=None,
        failed_on=None,
        proofs=None,
    )
    with transaction.atomic():
        found = planned.select_related("correspondence").first()
        if found is None or found.correspondence.dispatches.count() < 2:
            return False
        return bool(planned.delete()[0])


def follow_up(*, correspondence_id: int, on: date | None) -> bool:
    """Set the day by which an answer is expected, None for never; True if that changed."""
    other = Correspondence.objects.filter(pk=correspondence_id).exclude(follow_up_on=on)
    if on is None:
        other = Correspondence.objects.filter(pk=correspondence_id, follow_up_on__isnull=False)
    return other.update(follow_up_on=on) == 1


def show(*, correspondence_id: int, shown: bool) -> bool:
    """Set whether the letter's page says what became of it here; True if that changed."""
    other = Correspondence.objects.filter(pk=correspondence_id, shown=not shown)
    return other.update(shown=shown) == 1


@transaction.atomic
def record_response(
    *,
    correspondence_id: int,
    kind: str,
    received_on: date,
    summary: str = "",
    document: CheckedFile | None = None,
    by: User,
    now: datetime,
) -> Response:
    """Return the answer as it was written down; one that settles the matter ends the waiting.

    Raises:
        NotRecorded: the kind is none that a person can find it to be, or the day is to come.
    """
    _check_answer(kind, received_on, timezone.localdate(now))
    made = Response.objects.create(
        correspondence_id=correspondence_id,
        kind=kind,
        received_on=received_on,
        summary=clean_text(summary, limit=500),
        recorded_by=by,
        recorded_at=now,
    )
    if document:
        add_file(response=made, file=document, by=by, now=now)
    _end_waiting(made)
    return made


@transaction.atomic
def read_response(
    *, response_id: int, kind: str, summary: str = "", by: User, now: datetime
) -> bool:
    """Say what an answer is that came by itself, or correct what was said; True if that changed.

    Raises:
        NotRecorded: the kind is none that a person can find it to be.
    """
    found = Response.objects.select_for_update().get(pk=response_id)
    _check_answer(kind, found.received_on, timezone.localdate(now))
    summary = clean_text(summary, limit=500)
    if (found.kind, found.summary) == (kind, summary):
        return False
    found.kind, found.summary, found.recorded_by, found.recorded_at = kind, summary, by, now
    found.save(update_fields=["kind", "summary", "recorded_by", "recorded_at"])
    if found.inbound_id is not None:
        mark_seen(inbound_id=found.inbound_id, now=now)
    _end_waiting(found)
    return True


def add_file(
    *,
    dispatch: Dispatch | None = None,
    response: Response | None = None,
    file: CheckedFile,
    by: User,
    now: datetime,
) -> LedgerFile | None:
    """Keep a checked file with a way or an answer; None if the same bytes are there already."""
    digest = hashlib.sha256(file.content).hexdigest()
    if LedgerFile.objects.filter(dispatch=dispatch, response=response, sha256=digest).exists():
        return None
    return LedgerFile.objects.create(
        dispatch=dispatch,
        response=response,
        filename=file.filename,
        media_type=file.media_type,
        content=file.content,
        sha256=digest,
        size=len(file.content),
        stored_at=now,
        stored_by=by,
    )


def _columns(facts: WayFacts) -> dict[str, object]:
    return {
        "sent_on": facts.sent_on,
        "delivered_on": facts.delivered_on,
        "failed_on": facts.failed_on,
        "reference": clean_text(facts.reference, limit=120),
        "note": clean_text(facts.note, limit=300),
    }


def _check_days(facts: WayFacts, *, today: date) -> None:
    known = [day for day in (facts.sent_on, facts.delivered_on, facts.failed_on) if day]
    if any(day > today for day in known):
        raise NotRecorded("A day in the future isn’t known yet: leave it empty until it has come.")
    ended = facts.delivered_on or facts.failed_on
    if ended and not facts.sent_on:
        raise NotRecorded("Say on which day it was sent, before how it ended.")
    if facts.delivered_on and facts.failed_on:
        raise NotRecorded("It either arrived or came back: leave one of the days empty.")
    if ended and facts.sent_on and ended < facts.sent_on:
        raise NotRecorded("It can’t have arrived or come back before it was sent.")


def _check_known(facts: WayFacts, *, proofs: bool) -> None:
    if facts.delivered_on and not (proofs or facts.reference or facts.note):
        raise NotRecorded(
            "Delivered needs a proof: add the scan or receipt, its number, or a note on how it "
            "is known."
        )


def _check_answer(kind: str, received_on: date, today: date) -> None:
    if kind not in Response.Kind.values or kind == Response.Kind.UNREAD:
        raise NotRecorded("Say what the answer is: acknowledged, answered, refused or met.")
    if received_on > today:
        raise NotRecorded("An answer can’t have come on a day in the future.")


def _end_waiting(response: Response) -> None:
    if response.kind in SETTLED:
        follow_up(correspondence_id=response.correspondence_id, on=None)
