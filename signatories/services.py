"""What may be done to a sign-on. Each verb is safe to call twice and says if it did something."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from signatories import status as rules
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
from signatories.deliveries import tell_delivered
from signatories.models import SignOn, SignOnContact
from signatories.notices import send_notice
from signatories.private_access import Reader, find_reader
from signatories.registry import organization_of
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
    """Send the request behind `token` on to review; True only the first time."""
    with transaction.atomic():
        found = tokens.find(token, Purpose.CONFIRM, now=now)
        if found is None or not tokens.use(found, now=now):
            return False
        waiting = SignOn.objects.filter(pk=found.sign_on_id, status=SignOn.Status.PENDING)
        if waiting.update(status=SignOn.Status.VERIFIED, confirmed_at=now) != 1:
            return False
        tokens.revoke(found.sign_on_id, Purpose.CONFIRM, now=now)
        _audit(found.sign_on, "signatories.confirm")
        ask_if_needed(found.sign_on, now=now)
        return True


def approve_sign_ons(
    *,
    ids: Iterable[int],
    by: AbstractBaseUser | None,
    ground: str,
    now: datetime,
    tell: bool = True,
) -> int:
    """Put confirmed names under their text and tell their signers; return how many.

    Passed over: what isn't waiting for review, an organization that stands there already, whoever
    signed words that don't count for what the page says now, and an imported name without a
    `ground`, for there a person vouches in place of the mailbox.

    Args:
        tell: whether the signers get a mail about it.
    """
    waiting = SignOn.objects.waiting_for_review().filter(pk__in=list(ids))
    ready = waiting.filter(signed_text__counts=True).order_by("submitted_at", "pk")
    return sum(
        _approve(sign_on, by, ground, now, tell)
        for sign_on in ready.select_related("page", "signed_text")
        if ground or sign_on.confirmed_at is not None
    )


def _approve(
    sign_on: SignOn, by: AbstractBaseUser | None, ground: str, now: datetime, tell: bool
) -> bool:
    try:
        with transaction.atomic():
            changed = _move(
                sign_on.pk,
                SignOn.Status.APPROVED,
                organization=organization_of(sign_on),
                display_name=sign_on.printed_name,
                decided_at=now,
                decided_by=by,
                decision_ground=ground,
            )
            if changed:
                _audit(sign_on, "signatories.approve", by)
            if changed and tell:
                send_notice("sign-on-approved", sign_on, now=now)
            return changed
    except IntegrityError:  # the organization stands under this page already
        return False


def decline_sign_ons(
    *, ids: Iterable[int], by: AbstractBaseUser | None, reason: str, now: datetime
) -> int:
    """Turn requests down and tell their signers why; return how many.

    Raises:
        ValueError: `reason` is empty.
    """
    if not reason.strip():
        raise ValueError("reason is empty: say why, the signer will read it")
    waiting = SignOn.objects.waiting_for_review().filter(pk__in=list(ids))
    declined = 0
    for sign_on in waiting.select_related("page", "signed_text"):
        with transaction.atomic():
            if _move(
                sign_on.pk,
                SignOn.Status.DECLINED,
                decided_at=now,
                decided_by=by,
                decision_ground=reason,
            ):
                _audit(sign_on, "signatories.decline", by)
                send_notice("sign-on-declined", sign_on, now=now, reason=reason)
                declined += 1
    return declined


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
        if not _move(sign_on.pk, SignOn.Status.WITHDRAWN, withdrawn_at=now):
            return False
        tokens.revoke(sign_on.pk, Purpose.CONFIRM, now=now)
        _audit(sign_on, "signatories.withdraw", by)
        fresh = SignOn.objects.select_related("page", "signed_text").get(pk=sign_on.pk)
        if fresh.confirmed_at is None and fresh.source == SignOn.Source.FORM:
            erase_contacts([fresh.pk], now=now)  # nobody showed that this mailbox asked
        else:
            send_notice("sign-on-withdrawn", fresh, now=now)
        return True


def contact_for_review(*, sign_on: SignOn, by: AbstractBaseUser) -> SignOnContact | None:
    """Return the person who signed, leaving a line in the audit log; None once erased."""
    with transaction.atomic():
        contact = SignOnContact.objects.filter(sign_on_id=sign_on.pk).first()
        if contact is not None:
            _audit(sign_on, "signatories.show_contact", by)
        return contact


def _move(pk: int, wanted: SignOn.Status, **changes: Any) -> bool:
    """Set a status if the rules allow it from the present one; the only writer of statuses here."""
    movable = SignOn.objects.filter(pk=pk, status__in=rules.before(wanted))
    return movable.update(status=wanted, **changes) == 1


def _audit(sign_on: SignOn, action: str, by: AbstractBaseUser | None = None) -> None:
    """Leave a line without personal data: which row, what, who of the staff."""
    log(sign_on, action, user=by, title=f"Sign-on {sign_on.pk}", data={"page": sign_on.page_id})
