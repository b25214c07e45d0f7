"""How often something may be done: one table, no addresses, gone within a day."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from django.db import connection

from privacy.keys import derived_key
from privacy.models import RateCount

DAY = timedelta(days=1)
# One statement, so that two requests can't both be the last one allowed; nothing is written once
# the limit is reached, so a flood doesn't keep the row locked. Same on SQLite and PostgreSQL.
_COUNT_ONE = """
    INSERT INTO privacy_ratecount (key, count, expires_at) VALUES (%s, 1, %s)
    ON CONFLICT (key) DO UPDATE SET count = privacy_ratecount.count + 1
    WHERE privacy_ratecount.count < %s
    RETURNING count
"""
_COUNTED = "SELECT count FROM privacy_ratecount WHERE key = %s"


def allow(*, kind: str, subject: str, limit: int, per: timedelta, now: datetime) -> bool:
    """Return True, and count it, if `subject` has done `kind` less than `limit` times.

    Windows are fixed: they begin at midnight UTC and every `per` from there, and never cross
    midnight, when the key changes. The count belongs to the caller's transaction.

    Args:
        kind: what is counted, such as "sign-on mails".
        subject: whose; kept only as an HMAC under the day's key.
        limit: how many are allowed in a window; 0 allows none.
        per: length of the window, more than zero and at most 24 hours.
        now: must be timezone-aware.
    Raises:
        ValueError: `per` is out of range or `now` is naive.
    """
    key, ends = _window(kind, subject, per, now)
    return limit >= 1 and _count_one(key, ends, limit)


def is_used_up(*, kind: str, subject: str, limit: int, per: timedelta, now: datetime) -> bool:
    """Return whether `allow` would say no; counts nothing. Arguments and errors as there."""
    key, _ = _window(kind, subject, per, now)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [key])
        counted = cursor.fetchone()
    return (counted[0] if counted else 0) >= limit


def _window(kind: str, subject: str, per: timedelta, now: datetime) -> tuple[str, datetime]:
    """Return the key of the window that `now` is in, and when it ends."""
    if not timedelta(0) < per <= DAY:
        raise ValueError(f"per must be more than zero and at most 24 hours, got {per}")
    if now.tzinfo is None:
        raise ValueError("now must be timezone-aware, got a naive time")
    now = now.astimezone(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    window = (now - midnight) // per
    ends = min(midnight + (window + 1) * per, midnight + DAY)
    parts = "\x1f".join((kind, subject, str(per.total_seconds()), str(window)))
    return _day_hmac(midnight, parts), ends


def prune(now: datetime) -> int:
    """Delete the counts whose window has ended; return how many. Run at least daily."""
    deleted, _ = RateCount.objects.filter(expires_at__lte=now).delete()
    return deleted


def _day_hmac(midnight: datetime, text: str) -> str:
    key = derived_key(f"rate limits of {midnight:%Y-%m-%d}")
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _count_one(key: str, ends: datetime, limit: int) -> bool:
    expires = connection.ops.adapt_datetimefield_value(ends)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ONE, [key, expires, limit])
        return cursor.fetchone() is not None
