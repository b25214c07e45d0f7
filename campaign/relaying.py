"""A message that we send on for a supporter: asked for, confirmed, queued. The only writers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from campaign import pacing, targets
from campaign.emails import queue_mail, to_official
from campaign.models import ActionPage, SupporterDelivery, SupporterMessage
from campaign.targets import Target
from campaign.writing import Letter, own_share
from delivery.services import is_suppressed, queue_emails
from privacy import mail_limits
from privacy.pseudonyms import mailbox_pseudonym
from privacy.tokens import new_token, token_digest

LINK_LASTS = timedelta(hours=48)
JUST_NOW = timedelta(minutes=1)  # a button pressed twice
Channel, Status = SupporterDelivery.Channel, SupporterMessage.Status


class WritingRefused(ValueError):
    """The message can't be taken; the sentence can be shown to the supporter."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a supporter asks us to send, already cleaned."""

    subject: str
    message: str
    sender: str
    town: str
    email: str
    wants_question: bool = True


def check_choice(
    action: ActionPage, chosen: list[Target], *, yours: frozenset[int], now: datetime
) -> None:
    """Raise WritingRefused, with what to do, unless these officials may be written to now.

    Args:
        yours: whom the supporter's place led to, see `targets.proven`.
    """
    if action.phase(now) != "open":
        raise WritingRefused("This action is not open at the moment.")
    if not chosen:
        raise WritingRefused("Choose at least one official.")
    most = action.most_officials
    if len(chosen) > most:
        raise WritingRefused(
            f"You chose {len(chosen)} officials; one person can write to {most} at once. Offices "
            "count a mail to everyone as a mail to no one. Choose those who stand for you."
        )
    if action.constituents_only and not {one.pk for one in chosen} <= yours:
        raise WritingRefused(
            "Only people who live in the district can write here. Enter your postal code first: "
            "it leads to those who stand for you."
        )


def submit_message(
    *,
    action: ActionPage,
    draft: Draft,
    official_ids: Iterable[int],
    yours: frozenset[int] = frozenset(),
    now: datetime,
    client: str = "",
) -> None:
    """Take a message and mail a link to confirm it; nothing goes to an official before.

    Whether the mailbox is new, waiting, has written already or is suppressed: it looks the same.

    Raises:
        WritingRefused: these officials can't be written to; says why.
    """
    reached = [one for one in targets.chosen_targets(action, official_ids) if one.can("relay")]
    check_choice(action, reached, yours=yours, now=now)
    if not action.by_relay:
        raise WritingRefused("This action isn't sent on by us. Choose another way.")
    if mail_limits.too_many(client, now) or is_suppressed(draft.email):
        return
    with transaction.atomic():
        if _may_ask(action, mailbox_pseudonym(draft.email), now):
            _ask_to_confirm(action, draft, reached, client, now)


def _may_ask(action: ActionPage, pseudonym: str, now: datetime) -> bool:
    """Return whether one more mail may go to the mailbox; older requests of its own end then.

    Only the newest can be confirmed, for older links would send older words.
    """
    waiting = SupporterMessage.objects.filter(
        action=action, mailbox_pseudonym=pseudonym, status=Status.ASKED
    )
    if waiting.filter(asked_at__gt=now - JUST_NOW).exists():
        return False
    if not mail_limits.may_mail(action.pk, pseudonym, now):
        return False
    waiting.delete()
    return True


def _ask_to_confirm(
    action: ActionPage, draft: Draft, reached: list[Target], client: str, now: datetime
) -> None:
    later = mail_limits.not_before(client, now)
    token, expires = new_token(), (later or now) + LINK_LASTS
    message = _stored(action, draft, token_digest(token), now, expires)
    _choose(message, reached)
    queue_mail(
        "confirm-message",
        to=draft.email,
        key=f"{message.pk}",
        context={
            "action": action,
            "page_url": action.full_url,
            "officials": reached,
            "confirm_url": f"{settings.SITE_URL}/write/{token}/",
            "expires_at": expires,
        },
        now=now,
        not_before=later,
    )


def _stored(
    action: ActionPage, draft: Draft, digest: str, now: datetime, expires: datetime
) -> SupporterMessage:
    return SupporterMessage.objects.create(
        action=action,
        mailbox_pseudonym=mailbox_pseudonym(draft.email),
        email=draft.email,
        sender=draft.sender,
        town=draft.town,
        subject=draft.subject,
        message=draft.message,
        own_share=own_share(draft.message, [one.text for one in action.paragraphs.all()]),
        wants_question=draft.wants_question,
        asked_at=now,
        link_sha256=digest,
        link_expires_at=expires,
    )


def _choose(message: SupporterMessage, reached: list[Target]) -> None:
    SupporterDelivery.objects.bulk_create(
        SupporterDelivery(
            message=message,
            action=message.action,
            official_id=one.pk,
            mailbox_pseudonym=message.mailbox_pseudonym,
            channel=Channel.EMAIL if one.email else Channel.PAPER,
        )
        for one in reached
    )


