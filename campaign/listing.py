"""What lists may say about letters and their demands. Reads only; part of `campaign.models`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from wagtail.models import Page

from campaign import wording
from letters.models import Dispatch, LetterPage
from signatories.models import SignOn
from signatories.status import Phase


@dataclass(frozen=True, slots=True)
class ListedLetter:
    """One visible letter as lists show it."""

    page: LetterPage
    url: str
    title: str
    to: str  # a sentence, "Letter to Halden Devices, Inc."
    language: str
    dated: date | None
    organizations: int
    individuals: int
    phase: Phase
    opens_on: date | None
    closes_on: date | None  # the day to announce; None: no deadline, or it has passed
    dispatched_to: int  # addressees of its last dispatched edition

    @property
    def signing(self) -> str:
        """The count as words, such as "66 organizations"; empty before the first name."""
        return wording.standing(self.organizations, self.individuals)

    @property
    def is_open(self) -> bool:
        return self.phase == "open"

    @property
    def signing_words(self) -> str:
        """Whether it can be signed, in words without a full stop."""
        if self.phase == "closed":
            return "The list is closed"
        if self.phase == "not_yet":
            return f"Opens on {wording.short_date(self.opens_on)}" if self.opens_on else ""
        if self.closes_on:
            return f"Open until {wording.short_date(self.closes_on)}"
        return "Open for signatures"

    @property
    def date_words(self) -> str:
        return wording.short_date(self.dated) if self.dated else ""


def letters_below(page: Page, *, now: datetime) -> list[ListedLetter]:
    """Return the letters below `page` that anyone may see at `now`, newest first.

    Costs the same number of queries for one letter as for a hundred. A page that isn't saved yet
    has none.
    """
    if not page.path:
        return []
    letters = list(
        LetterPage.objects.visible(now)
        .descendant_of(page)
        .prefetch_related("addressees", "footnotes")
    )
    counts = _counts([letter.pk for letter in letters])
    sent = _addressees_sent([letter.pk for letter in letters])
    listed = [_listed(letter, counts, sent, now) for letter in letters]
    return sorted(listed, key=lambda one: (one.dated or date.min, one.page.pk), reverse=True)


def _listed(
    letter: LetterPage, counts: Counter[tuple[int, str]], sent: Counter[int], now: datetime
) -> ListedLetter:
    state = letter.signing_state(now)
    return ListedLetter(
        page=letter,
        url=letter.url,
        title=letter.title,
        to=wording.sentence(letter.addressee_line()),
        language=letter.language,
        dated=letter.dated,
        organizations=counts[letter.pk, SignOn.Kind.ORGANIZATION],
        individuals=counts[letter.pk, SignOn.Kind.INDIVIDUAL],
        phase=state.phase,
        opens_on=timezone.localdate(state.opens_at) if state.opens_at else None,
        closes_on=_announced_end(letter, now),
        dispatched_to=sent[letter.pk],
    )


def _announced_end(letter: LetterPage, now: datetime) -> date | None:
    for end in (letter.soft_deadline, letter.hard_deadline):
        if end is not None and now < end:
            return timezone.localdate(end)
    return None


def _counts(page_ids: list[int]) -> Counter[tuple[int, str]]:
    rows = SignOn.objects.published().filter(page_id__in=page_ids).values_list("page_id", "kind")
    return Counter(
        {(page, kind): many for page, kind, many in rows.annotate(many=Count("pk")).order_by()}
    )


def signed_by_day(letters: list[ListedLetter]) -> dict[date, int]:
    """Return how many organizations' names that stand under these letters came on each day."""
    ids = [letter.page.pk for letter in letters]
    names = SignOn.objects.published().filter(page_id__in=ids, kind=SignOn.Kind.ORGANIZATION)
    day = TruncDate(Coalesce("confirmed_at", "submitted_at"))
    rows = names.annotate(day=day).values_list("day").annotate(many=Count("pk")).order_by()
    return dict(rows)


def _addressees_sent(page_ids: list[int]) -> Counter[int]:
    """Count, for each letter, the addressees of the last edition that was dispatched."""
    rows = Dispatch.objects.filter(edition__letter_id__in=page_ids).values_list(
        "edition__letter_id", "edition__number"
    )
    sent: Counter[int] = Counter()
    for letter, _number, many in rows.annotate(many=Count("pk")).order_by(
        "edition__letter_id", "edition__number"
    ):
        sent[letter] = many
    return sent
