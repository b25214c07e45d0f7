"""What is erased of mail: by schedule, and at once for a person who asks for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from delivery import leases, local_mailbox, status
from delivery.models import Attachment, Bulk, MessageAttachment, OutboundMessage
from privacy.pseudonyms import mailbox_pseudonym

KEEP_DAYS = 28
SEALED = ("to", "from_name", "reply_to", "subject", "body_text", "body_html")
WORDS = ("subject", "body_text", "body_html", "from_name", "reply_to")
# What we wrote to a person about themselves; letters and messages to officials are none of it.
PERSONAL = (
    OutboundMessage.Kind.CONFIRMATION,
    OutboundMessage.Kind.NOTICE,
    OutboundMessage.Kind.UPDATE,
)


def prune(now: datetime) -> int:
    """Erase bodies, names and addresses of messages finished for KEEP_DAYS; return how many.

    What remains says that a mail of this kind went to this domain and what became of it. Files in
    the local mailbox go after as many days. DELIVERY_KEEP_DAYS overrides the 28 days.
    """
    days = int(getattr(settings, "DELIVERY_KEEP_DAYS", KEEP_DAYS))
    local_mailbox.erase_written_before(now - timedelta(days=days))
    old = OutboundMessage.objects.filter(
        status__in=status.FINISHED, erased_at=None, updated_at__lt=now - timedelta(days=days)
    )
    with transaction.atomic():
        erased = _erase(old, now)
        _erase_words(now - timedelta(days=days), now)
        Attachment.objects.filter(uses=None, created_at__lt=now - timedelta(days=days)).delete()
        return erased


def _erase_words(before: datetime, now: datetime) -> None:
    """Erase the words of bulk mails that went out long ago and that nobody still waits for."""
    waiting = OutboundMessage.objects.filter(bulk=OuterRef("pk")).exclude(
        status__in=status.FINISHED
    )
    old = Bulk.objects.filter(created_at__lt=before, erased_at=None).exclude(Exists(waiting))
    old.update(erased_at=now, **dict.fromkeys(WORDS, ""))


def forget(*, address: str, now: datetime) -> int:
    """Erase what we wrote, or were about to write, to a mailbox in any spelling; return how many.

    What has not gone out is cancelled. Letters to officials stay, and a mail that a worker is just
    handing over goes with the next `prune` that is due. The ledger's line stays, without words.

    Raises:
        ValueError: `address` is not a mailbox.
    """
    return forget_messages(
        OutboundMessage.objects.filter(to_pseudonym=mailbox_pseudonym(address), kind__in=PERSONAL),
        now=now,
    )


def forget_messages(chosen: QuerySet[OutboundMessage], *, now: datetime) -> int:
    """Erase these messages as `forget` does, whatever their kind; return how many."""
    mine = chosen.filter(erased_at=None)
    with transaction.atomic():
        stoppable = mine.filter(status__in=status.starts_from("cancel"))
        for pk in list(stoppable.values_list("pk", flat=True)):
            if stoppable.filter(pk=pk).update(status=status.leads_to("cancel"), updated_at=now):
                leases.note(pk, "cancelled", now=now)
        return _erase(mine.filter(status__in=status.FINISHED), now)


def _erase(chosen: QuerySet[OutboundMessage], now: datetime) -> int:
    ids = list(chosen.values_list("pk", flat=True))
    MessageAttachment.objects.filter(message_id__in=ids).delete()
    return chosen.filter(pk__in=ids).update(erased_at=now, **dict.fromkeys(SEALED, ""))
