"""What people answer by the link of their invitation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from privacy.pseudonyms import mailbox_pseudonym
from privacy.text import clean_text
from signatories import invitation_status as rules
from signatories.deciding import approve_by_rule
from signatories.models import Invitation, SignOn
from signatories.notices import send_notice, signable, tell_already_signed
from signatories.retention import erase_contacts
from signatories.submission import SigningRefused, Submission, stored_key
from signatories.submitting import submit_sign_on, take_from_known_mailbox

REASON_LIMIT = 500
PASSED_ON = "Came by an invitation that was mailed to another mailbox and passed on."
Status = Invitation.Status


def mark_opened(*, invitation_id: int, now: datetime) -> bool:
    """Keep that the person has seen the letter; True only the first time, and before an answer."""
    return _move(invitation_id, Status.OPENED, opened_at=now)


def answer_board(*, invitation_id: int, until: date, today: date, now: datetime) -> bool:
    """Keep that the organization's board decides, and when it meets.

    Raises:
        ValueError: `until` has passed or is more than a year away; a sentence for the person.
    """
    rules.check_board_day(until, today=today)
    return _move(invitation_id, Status.BOARD, board_until=until, answered_at=now, reason="")


def answer_no(*, invitation_id: int, reason: str, now: datetime) -> bool:
    """Keep that the organization won't sign, and why if they say so.

    Raises:
        ValueError: the reason is too long; a sentence for the person.
    """
    why = clean_text(reason, limit=REASON_LIMIT, multiline=True)
    return _move(invitation_id, Status.NO, reason=why, answered_at=now, board_until=None)


def answer_yes(
    *, invitation_id: int, submission: Submission, now: datetime, client: str = ""
) -> None:
    """Take the sign-on of an invited organization.

    From the mailbox that was invited it goes straight to review: the link that was mailed there
    shows that it is theirs. From another one it is an ordinary request, which that mailbox has to
    confirm. An unconfirmed request by the same link gives way to the new one, a confirmed one
    stays: never more than one open claim an invitation.

    Raises:
        SigningRefused: the invitation was answered so, the page can't be signed or has changed.
    """
    with transaction.atomic():
        invitation = _locked(invitation_id)
        page = signable(invitation.page)
        if not page.signing_state(now, private=True).is_open:
            raise SigningRefused("This text can't be signed at the moment.")
        _give_way(invitation, now)
        own = invitation.mailbox_pseudonym == mailbox_pseudonym(submission.contact_email)
        take = _from_the_invited if own else _passed_on
        take(invitation, submission, now, client)


def _locked(invitation_id: int) -> Invitation:
    """Return the invitation for one answer at a time."""
    Invitation.objects.filter(pk=invitation_id).select_for_update().get()
    found = Invitation.objects.select_related("page", "sign_on").get(pk=invitation_id)
    if found.revoked_at is not None:
        raise SigningRefused("This invitation was taken back.")
    return found


def _give_way(invitation: Invitation, now: datetime) -> None:
    claim = invitation.sign_on
    if claim is None:
        return
    if claim.status in (SignOn.Status.VERIFIED, SignOn.Status.APPROVED):
        raise SigningRefused(
            "This invitation was answered with yes already. To change the request, use the link in "
            "the message that we sent about it."
        )
    unconfirmed = SignOn.objects.filter(pk=claim.pk, status=SignOn.Status.PENDING)
    if unconfirmed.update(status=SignOn.Status.LAPSED):
        erase_contacts([claim.pk], now=now)


def _from_the_invited(
    invitation: Invitation, submission: Submission, now: datetime, client: str
) -> None:
    page = signable(invitation.page)
    sign_on = take_from_known_mailbox(page=page, submission=submission, now=now)
    if sign_on is None:
        name, to = submission.claimed_name, submission.contact_email
        tell_already_signed(page, name, to=to, now=now, not_before=None)
        return
    _move(invitation.pk, Status.YES, sign_on=sign_on, answered_at=now, board_until=None)
    if not approve_by_rule(sign_on_id=sign_on.pk, now=now):
        send_notice("invitation-answered", sign_on, now=now)


def _passed_on(invitation: Invitation, submission: Submission, now: datetime, client: str) -> None:
    page = invitation.page
    submit_sign_on(page=page, submission=submission, now=now, client=client, private=True)
    sign_on = SignOn.objects.filter(
        page_id=page.pk,
        name_key=stored_key(submission.claimed_name),
        mailbox_pseudonym=mailbox_pseudonym(submission.contact_email),
        status=SignOn.Status.PENDING,
    ).first()
    # None: signed already, or a mailbox that takes no mail. By the link nobody sees which.
    if sign_on is not None:
        SignOn.objects.filter(pk=sign_on.pk).update(review_note=_noted(sign_on.review_note))
    _move(invitation.pk, Status.YES, sign_on=sign_on, answered_at=now, forwarded_at=now)


def _noted(note: str) -> str:
    return note if PASSED_ON in note else "\n".join(filter(None, [note, PASSED_ON]))


def _move(invitation_id: int, wanted: Status, **changes: Any) -> bool:
    """Set a status if the rules allow it from the present one; the only writer of it."""
    movable = Invitation.objects.filter(
        pk=invitation_id, revoked_at=None, status__in=rules.before(wanted)
    )
    return movable.update(status=wanted, **changes) == 1
