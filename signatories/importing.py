"""Sign-ons from a sheet: first a plan that changes nothing, then carrying it out."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from privacy.keys import derived_key
from privacy.pseudonyms import mailbox_pseudonym
from signatories import status as rules
from signatories.mapping import Mapping
from signatories.models import ImportedRow, SignedText, SignOn, SignOnContact
from signatories.notices import signable
from signatories.row_facts import RowFacts, read_facts
from signatories.row_outcomes import (
    Judgement,
    Known,
    Outcome,
    Standing,
    judge,
    judge_removal,
    trusted_domain,
)
from signatories.services import approve_sign_ons, text_in_force
from signatories.sheets import Sheet
from signatories.submission import stored_key, stored_sort_key
from signatories.timestamps import day_comes_first, moment_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

ATTESTED_IN_SHEET: Final = "sheet"
GROUND: Final = "Vouched for when the sheet was imported; nobody confirmed the mailbox."
BATCH: Final = 500


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


@dataclass(frozen=True)
class ImportReport:
    """What an import did: sign-ons stored, and how many of them are approved."""

    stored: int
    approved: int


def plan_import(*, page: Page, sheet: Sheet, mapping: Mapping, now: datetime) -> ImportPlan:
    """Return what becomes of each row; reads the database and writes nothing."""
    known = _known(page)
    digests = dict(ImportedRow.objects.filter(page_id=page.pk).values_list("digest", "outcome"))
    key = derived_key("imported row")
    rows: list[PlannedRow] = []
    for facts, submitted_at in _facts(sheet, mapping, now):
        digest = _digest(key, facts)
        pseudonym = mailbox_pseudonym(facts.email) if facts.email else ""
        if digest in digests:
            judgement = Judgement(Outcome.UNCHANGED, f"imported before as {digests[digest]}")
        elif facts.asks_removal:
            judgement = Judgement(Outcome.REFUSED, "")  # judged when all names are known
        else:
            judgement = judge(facts, pseudonym, known)
        planned = PlannedRow(facts, digest, pseudonym, judgement, submitted_at)
        rows.append(planned)
        if judgement.outcome.is_stored:
            known.add(_standing_of_row(planned))
    return ImportPlan(page, tuple(rows), _judge_removals(rows, known))


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


def _facts(sheet: Sheet, mapping: Mapping, now: datetime) -> Iterator[tuple[RowFacts, datetime]]:
    every = [read_facts(row, mapping) for row in sheet.rows]
    day_first = day_comes_first(facts.submitted for facts in every)
    zone = timezone.get_current_timezone()
    for facts in every:
        sent = moment_of(facts.submitted, day_first=day_first, zone=zone)
        yield facts, min(sent or now, now)


def _digest(key: bytes, facts: RowFacts) -> str:
    """Return what marks a row as read; keyed, for an unkeyed one could be guessed back."""
    return hmac.new(key, "\x1f".join(facts.typed).encode(), hashlib.sha256).hexdigest()


def _known(page: Page) -> Known:
    known = Known()
    sign_ons = SignOn.objects.filter(page_id=page.pk).exclude(status=rules.LAPSED)
    for sign_on in sign_ons.select_related("contact").order_by("pk"):
        if sign_on.printed_name:
            known.add(_standing_of_sign_on(sign_on))
    return known


def _standing_of_sign_on(sign_on: SignOn) -> Standing:
    contact = getattr(sign_on, "contact", None)
    mailbox_domain = contact.mailbox_domain if contact else ""
    ended = sign_on.withdrawn_at or sign_on.decided_at
    return Standing(
        name=sign_on.claimed_name or sign_on.display_name,
        status=sign_on.status,
        domain=sign_on.website_domain,
        pseudonym=sign_on.mailbox_pseudonym,
        kind=sign_on.kind,
        sign_on_id=sign_on.pk,
        is_trusted=sign_on.status == rules.APPROVED
        or sign_on.source == SignOn.Source.IMPORT
        or trusted_domain(sign_on.website_domain, mailbox_domain),
        since=timezone.localdate(ended).isoformat() if ended else "",
    )


def _standing_of_row(row: PlannedRow) -> Standing:
    return Standing(
        name=row.facts.name,
        status=rules.VERIFIED,
        domain=row.facts.website_domain,
        pseudonym=row.pseudonym,
        kind=row.facts.kind,
        row_number=row.facts.number,
    )


def carry_out(
    plan: ImportPlan, *, now: datetime, approved_by: AbstractBaseUser | None = None
) -> ImportReport:
    """Store the plan's new rows for review, all or none; mails nothing.

    Rows that were imported since the plan was made are left alone.

    Args:
        approved_by: who vouches for the sound rows, which are then approved; the others wait,
            and so do rows that another row asks to remove.
    """
    with transaction.atomic():
        text = text_in_force(page=plan.page, now=now)
        rows = _not_yet_read(plan)
        stored = _store(plan.page, text, [row for row in rows if row.outcome.is_stored], now)
        _remember(plan.page, rows, now)
        _leave_notes(plan)
        sound = [pk for pk, row in stored if row.is_sound and not row.later]
        approved = 0
        if approved_by is not None:
            approved = approve_sign_ons(
                ids=sound, by=approved_by, ground=GROUND, now=now, tell=False
            )
    return ImportReport(stored=len(stored), approved=approved)


def _not_yet_read(plan: ImportPlan) -> list[PlannedRow]:
    read = set(ImportedRow.objects.filter(page_id=plan.page.pk).values_list("digest", flat=True))
    return [row for row in plan.rows if row.outcome != Outcome.UNCHANGED and row.digest not in read]


def _store(
    page: Page, text: SignedText, rows: list[PlannedRow], now: datetime
) -> list[tuple[int, PlannedRow]]:
    sign_ons = SignOn.objects.bulk_create(
        [_sign_on(page, text, row) for row in rows], batch_size=BATCH
    )
    stored = list(zip(sign_ons, rows, strict=True))
    SignOnContact.objects.bulk_create(
        [_contact(sign_on, row.facts) for sign_on, row in stored], batch_size=BATCH
    )
    return [(sign_on.pk, row) for sign_on, row in stored]


def _sign_on(page: Page, text: SignedText, row: PlannedRow) -> SignOn:
    facts = row.facts
    own_words = facts.kind == SignOn.Kind.ORGANIZATION and facts.attested
    return SignOn(
        page_id=page.pk,
        signed_text=text,
        kind=facts.kind,
        status=SignOn.Status.VERIFIED,
        source=SignOn.Source.IMPORT,
        claimed_name=facts.name,
        name_key=stored_key(facts.name),
        sort_key=stored_sort_key(facts.name, signable(page).text_language),
        website=facts.website,
        website_domain=facts.website_domain,
        scope=facts.scope,
        country=facts.place.country,
        region=facts.place.region or ("" if facts.place.country else facts.place.typed[:100]),
        affiliation=facts.affiliation,
        mailbox_pseudonym=row.pseudonym,
        attestation_version=ATTESTED_IN_SHEET if own_words else "",
        attestation=facts.attested if own_words else "",
        submitted_at=row.submitted_at,
        review_note=row.review_note,
    )


def _contact(sign_on: SignOn, facts: RowFacts) -> SignOnContact:
    return SignOnContact(
        sign_on=sign_on,
        name=facts.contact_name,
        title=facts.contact_title,
        email=facts.email,
        mailbox_domain=facts.mailbox_domain,
        remark=facts.remark,
    )


def _remember(page: Page, rows: list[PlannedRow], now: datetime) -> None:
    read = {
        row.digest: ImportedRow(
            page_id=page.pk, digest=row.digest, outcome=row.outcome, imported_at=now
        )
        for row in reversed(rows)  # of twins the first counts
        if row.judgement.final
    }
    ImportedRow.objects.bulk_create(read.values(), batch_size=BATCH)


def _leave_notes(plan: ImportPlan) -> None:
    for pk, doubts in plan.attention.items():
        sign_on = SignOn.objects.select_for_update().get(pk=pk)
        said = [line for line in (sign_on.review_note, *doubts) if line]
        SignOn.objects.filter(pk=pk).update(review_note="\n".join(said))
