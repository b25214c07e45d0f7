"""Sign-ons from a sheet: carrying out what was planned, at once or in parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction
from wagtail.models import Page

from signatories.import_plans import DatesUnclear, ImportPlan, PlannedRow, plan_import
from signatories.models import ImportedRow, SheetImport, SignedText, SignOn, SignOnContact
from signatories.notices import signable
from signatories.row_facts import RowFacts
from signatories.row_outcomes import Outcome
from signatories.services import approve_sign_ons, text_in_force
from signatories.submission import stored_key, stored_sort_key

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

__all__ = [
    "GROUND",
    "DatesUnclear",
    "ImportPlan",
    "ImportReport",
    "PlannedRow",
    "carry_out",
    "carry_out_in_parts",
    "plan_import",
]

ATTESTED_IN_SHEET: Final = "sheet"
GROUND: Final = "Vouched for when the sheet was imported; nobody confirmed the mailbox."
BATCH: Final = 500


@dataclass(frozen=True)
class ImportReport:
    """What an import did: sign-ons stored, and how many of them are approved."""

    stored: int
    approved: int


def carry_out(
    plan: ImportPlan,
    *,
    now: datetime,
    approved_by: AbstractBaseUser | None = None,
    run: SheetImport | None = None,
) -> ImportReport:
    """Store the plan's new rows for review, all or none; mails nothing.

    Rows that were imported since the plan was made are left alone.

    Args:
        approved_by: who vouches for the sound rows, which are then approved; the others wait,
            and so do rows that another row asks to remove.
        run: the record of the import, by which it can be undone.
    """
    with transaction.atomic():
        text = text_in_force(page=plan.page, now=now)
        stored = _take_in(plan.page, text, plan.rows, now, run)
        _leave_notes(plan)
        sound = [pk for pk, row in stored if row.is_sound and not row.later]
        approved = 0
        if approved_by is not None:
            approved = approve_sign_ons(
                ids=sound, by=approved_by, ground=GROUND, now=now, tell=False
            )
    return ImportReport(stored=len(stored), approved=approved)


def carry_out_in_parts(plan: ImportPlan, *, now: datetime, run: SheetImport) -> Iterator[int]:
    """Store the plan's new rows for review in parts of BATCH; yield the rows dealt with so far.

    Each part is stored whole or not at all. Stopped in between, a new plan of the same sheet
    finds what was stored unchanged, and goes on behind it.
    """
    with transaction.atomic():
        text = text_in_force(page=plan.page, now=now)
        _leave_notes(plan)
    for start in range(0, len(plan.rows), BATCH):
        part = plan.rows[start : start + BATCH]
        with transaction.atomic():
            _take_in(plan.page, text, part, now, run)
        yield start + len(part)


def _take_in(
    page: Page,
    text: SignedText,
    rows: Sequence[PlannedRow],
    now: datetime,
    run: SheetImport | None = None,
) -> list[tuple[int, PlannedRow]]:
    """Store rows that weren't read before, and mark them as read; return those with a sign-on."""
    fresh = _not_yet_read(page, rows)
    stored = _store(page, text, [row for row in fresh if row.outcome.is_stored])
    _remember(page, fresh, {row.digest: pk for pk, row in reversed(stored)}, now, run)
    return stored


def _not_yet_read(page: Page, rows: Sequence[PlannedRow]) -> list[PlannedRow]:
    known = ImportedRow.objects.filter(page_id=page.pk)
    if len(rows) <= BATCH:
        known = known.filter(digest__in=[row.digest for row in rows])
    read = set(known.values_list("digest", flat=True))
    return [row for row in rows if row.outcome != Outcome.UNCHANGED and row.digest not in read]


def _store(
    page: Page, text: SignedText, rows: Sequence[PlannedRow]
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


def _remember(
    page: Page,
    rows: Sequence[PlannedRow],
    sign_ons: dict[str, int],
    now: datetime,
    run: SheetImport | None,
) -> None:
    read = {
        row.digest: ImportedRow(
            page_id=page.pk,
            digest=row.digest,
            outcome=row.outcome,
            imported_at=now,
            sheet_import=run,
            sign_on_id=sign_ons.get(row.digest),
        )
        for row in reversed(rows)  # of twins the first counts
        if row.judgement.final
    }
    ImportedRow.objects.bulk_create(read.values(), batch_size=BATCH)


def _leave_notes(plan: ImportPlan) -> None:
    """Write beside sign-ons what the sheet says about them; a line that is there stays once."""
    for pk, doubts in plan.attention.items():
        sign_on = SignOn.objects.select_for_update().get(pk=pk)
        said = sign_on.review_note.split("\n") if sign_on.review_note else []
        said += [line for line in doubts if line not in said]
        SignOn.objects.filter(pk=pk).update(review_note="\n".join(said))
