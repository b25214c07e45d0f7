"""What signers may do with their own sign-on, by the link that was mailed to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from wagtail.log_actions import log

from delivery.services import forget, is_suppressed
from privacy import journal
from privacy.limits import allow
from privacy.pseudonyms import mailbox_pseudonym
from signatories import tokens
from signatories.attestation import PRINT_CURRENT
from signatories.authority import registered_domain
from signatories.consents import change_to_agree
from signatories.emails import queue_mail
from signatories.models import SignOn, SignOnContact, SignOnQuerySet
from signatories.notices import absolute, signable
from signatories.retention import erase_contacts
from signatories.status import STANDING
from signatories.submission import clean_name
from signatories.tokens import Purpose

LINKS_A_DAY = 2
NOT_PRINTED: dict[str, Any] = {
    "printed_person": "", "printed_title": "", "print_consent": "", "print_consent_at": None,
}  # fmt: skip
LISTED = 20  # sign-ons in one mail


def request_name(*, token: str, name: str, now: datetime) -> bool:
    """Ask a reviewer to print another name; the present one stays until then.

    Raises:
        ValueError: it is no name that the form would take.
    """
    found = tokens.find(token, Purpose.MANAGE, now=now)
    if found is None:
        return False
    contact = SignOnContact.objects.filter(sign_on_id=found.sign_on_id).first()
    asked = clean_name(
        name, own_domain=registered_domain(contact.mailbox_domain) if contact else ""
    )
    if not asked:
        raise ValueError("Write the name as it should stand under the letter.")
    if asked == found.sign_on.printed_name:
        return False
    chosen = SignOn.objects.standing().filter(pk=found.sign_on_id)
    return chosen.update(requested_name=asked) == 1


def choose_updates(*, token: str, wanted: bool, now: datetime) -> bool:
    """Set whether the signer is written to when there is an answer; True if that changed."""
    found = tokens.find(token, Purpose.MANAGE, now=now)
    if found is None:
        return False
    chosen = SignOn.objects.filter(pk=found.sign_on_id, wants_updates=not wanted)
    return chosen.update(wants_updates=wanted) == 1


def choose_printing(*, token: str, wanted: bool, now: datetime) -> bool:
    """Agree that the letter prints who signed, or take that back; True if that changed.

    Taken back, name and title leave every output at once. Agreed to after the approval, they wait
    until a reviewer has seen them.
    """
    with transaction.atomic():
        found = tokens.find(token, Purpose.MANAGE, now=now)
        if found is None or (wanted and not _may_be_printed(found.sign_on)):
            return False
        chosen = SignOn.objects.filter(pk=found.sign_on_id)
        if wanted:
            changed = chosen.filter(print_consent="").update(
                print_consent=PRINT_CURRENT.version, print_consent_at=now
            )
        else:
            changed = chosen.exclude(print_consent="").update(**NOT_PRINTED)
        if changed:
            data = {"page": found.sign_on.page_id, "wanted": wanted}
            log(found.sign_on, "signatories.print_consent", title=str(found.sign_on), data=data)
        return changed == 1


def _may_be_printed(sign_on: SignOn) -> bool:
    return (
        sign_on.kind == SignOn.Kind.ORGANIZATION
        and sign_on.status in STANDING
        and signable(sign_on.page).prints_people()
    )


def erase_me(*, token: str, now: datetime) -> bool:
    """Erase everything personal of the signer at once; True only the first time.

    The signature of an organization that is on the list stays: it is the organization's. A
    request that nobody approved, and a person's own signature, are withdrawn first, so that the
    name goes as well. Every link that was mailed stops to work, and what we mailed to the address
    is erased from the outbox.
    """
    with transaction.atomic():
        found = tokens.find(token, Purpose.MANAGE, now=now)
        if found is None:
            return False
        erase_everything(found.sign_on, now=now)
        return True


@transaction.atomic
def erase_everything(sign_on: SignOn, *, now: datetime) -> None:
    """Erase what `erase_me` erases; also where a restored backup has brought it back."""
    journal.note(kind="erased", row=sign_on.pk, pseudonym=sign_on.mailbox_pseudonym, at=now)
    stays = sign_on.status == SignOn.Status.APPROVED and sign_on.kind == SignOn.Kind.ORGANIZATION
    if not stays:
        SignOn.objects.standing().filter(pk=sign_on.pk).update(
            status=SignOn.Status.WITHDRAWN, withdrawn_at=now
        )
    contact = SignOnContact.objects.filter(sign_on_id=sign_on.pk).first()
    personal = {**NOT_PRINTED, "requested_name": ""}
    SignOn.objects.filter(pk=sign_on.pk).update(wants_updates=False, **personal)
    erase_contacts([sign_on.pk], now=now)
    if contact is not None and contact.email:
        forget(address=contact.email, now=now)
    log(sign_on, "signatories.erase", title=str(sign_on), data={"page": sign_on.page_id})


def send_links(*, address: str, now: datetime) -> None:
    """Mail the links to all that a mailbox has signed; twice a day at most, and in silence.

    Whether the mailbox has signed anything shows in the mail only.
    """
    if is_suppressed(address):
        return
    pseudonym = mailbox_pseudonym(address)
    owned = _owned(pseudonym)
    if not owned or not allow(
        kind="own links", subject=pseudonym, limit=LINKS_A_DAY, per=timedelta(days=1), now=now
    ):
        return
    # To the mailboxes that were confirmed, not to the spelling that was typed now; each learns of
    # its own sign-ons only, for not every provider takes two spellings for one mailbox.
    by_address: dict[str, list[SignOn]] = {}
    for sign_on in owned:
        by_address.setdefault(sign_on.contact.email, []).append(sign_on)
    for number, (to, chosen) in enumerate(by_address.items()):
        links = [_link(sign_on, now) for sign_on in chosen]
        key = f"{pseudonym} {now} {number}"
        queue_mail("own-links", to=to, key=key, context={"links": links}, now=now)


def _link(sign_on: SignOn, now: datetime) -> dict[str, object]:
    token = tokens.mint(sign_on, Purpose.MANAGE, now=now)
    return {
        "name": sign_on.printed_name,
        "title": signable(sign_on.page).sign_title(),
        "url": absolute(reverse("signatories:manage", args=[token])),
        "asked": change_to_agree(sign_on) is not None,
    }


def _owned(pseudonym: str) -> list[SignOn]:
    chosen: SignOnQuerySet = SignOn.objects.filter(
        mailbox_pseudonym=pseudonym, contact__isnull=False, confirmed_at__isnull=False
    )
    together = chosen.select_related("page", "signed_text", "contact")
    return list(together.order_by("-submitted_at", "-pk")[:LISTED])
