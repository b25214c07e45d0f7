"""Changed words: what a person says of them, and who agrees to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from wagtail.log_actions import log

from signatories import tokens
from signatories.models import (
    Consent,
    ConsentRequest,
    SignedText,
    SignOn,
    SignOnQuerySet,
    SignOnSettings,
    TextChange,
)
from signatories.notices import absolute, send_notice
from signatories.text_register import (
    DECLARED,
    changes_of,
    count_anew,
    digests_counting_for,
)
from signatories.tokens import Purpose
from signatories.wording_changes import leading_to

Kind = TextChange.Kind


def declare_change(
    *,
    earlier: SignedText,
    later_sha256: str,
    kind: str,
    summary: str,
    by: AbstractBaseUser,
    now: datetime,
) -> TextChange:
    """Record what `by` says of a change, and count names accordingly; mails nobody yet.

    May be called before the later words are published. A later word on the same change replaces
    an earlier one.

    Raises:
        ValueError: `summary` is empty, `kind` is none, or nothing changed.
    """
    if kind not in DECLARED:
        raise ValueError("Say whether the change is editorial or substantive.")
    if not summary.strip():
        raise ValueError("Say what changed: every signer reads it.")
    if earlier.sha256 == later_sha256:
        raise ValueError("These are the words that are signed: nothing changed.")
    days = timedelta(days=SignOnSettings.current().agree_days)
    with transaction.atomic():
        change = TextChange.objects.create(
            earlier=earlier,
            later_sha256=later_sha256,
            kind=kind,
            summary=summary.strip()[:500],
            agree_by=now + days if kind == Kind.SUBSTANTIVE else None,
            declared_by_id=by.pk,
            declared_name=by.get_username()[:150],
            declared_at=now,
        )
        count_anew(earlier.page_id)
        said = {"text": earlier.number, "later": later_sha256, "kind": kind}
        log(earlier.page, "signatories.declare_change", user=by, data=said)
        return change


def standing_for(text_sha256: str, page_id: int) -> SignOnQuerySet:
    """Return who stands, or asks to stand, under the words with this digest."""
    counting = digests_counting_for(page_id, text_sha256)
    return SignOn.objects.standing().filter(page_id=page_id, signed_text__sha256__in=counting)


def signed(text: SignedText) -> SignOnQuerySet:
    """Return the approved sign-ons that agreed to `text`, even if to a later one since."""
    counting = digests_counting_for(text.page_id, text.sha256)
    agreed = SignOn.objects.filter(
        Q(signed_text__sha256__in=counting) | Q(consents__text__sha256__in=counting),
        page_id=text.page_id,
        status=SignOn.Status.APPROVED,
    )
    return SignOn.objects.filter(pk__in=agreed.values("pk"))


@dataclass(frozen=True, slots=True)
class Undeclared:
    """Words that people signed, which lead to today's words by a change that nobody declared."""

    text: SignedText
    people: int


def undeclared(page_id: int) -> list[Undeclared]:
    """Return the earlier texts whose signers stand nowhere because nobody said what changed."""
    current = SignedText.objects.filter(page_id=page_id, in_force=True).first()
    if current is None:
        return []
    known = leading_to(current.sha256, changes_of(page_id, DECLARED))
    texts = SignedText.objects.filter(page_id=page_id).exclude(sha256__in=known).order_by("number")
    standing = SignOn.objects.standing()
    counted = [(text, standing.filter(signed_text=text).count()) for text in texts]
    return [Undeclared(text, people) for text, people in counted if people]


def waiting_to_agree(page_id: int) -> SignOnQuerySet:
    """Return the approved and waiting sign-ons that stand nowhere until their signers agree."""
    return (
        SignOn.objects.standing()
        .filter(page_id=page_id, signed_text__counts=False)
        .exclude(status=SignOn.Status.PENDING)
    )


def tell_of_changes(*, page_id: int, now: datetime) -> int:
    """Write to the signers whom a declared change concerns, once its words are in force; return
    how many mails were queued.

    Editorial: they are told. Substantive: they are asked, with a link to a page with one button.
    """
    current = SignedText.objects.filter(page_id=page_id, in_force=True).first()
    if current is None:
        return 0
    due = TextChange.objects.filter(
        earlier__page_id=page_id, later_sha256=current.sha256, told_at=None
    )
    return sum(_tell(change, current, now) for change in due.select_related("earlier"))


def _tell(change: TextChange, current: SignedText, now: datetime) -> int:
    with transaction.atomic():
        if TextChange.objects.filter(pk=change.pk, told_at=None).update(told_at=now) != 1:
            return 0
        concerned = standing_for(change.earlier.sha256, current.page_id)
        concerned = concerned.exclude(status=SignOn.Status.PENDING).exclude(signed_text=current)
        told = 0
        for sign_on in concerned.select_related("page", "signed_text", "contact"):
            if change.kind == Kind.EDITORIAL:
                told += send_notice(
                    "text-corrected", sign_on, now=now, extra=_words(change, current)
                )
            else:
                told += ask_to_agree(sign_on, change, current, now=now)
        return told


