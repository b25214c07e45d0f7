"""What closes when a campaign has ended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from campaign.models import CampaignPage
from letters.models import LetterPage


@transaction.atomic
def close_letters(*, campaign: CampaignPage, now: datetime) -> int:
    """End the signing of every live letter of a campaign that has ended; return how many.

    A draft of a letter is changed with it, or its next publication would open the list again.
    """
    if not campaign.has_ended:
        return 0
    closed = 0
    for letter in LetterPage.objects.live().child_of(campaign).select_for_update():
        if letter.hard_deadline is not None and letter.hard_deadline <= now:
            continue
        letter.hard_deadline = now
        letter.save(update_fields=["hard_deadline"])
        draft = letter.latest_revision
        if draft is not None:
            draft.content["hard_deadline"] = now.isoformat()
            draft.save(update_fields=["content"])
        closed += 1
    return closed
