"""A request to stand under a text: from the form to the mail that tells the truth."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q, Sum
from wagtail.models import Page

from delivery.services import is_suppressed
from privacy import mail_limits
from privacy.pseudonyms import mailbox_pseudonym
from signatories import attestation, tokens
from signatories.consents import ask_if_needed
from signatories.models import SignedText, SignOn, SignOnContact, SignOnQuerySet
from signatories.notices import send_notice, signable, tell_already_signed
from signatories.status import STANDING
from signatories.submission import (
    SigningRefused,
    Submission,
    TextHasChanged,
    stored_key,
    stored_sort_key,
    website_domain,
)
from signatories.texts import text_in_force
from signatories.tokens import Purpose
from signatories.turns import turn

JUST_NOW = timedelta(minutes=1)  # a button pressed twice

ANSWERS = {
    SignOn.Status.PENDING: "confirm-sign-on",
    SignOn.Status.VERIFIED: "sign-on-waiting",
    SignOn.Status.APPROVED: "already-signed",
}


def submit_sign_on(
    *, page: Page, submission: Submission, now: datetime, client: str = "", private: bool = False
) -> None:
    """Take a request and mail what became of it; says nothing else, so that nobody can probe.

    New, repeated, waiting, signed and blocked all return alike; so does what is beyond a client's
    day, and is dropped. At most three mails a page, five a day, one a minute. What can be refused
    with a sentence is, before anything is asked about the mailbox.

    Args:
        client: key of the visitor's network for the limiter; "" for none.
        private: whether the signer holds a private link to the page.
    Raises:
        SigningRefused: the page can't be signed now, or its text has changed.
    """
    if not signable(page).signing_state(now, private=private).is_open:
        raise SigningRefused("This text can't be signed at the moment.")
    if mail_limits.too_many(client, now):
        return
    pseudonym = mailbox_pseudonym(submission.contact_email)
    with turn():
        text = _text_shown(page, submission, now)
        if not _is_at_an_end(page, text, submission, pseudonym, now):
            _take(page, text, submission, pseudonym, now=now, client=client)


def _take(
    page: Page,
    text: SignedText,
    submission: Submission,
    pseudonym: str,
    *,
    now: datetime,
    client: str,
) -> None:
    if is_suppressed(submission.contact_email):
        return
    with transaction.atomic():
        claim = _claim(page, text, submission, pseudonym, now)
        if claim.mailed >= mail_limits.MAILS_A_PAGE or _was_answered(claim, now):
            return
        if mail_limits.may_mail(page.pk, pseudonym, now):
            later = mail_limits.not_before(client, now)
            _answer(page, claim.sign_on, submission, now, later)


def take_from_known_mailbox(*, page: Page, submission: Submission, now: datetime) -> SignOn | None:
    """Return the request, sent on to review at once; None if another's stands under the page.

    For a signer who came by a link mailed to this very mailbox. Mails nothing. Of an unconfirmed
    request, which anybody could have sent, nothing is left, and the links that it mailed stop.

    Raises:
        TextHasChanged: the page says other words than the signer saw.
    """
    pseudonym = mailbox_pseudonym(submission.contact_email)
    with transaction.atomic():
        text = _text_shown(page, submission, now)
        sign_on = _claim(page, text, submission, pseudonym, now).sign_on
        if sign_on is None:
            return None
        _take_over(sign_on, page, text, submission, now)
    return SignOn.objects.select_related("page", "signed_text").get(pk=sign_on.pk)


def _take_over(
    sign_on: SignOn, page: Page, text: SignedText, submission: Submission, now: datetime
) -> None:
    unconfirmed = SignOn.objects.filter(pk=sign_on.pk, status=SignOn.Status.PENDING)
    changed = unconfirmed.update(
        status=SignOn.Status.VERIFIED,
        confirmed_at=now,
        source=SignOn.Source.INVITATION,
        signed_text=text,
        display_name="",
        requested_name="",
        review_note="",
        **_facts(page, submission),
    )
    if changed:
        SignOnContact.objects.filter(sign_on_id=sign_on.pk).update(
            remark="", **_contact(submission)
        )
        for purpose in (Purpose.CONFIRM, Purpose.MANAGE):
            tokens.revoke(sign_on.pk, purpose, now=now)


def _text_shown(page: Page, submission: Submission, now: datetime) -> SignedText:
    # Most forms show the words that are in force: found without composing the page again.
    digest = submission.text_sha256
    with contextlib.suppress(SignedText.DoesNotExist):
        return SignedText.objects.get(page_id=page.pk, sha256=digest, in_force=True)
    shown = text_in_force(page=page, now=now)
    if shown.sha256 != digest:
        raise TextHasChanged(
            "The text has changed since this form was opened. Read it again, then send the form."
        )
    return shown


@dataclass(frozen=True, slots=True)
class _Claim:
    """The mailbox's own sign-on of a name; None where another's of that name stands."""

    sign_on: SignOn | None
    mailed: int = 0  # mails to this mailbox that the page has caused so far
    is_new: bool = False


def _was_answered(claim: _Claim, now: datetime) -> bool:
    if claim.is_new or claim.sign_on is None:
        return False
    return _answered_just_now(SignOn.objects.filter(pk=claim.sign_on.pk), now)


def _claim(
    page: Page, text: SignedText, submission: Submission, pseudonym: str, now: datetime
) -> _Claim:
    """Return the mailbox's own sign-on of this name, made if need be."""
    key = stored_key(submission.claimed_name)
    known = SignOn.objects.filter(page_id=page.pk, mailbox_pseudonym=pseudonym).aggregate(
        mailed=Sum("answers_mailed"),
        own=Max("pk", filter=Q(status__in=STANDING, name_key=key)),
    )
    mailed = known["mailed"] or 0
    if known["own"] is not None:
        found = SignOn.objects.select_related("signed_text").get(pk=known["own"])
        found.page = page
        return _Claim(_renewed(found, text, submission, now), mailed)
    if _stands_already(page, key, submission):
        return _Claim(None, mailed)
    try:
        with transaction.atomic():
            made = _create(page, text, submission, pseudonym, now)
            return _Claim(made, mailed, is_new=True)
    except IntegrityError:  # the same request, a moment earlier
        return _Claim(_own(page, submission, pseudonym).first(), mailed)


