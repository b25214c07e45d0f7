"""What the other rooms and the staff do with mail: queue, stop, resume, suppress, prune."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from delivery import envelope, files, leases, status
from delivery.erasure import KEEP_DAYS, forget, prune
from delivery.files import NewAttachment
from delivery.models import (
    DeliveryEvent,
    OutboundMessage,
    SendingPause,
    Suppression,
)
from privacy.logs import without_people
from privacy.pseudonyms import mailbox_pseudonym

__all__ = [
    "KEEP_DAYS",
    "NewAttachment",
    "Report",
    "cancel",
    "forget",
    "hold",
    "is_suppressed",
    "pause",
    "prune",
    "queue_email",
    "record_event",
    "resume",
    "suppress",
    "unpause",
]

Kind, Status = OutboundMessage.Kind, OutboundMessage.Status

# Reports that tell us not to write to the mailbox again, with the reason that is kept.
_SUPPRESSING = {
    "complained": Suppression.Reason.COMPLAINED,
    "unsubscribed": Suppression.Reason.UNSUBSCRIBED,
}
_LASTING_BOUNCES = frozenset({"invalid", "bounced"})


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider says about a message, in Anymail's words."""

    provider: str
    message_id: str
    reference: str  # our own, "" where the provider can't carry it
    type: str
    event_id: str
    at: datetime | None  # None where the provider doesn't say
    reject_reason: str = ""
    detail: str = ""


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
) -> OutboundMessage:
    """Return the message that `key` stands for, put in the outbox unless it is there already.

    Nothing is sent here: a worker does that after the caller's transaction has committed.

    Args:
        kind: one of `OutboundMessage.Kind`.
        key: why this mail is sent, such as "confirm:17:1"; one key, one mail. Holds no address.
        to: exactly one mailbox.
        from_name: shown beside our own address; what looks like an address is dropped.
    Raises:
        ValueError: something of it can't be used; says what.
    """
    _check_purpose(kind, key)
    checked = files.checked(attachments)
    values = {
        **_addressed(envelope.recipient(to)),
        "kind": kind,
        "from_name": envelope.display_name(from_name),
        "reply_to": envelope.reply_address(reply_to),
        "subject": envelope.subject_line(subject),
        "body_text": envelope.body(body_text),
        "body_html": envelope.body(body_html),
        "not_before": not_before or now,
    }
    return _stored(key, values, checked, now)


def hold(*, ids: Iterable[int], now: datetime) -> int:
    """Keep queued messages from going out until a person resumes them; return how many."""
    return _by_person(ids, "hold", "held", now)


def resume(*, ids: Iterable[int], now: datetime) -> int:
    """Queue held, uncertain or failed messages again; return how many.

    For an uncertain one this may send a second copy: only a person decides that. What was erased
    can't be sent and is left.
    """
    return _by_person(ids, "resume", "resumed", now)


def cancel(*, ids: Iterable[int], now: datetime) -> int:
    """End messages that have not gone out, or may not have; return how many."""
    return _by_person(ids, "cancel", "cancelled", now)


def pause(*, reason: str, now: datetime) -> bool:
    """Stop all sending until `unpause`; False if it is paused already."""
    try:
        with transaction.atomic():
            SendingPause.objects.create(reason=without_people(reason)[:300], began_at=now)
    except IntegrityError:
        return False
    return True


def unpause(*, now: datetime) -> bool:
    """Let mail go out again; False if it was not paused."""
    return SendingPause.objects.filter(ended_at=None).update(ended_at=now) == 1


def suppress(*, address: str, reason: str, now: datetime) -> bool:
    """Never write to the mailbox again; False if that was so already. Keeps a pseudonym only.

    Raises:
        ValueError: `address` is not a mailbox, or `reason` is unknown.
    """
    return _suppress_pseudonym(mailbox_pseudonym(address), reason, now)


def is_suppressed(address: str) -> bool:
    """Return whether the mailbox, in any of its spellings, gets no more mail."""
    return Suppression.objects.filter(pseudonym=mailbox_pseudonym(address)).exists()


