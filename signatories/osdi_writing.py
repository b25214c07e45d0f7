"""A signature that another system hands in: one row of a sheet, judged like any other."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError
from django.db.models import F

from signatories.importing import carry_out, plan_import
from signatories.mapping import read_columns
from signatories.models import OsdiKey, SignablePage
from signatories.osdi_reading import FIELDS, NotOsdi, parse, row_of
from signatories.sheets import Row, Sheet
from signatories.timestamps import DateOrder


class SignatureRefused(ValueError):
    """It can't be taken in; the message says why, and names nobody else's sign-on."""


def receive_signature(*, key: OsdiKey, content: bytes, now: datetime) -> None:
    """Store a signature for review, or pass over it where it is known; which isn't told.

    Raises:
        NotOsdi: it is no object in JSON.
        SignatureRefused: it lacks what no signature can do without.
    """
    signature = parse(content)
    if not isinstance(signature, dict):
        raise NotOsdi("is no object in JSON")
    sheet = Sheet(FIELDS, (Row(1, row_of(signature)),), ())
    page = key.page.specific
    if not isinstance(page, SignablePage):
        raise SignatureRefused("This page can't be signed.")
    plan = plan_import(
        page=page,
        sheet=sheet,
        mapping=read_columns(FIELDS, {}),
        now=now,
        dates=DateOrder.MONTH_FIRST,  # OSDI writes the year first
        light=True,
    )
    if problems := plan.rows[0].facts.problems:
        raise SignatureRefused("; ".join(problems))
    with suppress(IntegrityError):  # the same came by another way in this moment
        carry_out(plan, now=now)
    OsdiKey.objects.filter(pk=key.pk).update(received=F("received") + 1, last_used_at=now)
