"""The mail made from an outbox row. Exactly one recipient a copy, our own domain in From."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import formataddr, make_msgid, parseaddr
from functools import lru_cache
from hashlib import sha256
from html import escape

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from wagtail.models import Site

from delivery.batches import MARK, batch_in_use
from delivery.claimed import Claimed
from delivery.models import Bulk, OutboundMessage, SenderSettings
from delivery.receiving import answers_address
from delivery.unsubscribing import links_of, list_headers

# Nobody's out-of-office should answer these.
AUTOMATIC = frozenset({OutboundMessage.Kind.CONFIRMATION, OutboundMessage.Kind.NOTICE})


def compose(message: Claimed, sender: SenderSettings) -> EmailMultiAlternatives:
    """Return the mail of `message`, ready for any backend, with tracking switched off."""
    words: Claimed | Bulk = message if message.bulk is None else message.bulk
    link = "" if message.bulk is None else links_of([message])[message.to]
    automatic = message.kind in AUTOMATIC
    reply_to = words.reply_to or (sender.reply_to if automatic else "")
    if message.answers_here:
        reply_to = answers_address(message) or reply_to
    mail = _mail(words, sender, [message.to], reply_to, link)
    if automatic:
        mail.extra_headers["Auto-Submitted"] = "auto-generated"
        mail.extra_headers["X-Auto-Response-Suppress"] = "All"
    if link:
        mail.extra_headers.update(list_headers(link))
    for file in message.carried:
        mail.attach(file.filename, bytes(file.attachment.content), file.content_type)
    _for_provider(mail, str(message.reference))
    return mail


def compose_batch(
    messages: Sequence[Claimed], sender: SenderSettings
) -> tuple[EmailMultiAlternatives, dict[str, str]]:
    """Return one mail that the provider turns into a copy for each of `messages`, and their links.

    Each copy has one recipient, our reference and its own link to get no more of them.

    Raises:
        ValueError: they are not of one bulk mail, or the provider takes no batches.
    """
    bulk, batch = messages[0].bulk, batch_in_use()
    if bulk is None or batch is None or {m.bulk_id for m in messages} != {bulk.pk}:
        raise ValueError("a batch needs messages of one bulk mail, and a provider that takes it")
    links = links_of(messages)
    mail = _mail(bulk, sender, list(links), bulk.reply_to, batch.field or MARK)
    wishes: dict[str, object] = {
        "once_key": sha256("".join(str(m.reference) for m in messages).encode()).hexdigest(),
        "track_opens": False,
        "track_clicks": False,
        "merge_metadata": {m.to: {"reference": str(m.reference)} for m in messages},
        "merge_headers": {to: list_headers(link) for to, link in links.items()},
    }
    if batch.field:
        wishes["merge_data"] = {to: {"unsubscribe": link} for to, link in links.items()}
    for name, value in wishes.items():
        setattr(mail, name, value)
    return mail, links


def sender_settings() -> SenderSettings:
    """Return the sender's settings of the default site; empty ones where there is no site."""
    site = Site.objects.filter(is_default_site=True).first()
    return SenderSettings.for_site(site) if site else SenderSettings()


def _mail(
    words: Claimed | Bulk,
    sender: SenderSettings,
    to: list[str],
    reply_to: str,
    link: str,
) -> EmailMultiAlternatives:
    from_email = _from_email(sender)
    text, html = words.body_text, words.body_html
    if link and link != MARK:
        text, html = text.replace(MARK, link), html.replace(MARK, escape(link))
    mail = EmailMultiAlternatives(
        subject=words.subject,
        body=text,
        from_email=_from_line(words.from_name or sender.from_name, from_email),
        to=to,
        reply_to=[reply_to] if reply_to else None,
        headers={"Message-ID": make_msgid(domain=from_email.rpartition("@")[2])},
    )
    if html:
        mail.attach_alternative(html, "text/html")
    return mail


@lru_cache(maxsize=32)
def _from_line(name: str, address: str) -> str:
    return formataddr((name, address))


def _from_email(sender: SenderSettings) -> str:
    ours, chosen = _address(settings.DEFAULT_FROM_EMAIL), sender.from_email
    within = chosen.rpartition("@")[2].lower() == ours.rpartition("@")[2].lower()
    return chosen if chosen and within else ours


@lru_cache(maxsize=8)
def _address(named: str) -> str:
    return parseaddr(named)[1]


def _for_provider(mail: EmailMultiAlternatives, reference: str) -> None:
    """Set what Anymail passes on: no tracking, our reference, and where it can, one key, one mail.

    The reference lets reports find the row. Resend takes a second mail with the same key, within
    a day, for the first one.
    """
    wishes = {
        "track_opens": False,
        "track_clicks": False,
        "metadata": {"reference": reference},
        "once_key": reference,
    }
    for name, value in wishes.items():
        setattr(mail, name, value)
