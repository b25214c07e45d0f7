"""When an answer was sent, as form tools write it. Pure: imports no Django."""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final

_TIME: Final = (
    r"(?:[ T,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>[AP]\.?M\.?)?)?$"
)
_YEAR_LAST = re.compile(
    r"(?P<one>\d{1,2})(?P<mark>[/.-])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})" + _TIME,
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<mark>[/.-])(?P<one>\d{1,2})(?P=mark)(?P<two>\d{1,2})" + _TIME,
    re.IGNORECASE,
)
_ZONE_AT_END = re.compile(r"\s+(GMT|UTC|[A-Z]{3,4})([+-]\d{1,2}(:?\d{2})?)?$")
_HALF_DAY: Final = 12  # hours


class DateOrder(StrEnum):
    """How dates with the year last are written; the first two can be told to an import."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    EITHER = "either"  # every date reads both ways, and differently
    MIXED = "mixed"  # some can only be the one, some only the other

    @property
    def is_unclear(self) -> bool:
        """Whether somebody has to be asked."""
        return self in {DateOrder.EITHER, DateOrder.MIXED}


def order_of(texts: Iterable[str]) -> tuple[DateOrder, str]:
    """Return how these dates are written, judged by all of them, and one that shows it.

    Dates with points are written with the day first everywhere, so they don't count.
    """
    day = month = either = ""
    for text in texts:
        found = _YEAR_LAST.match(_without_zone(text))
        if not found or found["mark"] == ".":
            continue
        one, two = int(found["one"]), int(found["two"])
        if one > 12:
            day = day or text
        elif two > 12:
            month = month or text
        elif one != two:
            either = either or text
    if day and month:
        return DateOrder.MIXED, f"{day.strip()} and {month.strip()}"
    if day:
        return DateOrder.DAY_FIRST, day.strip()
    if either and not month:
        return DateOrder.EITHER, either.strip()
    return DateOrder.MONTH_FIRST, month.strip()


def moment_of(text: str, *, day_first: bool, zone: tzinfo) -> datetime | None:
    """Return the moment that `text` names, None if it isn't understood.

    Args:
        zone: what the sheet's clock shows, where the text doesn't say.
    """
    written = _without_zone(text)
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        read = _read(written, day_first=day_first)
        if read is None:
            return None
        found = read
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _without_zone(text: str) -> str:
    return _ZONE_AT_END.sub("", text.strip())


def _read(written: str, *, day_first: bool) -> datetime | None:
    last, first = _YEAR_LAST.match(written), _YEAR_FIRST.match(written)
    found = last or first
    if found is None:
        return None
    one, two, year = int(found["one"]), int(found["two"]), int(found["year"])
    if last and (day_first or found["mark"] == "."):
        one, two = two, one
    hour = int(found["hour"] or 0)
    if found["half"]:
        if not 1 <= hour <= _HALF_DAY:
            return None
        hour = hour % _HALF_DAY + (_HALF_DAY if found["half"][0] in "pP" else 0)
    try:
        return datetime(  # noqa: DTZ001  # the zone is added by the caller
            year + 2_000 if year < 100 else year,
            one,
            two,
            hour,
            int(found["minute"] or 0),
            int(found["second"] or 0),
        )
    except ValueError:
        return None
