"""What happened in a campaign, joined and in order. Pure: imports no Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from campaign.wording import short_date

# Where two things happened on one day, what followed from the other stands above it.
_ORDER = ("began", "letter", "evidence", "press", "action", "sent", "demand", "update", "ended")


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened on one day."""

    day: date
    kind: str  # one of the words above
    title: str
    url: str = ""
    text: str = ""
    language: str = field(default="", compare=False)  # of the title, where it isn't the site's

    def __post_init__(self) -> None:
        if self.kind not in _ORDER:
            raise ValueError(f"kind must be one of {', '.join(_ORDER)}, got {self.kind!r}")

    @property
    def date_words(self) -> str:
        return short_date(self.day)

    @property
    def anchor(self) -> str:
        """The day as a time element names it."""
        return self.day.isoformat()


def joined(*parts: Iterable[Moment]) -> list[Moment]:
    """Return all moments, newest first; of one day, the later kinds first, then by title."""
    moments = [moment for part in parts for moment in part]
    moments.sort(key=lambda one: one.title)
    return sorted(moments, key=lambda one: (one.day, _ORDER.index(one.kind)), reverse=True)
