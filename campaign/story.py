"""All that a campaign's page tells, gathered. Reads only; part of `campaign.models`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from campaign import wording
from campaign.actions import ActionPage
from campaign.campaign_parts import CampaignDemand, CampaignPartner, PressMention
from campaign.demands import ListedDemand, listed_demands
from campaign.evidence import Evidence
from campaign.growth import Growth, growth_of
from campaign.listing import ListedLetter, letters_below, signed_by_day
from campaign.timeline import Moment, joined
from campaign.totals import totals
from campaign.updates import UpdatePage
from letters.models import Edition

if TYPE_CHECKING:
    from campaign.models import CampaignPage

_DEMAND_MOMENTS = {
    CampaignDemand.Standing.MET: "Met",
    CampaignDemand.Standing.PARTLY: "Partly met",
    CampaignDemand.Standing.REFUSED: "Refused",
}


@dataclass(frozen=True, slots=True)
class Story:
    """What the page of one campaign shows, in the order of the page."""

    ending: str  # a sentence; empty while it goes on
    actions: list[tuple[ActionPage, str]]  # open now, with how much was written, as sentences
    demands: list[ListedDemand]
    letters: list[ListedLetter]
    moments: list[Moment]
    growth: Growth | None  # of the signatures; None before there is anything to compare
    evidence: list[Evidence]
    press: list[PressMention]
    leads: list[CampaignPartner]
    partners: list[CampaignPartner]

    @property
    def signable(self) -> list[ListedLetter]:
        """The letters that can be signed now; none once the campaign has ended."""
        return [] if self.ending else [letter for letter in self.letters if letter.is_open]


def story_of(page: CampaignPage, *, now: datetime) -> Story:
    """Return all that may be told about the campaign at `now`.

    The number of queries does not grow with what happened. An unsaved page has only what is on it.
    """
    letters = letters_below(page, now=now)
    demands = listed_demands(letters, page.demand_rows.all())
    evidence = list(Evidence.objects.published().filter(campaign_id=page.pk)) if page.pk else []
    press = sorted(page.press.all(), key=lambda one: one.dated, reverse=True)
    partners = list(page.partners.all())
    sent = list(_of_letters(letters))
    updates = list(UpdatePage.objects.child_of(page).shown()) if page.path else []
    return Story(
        ending=wording.ending_sentence(page.result, page.ended_on),
        actions=[(action, totals(action).words) for action in _open_actions(page, now)],
        demands=demands,
        letters=letters,
        moments=joined(
            _of_page(page),
            sent,
            _of_demands(demands),
            _of_updates(updates),
            _of_evidence(evidence, page),
        ),
        growth=growth_of(
            signed_by_day(letters) if letters else {},
            letters=sum(1 for letter in letters if letter.organizations),
            today=timezone.localdate(now),
            sent_on=min((one.day for one in sent if one.kind == "sent"), default=None),
        ),
        evidence=evidence,
        press=press,
        leads=[one for one in partners if one.role == CampaignPartner.Role.LEAD],
        partners=[one for one in partners if one.role == CampaignPartner.Role.PARTNER],
    )


def _open_actions(page: CampaignPage, now: datetime) -> list[ActionPage]:
    if not page.path or page.has_ended:
        return []
    begun = Q(opens_at=None) | Q(opens_at__lte=now)
    actions = ActionPage.objects.child_of(page).live().public()
    return list(actions.filter(begun & (Q(closes_at=None) | Q(closes_at__gt=now))))


def _of_page(page: CampaignPage) -> Iterator[Moment]:
    if page.result and page.ended_on:
        words = wording.ENDING_WORDS[page.result]
        yield Moment(page.ended_on, "ended", words, url="#ending")


def _of_updates(updates: Sequence[UpdatePage]) -> Iterator[Moment]:
    for update in updates:
        yield Moment(update.dated, "update", update.title, update.url or "", update.lead)


def _of_letters(letters: Sequence[ListedLetter]) -> Iterator[Moment]:
    """Yield when each letter was dated and when each printing of it was sent; one query."""
    by_id = {letter.page.pk: letter for letter in letters}
    for letter in letters:
        if letter.dated:
            yield Moment(
                *(letter.dated, "letter", letter.title, letter.url, letter.to),
                language=letter.language,
            )
    sent = Edition.objects.filter(letter_id__in=by_id, dispatched_at__isnull=False)
    for letter_id, number, at, names in sent.values_list(
        "letter_id", "number", "dispatched_at", "signatory_count"
    ):
        letter = by_id[letter_id]
        with_names = f"With {wording.counted(names, 'name', 'names')} under it."
        title = "Letter sent" if number == 1 else f"Letter sent again, printing {number}"
        day = timezone.localtime(at).date()
        yield Moment(day, "sent", f"{title}: {letter.title}", letter.url, with_names)


def _of_demands(demands: Sequence[ListedDemand]) -> Iterator[Moment]:
    for place, demand in enumerate(demands, start=1):
        words = _DEMAND_MOMENTS.get(CampaignDemand.Standing(demand.standing))
        if words and demand.settled_on:
            url = f"#asked-{place}"
            yield Moment(demand.settled_on, "demand", f"{words}: {demand.text}", url, demand.remark)


def _of_evidence(evidence: Sequence[Evidence], page: CampaignPage) -> Iterator[Moment]:
    for one in evidence:
        if one.obtained_on:
            url = f"#evidence-{one.pk}"
            title = f"Document obtained: {one.title}"
            yield Moment(one.obtained_on, "evidence", title, url, one.summary)
