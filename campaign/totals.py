"""How much was written under an action, for everybody. Reads only; part of `campaign.models`."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.actions import ActionPage
from campaign.supporters import ReportedContact, SupporterDelivery

Outcome = SupporterDelivery.Outcome


@dataclass(frozen=True, slots=True)
class Totals:
    """What the public page tells: how many were written, and how many answers we were told of."""

    written: int
    answered: int

    @property
    def words(self) -> str:
        """Both as sentences; empty before the first."""
        if not self.written:
            return ""
        noun = "message has" if self.written == 1 else "messages have"
        told = f" Of {self.answered:,} we were told of an answer." if self.answered else ""
        return f"{self.written:,} {noun} been written.{told}"


def totals(action: ActionPage) -> Totals:
    """Return how much was written by all ways; three queries, none on an unsaved page."""
    if action.pk is None:
        return Totals(0, 0)
    ours = SupporterDelivery.objects.confirmed().filter(action=action)
    ticked = ReportedContact.objects.filter(action=action).count()
    answered = ours.filter(outcome=Outcome.ANSWERED).count()
    return Totals(ours.count() + ticked, answered)
