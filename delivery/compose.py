"""The mail made from an outbox row. Exactly one recipient, our own domain in From."""

from __future__ import annotations

from email.utils import formataddr, make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from wagtail.models import Site

from delivery.models import OutboundMessage, SenderSettings
from delivery.receiving import answers_address

# Nobody's out-of-office should answer these.
AUTOMATIC = frozenset({OutboundMessage.Kind.CONFIRMATION, OutboundMessage.Kind.NOTICE})


def compose(message: OutboundMessage, sender: SenderSettings) -> EmailMultiAlternatives:
    """Return the mail of `message`, ready for any backend, with tracking switched off."""
    automatic = message.kind in AUTOMATIC
    from_email = _from_email(sender)
    reply_to = message.reply_to or (sender.reply_to if automatic else "")
    if message.answers_here:
        reply_to = answers_address(message) or reply_to
    headers = {"Message-ID": make_msgid(domain=from_email.rpartition("@")[2])}
    if automatic:
        headers["Auto-Submitted"] = "auto-generated"
        headers["X-Auto-Response-Suppress"] = "All"
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body_text,
        from_email=formataddr((message.from_name or sender.from_name, from_email)),
        to=[message.to],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
    )
    if message.body_html:
        mail.attach_alternative(message.body_html, "text/html")
    for file in message.files.select_related("attachment"):
        mail.attach(file.filename, bytes(file.attachment.content), file.content_type)
    _for_provider(mail, message)
    return mail


def sender_settings() -> SenderSettings:
    """Return the sender's settings of the default site; empty ones where there is no site."""
    site = Site.objects.filter(is_default_site=True).first()
    return SenderSettings.for_site(site) if site else SenderSettings()


def _from_email(sender: SenderSettings) -> str:
    ours = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    chosen = sender.from_email
    within = chosen.rpartition("@")[2].lower() == ours.rpartition("@")[2].lower()
    return chosen if chosen and within else ours


def _for_provider(mail: EmailMultiAlternatives, message: OutboundMessage) -> None:
    """Set what Anymail passes on: no tracking, and our reference so that reports find the row."""
    wishes = {
        "track_opens": False,
        "track_clicks": False,
        "metadata": {"reference": str(message.reference)},
    }
    for name, value in wishes.items():
        setattr(mail, name, value)
