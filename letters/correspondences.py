"""A letter's correspondence with one addressee: opened by the first dispatch, kept ever after."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from letters.document import Addressee
from letters.models import Correspondence, LetterPage, LetterSettings, Response

SETTLED = (Response.Kind.ANSWERED, Response.Kind.REFUSED, Response.Kind.MET)


def correspondence_with(
    addressee: Addressee, *, letter: LetterPage, position: int, now: datetime
) -> Correspondence:
    """Return the correspondence, with the day by which this dispatch expects an answer.

    Who has answered already is not expected to answer again.
    """
    found, _ = Correspondence.objects.update_or_create(
        letter=letter,
        addressee=addressee.name[:150],
        organization=addressee.organization[:200],
        defaults={"position": position},
    )
    if not found.responses.filter(kind__in=SETTLED).exists():
        days = LetterSettings.read(letter.get_site()).answer_days
        found.follow_up_on = timezone.localdate(now) + timedelta(days=days)
        found.save(update_fields=["follow_up_on"])
    return found
