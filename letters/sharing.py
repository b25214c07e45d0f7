"""What a letter says of itself where it is shared: only what its public page says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.utils import timezone

from letters.models import LetterPage, LetterSettings
from letters.public import signing_line
from letters.scripts import is_rtl
from letters.standing import count_words
from signatories.models import SignOn


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A letter in a few words, and the organizations that are named with it."""

    addressed: str  # "Letter to Halden Devices, Inc."
    by: str  # who leads it
    organizations: int
    counted: str  # what follows their number
    signing: str  # whether it can be signed, as a sentence
    is_open: bool
    rtl: bool
    signatories: tuple[tuple[str, date], ...]  # organizations and when they signed


def letter_facts(page: LetterPage, *, now: datetime, named: int) -> LetterFacts | None:
    """Return the facts of a letter that is public at `now`, with up to `named` names; else None.

    Five queries, however many signed.
    """
    if not page.live or page.is_hidden(now):
        return None
    published = SignOn.objects.published(page_id=page.pk).order_by()
    counts = Counter(dict(published.values_list("kind").annotate(Count("pk"))))
    names = published.filter(kind="organization").order_by("sort_key", "pk")
    first = page.leads.first()
    return LetterFacts(
        addressed=page.addressee_line(),
        by=LetterSettings.read(page.get_site()).letterhead_name or (first.name if first else ""),
        organizations=counts["organization"],
        counted=count_words(counts["organization"], counts["individual"]),
        signing=signing_line(page, now=now),
        is_open=page.signing_state(now).is_open,
        rtl=is_rtl(page.language),
        signatories=tuple(
            (name, timezone.localdate(confirmed or submitted))
            for name, confirmed, submitted in names.values_list(
                "display_name", "confirmed_at", "submitted_at"
            )[:named]
        ),
    )
