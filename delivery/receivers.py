"""The one signal receiver: what providers report through Anymail's webhooks."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.utils import timezone

from delivery.services import Report, record_event

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


def _reference(metadata: Any) -> str:
    """Return our reference from the event's metadata, "" if there is none or it isn't ours."""
    try:
        return str(UUID(str(metadata["reference"])))
    except (KeyError, TypeError, ValueError):
        return ""
