"""The mails of this room: which template, for whom, under which key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from delivery.emails import render
from delivery.models import OutboundMessage
from delivery.services import NewAttachment, queue_email

KINDS = {
    "confirm-sign-on": OutboundMessage.Kind.CONFIRMATION,
    "sign-on-waiting": OutboundMessage.Kind.NOTICE,
    "already-signed": OutboundMessage.Kind.NOTICE,
    "sign-on-approved": OutboundMessage.Kind.NOTICE,
    "sign-on-declined": OutboundMessage.Kind.NOTICE,
    "sign-on-withdrawn": OutboundMessage.Kind.NOTICE,
    "text-corrected": OutboundMessage.Kind.NOTICE,
    "text-changed": OutboundMessage.Kind.NOTICE,
    "text-changed-reminder": OutboundMessage.Kind.NOTICE,
    "sign-on-question": OutboundMessage.Kind.NOTICE,
    "sign-on-second-contact": OutboundMessage.Kind.NOTICE,
    "sign-on-as-person": OutboundMessage.Kind.NOTICE,
    "sign-on-back-to-review": OutboundMessage.Kind.NOTICE,
    "own-links": OutboundMessage.Kind.NOTICE,
    "invitation": OutboundMessage.Kind.NOTICE,
    "invitation-reminder": OutboundMessage.Kind.NOTICE,
    "invitation-answered": OutboundMessage.Kind.NOTICE,
    "letter-delivered": OutboundMessage.Kind.NOTICE,
}


def mail_key(name: str, key: str) -> str:
    """Return the outbox key of the mail `name` for `key`."""
    return f"{name}:{sha256(key.encode()).hexdigest()}"


def queue_mail(
    name: str,
    *,
    to: str,
    key: str,
    context: Mapping[str, object],
    now: datetime,
    not_before: datetime | None = None,
    attachments: Sequence[NewAttachment] = (),
) -> None:
    """Queue the mail `name` once for `key`, which must hold no address and no token.

    Raises:
        KeyError: `name` is no mail of this room.
    """
    rendered = render(name, dict(context))
    queue_email(
        kind=KINDS[name],
        key=mail_key(name, key),
        to=to,
        subject=rendered.subject,
        body_text=rendered.text,
        body_html=rendered.html,
        now=now,
        not_before=not_before,
        attachments=attachments,
    )