def _own(page: Page, submission: Submission, pseudonym: str) -> SignOnQuerySet:
    own = SignOn.objects.standing().filter(page_id=page.pk, mailbox_pseudonym=pseudonym)
    return own.filter(name_key=stored_key(submission.claimed_name))


def _stands_already(page: Page, key: str, submission: Submission) -> bool:
    domain = website_domain(submission.website)
    return (
        submission.kind == SignOn.Kind.ORGANIZATION
        and SignOn.objects.published(page.pk)
        .filter(name_key=key, website_domain=domain, kind=SignOn.Kind.ORGANIZATION)
        .exists()
    )


def _contact(submission: Submission) -> dict[str, str]:
    """Return the columns of the person who signs."""
    return {
        "name": submission.contact_name,
        "title": submission.contact_title,
        "email": submission.contact_email,
        "mailbox_domain": submission.contact_email.rpartition("@")[2],
    }


def _facts(page: Page, submission: Submission) -> dict[str, object]:
    """Return the columns that a submission fills, names of people's contacts excepted."""
    return {
        "kind": submission.kind,
        "claimed_name": submission.claimed_name,
        "sort_key": stored_sort_key(submission.claimed_name, signable(page).text_language),
        "website": submission.website,
        "website_domain": website_domain(submission.website),
        "scope": submission.scope,
        "country": submission.country,
        "region": submission.region,
        "affiliation": submission.affiliation[:200],
        "attestation_version": attestation.CURRENT.version,
        "attestation": attestation.CURRENT.sentence,
        **submission.choices,
    }


def _create(
    page: Page, text: SignedText, submission: Submission, pseudonym: str, now: datetime
) -> SignOn:
    sign_on = SignOn.objects.create(
        page=page,
        signed_text=text,
        name_key=stored_key(submission.claimed_name),
        mailbox_pseudonym=pseudonym,
        submitted_at=now,
        **_facts(page, submission),
    )
    SignOnContact.objects.create(sign_on=sign_on, **_contact(submission))
    return sign_on


def _renewed(found: SignOn, text: SignedText, submission: Submission, now: datetime) -> SignOn:
    """Move an unconfirmed request to the text of today.

    Otherwise the first request's facts stay: the links that were mailed show what they showed.
    """
    if found.status != SignOn.Status.PENDING or found.signed_text_id == text.pk:
        return found
    tokens.revoke(found.pk, Purpose.CONFIRM, now=now)
    SignOn.objects.filter(pk=found.pk, status=SignOn.Status.PENDING).update(
        signed_text=text, submitted_at=now, **_facts(found.page, submission)
    )
    SignOnContact.objects.filter(sign_on_id=found.pk).update(
        name=submission.contact_name, title=submission.contact_title
    )
    found.refresh_from_db()
    return found


def _is_at_an_end(
    page: Page, text: SignedText, submission: Submission, pseudonym: str, now: datetime
) -> bool:
    """Return whether nothing can come of the request, so that nothing has to be written.

    The same was asked before, and was answered within a minute or no mail is left to answer by.
    Most of an attack on a mailbox ends here.
    """
    own = _own(page, submission, pseudonym)
    if mail_limits.no_mail_left(page.pk, pseudonym, now):
        return own.exists()
    return _answered_just_now(own.filter(signed_text=text), now)


def _answered_just_now(asked: SignOnQuerySet, now: datetime) -> bool:
    return asked.filter(
        ~Q(status=SignOn.Status.PENDING) | Q(tokens__purpose=Purpose.CONFIRM),
        tokens__created_at__gt=now - JUST_NOW,
        tokens__revoked_at=None,
    ).exists()


def _answer(
    page: Page,
    sign_on: SignOn | None,
    submission: Submission,
    now: datetime,
    not_before: datetime | None,
) -> None:
    if sign_on is None:
        to = submission.contact_email
        tell_already_signed(page, submission.claimed_name, to=to, now=now, not_before=not_before)
        return
    SignOn.objects.filter(pk=sign_on.pk).update(answers_mailed=F("answers_mailed") + 1)
    if sign_on.status != SignOn.Status.PENDING and ask_if_needed(sign_on, now=now):
        return
    answer = ANSWERS[SignOn.Status(sign_on.status)]
    send_notice(answer, sign_on, now=now, not_before=not_before)
