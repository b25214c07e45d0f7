"""What closes when a campaign has ended. Part of `campaign.models`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from wagtail.models import Page, Revision

from letters.models import LetterPage


@transaction.atomic
def close_letters(*, below: Page, now: datetime) -> int:
    """End the signing of every letter below an ended campaign's page; return how many.

    Drafts and revisions that wait for their hour are changed too, or they would open it again.
    """
    closed = 0
    for letter in LetterPage.objects.child_of(below).select_for_update():
        if letter.hard_deadline is not None and letter.hard_deadline <= now:
            continue
        letter.hard_deadline = now
        letter.save(update_fields=["hard_deadline"])
        for revision in _to_come(letter):
            revision.content["hard_deadline"] = now.isoformat()
            revision.save(update_fields=["content"])
        closed += 1
    return closed


def _to_come(letter: LetterPage) -> list[Revision]:
    """Return the revisions that may be published next: the draft, and those with a schedule."""
    scheduled = list(letter.revisions.filter(approved_go_live_at__isnull=False))
    draft = letter.latest_revision
    return scheduled if draft is None or draft in scheduled else [draft, *scheduled]
