"""What comes after: bounced addresses stop, writers are asked once, texts go, letters close."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.query import PageQuerySet

from campaign.emails import queue_mail
from campaign.endings import close_letters
from campaign.models import ActionPage, CampaignPage, SupporterDelivery, SupporterMessage
from delivery.models import OutboundMessage
from delivery.services import forget, forget_messages, is_suppressed
from delivery.status import FINISHED
from officials.services import stop_address
from privacy import journal
from privacy.tokens import new_token, token_digest

ASK_AFTER = timedelta(days=14)
KEEP = timedelta(days=28)
KEEP_UNPRINTED = timedelta(days=180)  # what waits for a delivery day that never came
_SEALED = ("email", "sender", "town", "subject", "message", "question_sha256")
Outcome = SupporterDelivery.Outcome


def stop_bounced(*, now: datetime) -> int:
    """Stop the addresses that sent a supporter's message back for good; return how many channels.

    Nobody else's message goes there: the official is reached by another way until somebody checks.
    """
    returned = SupporterDelivery.objects.filter(
        bounce_noted_at=None, outbound__status=OutboundMessage.Status.BOUNCED
    )
    stopped = 0
    for delivery in returned.select_related("outbound"):
        address = delivery.outbound.to if delivery.outbound else ""
        with transaction.atomic():
            taken = SupporterDelivery.objects.filter(pk=delivery.pk, bounce_noted_at=None)
            if taken.update(bounce_noted_at=now) and address and is_suppressed(address):
                stopped += stop_address(
                    kind="email", value=address, reason="A message bounced for good.", now=now
                )
    return stopped


def to_ask(now: datetime) -> QuerySet[SupporterMessage]:
    """Return the messages whose writers are to be asked how it ended: once, after two weeks."""
    return SupporterMessage.objects.written().filter(
        wants_question=True,
        question_asked_at=None,
        erased_at=None,
        confirmed_at__lte=now - ASK_AFTER,
        confirmed_at__gt=now - KEEP,
    )


def ask_how_it_ended(*, now: datetime) -> int:
    """Ask every writer whose time has come, once; return how many."""
    asked = 0
    for message in to_ask(now).select_related("action"):
        token = new_token()
        with transaction.atomic():
            asked_now = to_ask(now).filter(pk=message.pk)
            if not asked_now.update(question_asked_at=now, question_sha256=token_digest(token)):
                continue
            queue_mail(
                "how-it-ended",
                to=message.email,
                key=f"{message.pk}",
                context={
                    "action": message.action,
                    "page_url": message.action.full_url,
                    "question_url": f"{settings.SITE_URL}/wrote/{token}/",
                },
                now=now,
            )
            asked += 1
    return asked


def find_question(*, token: str) -> SupporterMessage | None:
    """Return the message that the link asks about, or None whatever the reason."""
    asked = SupporterMessage.objects.confirmed().exclude(question_sha256="")
    found = asked.filter(question_sha256=token_digest(token), erased_at=None)
    return found.select_related("action").first()


def tell_outcome(*, token: str, outcomes: Mapping[int, str], now: datetime) -> bool:
    """Note what came of the message, by official; False where the link asks nothing any more.

    May be told again: what was told last counts. Anything but an outcome is left out.
    """
    with transaction.atomic():
        message = find_question(token=token)
        if message is None:
            return False
        for official_id, outcome in outcomes.items():
            if outcome in Outcome.values:
                told = message.deliveries.filter(official_id=official_id)
                told.update(outcome=outcome)
        SupporterMessage.objects.filter(pk=message.pk).update(answered_at=now)
    return True


def close_after_endings(*, now: datetime) -> int:
    """Close letters that were published below a campaign after it had ended; return how many."""
    return sum(close_letters(below=page, now=now) for page in _ended().live())


def _ended() -> PageQuerySet:
    ended: PageQuerySet = CampaignPage.objects.exclude(result="")
    return ended


# Erasing ------------------------------------------------------------------------------------------


def kept_long_enough(now: datetime) -> QuerySet[SupporterMessage]:
    """Return the confirmed messages whose text may go: 28 days after the last copy arrived.

    A mail counts from its last report, paper from its printing. What never left goes too, half a
    year after it was confirmed.
    """
    limit = now - KEEP
    recent = SupporterDelivery.objects.confirmed().filter(message=OuterRef("pk"))
    underway = recent.filter(
        Q(outbound__isnull=False)
        & (~Q(outbound__status__in=FINISHED) | Q(outbound__updated_at__gt=limit))
        | Q(channel=SupporterDelivery.Channel.PAPER)
        & (Q(printed_at=None) | Q(printed_at__gt=limit))
    )
    confirmed = SupporterMessage.objects.confirmed().filter(erased_at=None)
    settled = Q(confirmed_at__lte=limit) & ~Exists(underway)
    return confirmed.filter(settled | Q(confirmed_at__lte=now - KEEP_UNPRINTED))


def erase_old(*, now: datetime) -> int:
    """Erase texts and names that were kept long enough; return how many. Figures stay."""
    with transaction.atomic():
        rows = list(kept_long_enough(now).values_list("pk", "mailbox_pseudonym"))
        chosen = SupporterMessage.objects.filter(pk__in=[pk for pk, _ in rows], erased_at=None)
        erased = chosen.update(erased_at=now, **dict.fromkeys(_SEALED, ""))
        journal.note_all(kind="supporter", rows=rows, at=now)
    forget_writers(now=now)
    return erased


@transaction.atomic
def erase_message(message: SupporterMessage, *, now: datetime) -> bool:
    """Erase one message before its time, its copies in the outbox and what we mailed to its writer.

    What has not gone out is cancelled. True only the first time.
    """
    mine = SupporterMessage.objects.filter(pk=message.pk, erased_at=None)
    journal.note(kind="supporter", row=message.pk, pseudonym=message.mailbox_pseudonym, at=now)
    copies = message.deliveries.exclude(outbound=None).values("outbound")
    forget_messages(OutboundMessage.objects.filter(pk__in=copies), now=now)
    if message.email:
        forget(address=message.email, now=now)
    unused = {"link_sha256": "", "link_expires_at": None}
    return mine.update(erased_at=now, **unused, **dict.fromkeys(_SEALED, "")) == 1


def forget_writers(*, now: datetime) -> int:
    """Erase who wrote, 28 days after an action has closed: nobody can write twice any more.

    An action closes at its own hour, or with its campaign.
    """
    limit = now - KEEP
    closed = Q(action__closes_at__lte=limit)
    for campaign in _ended().live().filter(ended_on__lte=timezone.localdate(limit)):
        closed |= Q(action__in=ActionPage.objects.child_of(campaign).values("pk"))
    messages = SupporterMessage.objects.filter(closed).exclude(erased_at=None)
    done = messages.exclude(mailbox_pseudonym="")
    SupporterDelivery.objects.filter(message__in=done).update(mailbox_pseudonym="")
    return done.update(mailbox_pseudonym="")
