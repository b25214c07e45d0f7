"""One mail to the subscribers of a list: its words are stored once, its recipients are rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from itertools import islice

from django.db import transaction

from delivery import engines, envelope
from delivery.batches import MARK
from delivery.models import Bulk, OutboundMessage
from privacy.pseudonyms import mailbox_pseudonym

Kind = OutboundMessage.Kind
ROWS = 500  # written at a time
PRIORITY = 8


def queue_bulk(
    *,
    key: str,
    scope: str,
    list_name: str,
    recipients: Iterable[str],
    subject: str,
    body_text: str,
    body_html: str = "",
    from_name: str = "",
    reply_to: str = "",
    now: datetime,
    not_before: datetime | None = None,
) -> int:
    """Put a mail for each recipient in the outbox; return how many were put there now.

    Asked again with the same key it adds who is missing, with the words of the first time, and
    nobody twice. Each copy has one recipient and its own link to get no more of the list: where
    `{unsubscribe-link}` stands in the words, else at their end.

    Args:
        key: why, such as "update:17"; at most 150 characters, holds no address.
        scope: which list, such as "campaign:7"; who unsubscribes leaves this list only.
        list_name: as its subscribers know it.
        recipients: one mailbox each; spellings of one mailbox get one mail.
    Raises:
        ValueError: something can't be used; says what. Then nothing was queued.
    """
    words = _words(key, scope, list_name, body_text, body_html) | {
        "subject": envelope.subject_line(subject),
        "from_name": envelope.display_name(from_name),
        "reply_to": envelope.reply_address(reply_to),
        "created_at": now,
    }
    with transaction.atomic():
        bulk, _ = Bulk.objects.get_or_create(key=key, defaults=words)
        rows = _rows(bulk, recipients, now, not_before or now)
        engines.wake_after_commit()
        return sum(_put(some) for some in _in_lists(rows))


_TEXT_ENDING = "\n-- \nYou get this because you asked for {name}. To get no more of it: {link}\n"
_HTML_ENDING = (
    '<p>You get this because you asked for {name}. <a href="{link}">Get no more of it</a>.</p>'
)


def _words(key: str, scope: str, list_name: str, text: str, html: str) -> dict[str, object]:
    if not 0 < len(key) <= 150 or "@" in key or not 0 < len(scope) <= 100 or "@" in scope:
        raise ValueError("key and scope must have 1 to 150 and 100 characters and no address")
    name = envelope.display_name(list_name)[:120] or scope
    return {
        "scope": scope,
        "list_name": name,
        "body_text": _with_link(envelope.body(text), _TEXT_ENDING, name),
        "body_html": _with_link(envelope.body(html), _HTML_ENDING, escape(name)),
    }


def _with_link(text: str, ending: str, name: str) -> str:
    if not text or MARK in text:
        return text
    line = ending.replace("{name}", name).replace("{link}", MARK)
    head, closing, tail = text.rpartition("</body>")
    return f"{head}{line}{closing}{tail}" if closing else f"{text}{line}"


def _rows(
    bulk: Bulk, recipients: Iterable[str], now: datetime, not_before: datetime
) -> Iterator[OutboundMessage]:
    for address in recipients:
        to = envelope.recipient(address)
        pseudonym = mailbox_pseudonym(to)
        digest = hashlib.sha256(f"{bulk.pk} {pseudonym}".encode()).hexdigest()[:32]
        yield OutboundMessage(
            kind=Kind.UPDATE,
            key=f"{bulk.key}:{digest}",
            bulk=bulk,
            to=to,
            to_pseudonym=pseudonym,
            to_domain=to.rpartition("@")[2],
            priority=PRIORITY,
            not_before=not_before,
            created_at=now,
            updated_at=now,
        )


def _put(rows: list[OutboundMessage]) -> int:
    """Store those rows whose keys are new; return how many."""
    by_key = {row.key: row for row in rows}
    keys = OutboundMessage.objects.filter(key__in=by_key)
    for key in keys.values_list("key", flat=True):
        del by_key[key]
    OutboundMessage.objects.bulk_create(by_key.values(), ignore_conflicts=True)
    return len(by_key)


def _in_lists(rows: Iterator[OutboundMessage]) -> Iterator[list[OutboundMessage]]:
    """Yield the rows in lists of ROWS, so that a long list needs no long memory."""
    while some := list(islice(rows, ROWS)):
        yield some
