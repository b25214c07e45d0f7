"""What sources write as names, addresses, numbers and days, made fit to keep.

Pure: imports no Django.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from officials.records import ChannelRecord
from privacy.text import clean_address, clean_text

MAX_NAME: Final = 200
MAX_VALUE: Final = 500
MAX_LABEL: Final = 120
_PARTIAL_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


def text(value: Any, *, limit: int = MAX_NAME) -> str:
    """Return a field of a source as one clean line, "" for none, cut at `limit` characters."""
    if value is None or isinstance(value, bool | dict | list):
        return ""
    return clean_text(str(value)[: limit * 4], limit=limit * 5)[:limit].strip()


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a mapping of a source, empty where it holds something else."""
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """Return the mappings in a list of a source; whatever else stands there is left out."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def day(value: Any) -> date | None:
    """Return a day, also of "2026" and "2026-11" (the first of it); None for none or nonsense."""
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    found = _PARTIAL_DAY.match(str(value or ""))
    if found is None:
        return None
    year, month, of_month = (int(part or 1) for part in found.groups())
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def is_running(begins: date | None, ends: date | None, today: date) -> bool:
    """Return whether a term has begun and isn't over on `today`; an unknown end is none."""
    return (begins is None or begins <= today) and (ends is None or ends > today)


def channel(kind: str, value: Any, label: str = "") -> ChannelRecord | None:
    """Return a channel with its value in one spelling; None where the source gives none.

    Raises:
        ValueError: what stands there is no such address; the sentence doesn't repeat it.
    """
    written = text(value, limit=MAX_VALUE)
    if not written:
        return None
    if kind == "email":
        written = clean_address(written.removeprefix("mailto:"))
    elif kind == "form":
        written = _web_address(written)
    elif kind in ("phone", "fax"):
        written = _number(written)
    elif kind == "post":
        written = _lines(written)
    else:
        raise ValueError(f"A channel is an email, form, phone, post or fax, not {kind!r}.")
    return ChannelRecord(kind, written, label[:MAX_LABEL]) if written else None


def _web_address(written: str) -> str:
    try:
        parts = urlsplit(written)
    except ValueError:
        parts = urlsplit("")
    sound = parts.scheme in ("http", "https") and parts.hostname and " " not in written
    if not sound or parts.username is not None:
        raise ValueError("A web form is given by its address, which begins with https://.")
    return written


def _number(written: str) -> str:
    number = written.removeprefix("tel:").strip()
    if sum(c.isdigit() for c in number) < 3 or len(number) > 60:
        raise ValueError("A phone or fax number has at least three digits, and 60 characters.")
    return number


def _lines(written: str) -> str:
    """Return an address with its parts separated alike, whatever the source put between them."""
    parts = (part.strip() for part in re.split(r"[;\n]|,(?=\s|$)", written))
    return ", ".join(part for part in parts if part)
