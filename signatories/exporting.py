"""What goes out: public facts for everybody's use, contacts for a reason and a day."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log
from wagtail.models import Page

from signatories.models import ContactExport, SignablePage, SignOn, SignOnQuerySet
from signatories.public_list import CSV_COLUMNS, each_published_name, public_rows, withdrawn_names
from signatories.safe_sheets import csv_parts, xlsx_parts

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


def public_file(*, page: SignablePage, file_format: str) -> Iterator[bytes]:
    """Yield as CSV or XLSX what the page's own list says of names."""
    names = each_published_name(page.pk, people=page.prints_people())
    rows = public_rows(chain(names, withdrawn_names(page)))
    return _file(page.slug, CSV_COLUMNS, rows, file_format)


def _file(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], file_format: str
) -> Iterator[bytes]:
    if file_format == ContactExport.Format.XLSX:
        yield from xlsx_parts(title, columns, rows)
        return
    yield BOM_UTF8  # the mark tells spreadsheets which letters
    for part in csv_parts(columns, rows):
        yield part.encode()


def allow_export(
    *, page: Page, by: AbstractBaseUser, reason: str, which: str, file_format: str, now: datetime
) -> ContactExport:
    """Let `by` download contacts for KEPT; the log says who asked, and for what.

    No file is kept: each download is made anew, of whoever is there then.

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
        export = ContactExport.objects.create(
            page_id=page.pk,
            reason=said,
            which=which,
            format=file_format,
            rows=_chosen(page.pk, which).count(),
            created_at=now,
            created_by_id=by.pk,
            expires_at=now + KEPT,
        )
        _audit(export, "signatories.export_contacts", by)
    return export


def contacts_file(export: ContactExport) -> Iterator[bytes]:
    """Yield the contacts that an export is about, a few in memory at a time."""
    rows = _contact_rows(_chosen(export.page_id, export.which))
    return _file(export.page.slug, CONTACT_COLUMNS, rows, export.format)


def _chosen(page_id: int, which: str) -> SignOnQuerySet:
    statuses = [SignOn.Status.APPROVED, SignOn.Status.VERIFIED]
    if which != ContactExport.Which.BOTH:
        statuses = [SignOn.Status(which)]
    chosen = SignOn.objects.filter(page_id=page_id, status__in=statuses, contact__isnull=False)
    return chosen.select_related("contact").order_by("status", "sort_key", "pk")


def _contact_rows(sign_ons: SignOnQuerySet) -> Iterator[list[str]]:
    for sign_on in sign_ons.iterator(chunk_size=500):
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
    """Return an export for who asked for it, with a line in the log; None otherwise."""
    with transaction.atomic():
        export = ContactExport.objects.filter(pk=export_id, created_by_id=by.pk).first()
        if export is None or not export.is_open(now):
            return None
        export.rows = _chosen(export.page_id, export.which).count()
        ContactExport.objects.filter(pk=export.pk).update(
            rows=export.rows, downloads=F("downloads") + 1
        )
        _audit(export, "signatories.download_contacts", by)
        return export


def _audit(export: ContactExport, action: str, by: AbstractBaseUser) -> None:
    data = {"export": export.pk, "rows": export.rows, "which": str(export.which)}
    log(export.page, action, user=by, data=data)
