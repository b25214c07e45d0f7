"""What goes out: public facts for everybody's use, contacts for a reason and a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, count
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, QuerySet
from wagtail.log_actions import log
from wagtail.models import Page

from signatories.models import ContactExport, SignablePage, SignOn, SignOnQuerySet
from signatories.public_list import CSV_COLUMNS, each_published_name, public_rows, withdrawn_names
from signatories.safe_sheets import csv_of, xlsx_of

KEPT: Final = timedelta(hours=24)
SHORTEST_REASON: Final = 10  # characters
LONGEST_REASON: Final = 500
CONTACT_COLUMNS: Final = (
    "name", "kind", "status", "contact_name", "contact_title", "contact_email", "website",
    "country", "region", "affiliation", "signed_on", "wants_updates",
)  # fmt: skip
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportRefused(ValueError):
    """Contacts aren't handed out so; the message is a sentence for the person."""


def public_file(*, page: SignablePage, file_format: str) -> bytes:
    """Return as CSV or XLSX what the page's own list says of names."""
    names = each_published_name(page.pk, people=page.prints_people())
    rows = public_rows(chain(names, withdrawn_names(page)))
    return _file(page.slug, CSV_COLUMNS, rows, file_format)


def _file(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], file_format: str
) -> bytes:
    if file_format == ContactExport.Format.XLSX:
        return xlsx_of(title, columns, rows)
    return csv_of(columns, rows).encode("utf-8-sig")  # the mark tells spreadsheets which letters


def export_contacts(
    *, page: Page, by: AbstractBaseUser, reason: str, which: str, file_format: str, now: datetime
) -> ContactExport:
    """Make a file of contacts, sealed, for `by` and for KEPT; the log says who asked for it.

    Raises:
        ExportRefused: no reason, or one that says nothing.
    """
    said = " ".join(reason.split())
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        raise ExportRefused(
            f"Say in {SHORTEST_REASON} to {LONGEST_REASON} characters what the contacts are for."
        )
    which, file_format = ContactExport.Which(which), ContactExport.Format(file_format)
    with transaction.atomic():
        number = count()
        rows = (row for row, _ in zip(_contact_rows(_chosen(page, which)), number, strict=False))
        content = _file(page.slug, CONTACT_COLUMNS, rows, file_format)
        export = ContactExport.objects.create(
            page_id=page.pk,
            reason=said,
            which=which,
            format=file_format,
            rows=next(number),
            content=content,
            created_at=now,
            created_by_id=by.pk,
            expires_at=now + KEPT,
        )
        _audit(export, "signatories.export_contacts", by)
    return export


def _chosen(page: Page, which: str) -> SignOnQuerySet:
    statuses = [SignOn.Status.APPROVED, SignOn.Status.VERIFIED]
    if which != ContactExport.Which.BOTH:
        statuses = [SignOn.Status(which)]
    chosen = SignOn.objects.filter(page_id=page.pk, status__in=statuses, contact__isnull=False)
    return chosen.select_related("contact").order_by("status", "sort_key", "pk")


def _contact_rows(sign_ons: SignOnQuerySet) -> Iterator[list[str]]:
    for sign_on in sign_ons.iterator():
        contact = sign_on.contact
        yield [
            sign_on.printed_name,
            sign_on.kind,
            sign_on.status,
            contact.name,
            contact.title,
            contact.email,
            sign_on.website,
            sign_on.country,
            sign_on.region,
            sign_on.affiliation,
            sign_on.signed_on.isoformat(),
            "yes" if sign_on.wants_updates else "no",
        ]


def take_export(*, export_id: int, by: AbstractBaseUser, now: datetime) -> ContactExport | None:
    """Return an export with its content for who made it, with a line in the log; None otherwise."""
    with transaction.atomic():
        export = ContactExport.objects.filter(pk=export_id, created_by_id=by.pk).first()
        if export is None or not export.is_there(now):
            return None
        ContactExport.objects.filter(pk=export.pk).update(downloads=F("downloads") + 1)
        _audit(export, "signatories.download_contacts", by)
        return export


def old_exports(now: datetime) -> QuerySet[ContactExport]:
    """Return the exports whose day is over and whose file is still there."""
    return ContactExport.objects.filter(erased_at=None, expires_at__lte=now)


def erase_old_exports(now: datetime) -> int:
    """Erase the files whose day is over; that they were, and why, stays. Return how many."""
    return old_exports(now).update(content=b"", erased_at=now)


def _audit(export: ContactExport, action: str, by: AbstractBaseUser) -> None:
    data = {"export": export.pk, "rows": export.rows, "which": str(export.which)}
    log(export.page, action, user=by, data=data)
