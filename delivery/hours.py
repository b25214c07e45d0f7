"""Office hours where the recipient is. Pure: imports no Django."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

OPENS, CLOSES = time(9), time(17)
_FRIDAY = 4


def zone_name(value: str) -> str:
    """Return the name of a time zone, or "" for none.

    Raises:
        ValueError: there is no such time zone.
    """
    name = value.strip()
    if name:
        zone(name)
    return name


@cache
def zone(name: str) -> ZoneInfo:
    """Return the time zone of this name.

    Raises:
        ValueError: there is none.
    """
    try:
        if len(name) > 60:
            raise ValueError("too long")
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"office_zone must be a time zone such as America/New_York, got {name[:60]!r}"
        ) from None


def open_from(moment: datetime, name: str) -> datetime:
    """Return `moment` if offices in the zone are open then, else when they open next, in UTC.

    Offices are open from 9 to 17 o'clock by their own clocks, Monday to Friday; "" is always open.
    """
    if not name:
        return moment
    place = zone(name)
    local = moment.astimezone(place)
    day = local.date()
    if local.weekday() <= _FRIDAY and OPENS <= local.time() < CLOSES:
        return moment
    if local.time() >= OPENS:
        day += timedelta(days=1)
    while day.weekday() > _FRIDAY:
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, tzinfo=place).astimezone(moment.tzinfo)
