"""What a reviewer may do besides deciding: undo, ask, note, tell a second contact, correct."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from wagtail.log_actions import log

from privacy.text import clean_address, clean_text
from privacy.tokens import token_digest
from signatories import tokens
from signatories.authority import registered_domain
from signatories.emails import queue_mail
from signatories.models import DeskEntry, SignOn, SignOnContact
from signatories.notices import absolute, page_facts, send_notice, signable
from signatories.submission import stored_key, stored_sort_key
from signatories.tokens import Purpose

Kind = DeskEntry.Kind
WORDS = 2_000  # characters of a question, a note or an answer
ACTIONS = {
    Kind.NOTE: "signatories.note",
    Kind.QUESTION: "signatories.ask",
    Kind.ANSWER: "signatories.answer",
    Kind.NOTIFIED: "signatories.second_contact",
    Kind.OBJECTION: "signatories.object",
}
DECIDED = (SignOn.Status.APPROVED, SignOn.Status.DECLINED)


def undo_decision(*, sign_on_id: int, by: AbstractBaseUser, now: datetime) -> bool:
    """Put an approved or declined sign-on back before a reviewer; the name leaves every list.

    False if nobody has decided, or if its signer has sent another request meanwhile.
    """
    return _back_to_review(sign_on_id, "signatories.undo", by=by, now=now)


def _back_to_review(
    sign_on_id: int, action: str, *, by: AbstractBaseUser | None, now: datetime
) -> bool:
    sign_on = _with_page(sign_on_id)
    decided = SignOn.objects.filter(pk=sign_on_id, status__in=DECIDED)
    try:
        with transaction.atomic():
            changed = decided.update(
                status=SignOn.Status.VERIFIED,
                decided_at=None,
                decided_by=None,
                decision_ground="",
            )
            if changed:
                _audit(sign_on, action, by)
                send_notice("sign-on-back-to-review", sign_on, now=now)
            return changed == 1
    except IntegrityError:  # the mailbox has another open request under this name
        return False


def write_note(*, sign_on_id: int, by: AbstractBaseUser, words: str, now: datetime) -> DeskEntry:
    """Keep a note beside a request; the signer can ask for it, so it should be fair.

    Raises:
        ValueError: it is empty or too long.
    """
    return _entry(_with_page(sign_on_id), Kind.NOTE, _said(words), now, by=by)


def ask_signer(*, sign_on_id: int, by: AbstractBaseUser, words: str, now: datetime) -> bool:
    """Mail the signer a question with a link to answer it; False when no contact is kept.

    Raises:
        ValueError: it is empty or too long.
    """
    sign_on, question = _with_page(sign_on_id), _said(words)
    with transaction.atomic():
        token = tokens.mint(sign_on, Purpose.ANSWER, now=now)
        answer_url = absolute(reverse("signatories:answer", args=[token]))
        extra = {"question": question, "answer_url": answer_url}
        if not send_notice("sign-on-question", sign_on, now=now, extra=extra):
            return False
        _entry(sign_on, Kind.QUESTION, question, now, by=by)
        return True


def answer_question(*, token: str, words: str, now: datetime) -> bool:
    """Keep a signer's answer beside the request; the link works once.

    Raises:
        ValueError: it is empty or too long.
    """
    answer = _said(words)
    with transaction.atomic():
        found = tokens.find(token, Purpose.ANSWER, now=now)
        if found is None or not tokens.use(found, now=now):
            return False
        _entry(found.sign_on, Kind.ANSWER, answer, now)
        return True


def tell_second_contact(
    *, sign_on_id: int, by: AbstractBaseUser, address: str, now: datetime
) -> bool:
    """Tell a mailbox that the reviewer found on the organization's own site; once for each.

    Raises:
        ValueError: it is no address, or not on the domain of the organization's website.
    """
    sign_on, to = _with_page(sign_on_id), clean_address(address)
    ours = registered_domain(sign_on.website_domain)
    if not ours or registered_domain(to.rpartition("@")[2]) != ours:
        raise ValueError(
            "The address must be on the organization's own domain, "
            f"{ours or 'and this request names no website'}."
        )
    told = [entry.words for entry in sign_on.desk_entries.filter(kind=Kind.NOTIFIED)]
    if to in told:
        return False
    with transaction.atomic():
        token = tokens.mint(sign_on, Purpose.OBJECT, now=now)
        context = {
            **page_facts(sign_on.page, now),
            "name": sign_on.printed_name,
            "object_url": absolute(reverse("signatories:object", args=[token])),
        }
        key = f"{sign_on.pk} {token_digest(token)}"
        queue_mail("sign-on-second-contact", to=to, key=key, context=context, now=now)
        _entry(sign_on, Kind.NOTIFIED, to, now, by=by)
        return True


def object_to(*, token: str, words: str, now: datetime) -> bool:
    """Keep the organization's objection; a name that was approved leaves every list until review.

    Raises:
        ValueError: `words` is too long.
    """
    said = clean_text(words, limit=WORDS, multiline=True)
    with transaction.atomic():
        found = tokens.find(token, Purpose.OBJECT, now=now)
        if found is None or not tokens.use(found, now=now):
            return False
        sign_on = found.sign_on
        _entry(sign_on, Kind.OBJECTION, said, now)
        SignOn.objects.filter(pk=sign_on.pk).update(
            review_note="The organization says that nobody signed for it: read the thread."
        )
        approved = SignOn.objects.filter(pk=sign_on.pk, status=SignOn.Status.APPROVED)
        if approved.exists():
            _back_to_review(sign_on.pk, "signatories.undo", by=None, now=now)
        return True


def turn_into_person(*, sign_on_id: int, by: AbstractBaseUser, now: datetime) -> bool:
    """Make a mistaken sign-on of an organization that of the person who sent it, and tell them.

    The organization becomes their affiliation, for identification only. Whoever stood on the list
    goes back to review, so that the person's name is not public before somebody approves it.
    False when no contact is kept, or it is a person's already.
    """
    with transaction.atomic():
        sign_on = _with_page(sign_on_id)
        contact = SignOnContact.objects.filter(sign_on_id=sign_on_id).first()
        organizations = SignOn.objects.standing().filter(
            pk=sign_on_id, kind=SignOn.Kind.ORGANIZATION
        )
        if contact is None or not contact.name:
            return False
        changed = organizations.exclude(status=SignOn.Status.PENDING).update(
            kind=SignOn.Kind.INDIVIDUAL,
            status=SignOn.Status.VERIFIED,
            organization=None,
            affiliation=sign_on.printed_name,
            claimed_name=contact.name[:200],
            display_name="",
            name_key=stored_key(contact.name),
            sort_key=stored_sort_key(contact.name, signable(sign_on.page).text_language),
            decided_at=None,
            decided_by=None,
            decision_ground="",
            decision_rule="",
            printed_person="",
            printed_title="",
            print_consent="",
            print_consent_at=None,
        )
        if changed:
            _audit(sign_on, "signatories.as_person", by)
            fresh = _with_page(sign_on_id)
            extra = {"sign_on_affiliation": fresh.affiliation}
            send_notice("sign-on-as-person", fresh, now=now, extra=extra)
        return changed == 1


def accept_name(*, sign_on_id: int, by: AbstractBaseUser) -> bool:
    """Print the name that the signer asked for; True only the first time.

    Raises:
        ValueError: the name stands under the page already, by another sign-on.
    """
    return _settle_name(sign_on_id, by, accept=True)


def refuse_name(*, sign_on_id: int, by: AbstractBaseUser) -> bool:
    """Keep the present name; True only the first time."""
    return _settle_name(sign_on_id, by, accept=False)


def _settle_name(sign_on_id: int, by: AbstractBaseUser, *, accept: bool) -> bool:
    with transaction.atomic():
        sign_on = _with_page(sign_on_id)
        asked = SignOn.objects.filter(pk=sign_on_id, requested_name=sign_on.requested_name)
        changes = {"requested_name": ""}
        if accept and sign_on.requested_name:
            language = signable(sign_on.page).text_language
            changes["display_name"] = sign_on.requested_name
            changes["sort_key"] = stored_sort_key(sign_on.requested_name, language)
            changes["name_key"] = stored_key(sign_on.requested_name)
            _check_unique(sign_on, changes["name_key"])
        if not sign_on.requested_name or asked.update(**changes) != 1:
            return False
        _audit(sign_on, "signatories.rename", by)
        return True


def _check_unique(sign_on: SignOn, key: str) -> None:
    same = SignOn.objects.standing().filter(page_id=sign_on.page_id, name_key=key)
    clashing = Q(mailbox_pseudonym=sign_on.mailbox_pseudonym)
    if sign_on.kind == SignOn.Kind.ORGANIZATION:
        clashing |= Q(
            kind=sign_on.kind,
            status=SignOn.Status.APPROVED,
            website_domain=sign_on.website_domain,
        )
    if same.filter(clashing).exclude(pk=sign_on.pk).exists():
        raise ValueError("This name stands under the letter, or waits, by another sign-on already.")


def print_person(*, sign_on_id: int, by: AbstractBaseUser) -> bool:
    """Print who signed beside the organization, as they agreed to after its approval; True only
    the first time.
    """
    with transaction.atomic():
        contact = SignOnContact.objects.filter(sign_on_id=sign_on_id).first()
        waiting = SignOn.objects.agreeing_to_be_printed().filter(pk=sign_on_id)
        if contact is None or not contact.name:
            return False
        printed = {"printed_person": contact.name[:150], "printed_title": contact.title[:150]}
        if waiting.update(**printed) != 1:
            return False
        _audit(_with_page(sign_on_id), "signatories.print_person", by)
        return True


def next_waiting(*, page_id: int, after: int) -> int | None:
    """Return the request to read after `after`, by arrival, then from the start; or None."""
    waiting = SignOn.objects.waiting_for_review().filter(page_id=page_id).exclude(pk=after)
    ids = waiting.order_by("submitted_at", "pk").values_list("pk", flat=True)
    sent = SignOn.objects.filter(pk=after).values_list("submitted_at", flat=True).first()
    later = Q(submitted_at__gt=sent) | Q(submitted_at=sent, pk__gt=after)
    return (ids.filter(later).first() if sent else None) or ids.first()


def _with_page(sign_on_id: int) -> SignOn:
    return SignOn.objects.select_related("page", "signed_text").get(pk=sign_on_id)


def _said(words: str) -> str:
    said = clean_text(words, limit=WORDS, multiline=True)
    if not said:
        raise ValueError("Write something first.")
    return said


def _entry(
    sign_on: SignOn,
    kind: DeskEntry.Kind,
    words: str,
    now: datetime,
    *,
    by: AbstractBaseUser | None = None,
) -> DeskEntry:
    _audit(sign_on, ACTIONS[kind], by)
    return DeskEntry.objects.create(
        sign_on=sign_on, kind=kind, words=words, written_by_id=by.pk if by else None, written_at=now
    )


def _audit(sign_on: SignOn, action: str, by: AbstractBaseUser | None) -> None:
    log(sign_on, action, user=by, title=str(sign_on), data={"page": sign_on.page_id})
