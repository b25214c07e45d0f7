"""The signal receivers: what providers report and pass on through Anymail's webhooks."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.utils import timezone

from delivery.receiving import Arrival
from delivery.services import Report, receive_inbound, record_event

logger = logging.getLogger(__name__)


def receive_tracking(sender: Any, event: Any, esp_name: str, **kwargs: Any) -> None:
    """Keep one normalized event; repeats are harmless, so an error may answer 500."""
    now = timezone.now()
    report = Report(
        provider=esp_name.lower(),
        message_id=str(event.message_id or ""),
        reference=_reference(event.metadata),
        type=str(event.event_type or "unknown"),
        event_id=str(event.event_id or ""),
        at=event.timestamp,
        reject_reason=str(event.reject_reason or ""),
        detail=str(event.description or ""),
    )
    if not record_event(report, now=now):
        logger.info("report %s from %s: repeated, or about no message", report.type, esp_name)


def receive_answer(sender: Any, event: Any, esp_name: str, **kwargs: Any) -> None:
    """Keep one mail that came in; the same mail again changes nothing."""
    mail = event.message
    if mail is None:  # the provider says that it could not take a mail in
        logger.warning("%s could not pass a mail on: %s", esp_name, event.event_type)
        return
    envelope = [str(mail.envelope_recipient)] if mail.envelope_recipient else []
    arrival = Arrival(
        provider=esp_name.lower(),
        mail=mail,
        recipients=envelope,
        event_id=str(event.event_id or ""),
        spam=bool(mail.spam_detected),
    )
    if receive_inbound(arrival, now=timezone.now()) is None:
        logger.info("a mail from %s came again", esp_name)


def _reference(metadata: Any) -> str:
    """Return our reference from the event's metadata, "" if there is none or it isn't ours."""
    try:
        return str(UUID(str(metadata["reference"])))
    except (KeyError, TypeError, ValueError):
        return ""
