"""The mails of this room: which template, under which key, and a supporter's to an official."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.template import engines

from campaign.writing import Letter
from delivery.emails import render
from delivery.models import OutboundMessage
from delivery.services import NewMail, queue_email

KINDS = {
    "confirm-follow": OutboundMessage.Kind.CONFIRMATION,
    "following": OutboundMessage.Kind.NOTICE,
    "confirm-message": OutboundMessage.Kind.CONFIRMATION,
    "message-copy": OutboundMessage.Kind.NOTICE,
    "how-it-ended": OutboundMessage.Kind.NOTICE,
    "test-message": OutboundMessage.Kind.NOTICE,
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


def to_official(
    *,
    key: str,
    to: str,
    reply_to: str,
    letter: Letter,
    page_url: str,
    not_before: datetime | None = None,
) -> NewMail:
    """Return a supporter's letter to an official, to be queued once for `key`.

    From our address, for a supporter's own would fail the recipient's checks; answers go to the
    supporter. Plain text alone: offices' systems read it, and nothing can hide in it.
    """
    return NewMail(
        kind=OutboundMessage.Kind.SUPPORTER,
        key=key,
        to=to,
        subject=letter.subject,
        body_text=render_text("to-official", {"letter": letter, "page_url": page_url}),
        from_name=letter.sender,
        reply_to=reply_to,
        not_before=not_before,
    )


def render_text(name: str, context: Mapping[str, object]) -> str:
    """Return the body of a mail that is plain text only."""
    template = engines["text"].get_template(f"emails/{name}/body.txt")
    return template.render(dict(context)).strip() + "\n"
