"""What an error while sending means: was the mail handed over or not?

Wrong guesses cost either a lost letter or a second copy to an official, so whatever isn't known to
have been refused counts as unknown. Texts hold no addresses: they are made here, not taken over.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any

import requests
from anymail.exceptions import (
    AnymailConfigurationError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.core.mail import BadHeaderError
from django.utils import timezone
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError
from urllib3.exceptions import SSLError as UrllibSSLError

MAX_RETRY_AFTER = timedelta(hours=6)
UNSENDABLE = (  # raised before anything goes out
    AnymailInvalidAddress,
    AnymailUnsupportedFeature,
    AnymailSerializationError,
    BadHeaderError,
)


class Verdict(Enum):
    """What to do with the message."""

    RETRY = "retry"  # surely not handed over; may work later
    FAIL = "fail"  # surely refused; will not work later
    PAUSE = "pause"  # surely not handed over, and no other message will do better
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, why, and how long the provider asked us to wait (None: it didn't)."""

    verdict: Verdict
    error: str
    wait: timedelta | None = None


def outcome_of(error: Exception) -> Outcome:
    """Return what `error`, raised while one message was sent, means for that message."""
    status_code = getattr(error, "status_code", None)
    if isinstance(error, AnymailError) and status_code:
        return _of_answer(int(status_code), error)
    if isinstance(error, requests.RequestException):
        return _of_connection(error)
    if isinstance(error, (smtplib.SMTPException, OSError)):
        return _of_smtp(error)
    return _of_refusal(error)


def outcome_of_opening(error: Exception) -> Outcome:
    """Return what `error`, raised before any message was sent, means: nothing went out."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Outcome(Verdict.PAUSE, "the mail server refused our password: check EMAIL_URL")
    if isinstance(error, AnymailConfigurationError):
        return outcome_of(error)
    return Outcome(Verdict.RETRY, f"no connection to the provider ({type(error).__name__})")


def _of_refusal(error: Exception) -> Outcome:
    if isinstance(error, AnymailRecipientsRefused):
        return Outcome(Verdict.FAIL, "the provider refused the recipient")
    if isinstance(error, AnymailConfigurationError):
        return Outcome(Verdict.PAUSE, "the provider is not set up: check the ANYMAIL_ settings")
    if isinstance(error, UNSENDABLE):
        return Outcome(Verdict.FAIL, f"the message can't be sent this way ({type(error).__name__})")
    return Outcome(Verdict.UNKNOWN, f"{type(error).__name__} while handing over")


def _of_answer(code: int, error: AnymailError) -> Outcome:
    answered = f"the provider answered {code}"
    if code in (401, 403):
        return Outcome(Verdict.PAUSE, f"{answered}: check its key and that it may send for us")
    if code in (429, 503):
        return Outcome(Verdict.RETRY, answered, _retry_after(error.response))
    if 400 <= code < 500 and code != 408:
        return Outcome(Verdict.FAIL, answered)
    # 5xx may come after the message was taken; 2xx with an error means an answer we can't read.
    return Outcome(Verdict.UNKNOWN, answered)


def _of_connection(error: requests.RequestException) -> Outcome:
    cause = error.__cause__ if isinstance(error.__cause__, requests.RequestException) else error
    reason: Any = cause.args[0] if cause.args else None
    if isinstance(reason, MaxRetryError):
        reason = reason.reason
    never_connected = isinstance(
        reason, (NewConnectionError, ConnectTimeoutError, UrllibSSLError)
    ) or isinstance(error, (requests.ConnectTimeout, requests.exceptions.SSLError))
    if never_connected:
        return Outcome(Verdict.RETRY, "no connection to the provider")
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema)):
        return Outcome(
            Verdict.PAUSE, "the provider's address is wrong: check the ANYMAIL_ settings"
        )
    return Outcome(Verdict.UNKNOWN, "the connection ended before the provider's answer")


def _of_smtp(error: Exception) -> Outcome:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return _of_smtp_code(max(codes, default=550))
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return outcome_of_opening(error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome(Verdict.FAIL, "the mail server can't take this message")
    if isinstance(error, smtplib.SMTPResponseException):
        return _of_smtp_code(error.smtp_code)
    return Outcome(Verdict.UNKNOWN, "the connection ended before the mail server's answer")


def _of_smtp_code(code: int) -> Outcome:
    verdict = Verdict.RETRY if 400 <= code < 500 else Verdict.FAIL
    if not 400 <= code < 600:
        verdict = Verdict.UNKNOWN
    return Outcome(verdict, f"the mail server answered {code}")


def _retry_after(response: Any) -> timedelta | None:
    """Return the wait asked for, as seconds or a date, between 1 s and 6 h; None if unreadable."""
    value = response.headers.get("Retry-After", "") if response is not None else ""
    if value.isdecimal() and len(value) < 10:
        wait = timedelta(seconds=int(value))
    else:
        try:
            wait = parsedate_to_datetime(value) - timezone.now()
        except (TypeError, ValueError):
            return None
    return min(max(wait, timedelta(seconds=1)), MAX_RETRY_AFTER)
