"""After a restore: what people had erased or took back since the backup is done again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from privacy.journal import Entry
from signatories.models import SignOn
from signatories.own_wishes import erase_everything
from signatories.services import withdraw_sign_ons


def replay(entries: Iterable[Entry], *, now: datetime) -> int:
    """Return how many sign-ons were erased or withdrawn again; safe to run twice.

    Only where the row is still that of the same mailbox: numbers alone may mean another row.
    """
    done = 0
    for entry in entries:
        found = SignOn.objects.filter(pk=entry.row, mailbox_pseudonym=entry.pseudonym)
        sign_on = found.select_related("page", "signed_text").first()
        if sign_on is None or not entry.pseudonym:
            continue
        if entry.kind == "withdrawn":
            done += withdraw_sign_ons(ids=[sign_on.pk], by=None, now=now)
        elif sign_on.contact_erased_at is None:
            erase_everything(sign_on, now=now)
            done += 1
    return done
