"""What an import would do: each row of a sheet with its outcome. Writes nothing."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from django.utils import timezone
from wagtail.models import Page

from privacy.keys import derived_key
from privacy.pseudonyms import mailbox_pseudonym
from signatories import status as rules
from signatories.import_known import known_under
from signatories.mapping import Mapping
from signatories.models import ImportedRow
from signatories.row_facts import RowFacts, read_facts
from signatories.row_outcomes import (
    Judgement,
    Known,
    Outcome,
    Standing,
    judge,
    judge_removal,
)
from signatories.sheets import Sheet
from signatories.timestamps import DateOrder, moment_of, order_of

TOLD_EVERY: Final = 500  # rows between two words of progress
NO_DATE: Final = "the time when it was sent isn't understood, so the day of the import stands"


@dataclass
class PlannedRow:
    """A row, what becomes of it, and what marks it as read."""

    facts: RowFacts = field(repr=False)
    digest: str
    pseudonym: str
    judgement: Judgement
    submitted_at: datetime
    later: tuple[str, ...] = ()  # what other rows say about it

    @property
    def outcome(self) -> Outcome:
        """What the import does with the row."""
        return self.judgement.outcome

    @property
    def is_sound(self) -> bool:
        """Whether the row is new and nothing that it says needs a closer look."""
        return self.outcome == Outcome.NEW and not self.judgement.doubts

    @property
    def reason(self) -> str:
        """Why it has its outcome, and what else a reviewer should know."""
        return "; ".join(part for part in (self.judgement.reason, *self.later) if part)

    @property
    def review_note(self) -> str:
        """What a reviewer should look at, one thing a line; "" when there is nothing."""
        return "\n".join((*self.judgement.doubts, *self.later))


@dataclass(frozen=True)
class ImportPlan:
    """Every row of a sheet with its outcome; `carry_out` makes it true."""

    page: Page
    rows: tuple[PlannedRow, ...]
    attention: dict[int, tuple[str, ...]]  # sign-on's id → what its reviewer should see

    def counts(self) -> Counter[Outcome]:
        """Return how many rows have which outcome."""
        return Counter(row.outcome for row in self.rows)


class DatesUnclear(ValueError):
    """Dates read two ways; the message says which, and `order` how far they are unclear."""

    def __init__(self, order: DateOrder, example: str) -> None:
        self.order, self.example = order, example
        either = f'"{example}" and all other dates read as day and month or as month and day'
        mixed = f"some dates have the day first and some the month, such as {example}"
        super().__init__(either if order == DateOrder.EITHER else mixed)


def plan_import(
    *,
    page: Page,
    sheet: Sheet,
    mapping: Mapping,
    now: datetime,
    dates: str = "",
    light: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> ImportPlan:
    """Return what becomes of each row; reads the database and writes nothing.

    Args:
        dates: "day-first" or "month-first"; "" to judge by all dates of the sheet.
        light: learn only of the names that the rows may be about, for a row that comes alone.
        progress: told every 500 rows how many are judged.
    Raises:
        DatesUnclear: `dates` is "" and the sheet's dates don't tell.
    """
    facts_of_rows: Iterable[tuple[RowFacts, datetime]] = _facts(sheet, mapping, now, dates)
    key, few = derived_key("imported row"), None
    if light:
        facts_of_rows = list(facts_of_rows)
        few = [facts for facts, _ in facts_of_rows]
    known = known_under(page, few)
    digests = _read_before(page, None if few is None else [_digest(key, row) for row in few])
    rows: list[PlannedRow] = []
    for done, (facts, submitted_at) in enumerate(facts_of_rows):
        if done % TOLD_EVERY == 0:
            progress(done)
        digest = _digest(key, facts)
        pseudonym = mailbox_pseudonym(facts.email) if facts.email else ""
        judgement = _judgement(facts, pseudonym, known, digests.get(digest, ""))
        planned = PlannedRow(facts, digest, pseudonym, judgement, submitted_at)
        rows.append(planned)
        if judgement.outcome.is_stored:
            known.add(_standing_of_row(planned))
    return ImportPlan(page, tuple(rows), _judge_removals(rows, known))


def _judgement(facts: RowFacts, pseudonym: str, known: Known, read_as: str) -> Judgement:
    if read_as:
        return Judgement(Outcome.UNCHANGED, f"imported before as {read_as}")
    if facts.asks_removal:
        return Judgement(Outcome.REFUSED, "")  # judged when all names are known
    return judge(facts, pseudonym, known)


def _read_before(page: Page, digests: list[str] | None) -> dict[str, str]:
    """Return the outcomes of rows that were imported before, by digest; None asks for all."""
    read = ImportedRow.objects.filter(page_id=page.pk)
    if digests is not None:
        read = read.filter(digest__in=digests)
    return dict(read.values_list("digest", "outcome"))


def _judge_removals(rows: list[PlannedRow], known: Known) -> dict[int, tuple[str, ...]]:
    """Judge rows that ask to be removed; mark the rows and return the sign-ons they are about."""
    by_number = {row.facts.number: row for row in rows}
    attention: dict[int, tuple[str, ...]] = {}
    for row in rows:
        if row.outcome != Outcome.REFUSED or not row.facts.asks_removal:
            continue
        row.judgement = judge_removal(row.facts, known)
        doubt = f"asked to be removed in row {row.facts.number} of the sheet"
        about = row.judgement.about
        if about and about.row_number:
            marked = by_number[about.row_number]
            marked.later = (*marked.later, doubt)
        elif about and about.sign_on_id:
            attention[about.sign_on_id] = (*attention.get(about.sign_on_id, ()), doubt)
    return attention


def order_of_dates(sheet: Sheet, mapping: Mapping) -> tuple[DateOrder, str]:
    """Return how the sheet's dates are written, and one that shows it."""
    column = mapping.column_of("submitted_at")
    return order_of(() if column is None else (row.cell(column)[:60] for row in sheet.rows))


def _facts(
    sheet: Sheet, mapping: Mapping, now: datetime, dates: str
) -> Iterator[tuple[RowFacts, datetime]]:
    if not dates:
        order, example = order_of_dates(sheet, mapping)
        if order.is_unclear:
            raise DatesUnclear(order, example)
        dates = order
    return _dated(sheet, mapping, now, day_first=dates == DateOrder.DAY_FIRST)


def _dated(
    sheet: Sheet, mapping: Mapping, now: datetime, *, day_first: bool
) -> Iterator[tuple[RowFacts, datetime]]:
    zone = timezone.get_current_timezone()
    for row in sheet.rows:
        facts = read_facts(row, mapping)
        sent = moment_of(facts.submitted, day_first=day_first, zone=zone)
        if sent is None and facts.submitted:
            facts = replace(facts, doubts=(*facts.doubts, NO_DATE))
        yield facts, min(sent or now, now)


def _digest(key: bytes, facts: RowFacts) -> str:
    """Return what marks a row as read; keyed, for an unkeyed one could be guessed back."""
    return hmac.new(key, "\x1f".join(facts.typed).encode(), hashlib.sha256).hexdigest()


def _standing_of_row(row: PlannedRow) -> Standing:
    return Standing(
        name=row.facts.name,
        status=rules.VERIFIED,
        domain=row.facts.website_domain,
        pseudonym=row.pseudonym,
        kind=row.facts.kind,
        row_number=row.facts.number,
    )
