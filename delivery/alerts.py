"""One mail past the outbox, by another mail server: that the outbox itself stands still."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template import engines
from django.urls import reverse

logger = logging.getLogger(__name__)
SECONDS = 10.0  # that the other server has to answer
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def alert_after_commit(reason: str) -> None:
    """Mail ALERT_TO by ALERT_EMAIL_URL that no mail goes out, once the pause is committed.

    Does nothing while these are unset. A server that doesn't take it leaves a line in the log.
    """
    if settings.ALERT_TO and settings.ALERT_SMTP:
        transaction.on_commit(lambda: _alert(reason), robust=True)


def _alert(reason: str) -> None:
    # Text alone: the frame of other mails is read from the database, which may be what fails.
    context = {"reason": reason, "url": f"{settings.SITE_URL}{reverse('wagtailadmin_home')}"}
    subject, text = (
        engines["text"].get_template(f"emails/mail-paused/{part}.txt").render(context)
        for part in ("subject", "body")
    )
    to = [settings.ALERT_TO]
    server: dict[str, Any] = dict(settings.ALERT_SMTP)
    try:
        with get_connection(SMTP, timeout=SECONDS, **server) as other:
            EmailMessage(
                subject.strip(), text, settings.DEFAULT_FROM_EMAIL, to, connection=other
            ).send()
    except OSError as error:  # smtplib's own are among them
        why = type(error).__name__
        logger.error("the alert could not be mailed (%s)", why)  # noqa: TRY400  # a trace would name the address
    else:
        logger.warning("the alert was mailed")
