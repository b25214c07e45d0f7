"""What may be done to a sign-on. Each verb is safe to call twice and says if it did something."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from privacy import journal
from signatories import tokens
from signatories.consents import (
    ask_if_needed,
    declare_change,
    signed,
    standing_for,
    tell_of_changes,
    undeclared,
    waiting_to_agree,
)
from signatories.deciding import (
    approve_by_rule,
    approve_sign_ons,
    audit,
    decline_sign_ons,
    move_to,
)
from signatories.deliveries import tell_delivered
from signatories.models import SignOn, SignOnContact
from signatories.notices import send_notice, signable
from signatories.private_access import Reader, find_reader
from signatories.retention import erase_contacts, erase_expired, expire_sign_ons
from signatories.submission import SigningRefused, Submission, TextHasChanged
from signatories.submitting import submit_sign_on
from signatories.texts import digests_counting_for, text_in_force, text_shown
from signatories.tokens import Purpose

__all__ = [
    "Reader",
    "SigningRefused",
    "Submission",
    "TextHasChanged",
    "approve_by_rule",
    "approve_sign_ons",
    "confirm_sign_on",
    "contact_for_review",
    "declare_change",
    "decline_sign_ons",
    "digests_counting_for",
    "erase_expired",
    "expire_sign_ons",
    "find_reader",
    "find_sign_on",
    "signed",
    "standing_for",
    "submit_sign_on",
    "tell_delivered",
    "tell_of_changes",
    "text_in_force",
    "text_shown",
    "undeclared",
    "waiting_to_agree",
    "withdraw_sign_on",
    "withdraw_sign_ons",
]


def find_sign_on(*, token: str, purpose: Purpose, now: datetime) -> SignOn | None:
    """Return the sign-on that a mailed link opens, or None whatever is wrong with the link."""
    found = tokens.find(token, purpose, now=now)
    if found is None:
        return None
    if purpose == Purpose.CONFIRM and found.sign_on.status != SignOn.Status.PENDING:
        return None
    return found.sign_on


def confirm_sign_on(*, token: str, now: datetime) -> bool:
    """Send the request behind `token` on to review; True only the first time.

    Where the organizer's rule fits it, it is approved at once.
    """
    found = tokens.find(token, Purpose.CONFIRM, now=now)
    if found is None:
        return False
    with transaction.atomic():
        if not tokens.use(found, now=now):
            return False
        waiting = SignOn.objects.filter(pk=found.sign_on_id, status=SignOn.Status.PENDING)
        if waiting.update(status=SignOn.Status.VERIFIED, confirmed_at=now) != 1:
            return False
        tokens.revoke(found.sign_on_id, Purpose.CONFIRM, now=now)
        audit(found.sign_on, "signatories.confirm")
        if not ask_if_needed(found.sign_on, now=now):
            approve_by_rule(sign_on_id=found.sign_on_id, now=now)
        return True


def withdraw_sign_on(*, token: str, now: datetime) -> bool:
    """Take the name behind a signer's own link away everywhere; True only the first time."""
    found = tokens.find(token, Purpose.MANAGE, now=now)
    return found is not None and _withdraw(found.sign_on, by=None, now=now)


def withdraw_sign_ons(*, ids: Iterable[int], by: AbstractBaseUser | None, now: datetime) -> int:
    """Take names away at their signers' request; return how many."""
    chosen = SignOn.objects.standing().filter(pk__in=list(ids))
    return sum(
        _withdraw(sign_on, by=by, now=now)
        for sign_on in chosen.select_related("page", "signed_text")
    )


def _withdraw(sign_on: SignOn, *, by: AbstractBaseUser | None, now: datetime) -> bool:
    with transaction.atomic():
        if not move_to(sign_on.pk, SignOn.Status.WITHDRAWN, **_leaving(sign_on), withdrawn_at=now):
            return False
        tokens.revoke(sign_on.pk, Purpose.CONFIRM, now=now)
        audit(sign_on, "signatories.withdraw", by)
        journal.note(kind="withdrawn", row=sign_on.pk, pseudonym=sign_on.mailbox_pseudonym, at=now)
        fresh = SignOn.objects.select_related("page", "signed_text").get(pk=sign_on.pk)
        if fresh.confirmed_at is None and fresh.source == SignOn.Source.FORM:
            erase_contacts([fresh.pk], now=now)  # nobody showed that this mailbox asked
        else:
            delivered = fresh.withdrawn_after_delivery
            stays = delivered and signable(fresh.page).shows_withdrawn()
            extra = {"delivered": delivered, "stays_in_sight": stays}
            send_notice("sign-on-withdrawn", fresh, now=now, extra=extra)
        return True


def _leaving(sign_on: SignOn) -> dict[str, Any]:
    """Return the columns that a withdrawal sets: who stood is kept, who printed them is not."""
    stood = sign_on.status == SignOn.Status.APPROVED
    delivered = stood and signable(sign_on.page).was_delivered_with(sign_on.pk)
    organization = sign_on.kind == SignOn.Kind.ORGANIZATION
    return {
        "withdrawn_after_delivery": delivered and organization,
        "printed_person": "",
        "printed_title": "",
    }


def contact_for_review(*, sign_on: SignOn, by: AbstractBaseUser) -> SignOnContact | None:
    """Return the person who signed, leaving a line in the audit log; None once erased."""
    with transaction.atomic():
        contact = SignOnContact.objects.filter(sign_on_id=sign_on.pk).first()
        if contact is not None:
            audit(sign_on, "signatories.show_contact", by)
        return contact