def _words(change: TextChange, current: SignedText) -> dict[str, object]:
    return {"summary": change.summary, "later": current, "agree_by": change.agree_by}


def ask_to_agree(
    sign_on: SignOn, change: TextChange, current: SignedText, *, now: datetime, again: bool = False
) -> bool:
    """Mail the page with one button; False when no contact is kept or the deadline has passed."""
    if change.agree_by is not None and change.agree_by <= now:
        return False
    token = tokens.mint(sign_on, Purpose.AGREE, now=now, expires_at=change.agree_by)
    agree_url = absolute(reverse("signatories:agree", args=[token]))
    name = "text-changed-reminder" if again else "text-changed"
    extra = {**_words(change, current), "agree_url": agree_url}
    if not send_notice(name, sign_on, now=now, extra=extra):
        return False
    ConsentRequest.objects.get_or_create(sign_on=sign_on, change=change, defaults={"asked_at": now})
    return True


def change_to_agree(sign_on: SignOn) -> TextChange | None:
    """Return the newest substantive change that keeps this sign-on from standing, if any."""
    if sign_on.signed_text.counts:
        return None
    known = leading_to(_current_sha256(sign_on.page_id), changes_of(sign_on.page_id, DECLARED))
    return (
        TextChange.objects.filter(
            earlier__page_id=sign_on.page_id, kind=Kind.SUBSTANTIVE, later_sha256__in=known
        )
        .order_by("-pk")
        .first()
    )


def _current_sha256(page_id: int) -> str:
    found = SignedText.objects.filter(page_id=page_id, in_force=True)
    return found.values_list("sha256", flat=True).first() or ""


def ask_if_needed(sign_on: SignOn, *, now: datetime) -> bool:
    """Ask a signer whose words changed in substance meanwhile; True if a mail was queued."""
    change = change_to_agree(sign_on)
    current = SignedText.objects.filter(page_id=sign_on.page_id, in_force=True).first()
    if change is None or current is None:
        return False
    return ask_to_agree(sign_on, change, current, now=now)


def agree(*, token: str, text_sha256: str, now: datetime) -> bool:
    """Put the sign-on behind `token` under the text in force; True only the first time.

    Args:
        text_sha256: digest of the words that the signer was shown; other words change nothing.
    """
    with transaction.atomic():
        found = tokens.find(token, Purpose.AGREE, now=now)
        if found is None:
            return False
        sign_on = found.sign_on
        current = SignedText.objects.filter(page_id=sign_on.page_id, in_force=True).first()
        if current is None or current.sha256 != text_sha256:
            return False
        before = sign_on.signed_text
        movable = SignOn.objects.standing().filter(pk=sign_on.pk, signed_text=before)
        if before == current or not movable.update(signed_text=current):
            return False
        first = sign_on.confirmed_at or sign_on.submitted_at
        for text, agreed_at in ((before, first), (current, now)):
            Consent.objects.get_or_create(
                sign_on=sign_on, text=text, defaults={"agreed_at": agreed_at}
            )
        tokens.revoke(sign_on.pk, Purpose.AGREE, now=now)
        log(
            sign_on,
            "signatories.agree",
            title=str(sign_on),
            data={"page": sign_on.page_id, "text": current.number},
        )
        return True


def due_reminders(now: datetime) -> list[ConsentRequest]:
    """Return the requests that half of their time has passed without an answer, never reminded."""
    waiting = ConsentRequest.objects.filter(
        reminded_at=None,
        change__agree_by__gt=now,
        sign_on__signed_text__counts=False,
        sign_on__in=SignOn.objects.standing(),
    ).select_related("change__earlier", "sign_on__page", "sign_on__signed_text")
    return [one for one in waiting if _is_due(one, now)]


def _is_due(request: ConsentRequest, now: datetime) -> bool:
    ends = request.change.agree_by
    if ends is None or now < request.asked_at + (ends - request.asked_at) / 2:
        return False
    return change_to_agree(request.sign_on) == request.change


def remind_signers(now: datetime) -> int:
    """Remind once whoever has not agreed; return how many mails were queued."""
    reminded = 0
    for request in due_reminders(now):
        with transaction.atomic():
            open_one = ConsentRequest.objects.filter(pk=request.pk, reminded_at=None)
            current = SignedText.objects.get(page_id=request.sign_on.page_id, in_force=True)
            if open_one.update(reminded_at=now):
                reminded += ask_to_agree(
                    request.sign_on, request.change, current, now=now, again=True
                )
    return reminded


def tell_all(now: datetime) -> int:
    """Write to signers of every page whose declared change is in force by now, say by schedule."""
    pages = TextChange.objects.filter(told_at=None).values_list("earlier__page_id", flat=True)
    return sum(tell_of_changes(page_id=page_id, now=now) for page_id in set(pages))


def untold_changes() -> int:
    """Return how many declared changes no signer was written about yet."""
    return TextChange.objects.filter(told_at=None).count()
