"""An own list between its preview and its import: signed and carried by the form, kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core import signing
from django.db import transaction

from officials.importing import carry_out
from officials.models import Official, Source
from officials.own_sheet import as_csv, is_workbook, read_sheet
from officials.planning import plan_import
from officials.plans import Plan
from officials.read_own_list import read_own_list
from officials.records import Dataset, SourceUnreadable
from officials.services import add_to_list

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

SALT = "officials own list"
MAX_AGE = 4 * 3_600  # seconds; who comes back later uploads again
MAX_BYTES = 1_000_000  # what fits into a form again, packed


class UploadLost(ValueError):
    """The form brought back something that was not ours, or is too old; the message says so."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A list as it was sent in, and the plan that its sender saw."""

    name: str
    content: str
    leaving: bool = True
    seen: str = ""  # the plan's digest
    notes: tuple[str, ...] = ()  # on how a workbook was read

    def packed(self) -> str:
        """Return it signed, for a hidden field."""
        parts = [self.name, self.content, self.leaving, self.seen, self.notes]
        return signing.dumps(parts, salt=SALT, compress=True)


def unpacked(value: str) -> Upload:
    """Return what `Upload.packed` made.

    Raises:
        UploadLost: it is another's, was changed, or is older than MAX_AGE.
    """
    try:
        name, content, leaving, seen, notes = signing.loads(value, salt=SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError) as error:
        raise UploadLost("The list waited too long or was changed: upload it again.") from error
    return Upload(name, content, leaving, seen, tuple(notes))


def received(name: str, content: bytes) -> Upload:
    """Return a list as it came in, as text whatever its encoding was; of a workbook its rows.

    Raises:
        SourceUnreadable: it is no sheet, or a workbook holds more than a form can carry.
    """
    sheet = read_sheet(content, name=name)  # refuses other files with a sentence
    if not is_workbook(content):
        return Upload(name[:120], content.decode("latin-1"))
    rows = as_csv(sheet)
    if len(rows) > MAX_BYTES:
        raise SourceUnreadable(
            f"{name} holds {len(rows):,} bytes of text; {MAX_BYTES:,} can be uploaded. A longer "
            "list is imported by the command import_officials."
        )
    return Upload(name[:120], rows.decode("latin-1"), notes=sheet.notes)


def dataset_of(upload: Upload) -> Dataset:
    """Return the officials in a list.

    Raises:
        SourceUnreadable: its columns don't say who is meant, or no row does.
    """
    sheet = read_sheet(upload.content.encode("latin-1"), name=upload.name)
    notes = (*upload.notes, *sheet.notes)
    return read_own_list(sheet.headings, sheet.rows, name=upload.name, notes=notes)


def plan_of(upload: Upload, *, now: datetime) -> Plan:
    """Return what importing a list would change, with any number of people leaving: it is shown.

    Raises:
        SourceUnreadable: as `dataset_of`.
    """
    return plan_import(dataset_of(upload), now=now, leaving=upload.leaving, many_left=True)


def import_upload(
    upload: Upload, *, now: datetime, by: AbstractBaseUser, list_name: str = ""
) -> Plan | None:
    """Import a list as it was previewed, with a target list of its people where one is named.

    Returns:
        The plan that was carried out; None, and nothing changed, if it would do something else
        than the sender saw, for somebody changed the record meanwhile.
    """
    with transaction.atomic():
        plan = plan_of(upload, now=now)
        if plan.digest != upload.seen:
            return None
        carry_out(plan, now=now, by=by)
        if list_name.strip():
            keys = [person.key for person in plan.dataset.people]
            known = Official.objects.active().filter(source=Source.CSV, source_id__in=keys)
            ids = dict(known.values_list("source_id", "pk"))
            add_to_list(
                ids=[ids[key] for key in keys if key in ids],
                target_list=None,
                name=list_name,
                now=now,
                by=by,
            )
        return plan
