"""Which sign-ons are meant when many are decided on at once, and what that would change."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q

from signatories.models import SignOn, SignOnQuerySet

SAMPLE: Final = 25
DECLINABLE: Final = (SignOn.Status.VERIFIED, SignOn.Status.APPROVED)


class BulkRefused(ValueError):
    """A bulk decision can't be begun; the message is a sentence for the reviewer."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which sign-ons: those of one letter and status that meet every other one that is given."""

    page_id: int
    status: str  # waiting for review, or approved
    words: str = ""  # in the name
    website_domain: str = ""
    mailbox_domain: str = ""
    kind: str = ""
    source: str = ""
    since: str = ""  # days on which they were sent, as YYYY-MM-DD, both included
    until: str = ""

    def on_record(self) -> dict[str, object]:
        """What is kept of them: without the words, which may be somebody's name."""
        return {**asdict(self), "words": bool(self.words)}

    @property
    def narrow(self) -> bool:
        """Whether anything is said beyond the letter and the status."""
        return any(value for key, value in asdict(self).items() if key not in ("page_id", "status"))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision would change, nothing being changed."""

    number: int
    sample: tuple[SignOn, ...]
    sources: tuple[tuple[str, int], ...]
    domains: tuple[tuple[str, int], ...]  # of the websites, the most frequent ones


def chosen(criteria: Criteria) -> SignOnQuerySet:
    """Return the sign-ons that meet the criteria.

    Raises:
        BulkRefused: they say nothing beyond the letter and the status, or no such status.
    """
    if criteria.status not in DECLINABLE:
        raise BulkRefused("Choose those that wait for review, or those that are approved.")
    if not criteria.narrow:
        raise BulkRefused("Say at least one thing that they have in common, beside the letter.")
    wanted = Q(page_id=criteria.page_id, status=criteria.status)
    for field, value in (
        ("website_domain", criteria.website_domain.casefold()),
        ("contact__mailbox_domain", criteria.mailbox_domain.casefold()),
        ("kind", criteria.kind),
        ("source", criteria.source),
        ("submitted_at__date__gte", _day(criteria.since)),
        ("submitted_at__date__lte", _day(criteria.until)),
    ):
        wanted &= Q(**{field: value}) if value else Q()
    if criteria.words:
        wanted &= Q(claimed_name__icontains=criteria.words) | Q(
            display_name__icontains=criteria.words
        )
    return SignOn.objects.filter(wanted)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise BulkRefused(f"“{value}” is no day: write it as 2026-11-30.") from error


def preview(criteria: Criteria) -> Preview:
    """Return what the decision would change; four queries, however many there are.

    Raises:
        BulkRefused: as `chosen`.
    """
    found = chosen(criteria).order_by()
    sources = found.values_list("source").annotate(number=Count("pk")).order_by("-number")
    domains = found.values_list("website_domain").annotate(number=Count("pk")).order_by("-number")
    return Preview(
        number=found.count(),
        sample=tuple(found.order_by("submitted_at", "pk")[:SAMPLE]),
        sources=tuple((SignOn.Source(key).label, number) for key, number in sources),
        domains=tuple((key or "no website", number) for key, number in domains[:8]),
    )
