"""Ask organizations to sign, remind them, take an invitation back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import Page

from delivery.services import is_suppressed
from privacy.pseudonyms import mailbox_pseudonym
from privacy.text import clean_text
from privacy.tokens import token_digest
from signatories import invitation_status as rules
from signatories.authority import registered_domain
from signatories.emails import queue_mail
from signatories.invitation_list import Invitee
from signatories.models import Invitation, Organization, PrivateLink, SignOn
from signatories.notices import absolute, page_facts, signable
from signatories.private_access import LinkRefused, check_opens_by_link, mint_personal
from signatories.retention import kept_long_enough
from signatories.submission import stored_key

NOTE_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class InviteReport:
    """How many were asked, and who was passed over and why."""

    asked: int
    passed_over: tuple[str, ...]


def invite(
    *, page: Page, invitees: Iterable[Invitee], by: AbstractBaseUser | None, now: datetime
) -> InviteReport:
    """Ask each of `invitees` by a mail with a link of its own; nobody is asked twice.

    Passed over: a mailbox that was asked already or takes no mail from us, and an organization
    that stands under the page.

    Raises:
        LinkRefused: the links would open nothing, or the list has closed.
    """
    check_opens_by_link(page, now)
    if signable(page).signing_state(now, private=True).phase == "closed":
        raise LinkRefused("The list has closed: move its last moment, or allow late signers.")
    asked, passed_over = 0, []
    for invitee in invitees:
        reason = _why_not(page, invitee) or _ask(page, invitee, by, now)
        if reason:
            passed_over.append(f"{invitee.name}: {reason}")
        asked += not reason
    if asked:
        log(page, "signatories.invite", user=by, data={"asked": asked})
    return InviteReport(asked, tuple(passed_over))


def _why_not(page: Page, invitee: Invitee) -> str:
    """Return why `invitee` isn't asked, or nothing."""
    if is_suppressed(invitee.email):
        return "this mailbox takes no mail from us."
    pseudonym = mailbox_pseudonym(invitee.email)
    known = Invitation.objects.filter(page_id=page.pk, revoked_at=None)
    if known.filter(mailbox_pseudonym=pseudonym).exists():
        return "this mailbox was asked already."
    key = stored_key(invitee.name)
    if SignOn.objects.published(page.pk).filter(name_key=key).exists():
        return "it stands under the letter already."
    return ""


def _ask(page: Page, invitee: Invitee, by: AbstractBaseUser | None, now: datetime) -> str:
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                page_id=page.pk,
                organization_id=invitee.organization_id or _on_record(invitee),
                name=invitee.name,
                name_key=stored_key(invitee.name),
                email=invitee.email,
                contact_name=invitee.contact_name,
                mailbox_domain=invitee.email.rpartition("@")[2],
                mailbox_pseudonym=mailbox_pseudonym(invitee.email),
                created_at=now,
                created_by_id=by.pk if by else None,
            )
            _mail("invitation", invitation, by=by, now=now)
    except IntegrityError:  # another organizer, a moment earlier
        return "this mailbox was asked already."
    return ""


def _on_record(invitee: Invitee) -> int | None:
    """Return the organization on record under this name and the mailbox's own domain, if any."""
    domain = registered_domain(invitee.email.rpartition("@")[2])
    known = Organization.objects.filter(name_key=stored_key(invitee.name), website_domain=domain)
    return known.values_list("pk", flat=True).first() if domain else None


def invitees_of(page: Page, *, now: datetime) -> list[Invitee]:
    """Return who signed `page` for an organization, as far as their contact may still be used."""
    over = kept_long_enough(now).values("pk")
    signed = (
        SignOn.objects.filter(
            page_id=page.pk, status=SignOn.Status.APPROVED, kind=SignOn.Kind.ORGANIZATION
        )
        .exclude(pk__in=over)
        .filter(contact__isnull=False)
        .select_related("contact")
        .order_by("display_name", "pk")
    )
    return [
        Invitee(one.printed_name, one.contact.email, one.contact.name, one.organization_id)
        for one in signed
        if one.contact.email
    ]


def due_reminders(now: datetime, today: date) -> list[tuple[Invitation, rules.Deadline]]:
    """Return whom to remind now, and before which deadline of their page.

    Args:
        today: the day of `now` in the site’s own time zone.
    """
    waiting = Invitation.objects.filter(
        status__in=rules.OPEN, revoked_at=None, contact_erased_at=None, page__live=True
    ).select_related("page")
    pages: dict[int, Page] = {}
    due = []
    for one in waiting:
        page = pages.setdefault(one.page_id, signable(one.page))
        if not page.opens_by_link(now) or not page.signing_state(now, private=True).is_open:
            continue
        soft, hard = page.deadlines()
        slot = rules.reminder_due(as_asked(one), soft=soft, hard=hard, now=now, today=today)
        if slot is not None and not _signed_meanwhile(one):
            one.page = page
            due.append((one, slot))
    return due