def record_event(report: Report, *, now: datetime) -> bool:
    """Keep a provider's report and follow it; False if it is known already or about no message.

    Repeated and reordered reports end in the same status: the one that says most.
    """
    message = _reported(report)
    if message is None:
        return False
    with transaction.atomic():
        _, new = DeliveryEvent.objects.get_or_create(
            message=message,
            type=report.type[:20],
            provider_event_id=_event_digest(report),
            defaults={
                "at": report.at or now,
                "received_at": now,
                "detail": without_people(report.detail)[:300],
            },
        )
        if not new:
            return False
        _follow(message.pk, report, now)
        reason = _suppression_reason(report)
        if reason:
            _suppress_pseudonym(message.to_pseudonym, reason, now)
    return True


def _check_purpose(kind: str, key: str) -> None:
    if kind not in Kind.values:
        raise ValueError(f"kind must be one of {', '.join(Kind.values)}, got {kind!r}")
    if not 0 < len(key) <= 200 or "@" in key:
        raise ValueError("key must have 1 to 200 characters and hold no address")


def _addressed(recipient: str) -> dict[str, str]:
    return {
        "to": recipient,
        "to_pseudonym": mailbox_pseudonym(recipient),
        "to_domain": recipient.rpartition("@")[2],
    }


def _stored(
    key: str, values: dict[str, Any], checked: Sequence[NewAttachment], now: datetime
) -> OutboundMessage:
    values = {**values, "created_at": now, "updated_at": now}
    with transaction.atomic():
        message, created = OutboundMessage.objects.get_or_create(key=key, defaults=values)
        if created:
            files.attach(message, checked, now)
    return message


def _by_person(ids: Iterable[int], step: str, event: str, now: datetime) -> int:
    changed = 0
    for pk in ids:
        with transaction.atomic():
            rows = OutboundMessage.objects.filter(
                pk=pk, status__in=status.starts_from(step), erased_at=None
            )
            changes = {"not_before": now, "attempts": 0} if step == "resume" else {}
            if rows.update(status=status.leads_to(step), updated_at=now, **changes):
                changed += leases.note(pk, event, now=now)
    return changed


def _suppress_pseudonym(pseudonym: str, reason: str, now: datetime) -> bool:
    if reason not in Suppression.Reason.values:
        allowed = ", ".join(Suppression.Reason.values)
        raise ValueError(f"reason must be one of {allowed}, got {reason!r}")
    _, new = Suppression.objects.get_or_create(
        pseudonym=pseudonym, defaults={"reason": reason, "at": now}
    )
    return new


def _reported(report: Report) -> OutboundMessage | None:
    messages = OutboundMessage.objects.defer("body_text", "body_html")
    if report.reference:
        return messages.filter(reference=report.reference).first()
    if not report.message_id:
        return None
    return messages.filter(
        provider=report.provider, provider_message_id=report.message_id[:255]
    ).first()


def _event_digest(report: Report) -> str:
    """Return what makes the report itself; some providers give events no id of their own."""
    own = report.event_id or f"{report.message_id} {report.at} {report.reject_reason}"
    return hashlib.sha256(own.encode("utf-8", "replace")).hexdigest()


_AS_STATUS = {
    "queued": status.ACCEPTED,
    "sent": status.ACCEPTED,
    "rejected": status.FAILED,
    "failed": status.FAILED,
    "bounced": status.BOUNCED,
    "deferred": status.DEFERRED,
    "delivered": status.DELIVERED,
    "complained": status.COMPLAINED,
}


def _follow(pk: int, report: Report, now: datetime) -> None:
    reported = _AS_STATUS.get(report.type)
    if reported is None:  # opened, clicked and the like: nothing that we want to know
        return
    message = OutboundMessage.objects.select_for_update().only("status", "provider_message_id")
    row = message.get(pk=pk)
    after = status.status_after(row.status, reported)
    changes: dict[str, str] = {}
    if report.message_id and not row.provider_message_id:
        changes = {"provider": report.provider, "provider_message_id": report.message_id[:255]}
    elif after == status.ACCEPTED and not row.provider_message_id:
        return  # no "accepted" without the provider's message id
    OutboundMessage.objects.filter(pk=pk).update(status=after, updated_at=now, **changes)


def _suppression_reason(report: Report) -> str:
    if report.type == "bounced" and report.reject_reason in _LASTING_BOUNCES:
        return Suppression.Reason.BOUNCED
    return _SUPPRESSING.get(report.type, "")
