"""After a restore: supporters and followers who were erased since the backup are erased again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from campaign.aftermath import erase_message
from campaign.following import stop_following
from campaign.models import Follower, SupporterMessage
from privacy.journal import Entry


def replay(entries: Iterable[Entry], *, now: datetime) -> int:
    """Return how many were erased again; safe to run twice.

    Only where the row is still that of the same mailbox: numbers alone may mean another row.
    """
    done = 0
    for entry in entries:
        mine = {
            "pk": entry.row,
            "mailbox_pseudonym": entry.pseudonym,
            "asked_at__lte": entry.moment,
        }
        if not entry.pseudonym:
            continue
        if entry.kind == "follower":
            for follower in Follower.objects.filter(**mine):
                done += stop_following(follower_id=follower.pk, now=now)
        elif entry.kind == "supporter":
            for message in SupporterMessage.objects.filter(**mine, erased_at=None):
                done += erase_message(message, now=now)
    return done
