"""When an answer was sent, as form tools write it. Pure: imports no Django."""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

_MONTH_FIRST = ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y")
_DAY_FIRST = tuple(form.replace("%m/%d", "%d/%m") for form in _MONTH_FIRST)
_YEAR_FIRST = ("%Y/%m/%d %I:%M:%S %p", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d")
_ZONE_AT_END = re.compile(r"\s+(GMT|UTC|[A-Z]{3,4})([+-]\d{1,2}(:?\d{2})?)?$")
_START = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.]\d{4}")


def day_comes_first(texts: Iterable[str]) -> bool:
    """Return whether dates are written 31/12/2026 rather than 12/31/2026, judged by all of them.

    Where nothing tells, slashes mean the month first, as in the exports of US forms.
    """
    found = [match for match in map(_START.match, texts) if match]
    return any(int(match[1]) > 12 for match in found)


def moment_of(text: str, *, day_first: bool, zone: tzinfo) -> datetime | None:
    """Return the moment that `text` names, None if it isn't understood.

    Args:
        zone: what the sheet's clock shows, where the text doesn't say.
    """
    written = _ZONE_AT_END.sub("", text.strip())
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        dotted = bool(re.match(r"\d{1,2}\.\d", written))
        slashed = written.replace(".", "/", 2) if dotted else written
        forms = _DAY_FIRST if day_first or dotted else _MONTH_FIRST
        parsed = (_parsed(slashed, form) for form in (*forms, *_YEAR_FIRST))
        first = next((moment for moment in parsed if moment), None)
        if first is None:
            return None
        found = first
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007  # the zone is added by the caller
    except ValueError:
        return None
