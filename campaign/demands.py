"""What a campaign asks, and where each demand stands. Reads only; part of `campaign.models`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from campaign import wording
from campaign.campaign_parts import CampaignDemand
from campaign.listing import ListedLetter
from letters.document import Demand, Paragraph, plain

_ASKED = CampaignDemand.Standing.ASKED


@dataclass(frozen=True, slots=True)
class ListedDemand:
    """One demand as the page shows it; `url` is where a letter asks for it, or empty."""

    number: int
    text: str
    standing: str  # one of CampaignDemand.Standing
    language: str = ""
    url: str = ""
    letter: str = ""  # its title, at the first demand of each, where several letters ask
    remark: str = ""
    settled_on: date | None = None

    @property
    def standing_words(self) -> str:
        return wording.DEMAND_WORDS[self.standing]


def listed_demands(
    letters: Sequence[ListedLetter], rows: Iterable[CampaignDemand]
) -> list[ListedDemand]:
    """Return every demand of `letters`, in their order, then the campaign's own.

    Args:
        rows: what the organizer wrote about demands; one for a letter that nobody may see yet, or
            for a demand that it no longer makes, is left out.
    """
    rows = list(rows)
    about = {(row.letter_id, row.number): row for row in rows if row.letter_id and row.number}
    asked = [(letter, letter.page.demands()) for letter in letters]
    several = sum(1 for _, demands in asked if demands) > 1
    listed = [
        _of_letter(letter, demand, about.get((letter.page.pk, demand.number)), several)
        for letter, demands in asked
        for demand in demands
        if isinstance(demand.blocks[0], Paragraph)
    ]
    addresses = {letter.page.pk: letter.url for letter in letters}
    own = [row for row in rows if row.text and (row.letter_id, row.number) not in _met(asked)]
    first = 1 + max((demand.number for demand in listed), default=0)
    return listed + [
        ListedDemand(
            number=number,
            text=row.text,
            standing=row.standing,
            url=addresses.get(row.letter_id or 0, ""),
            remark=row.remark,
            settled_on=row.settled_on,
        )
        for number, row in enumerate(own, start=first)
    ]


def _met(
    asked: Sequence[tuple[ListedLetter, Sequence[Demand]]],
) -> set[tuple[int | None, int | None]]:
    """Return letter and number of every demand that a letter makes."""
    return {(letter.page.pk, demand.number) for letter, demands in asked for demand in demands}


def _of_letter(
    letter: ListedLetter, demand: Demand, row: CampaignDemand | None, several: bool
) -> ListedDemand:
    first = demand.blocks[0]
    words = plain(first.content) if isinstance(first, Paragraph) else ""
    return ListedDemand(
        number=demand.number,
        text=_without_what_follows(" ".join(words.split())),
        standing=row.standing if row else _ASKED,
        language=letter.language,
        url=f"{letter.url}#demand-{demand.number}",
        letter=letter.title if several and demand.number == 1 else "",
        remark=row.remark if row else "",
        settled_on=row.settled_on if row else None,
    )


def _without_what_follows(sentence: str) -> str:
    """Return the sentence as it stands alone: a colon would announce a list that isn't here."""
    return f"{sentence[:-1]}." if sentence.endswith(":") else sentence