def find_message(*, token: str, now: datetime) -> SupporterMessage | None:
    """Return the message that the link can still confirm, or None whatever the reason."""
    waiting = SupporterMessage.objects.filter(
        link_sha256=token_digest(token), status=Status.ASKED, link_expires_at__gt=now
    )
    return waiting.select_related("action", "action__target_list").first()


def letter_to(message: SupporterMessage, target: Target) -> Letter:
    """Return the supporter's letter to one official."""
    return Letter(
        greeting=target.greeting,
        subject=message.subject,
        message=message.message,
        closing=message.action.closing,
        sender=message.sender,
        town=message.town,
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """What confirming did: who is written to, by mail and on paper, and who had a letter before."""

    by_mail: tuple[Target, ...] = ()
    on_paper: tuple[Target, ...] = ()
    before: int = 0
    last_due: datetime | None = None  # when the last mail may leave; None where all may now


def confirm_message(*, token: str, now: datetime) -> Sent | None:
    """Send the message behind `token` on its way; None if it can't be, or was already.

    Each official gets at most one message of one mailbox under one action: who had one before is
    left out. Who left office or the list since is left out too.
    """
    with transaction.atomic():
        message = find_message(token=token, now=now)
        if message is None or message.action.phase(now) != "open":
            return None
        taken = SupporterMessage.objects.filter(pk=message.pk, status=Status.ASKED).update(
            status=Status.CONFIRMED,
            confirmed_at=now,
            link_sha256="",
            link_expires_at=None,
        )
        if not taken:
            return None
        sent = _send(message, now)
        _copy_to_supporter(message, sent, now)
        return sent


def _send(message: SupporterMessage, now: datetime) -> Sent:
    asked = {one.official_id: one for one in message.deliveries.all()}
    chosen = targets.chosen_targets(message.action, asked)
    mine = _claim({asked[one.pk].pk for one in chosen}, now)
    reached = [one for one in chosen if asked[one.pk].pk in mine]
    by_mail = tuple(one for one in reached if one.email)
    on_paper = tuple(one for one in reached if not one.email)
    due = _queue(message, [(asked[one.pk], one) for one in by_mail], now)
    return Sent(by_mail, on_paper, before=len(chosen) - len(reached), last_due=due)


def _claim(ids: set[int], now: datetime) -> set[int]:
    """Take the one letter that this mailbox has to each official; return which were free."""
    if _all_taken(ids, now):
        return ids
    return {pk for pk in sorted(ids) if _all_taken({pk}, now)}


def _all_taken(ids: set[int], now: datetime) -> bool:
    """Take all of these letters, or none where one was taken before."""
    try:
        with transaction.atomic():
            free = SupporterDelivery.objects.filter(pk__in=ids, confirmed_at=None)
            whole = free.update(confirmed_at=now) == len(ids)
            transaction.set_rollback(not whole)
            return whole
    except IntegrityError:
        return False


def _queue(
    message: SupporterMessage, reached: list[tuple[SupporterDelivery, Target]], now: datetime
) -> datetime | None:
    """Queue a mail to each; return when the last may leave, None where all may now."""
    today = pacing.mailed_today(message.action, now)
    dues = [pacing.due(message.action, today + n, now) for n in range(len(reached))]
    page_url = message.action.full_url or ""
    written = [delivery for delivery, _ in reached]
    mails = [
        to_official(
            key=f"supporter:{delivery.pk}",
            to=target.email,
            reply_to=message.email,
            letter=letter_to(message, target),
            page_url=page_url,
            not_before=due,
        )
        for (delivery, target), due in zip(reached, dues, strict=True)
    ]
    for delivery, outbound in zip(written, queue_emails(mails, now=now), strict=True):
        delivery.outbound, delivery.channel = outbound, Channel.EMAIL
    SupporterDelivery.objects.bulk_update(written, ["outbound", "channel"])
    return dues[-1] if dues else None


def _copy_to_supporter(message: SupporterMessage, sent: Sent, now: datetime) -> None:
    everybody = [*sent.by_mail, *sent.on_paper]
    if not everybody:
        return
    queue_mail(
        "message-copy",
        to=message.email,
        key=f"{message.pk}",
        context={
            "action": message.action,
            "page_url": message.action.full_url,
            "by_mail": sent.by_mail,
            "on_paper": sent.on_paper,
            "subject": message.subject,
            "letter": letter_to(message, everybody[0]).text,
            "question": message.wants_question,
        },
        now=now,
    )


def forget_unconfirmed(*, now: datetime) -> int:
    """Erase messages whose link has run out; return how many."""
    _, deleted = SupporterMessage.objects.unconfirmed_too_long(now).delete()
    return deleted.get("campaign.SupporterMessage", 0)
