"""What supporters say they did by ways that we can't see."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from campaign.models import ActionPage, ReportedContact
from privacy.limits import allow

A_DAY_FROM_ONE_CLIENT = 200  # behind a library's address there are many people


def note_contact(
    *, action: ActionPage, official_id: int, way: str, result: str, now: datetime, client: str
) -> bool:
    """Count one message or call; False beyond a client's day. Keeps the day, not the moment."""
    if not allow(
        kind="ticks of a client",
        subject=f"{action.pk} {client}",
        limit=A_DAY_FROM_ONE_CLIENT,
        per=timedelta(days=1),
        now=now,
    ):
        return False
    ReportedContact.objects.create(
        action=action,
        official_id=official_id,
        way=way,
        result=result,
        day=timezone.localdate(now),
    )
    return True