def remind_due(now: datetime, today: date) -> int:
    """Remind everybody whose reminder is due; return how many were reminded now."""
    return sum(_remind(one, slot, by=None, now=now) for one, slot in due_reminders(now, today))


def remind(*, invitation_id: int, by: AbstractBaseUser | None, now: datetime) -> bool:
    """Send the reminder before the next deadline now; False if it was sent, or nothing is open."""
    one = Invitation.objects.select_related("page").get(pk=invitation_id)
    page = signable(one.page)
    if not page.opens_by_link(now) or not page.signing_state(now, private=True).is_open:
        return False
    soft, hard = page.deadlines()
    slot = rules.reminder_by_hand(as_asked(one), soft=soft, hard=hard, now=now)
    by_hand = one.reminded_by_hand_at is None
    if slot is None or (slot == "by_hand" and not by_hand) or _signed_meanwhile(one):
        return False
    return _remind(one, slot, by=by, now=now)


def as_asked(one: Invitation) -> rules.Asked:
    """Return what the rules on reminders need to know."""
    return rules.Asked(
        one.status, one.created_at, one.board_until, one.reminded_soft_at, one.reminded_hard_at
    )


def _signed_meanwhile(one: Invitation) -> bool:
    """Return whether the organization stands under the page by another way."""
    signed = SignOn.objects.standing().filter(page_id=one.page_id)
    return signed.filter(name_key=one.name_key).exists()


def _remind(
    one: Invitation, slot: rules.Slot, *, by: AbstractBaseUser | None, now: datetime
) -> bool:
    column = f"reminded_{slot}_at"
    unreminded = Invitation.objects.filter(
        pk=one.pk, status__in=rules.OPEN, revoked_at=None, **{column: None}
    )
    if not one.email or is_suppressed(one.email):
        return False
    with transaction.atomic():
        if unreminded.update(**{column: now}) != 1:
            return False
        _mail("invitation-reminder", one, by=by, now=now)
    return True


def _mail(name: str, invitation: Invitation, *, by: AbstractBaseUser | None, now: datetime) -> None:
    page = signable(invitation.page)
    soft, hard = page.deadlines()
    token = mint_personal(invitation, by=by, now=now)
    context = {
        **page_facts(page, now),
        "name": invitation.name,
        "soft": soft if soft and now < soft else None,
        "hard": hard if hard and now < hard else None,
        "is_private": page.is_hidden(now),
        "board_until": invitation.board_until,
        "invited_url": absolute(reverse("signatories:invited", args=[token])),
    }
    key = f"{invitation.pk} {token_digest(token)}"
    queue_mail(name, to=invitation.email, key=key, context=context, now=now)


def revoke_invitation(*, invitation_id: int, by: AbstractBaseUser | None, now: datetime) -> bool:
    """Close every link of an invitation; what was signed by it stays. True only the first time."""
    good = Invitation.objects.filter(pk=invitation_id, revoked_at=None)
    with transaction.atomic():
        if good.update(revoked_at=now) != 1:
            return False
        _close_links(invitation_id, now)
        _audit(invitation_id, "signatories.revoke_invitation", by)
    return True


def rotate_link(*, invitation_id: int, by: AbstractBaseUser | None, now: datetime) -> bool:
    """Close the links of an invitation and mail a new one to its mailbox; False if there is none.

    For a link that became known to others.
    """
    one = Invitation.objects.select_related("page").get(pk=invitation_id)
    if one.revoked_at is not None or not one.email or is_suppressed(one.email):
        return False
    if not signable(one.page).opens_by_link(now):
        return False
    with transaction.atomic():
        _close_links(invitation_id, now)
        _mail("invitation", one, by=by, now=now)
        _audit(invitation_id, "signatories.rotate_invitation", by)
    return True


def note_invitation(*, invitation_id: int, note: str) -> bool:
    """Keep a note for the staff; True if it changed.

    Raises:
        ValueError: it is too long.
    """
    text = clean_text(note, limit=NOTE_LIMIT, multiline=True)
    return Invitation.objects.filter(pk=invitation_id).exclude(note=text).update(note=text) == 1


def _close_links(invitation_id: int, now: datetime) -> None:
    PrivateLink.objects.filter(invitation_id=invitation_id, revoked_at=None).update(revoked_at=now)


def _audit(invitation_id: int, action: str, by: AbstractBaseUser | None) -> None:
    invitation = Invitation.objects.get(pk=invitation_id)
    log(invitation, action, user=by, title=str(invitation), data={"page": invitation.page_id})
