"""Decisions on requests, each safe to call twice: by a person, or by the rule that they chose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from signatories import status as rules
from signatories.known_mailboxes import RULE, precedent
from signatories.models import SignOn, SignOnContact
from signatories.notices import send_notice
from signatories.registry import organization_of


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
        _approve(sign_on, by=by, ground=ground, now=now, tell=tell)
        for sign_on in ready.select_related("page", "signed_text")
        if ground or sign_on.confirmed_at is not None
    )


def approve_by_rule(*, sign_on_id: int, now: datetime) -> bool:
    """Approve a request that waits if the organizer's rule says so; True only if it did.

    The audit line names the rule and what it rests on. Undone, the request waits for a person.
    """
    found = SignOn.objects.select_related("page", "signed_text").get(pk=sign_on_id)
    rests_on = precedent(found) if found.signed_text.counts else None
    if rests_on is None:
        return False
    return _approve(
        found,
        by=None,
        ground=rests_on.ground,
        now=now,
        tell=True,
        audited={"rule": RULE, "ground": rests_on.ground, "precedent": rests_on.sign_on_id},
        display_name=rests_on.name,
        decision_rule=RULE,
    )


def _approve(
    sign_on: SignOn,
    *,
    by: AbstractBaseUser | None,
    ground: str,
    now: datetime,
    tell: bool,
    audited: dict[str, Any] | None = None,
    **changes: Any,
) -> bool:
    try:
        with transaction.atomic():
            changed = move_to(
                sign_on.pk,
                SignOn.Status.APPROVED,
                only_from=(SignOn.Status.VERIFIED,),
                **{
                    "organization": organization_of(sign_on),
                    "display_name": sign_on.printed_name,
                    "decided_at": now,
                    "decided_by": by,
                    "decision_ground": ground,
                    "decision_rule": "",
                    **_person(sign_on),
                    **changes,
                },
            )
            if changed:
                action = "signatories.approve_by_rule" if audited else "signatories.approve"
                audit(sign_on, action, by, **(audited or {}))
            if changed and tell:
                send_notice("sign-on-approved", sign_on, now=now)
            return changed
    except IntegrityError:  # the organization stands under this page already
        return False


def _person(sign_on: SignOn) -> dict[str, str]:
    """Return the public columns of who signed: filled where they agreed to be printed."""
    contact = None
    if sign_on.print_consent and sign_on.kind == SignOn.Kind.ORGANIZATION:
        contact = SignOnContact.objects.filter(sign_on_id=sign_on.pk).first()
    return {
        "printed_person": contact.name[:150] if contact else "",
        "printed_title": contact.title[:150] if contact else "",
    }


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
            if move_to(
                sign_on.pk,
                SignOn.Status.DECLINED,
                only_from=(SignOn.Status.VERIFIED,),
                decided_at=now,
                decided_by=by,
                decision_ground=reason,
                decision_rule="",
            ):
                audit(sign_on, "signatories.decline", by)
                send_notice("sign-on-declined", sign_on, now=now, reason=reason)
                declined += 1
    return declined


def move_to(
    pk: int, wanted: SignOn.Status, *, only_from: Iterable[str] = (), **changes: Any
) -> bool:
    """Set a status if the rules allow it from the present one; True if it was set.

    Args:
        only_from: the statuses from which this change is meant; all that the rules allow if empty.
    """
    allowed = set(only_from or rules.before(wanted)) & set(rules.before(wanted))
    movable = SignOn.objects.filter(pk=pk, status__in=allowed)
    return movable.update(status=wanted, **changes) == 1


def audit(sign_on: SignOn, action: str, by: AbstractBaseUser | None = None, **facts: Any) -> None:
    """Leave a line without personal data: which row, what, who of the staff, on what ground."""
    data = {"page": sign_on.page_id, **facts}
    log(sign_on, action, user=by, title=f"Sign-on {sign_on.pk}", data=data)
