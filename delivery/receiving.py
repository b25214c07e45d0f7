"""Mail that comes in: kept once, told apart, tied to the message that it answers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from uuid import UUID

from django.conf import settings
from django.db import transaction

from delivery import replies
from delivery.claimed import Leased
from delivery.models import InboundFile, InboundMessage, OutboundMessage
from delivery.reports import Report, record_event
from privacy.logs import without_people

KEEP_DAYS = 365
KEEP_NOISE_DAYS = 28  # automatic replies, reports of servers, spam
_SEALED = ("from_name", "from_address", "subject", "text")
Kind = InboundMessage.Kind


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail as a provider passed it on."""

    provider: str
    mail: Message
    recipients: Sequence[str]  # of the envelope, else of the headers
    event_id: str = ""
    spam: bool = False


def answers_address(message: Leased) -> str:
    """Return where answers to `message` come in, "" where this site takes no mail in."""
    ours = str(getattr(settings, "INBOUND_ADDRESS", ""))
    return replies.reply_address(UUID(str(message.reference)), ours=ours) if ours else ""


def receive_inbound(arrival: Arrival, *, now: datetime) -> InboundMessage | None:
    """Return the mail, kept with its files in quarantine; None if it was kept before.

    Its text is kept, its HTML is not. What a mail server or a machine answered also becomes an
    event of the message that it answers.
    """
    kind, why = replies.kind_of(arrival.mail, spam=arrival.spam)
    answered = _answered(arrival)
    text, cut = replies.text_of(arrival.mail)
    name, address = replies.sender(arrival.mail)
    digest = _digest(arrival, text)
    with transaction.atomic():
        kept, new = InboundMessage.objects.get_or_create(
            digest=digest,
            defaults={
                "kind": kind,
                "why": why,
                "in_reply_to": answered,
                "provider": arrival.provider[:40],
                "from_name": name,
                "from_address": address,
                "subject": replies.subject(arrival.mail),
                "text": text,
                "cut": cut,
                "sent_at": replies.sent_at(arrival.mail),
                "received_at": now,
            },
        )
        if not new:
            return None
        _keep_files(kept, arrival.mail)
        if answered is not None:
            _report(answered, arrival, kind, digest, now)
    return kept


def release_file(*, file_id: int, now: datetime) -> bool:
    """Let a file out of quarantine, as a person asked; False if it isn't in there."""
    held = InboundFile.objects.filter(pk=file_id, state=InboundFile.State.QUARANTINED)
    return held.update(state=InboundFile.State.RELEASED, released_at=now) == 1


def mark_seen(*, inbound_id: int, now: datetime) -> bool:
    """Record that a person has dealt with a mail; False if one had before."""
    return InboundMessage.objects.filter(pk=inbound_id, seen_at=None).update(seen_at=now) == 1


def prune_inbound(now: datetime) -> int:
    """Erase words, names, addresses and files of mail that is old enough; return how many."""
    answers = InboundMessage.objects.filter(
        kind=Kind.ANSWER, received_at__lt=now - timedelta(days=KEEP_DAYS)
    )
    noise = InboundMessage.objects.exclude(kind=Kind.ANSWER).filter(
        received_at__lt=now - timedelta(days=KEEP_NOISE_DAYS)
    )
    erased = 0
    for old in (answers, noise):
        with transaction.atomic():
            ids = list(old.filter(erased_at=None).values_list("pk", flat=True))
            InboundFile.objects.filter(message_id__in=ids).delete()
            erased += InboundMessage.objects.filter(pk__in=ids).update(
                erased_at=now, **dict.fromkeys(_SEALED, "")
            )
    return erased


def _answered(arrival: Arrival) -> OutboundMessage | None:
    """Return the message that the mail answers: by our address, else by our Message-ID."""
    messages = OutboundMessage.objects.defer("body_text", "body_html")
    ours = str(getattr(settings, "INBOUND_ADDRESS", ""))
    named = [*arrival.recipients, *(replies.header(arrival.mail, h) for h in ("To", "Cc"))]
    if ours and (reference := replies.reference_in(named, ours=ours)):
        return messages.filter(reference=reference).first()
    said = " ".join(replies.header(arrival.mail, h) for h in ("In-Reply-To", "References"))
    ids = [one[:255] for one in said.split()[:50] if one.startswith("<")]
    return messages.filter(provider_message_id__in=ids).first() if ids else None


def _digest(arrival: Arrival, text: str) -> str:
    """Return what makes a mail itself: its own Message-ID, else all that is kept of it."""
    own = replies.header(arrival.mail, "Message-ID").strip() or arrival.event_id
    parts = [own] if own else [replies.header(arrival.mail, "Date"), text]
    parts += [replies.header(arrival.mail, "From"), replies.subject(arrival.mail)]
    parts += sorted(arrival.recipients)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def _keep_files(kept: InboundMessage, mail: Message) -> None:
    InboundFile.objects.bulk_create(
        InboundFile(
            message=kept,
            position=position,
            filename=file.filename,
            content_type=file.content_type,
            size=file.size,
            sha256=hashlib.sha256(file.content or b"").hexdigest() if file.content else "",
            content=file.content or b"",
            state=(
                InboundFile.State.NOT_KEPT
                if file.content is None
                else InboundFile.State.QUARANTINED
            ),
        )
        for position, file in enumerate(replies.files_of(mail))
    )


def _report(
    answered: OutboundMessage, arrival: Arrival, kind: str, digest: str, now: datetime
) -> None:
    server = replies.server_report(arrival.mail)
    if kind not in (Kind.AUTO_REPLY, Kind.BOUNCE):
        return
    report = Report(
        provider=answered.provider,
        message_id=answered.provider_message_id,
        reference=str(answered.reference),
        type=server.status if server else "autoresponded",
        event_id=f"mail-{digest}",
        at=now,
        reject_reason="bounced" if server and server.lasting else "",
        detail=without_people(server.detail) if server else "",
    )
    record_event(report, now=now)
