"""What the other rooms and the staff do with mail: queue, stop, resume, suppress, prune."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from delivery import engines, envelope, files, hours
from delivery.bulk import queue_bulk
from delivery.erasure import KEEP_DAYS, forget, forget_messages, prune
from delivery.files import NewAttachment
from delivery.forecast import Forecast, forecast, why_each_waits, why_waiting
from delivery.models import OutboundMessage, Suppression
from delivery.receiving import (
    answers_address,
    mark_seen,
    prune_inbound,
    receive_inbound,
    release_file,
)
from delivery.reports import Report, record_event, suppress_pseudonym
from delivery.stopping import cancel, hold, pause, paused, resume, unpause
from delivery.unsubscribing import begin_subscription, end_subscription
from privacy.pseudonyms import mailbox_pseudonym

__all__ = [
    "KEEP_DAYS",
    "Forecast",
    "NewAttachment",
    "NewMail",
    "Report",
    "answers_address",
    "begin_subscription",
    "cancel",
    "end_subscription",
    "forecast",
    "forget",
    "forget_messages",
    "hold",
    "is_suppressed",
    "mark_seen",
    "pause",
    "paused",
    "prune",
    "prune_inbound",
    "queue_bulk",
    "queue_email",
    "queue_emails",
    "receive_inbound",
    "record_event",
    "release_file",
    "resume",
    "suppress",
    "suppress_pseudonym",
    "unpause",
    "why_each_waits",
    "why_waiting",
]

Kind = OutboundMessage.Kind


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail to queue, as the arguments of `queue_email` say it; carries no files."""

    kind: str
    key: str
    to: str
    subject: str
    body_text: str
    body_html: str = ""
    from_name: str = ""
    reply_to: str = ""
    not_before: datetime | None = None
    answers_here: bool = False
    office_zone: str = ""


# Smaller goes first: who waits for a link in front of a screen, before what can wait.
PRIORITIES = {
    Kind.CONFIRMATION: 1,
    Kind.NOTICE: 3,
    Kind.LETTER: 5,
    Kind.SUPPORTER: 5,
    Kind.UPDATE: 8,
}


def queue_email(
    *,
    kind: str,
    key: str,
    to: str,
    subject: str,
    body_text: str,
    body_html: str = "",
    from_name: str = "",
    reply_to: str = "",
    attachments: Sequence[NewAttachment] = (),
    now: datetime,
    not_before: datetime | None = None,
    answers_here: bool = False,
    office_zone: str = "",
) -> OutboundMessage:
    """Return the message that `key` stands for, put in the outbox unless it is there already.

    Nothing is sent here: a worker does that after the caller's transaction has committed.

    Args:
        key: why this mail is sent, such as "confirm:17:1"; one key, one mail. Holds no address.
        from_name: shown beside our own address; what looks like an address is dropped.
        answers_here: answers become `InboundMessage`s, where this site takes mail in.
        office_zone: where it may only arrive in office hours.
    Raises:
        ValueError: something can't be used; says what.
    """
    words = (subject, body_text, body_html)
    mail = NewMail(
        kind, key, to, *words, from_name, reply_to, not_before, answers_here, office_zone
    )
    return _stored(_row(mail, now), files.checked(attachments), now)


def queue_emails(mails: Sequence[NewMail], *, now: datetime) -> list[OutboundMessage]:
    """Return the messages of `mails`, in order, queued as `queue_email` does, in few statements.

    Raises:
        ValueError: one of them can't be used; says what. Then none is queued.
    """
    rows = [_row(mail, now) for mail in mails]
    try:
        with transaction.atomic():
            made = OutboundMessage.objects.bulk_create(rows)
            engines.wake_after_commit()
    except IntegrityError:  # some are there already
        return [_stored(_row(mail, now), (), now) for mail in mails]
    return made


def suppress(*, address: str, reason: str, now: datetime) -> bool:
    """Never write to the mailbox again; False if that was so already. Keeps a pseudonym only.

    Raises:
        ValueError: `address` is not a mailbox, or `reason` is unknown.
    """
    return suppress_pseudonym(mailbox_pseudonym(address), reason, now)


def is_suppressed(address: str) -> bool:
    """Return whether the mailbox, in any of its spellings, gets no more mail."""
    return Suppression.objects.filter(pseudonym=mailbox_pseudonym(address)).exists()


def purpose(kind: str, key: str) -> dict[str, Any]:
    """Return the columns that say of which kind a message is.

    Raises:
        ValueError: there is no such kind, or `key` can't be one.
    """
    if kind not in Kind.values:
        raise ValueError(f"kind must be one of {', '.join(Kind.values)}, got {kind!r}")
    if not 0 < len(key) <= 200 or "@" in key:
        raise ValueError("key must have 1 to 200 characters and hold no address")
    return {"kind": kind, "priority": PRIORITIES[Kind(kind)]}


def addressed(recipient: str) -> dict[str, Any]:
    """Return the columns that name the one mailbox a message goes to."""
    return {
        "to": recipient,
        "to_pseudonym": mailbox_pseudonym(recipient),
        "to_domain": recipient.rpartition("@")[2],
    }


def _row(mail: NewMail, now: datetime) -> OutboundMessage:
    return OutboundMessage(
        **addressed(envelope.recipient(mail.to)),
        **purpose(mail.kind, mail.key),
        key=mail.key,
        from_name=envelope.display_name(mail.from_name),
        reply_to=envelope.reply_address(mail.reply_to),
        subject=envelope.subject_line(mail.subject),
        body_text=envelope.body(mail.body_text),
        body_html=envelope.body(mail.body_html),
        not_before=mail.not_before or now,
        answers_here=mail.answers_here,
        office_zone=hours.zone_name(mail.office_zone),
        created_at=now,
        updated_at=now,
    )


def _stored(
    message: OutboundMessage, checked: Sequence[NewAttachment], now: datetime
) -> OutboundMessage:
    # A key is new nearly always: look for it only when it was taken.
    try:
        with transaction.atomic():
            message.save(force_insert=True)
            files.attach(message, checked, now)
            engines.wake_after_commit()
    except IntegrityError:
        return OutboundMessage.objects.get(key=message.key)
    return message
