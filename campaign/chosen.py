"""Whom a supporter chose, as a form of the action brings it from step to step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from campaign import choosing, relaying, targets
from campaign.models import ActionPage
from campaign.targets import Target

VACANT = (
    "Nobody is in office for the district that you chose, or nobody whom this action writes to, so "
    "there is no one to write to now."
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What travels in the form: who was chosen, and the note that a place led to them."""

    page: ActionPage
    now: datetime
    people: list[Target]
    yours: str
    proven: frozenset[int]
    vacant: bool = False  # the district that they chose has nobody to write to
    hint: str = ""  # of the place

    @property
    def problem(self) -> str:
        """Return why these can't be written to now, "" if they can."""
        if self.vacant and not self.people:
            return VACANT
        try:
            relaying.check_choice(self.page, self.people, yours=self.proven, now=self.now)
        except relaying.WritingRefused as refusal:
            return str(refusal)
        return ""


def chosen_in(request: HttpRequest, page: ActionPage, now: datetime) -> Chosen:
    """Return whom a post names; who isn't the action's to write to is left out."""
    values = request.POST.getlist("to")[:500]
    names = [name for name in request.POST if name == "district" or name.startswith("body")]
    values += [request.POST[name] for name in names[:20]]
    yours = request.POST.get("yours", "")
    people = targets.chosen_targets(page, choosing.ids_in(values))
    vacant = choosing.NOBODY in values
    return Chosen(page, now, people, yours, targets.proven(page, yours, now), vacant)
