"""What providers report about our mail, and what follows from it: statuses, suppressions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from delivery import status
from delivery.models import DeliveryEvent, OutboundMessage, Suppression
from privacy.logs import without_people

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
            suppress_pseudonym(message.to_pseudonym, reason, now)
    return True


def suppress_pseudonym(pseudonym: str, reason: str, now: datetime) -> bool:
    """Never write to the mailbox of `pseudonym` again; False if that was so already."""
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
    "autoresponded": status.AUTORESPONDED,
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
