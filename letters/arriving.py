"""Answers that come by mail to a dispatch's reply address: they stand in the ledger, to be read.

What machines answer and what mail servers report is no answer; the outbox knows of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from delivery.models import InboundMessage
from letters.models import Dispatch, Response

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def waiting_answers() -> list[InboundMessage]:
    """Return the mails that people wrote to an addressee's reply address, not yet in a ledger."""
    noted = Response.objects.filter(inbound__isnull=False).values("inbound_id")
    written = InboundMessage.objects.filter(
        kind=InboundMessage.Kind.ANSWER,
        in_reply_to__in=Dispatch.objects.filter(message__isnull=False).values("message_id"),
    )
    return list(written.exclude(pk__in=noted).order_by("received_at", "pk"))


def note_answers(*, now: datetime) -> int:
    """Put every answer that came in into its ledger, unread; return how many are new."""
    return sum(_note(mail, None, now) for mail in waiting_answers())


def take_as_answer(*, inbound_id: int, by: User, now: datetime) -> bool:
    """Put a mail that was told apart as automatic into the ledger after all; False if it is."""
    mail = InboundMessage.objects.filter(pk=inbound_id).first()
    return mail is not None and _note(mail, by, now)


def _note(mail: InboundMessage, by: User | None, now: datetime) -> bool:
    dispatch = Dispatch.objects.filter(message_id=mail.in_reply_to_id).first()
    if dispatch is None or mail.in_reply_to_id is None:
        return False
    try:
        with transaction.atomic():  # another worker may be first
            Response.objects.create(
                correspondence_id=dispatch.correspondence_id,
                kind=Response.Kind.UNREAD,
                received_on=timezone.localdate(mail.received_at),
                inbound=mail,
                recorded_by=by,
                recorded_at=now,
            )
    except IntegrityError:
        return False
    return True
