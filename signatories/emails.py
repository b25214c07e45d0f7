"""The mails of this room: which template, for whom, under which key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from delivery.emails import render
from delivery.models import OutboundMessage
from delivery.services import queue_email

KINDS = {
    "confirm-sign-on": OutboundMessage.Kind.CONFIRMATION,
    "sign-on-waiting": OutboundMessage.Kind.NOTICE,
    "already-signed": OutboundMessage.Kind.NOTICE,
    "sign-on-approved": OutboundMessage.Kind.NOTICE,
    "sign-on-declined": OutboundMessage.Kind.NOTICE,
    "sign-on-withdrawn": OutboundMessage.Kind.NOTICE,
}


def queue_mail(
    name: str,
    *,
    to: str,
    key: str,
    context: Mapping[str, object],
    now: datetime,
    not_before: datetime | None = None,
) -> None:
    """Queue the mail `name` once for `key`, which must hold no address and no token.

    Raises:
        KeyError: `name` is no mail of this room.
    """
    rendered = render(name, dict(context))
    queue_email(
        kind=KINDS[name],
        key=f"{name}:{sha256(key.encode()).hexdigest()}",
        to=to,
        subject=rendered.subject,
        body_text=rendered.text,
        body_html=rendered.html,
        now=now,
        not_before=not_before,
    )
