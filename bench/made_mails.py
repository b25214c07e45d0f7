"""The same mails sent in each of the ways that are compared: through the outbox, and without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from delivery.sending import drain
from delivery.services import queue_bulk, queue_email

TEXT = ("We write to you about the use of face recognition in public places. " * 120)[:8_000]
_keys = count(1)


def use(url: str, provider: str, *, connections: int) -> None:
    """Let mail go to the provider at `url`, without limits of our own."""
    settings.PLACE_DIR = ""
    settings.MAIL_PER_HOUR = settings.MAIL_PER_MINUTE = settings.MAIL_PER_DOMAIN_MINUTE = 0
    settings.EMAIL_BACKEND = f"anymail.backends.{provider}.EmailBackend"
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "made-up",
        "POSTMARK_API_URL": url,
        "MAILGUN_API_KEY": "made-up",
        "MAILGUN_SENDER_DOMAIN": "undersigned.example",
        "MAILGUN_API_URL": url,
    }
    settings.MAIL_CONNECTIONS = connections


def send_loop(number: int) -> None:
    """Send by `message.send()`, which opens a connection for each."""
    for _ in range(number):
        _mail(["ada@harbor.example"]).send()


def bare_loop(number: int) -> None:
    """Send over one open connection of Anymail's."""
    opened = get_connection()
    opened.open()
    for _ in range(number):
        opened.send_messages([_mail(["ada@harbor.example"])])
    opened.close()


def anymail_batches(number: int, *, size: int) -> None:
    """Send copies by Anymail's batches over one open connection, each with metadata and a link."""
    opened = get_connection()
    opened.open()
    for first in range(0, number, size):
        to = [f"p{n}@harbor.example" for n in range(first, min(first + size, number))]
        mail: Any = _mail(to)
        mail.merge_metadata = {one: {"reference": str(uuid4())} for one in to}
        link = "https://undersigned.example/unsubscribe/" + "x" * 75
        mail.merge_headers = {one: {"List-Unsubscribe": f"<{link}>"} for one in to}
        opened.send_messages([mail])
    opened.close()


def queue(number: int) -> None:
    """Put letters into the outbox."""
    with transaction.atomic():
        for _ in range(number):
            queue_email(
                kind="letter",
                key=f"bench:{next(_keys)}",
                to="ada@harbor.example",
                subject="An open letter",
                body_text=TEXT,
                now=timezone.now(),
            )


def queue_update(number: int) -> None:
    """Put an update to so many subscribers into the outbox."""
    queue_bulk(
        key=f"bench:{next(_keys)}",
        scope="bench",
        list_name="the bench",
        recipients=(f"p{n}@harbor.example" for n in range(number)),
        subject="News",
        body_text=TEXT,
        now=timezone.now(),
    )


def send_queued(number: int) -> None:
    """Send what is in the outbox: exactly `number` messages, or it is no measurement."""
    report = drain(now=timezone.now() + timedelta(seconds=1), limit=None)
    assert report.accepted == number, report


def after(prepare: Callable[[int], None], number: int) -> int:
    """Prepare so many messages, outside of the time that is measured, and return the number."""
    prepare(number)
    return number


def _mail(to: list[str]) -> EmailMultiAlternatives:
    return EmailMultiAlternatives("An open letter", TEXT, "letters@undersigned.example", to)
