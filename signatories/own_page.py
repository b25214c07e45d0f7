"""What a signer is shown of their own sign-on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from privacy.pseudonyms import mailbox_pseudonym
from signatories.models import (
    DeskEntry,
    Invitation,
    SignablePage,
    SignOn,
    SignOnContact,
    SignOnSettings,
)
from signatories.notices import signable
from signatories.public_list import GROUPS, place_name

STATE_SENTENCES = {
    SignOn.Status.PENDING: "Not on the list: the address is not confirmed yet.",
    SignOn.Status.VERIFIED: "Not on the list yet: a person reads the request next.",
    SignOn.Status.APPROVED: "On the list.",
    SignOn.Status.DECLINED: "Not on the list: the request was declined.",
    SignOn.Status.WITHDRAWN: "Withdrawn. The name is not on the list.",
    SignOn.Status.LAPSED: "Lapsed. The name is not on the list.",
}


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """One sign-on in words, for the person who holds its link."""

    page: SignablePage
    letter_url: str  # empty while the page is hidden: its address would open nothing
    name: str
    state: str
    published: str  # what stands, or would stand, in public
    contact_name: str
    contact_title: str
    contact_email: str
    erased_at: datetime | None  # when an unconfirmed request goes
    next: str  # what happens now, where something does
    may_print: bool  # whether the letter prints who signed, and this signer may choose
    delivered: bool  # whether a printing that names it was delivered
    stays_in_sight: bool  # withdrawn or to be withdrawn, it is shown so
    kept_until: datetime | None  # when the contact goes; None while the list has no end


def own_facts(sign_on: SignOn, *, now: datetime) -> OwnFacts:
    """Return what the signer's page says."""
    page = signable(sign_on.page)
    contact = SignOnContact.objects.filter(sign_on_id=sign_on.pk).first()
    rules = SignOnSettings.current()
    delivered = _delivered(sign_on, page)
    organization = sign_on.kind == SignOn.Kind.ORGANIZATION
    group = GROUPS.get(sign_on.group, sign_on.group)
    place = place_name(sign_on.country, sign_on.region)
    person = ", ".join(filter(None, (sign_on.printed_person, sign_on.printed_title)))
    parts = (sign_on.printed_name, person, sign_on.affiliation, group.lower(), place)
    in_sight = delivered and organization and page.shows_withdrawn()
    return OwnFacts(
        page=page,
        letter_url="" if page.is_hidden(now) else page.get_url() or "",
        name=sign_on.printed_name,
        state=_state(sign_on, in_sight=in_sight),
        published="; ".join(part for part in parts if part),
        contact_name=contact.name if contact else "",
        contact_title=contact.title if contact else "",
        contact_email=contact.email if contact else "",
        erased_at=_lapses_at(sign_on),
        next=_next(sign_on, rules.review_sentence),
        may_print=organization and contact is not None and page.prints_people(),
        delivered=delivered,
        stays_in_sight=in_sight,
        kept_until=_kept_until(sign_on, page, timedelta(days=rules.keep_contacts_days), now),
    )


def _state(sign_on: SignOn, *, in_sight: bool) -> str:
    if in_sight and sign_on.status == SignOn.Status.WITHDRAWN:
        return "Withdrawn. Shown as withdrawn, with the day."
    if _has_to_agree(sign_on):
        return "Off the list: the text has changed since it was signed."
    return STATE_SENTENCES[SignOn.Status(sign_on.status)]


def _next(sign_on: SignOn, review_sentence: str) -> str:
    if _has_to_agree(sign_on):
        return (
            "We sent you a message with a link that shows what changed. "
            "The name stands under the letter again once you agree there."
        )
    return review_sentence if sign_on.status == SignOn.Status.VERIFIED else ""


def _has_to_agree(sign_on: SignOn) -> bool:
    """Return whether the name was approved under words that count no more."""
    return sign_on.status == SignOn.Status.APPROVED and not sign_on.signed_text.counts


def _delivered(sign_on: SignOn, page: SignablePage) -> bool:
    if sign_on.status == SignOn.Status.APPROVED:
        return page.was_delivered_with(sign_on.pk)
    return sign_on.withdrawn_after_delivery


def _lapses_at(sign_on: SignOn) -> datetime | None:
    last = sign_on.tokens.filter(purpose="confirm", revoked_at=None).order_by("-expires_at").first()
    return last.expires_at if last is not None else None


def _kept_until(
    sign_on: SignOn, page: SignablePage, keep: timedelta, now: datetime
) -> datetime | None:
    ended = sign_on.withdrawn_at or page.signing_state(now).closes_at
    if sign_on.status == SignOn.Status.DECLINED:
        ended = sign_on.decided_at
    return ended + keep if ended is not None else None


def everything_held(sign_on: SignOn) -> dict[str, object]:
    """Return all that is stored about a sign-on and its signer, as values for JSON."""
    contact = SignOnContact.objects.filter(sign_on_id=sign_on.pk).first()
    columns = (
        "kind", "status", "source", "claimed_name", "display_name", "requested_name", "website",
        "scope", "country", "region", "affiliation", "printed_person", "printed_title",
        "print_consent", "print_consent_at",
        "attestation_version", "attestation", "wants_updates", "submitted_at", "confirmed_at",
        "decided_at", "decision_ground", "review_note", "withdrawn_at",
    )  # fmt: skip
    return {
        **{column: getattr(sign_on, column) for column in columns},
        "text": {
            "number": sign_on.signed_text.number,
            "sha256": sign_on.signed_text.sha256,
            "words": sign_on.signed_text.text,
        },
        "contact": _values(contact, "name", "title", "email", "remark") if contact else None,
        "thread": [_values(one, "kind", "words", "written_at") for one in _thread(sign_on)],
        "consents": [
            {"text": one.text.number, "agreed_at": one.agreed_at}
            for one in sign_on.consents.select_related("text")
        ],
        "asked_to_agree": [
            _values(one, "asked_at", "reminded_at") for one in sign_on.consent_requests.all()
        ],
        "logos": [
            _values(one, "status", "width", "height", "sha256", "uploaded_at", "decided_at")
            for one in sign_on.logos.all()
        ],
        "invitations": [_invitation(one, contact) for one in sign_on.invitations.all()],
    }


def _values(row: object, *columns: str) -> dict[str, object]:
    return {column: getattr(row, column) for column in columns}


def _thread(sign_on: SignOn) -> list[DeskEntry]:
    """Return what was said, without the mailbox of a second contact, who is somebody else."""
    return list(sign_on.desk_entries.exclude(kind=DeskEntry.Kind.NOTIFIED))


def _invitation(one: Invitation, contact: SignOnContact | None) -> dict[str, object]:
    """Return the invitation that was answered; whom we asked only if that is the signer."""
    columns = ["name", "status", "reason", "board_until", "created_at", "opened_at", "answered_at"]
    if contact and mailbox_pseudonym(contact.email) == one.mailbox_pseudonym:
        columns += ["email", "contact_name", "note"]
    return _values(one, *columns)
