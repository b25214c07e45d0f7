"""Draining the outbox: one message at a time over one open connection.

Before the first byte goes out the row says so, on the disk. Whatever happens after that, killed
worker or silent provider, leaves a row that tells what isn't known.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from anymail.exceptions import AnymailUnsupportedFeature
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection

from delivery import leases
from delivery.compose import compose, sender_settings
from delivery.models import OutboundMessage, Suppression
from delivery.outcomes import Outcome, Verdict, outcome_of, outcome_of_opening
from delivery.stopping import Cause, pause
from privacy import places

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]

OPTIONAL = ("track_opens", "track_clicks", "metadata")  # not every provider knows them


@dataclass(slots=True)
class DrainReport:
    """How many messages one pass brought to which end."""

    accepted: int = 0
    retried: int = 0
    failed: int = 0
    uncertain: int = 0
    cancelled: int = 0
    requeued: int = 0
    paused: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{field.name} {getattr(self, field.name)}" for field in fields(self))


def drain(*, now: datetime, limit: int | None = None) -> DrainReport:
    """Send what is due, after ending leases that ran out; return the counts of this pass.

    Runs outside of any transaction.

    Args:
        now: when the pass begins; later times are this plus the time that has passed.
        limit: how many messages at most; None means all that are due.
    """
    began = time.monotonic()
    _write_through()
    report = DrainReport()
    report.requeued, report.uncertain = leases.expire(now=now)
    if not _may_act_here(now):
        return report

    def clock() -> datetime:
        return now + timedelta(seconds=time.monotonic() - began)

    line = Line()
    try:
        sent = 0
        while limit is None or sent < limit:
            message = leases.claim(now=clock())
            if message is None:
                break
            sent += 1
            ending = _send(message, line, clock)
            setattr(report, ending, getattr(report, ending) + 1)
            if ending == "paused":
                break
    finally:
        line.close()
    return report


def _may_act_here(now: datetime) -> bool:
    """Pause all mail, and return False, if this is a copy of the site or of an earlier day."""
    folder = settings.PLACE_DIR
    reason = places.check_place(folder, now=now) if folder else ""
    if reason:
        pause(reason=reason, now=now, cause=Cause.RESTORED)
    return not reason


def waiting(*, now: datetime) -> int:
    """Return how many messages a pass would take on now."""
    return leases.due(now).count()


class Line:
    """The open connection to the provider, opened when first needed and again after a break."""

    def __init__(self) -> None:
        self.backend: Any = None
        self.unknown_wishes: set[str] = set()

    def open(self) -> None:
        if self.backend is None:
            backend = get_connection(fail_silently=False)
            backend.open()
            self.backend = backend

    def close(self) -> None:
        backend, self.backend = self.backend, None
        if backend is not None:
            with suppress(Exception):  # what was sent is settled; a lost goodbye changes nothing
                backend.close()

    @property
    def provider(self) -> str:
        """The name that Anymail's webhooks use too, or smtp, local, locmem."""
        name = str(getattr(self.backend, "esp_name", ""))
        return (name or type(self.backend).__module__.rpartition(".")[2]).lower()

    def send(self, mail: EmailMultiAlternatives) -> str:
        """Send `mail` and return the provider's id for it, "" if it gave none."""
        if getattr(self.backend, "esp_name", ""):
            self._send_by_anymail(mail)
        else:
            mail.connection = self.backend
            self.backend.send_messages([mail])
        status: Any = getattr(mail, "anymail_status", None)
        if status is None:  # SMTP gives no id: the server knows the mail by the one that we set
            return str(mail.extra_headers["Message-ID"])
        taken = bool(status.status) and set(status.status) <= {"sent", "queued", "unknown"}
        return status.message_id if taken and isinstance(status.message_id, str) else ""

    def _send_by_anymail(self, mail: EmailMultiAlternatives) -> None:
        mail.extra_headers.pop("Message-ID", None)  # the provider makes its own
        while True:
            for wish in self.unknown_wishes:
                if hasattr(mail, wish):
                    delattr(mail, wish)
            try:
                self.backend.send_messages([mail])
            except AnymailUnsupportedFeature as error:  # raised before anything goes out
                named = {wish for wish in OPTIONAL if wish in str(error)} - self.unknown_wishes
                if not named:
                    raise
                self.unknown_wishes |= named
            else:
                return


def _send(message: OutboundMessage, line: Line, clock: Clock) -> str:
    """Send one claimed message; return the name of the count in the report that it ends in."""
    if Suppression.objects.filter(pseudonym=message.to_pseudonym).exists():
        leases.refuse(message, error="the mailbox is suppressed", now=clock())
        return "cancelled"
    try:
        mail = compose(message, sender_settings())
        if mail.recipients() != [message.to]:
            raise ValueError("the envelope names other recipients than the row")
    except Exception as error:  # any row may be the one that can't be composed; the others go on
        logger.exception("message %s can't be composed", message.pk)
        leases.fail(message, error=f"can't be composed ({type(error).__name__})", now=clock())
        return "failed"
    try:
        line.open()
    except Exception as error:  # whatever a backend raises here, nothing has gone out
        return _settle(message, outcome_of_opening(error), clock())
    if not leases.hand_over(message, now=clock()):
        return "requeued"
    return _transmit(message, mail, line, clock)


def _transmit(
    message: OutboundMessage, mail: EmailMultiAlternatives, line: Line, clock: Clock
) -> str:
    try:
        message_id = line.send(mail)
    except Exception as error:  # the outcome decides what an unknown error means
        line.close()
        return _settle(message, outcome_of(error), clock())
    if not message_id:
        return _settle(message, Outcome(Verdict.UNKNOWN, "the provider gave no id"), clock())
    leases.accept(message, provider=line.provider, message_id=message_id, now=clock())
    return "accepted"


def _settle(message: OutboundMessage, outcome: Outcome, now: datetime) -> str:
    logger.warning("message %s: %s (%s)", message.pk, outcome.error, outcome.verdict.value)
    if outcome.verdict is Verdict.FAIL:
        leases.fail(message, error=outcome.error, now=now)
        return "failed"
    if outcome.verdict is Verdict.UNKNOWN:
        leases.lose(message, error=outcome.error, now=now)
        return "retried" if message.kind in leases.RESENDABLE else "uncertain"
    if outcome.verdict is Verdict.PAUSE:
        leases.retry(message, error=outcome.error, now=now, after=timedelta(0))
        pause(reason=outcome.error, now=now, cause=Cause.PROVIDER)
        return "paused"
    leases.retry(message, error=outcome.error, now=now, after=outcome.wait)
    return "retried"


def _write_through() -> None:
    """Make SQLite wait for the disk: after a power cut too, what was handed over must say so."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
