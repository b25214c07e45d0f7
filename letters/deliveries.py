"""What a letter's page and `letter.json` say of its delivery: one sentence an addressee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from letters.models import LetterPage
from letters.public_status import Fate, fate
from letters.scripts import is_rtl
from letters.ways import answer_of, known_of_ways, newest_ways, way_of


@dataclass(frozen=True, slots=True)
class Delivered:
    """One addressee, and what everybody may know of the letter's way to them."""

    addressee: str
    fate: Fate

    @property
    def direction(self) -> str:
        return "rtl" if is_rtl(self.fate.language) else "ltr"

    def as_data(self) -> dict[str, Any]:
        """Return the facts for JSON; what isn't known is None."""
        answer = self.fate.answer
        return {
            "addressee": self.addressee,
            "sentence": self.fate.sentence,
            "state": self.fate.state,
            "channel": self.fate.channel,
            "on": self.fate.day.isoformat() if self.fate.day else None,
            "answer": answer.kind if answer else None,
            "answered_on": answer.on.isoformat() if answer else None,
        }


def deliveries(page: LetterPage, *, now: datetime) -> tuple[Delivered, ...]:
    """Return every addressee whose status is public, in the letter's order.

    Costs six queries, however many there are; none on an unsaved page.
    """
    if page.pk is None:
        return ()
    today = timezone.localdate(now)
    return tuple(
        Delivered(
            one.addressee,
            fate(
                [way_of(way) for way in newest_ways(list(one.dispatches.all()))],
                answer_of(one.responses.all()),
                today=today,
                language=page.language,
            ),
        )
        for one in page.correspondences.filter(shown=True).prefetch_related(*known_of_ways())
        if one.dispatches.all()
    )
