"""How many mails a visitor's requests may cause, to one mailbox and in all.

All public forms share these counts: whoever attacks a mailbox through letters, campaigns and
actions at once gets no more out of it than through one of them.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TypedDict

from privacy.limits import allow, is_used_up

MAILS_A_PAGE = 3
MAILS_A_DAY = 5
# Fifty organizations may sit behind one address. Beyond this nothing is lost: the mail goes later.
AN_HOUR_FROM_ONE_CLIENT = 120
AN_HOUR = 500  # mails that all forms of the site together cause
A_DAY_FROM_ONE_CLIENT = 500  # requests; whoever sends more is no library, and is answered alike
HOURS_LATER = 48  # at most; a day before the first links run out
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Count(TypedDict):
    """What is counted for whom, and how far."""

    kind: str
    subject: str
    limit: int
    per: timedelta


def may_mail(page_id: int, pseudonym: str, now: datetime) -> bool:
    """Return whether one more mail may go to the mailbox because of this page, and count it."""
    return all(allow(**count, now=now) for count in _to_a_mailbox(page_id, pseudonym))


def no_mail_left(page_id: int, pseudonym: str, now: datetime) -> bool:
    """Return whether `may_mail` would say no; counts nothing."""
    return any(is_used_up(**count, now=now) for count in _to_a_mailbox(page_id, pseudonym))


def _to_a_mailbox(page_id: int, pseudonym: str) -> tuple[Count, Count]:
    page = f"{page_id} {pseudonym}"
    return (
        {"kind": "mails for a page", "subject": page, "limit": MAILS_A_PAGE, "per": DAY},
        {"kind": "mails to a mailbox", "subject": pseudonym, "limit": MAILS_A_DAY, "per": DAY},
    )


def too_many(client: str, now: datetime) -> bool:
    """Return whether a client has sent more in a day than any shared address needs."""
    limit, kind = A_DAY_FROM_ONE_CLIENT, "requests of a client"
    return bool(client) and not allow(kind=kind, subject=client, limit=limit, per=DAY, now=now)


def not_before(client: str, now: datetime) -> datetime | None:
    """Return when the mail may go, None for at once; later at a random moment of a free hour."""
    wait = 0
    if client:
        wait = _first_hour("mails of a client", client, AN_HOUR_FROM_ONE_CLIENT, now)
    wait += _first_hour("mails of the site", "", AN_HOUR, now + wait * HOUR)
    if not wait:
        return None
    next_hour = now.replace(minute=0, second=0, microsecond=0) + wait * HOUR
    return next_hour + random.random() * HOUR  # noqa: S311  (no secret)


def _first_hour(kind: str, subject: str, limit: int, now: datetime) -> int:
    """Return how many hours from now `subject` has a place, and take it; at most HOURS_LATER."""
    for wait in range(HOURS_LATER):
        if allow(kind=kind, subject=subject, limit=limit, per=HOUR, now=now + wait * HOUR):
            return wait
    return HOURS_LATER
