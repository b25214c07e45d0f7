"""The mails of this room that a visitor's request causes: which template, under which key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from delivery.emails import render
from delivery.models import OutboundMessage
from delivery.services import queue_email

KINDS = {
    "confirm-follow": OutboundMessage.Kind.CONFIRMATION,
    "following": OutboundMessage.Kind.NOTICE,
}


def queue_mail(
    name: str,
    *,
    to: str,
    key: str,
    context: Mapping[str, object],
    now: datetime,
    not_before: datetime | None = None,
) -> OutboundMessage:
    """Return the mail `name`, queued once for `key`, which must hold no address and no token.

    Raises:
        KeyError: `name` is no mail of this room.
    """
    rendered = render(name, dict(context))
    return queue_email(
        kind=KINDS[name],
        key=f"{name}:{key}",
        to=to,
        subject=rendered.subject,
        body_text=rendered.text,
        body_html=rendered.html,
        now=now,
        not_before=not_before,
    )
