"""After a restore: what people had erased or took back since the backup is done again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from delivery.services import forget
from privacy.journal import Entry
from signatories.invitation_retention import erase_invitations
from signatories.models import Invitation, SignOn
from signatories.own_wishes import erase_everything
from signatories.services import withdraw_sign_ons


def replay(entries: Iterable[Entry], *, now: datetime) -> int:
    """Return how many sign-ons and invited contacts were erased or withdrawn again.

    Safe to run twice. Only where the row is still that of the same mailbox: numbers alone may mean
    another row.
    """
    done = 0
    for entry in entries:
        if not entry.pseudonym:
            continue
        if entry.kind in ("erased", "withdrawn"):
            done += _sign_on(entry, now)
        elif entry.kind == "invited":
            done += _invited(entry, now)
    return done


def _sign_on(entry: Entry, now: datetime) -> int:
    found = SignOn.objects.filter(
        pk=entry.row, mailbox_pseudonym=entry.pseudonym, submitted_at__lte=entry.moment
    )
    sign_on = found.select_related("page", "signed_text").first()
    if sign_on is None:
        return 0
    if entry.kind == "withdrawn":
        return withdraw_sign_ons(ids=[sign_on.pk], by=None, now=now)
    if sign_on.contact_erased_at is not None:
        return 0
    erase_everything(sign_on, now=now)
    return 1


def _invited(entry: Entry, now: datetime) -> int:
    found = Invitation.objects.filter(
        pk=entry.row,
        mailbox_pseudonym=entry.pseudonym,
        contact_erased_at=None,
        created_at__lte=entry.moment,
    ).first()
    if found is None:
        return 0
    if found.email:
        forget(address=found.email, now=now)
    return erase_invitations([(found.pk, found.mailbox_pseudonym)], now=now)
