"""What providers report about our mail, and what follows from it: statuses, suppressions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from delivery import envelope, status
from delivery.many import any_row
from delivery.models import DeliveryEvent, EarlyReport, OutboundMessage, Suppression
from privacy import journal
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
        if not _keep_early(report, now):
            return False
        # Whoever was just writing the id down has looked for early reports by now, or will find
        # this one: one of the two sees both.
        return follow_early_reports(report.provider, [report.message_id], now=now) > 0
    return _record(message, report, _event_digest(report), now)


def _record(message: OutboundMessage, report: Report, digest: str, now: datetime) -> bool:
    with transaction.atomic():
        _, new = DeliveryEvent.objects.get_or_create(
            message=message,
            type=report.type[:20],
            provider_event_id=digest,
            defaults={
                "at": report.at or now,
                "received_at": now,
                "detail": without_people(report.detail)[: envelope.MAX_DETAIL],
            },
        )
        if not new:
            return False
        _follow(message.pk, report, now)
        reason = _suppression_reason(report)
        if reason:
            suppress_pseudonym(message.to_pseudonym, reason, now)
    return True


def follow_early_reports(provider: str, message_ids: Iterable[str], *, now: datetime) -> int:
    """Follow reports that came before the messages they are about had ids; return how many."""
    followed = 0
    if not any_row(EarlyReport, "provider = %s", [provider]):  # nearly always
        return 0
    early = EarlyReport.objects.filter(provider=provider, message_id__in=set(message_ids))
    for one in early:
        report = Report(
            provider=provider,
            message_id=one.message_id,
            reference="",
            type=one.type,
            event_id=one.event_id,
            at=one.at,
            reject_reason=one.reject_reason,
            detail=one.detail,
        )
        message = _reported(report)
        if message is not None:
            followed += _record(message, report, one.event_id, now)
            EarlyReport.objects.filter(pk=one.pk).delete()
    return followed


def _keep_early(report: Report, now: datetime) -> bool:
    """Keep a report about a message that we don't know, or not yet; False if it can't be."""
    if not 0 < len(report.message_id) <= 255:
        return False
    EarlyReport.objects.get_or_create(
        provider=report.provider[:40],
        message_id=report.message_id,
        type=report.type[:20],
        event_id=_event_digest(report),
        defaults={
            "at": report.at,
            "reject_reason": report.reject_reason[:40],
            "detail": without_people(report.detail)[: envelope.MAX_DETAIL],
            "received_at": now,
        },
    )
    return True


def suppress_pseudonym(pseudonym: str, reason: str, now: datetime) -> bool:
    """Never write to the mailbox of `pseudonym` again; False if that was so already."""
    if reason not in Suppression.Reason.values:
        allowed = ", ".join(Suppression.Reason.values)
        raise ValueError(f"reason must be one of {allowed}, got {reason!r}")
    with transaction.atomic():
        _, new = Suppression.objects.get_or_create(
            pseudonym=pseudonym, defaults={"reason": reason, "at": now}
        )
        if new:
            journal.note(kind="suppressed", row=0, pseudonym=pseudonym, at=now, what=reason)
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
    changes: dict[str, Any] = {}
    if report.message_id and not row.provider_message_id:
        changes = {"provider": report.provider, "provider_message_id": report.message_id[:255]}
    elif after == status.ACCEPTED and not row.provider_message_id:
        return  # no "accepted" without the provider's message id
    OutboundMessage.objects.filter(pk=pk).update(status=after, updated_at=now, **changes)


def _suppression_reason(report: Report) -> str:
    if report.type == "bounced" and report.reject_reason in _LASTING_BOUNCES:
        return Suppression.Reason.BOUNCED
    return _SUPPRESSING.get(report.type, "")
