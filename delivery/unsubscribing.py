"""Getting no more updates: the link that each copy carries, and what pressing its button does.

The link holds the message's reference and an HMAC of it, so no token is stored, and it works after
the message's words and address were erased.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from delivery.claimed import Leased
from delivery.many import one_of
from delivery.models import OutboundMessage, Unsubscription
from privacy import journal
from privacy.keys import derived_key
from privacy.pseudonyms import mailbox_pseudonym

_TOKEN = re.compile(r"([0-9a-f]{32})([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whose link it is: a mailbox, known by its pseudonym, on one list."""

    scope: str
    list_name: str
    pseudonym: str

    @property
    def ended(self) -> bool:
        """Whether this mailbox gets no more of it; one query."""
        return Unsubscription.objects.filter(scope=self.scope, pseudonym=self.pseudonym).exists()


def links_of(messages: Sequence[Leased]) -> dict[str, str]:
    """Return for each recipient the address of the page that ends this subscription."""
    key, site = derived_key("unsubscribe links"), str(settings.SITE_URL).rstrip("/")
    return {m.to: f"{site}/unsubscribe/{_token(m.reference, key)}/" for m in messages}


def list_headers(link: str) -> dict[str, str]:
    """Return the headers by which a mail program ends the subscription in one step (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def subscription_of(token: str) -> Subscription | None:
    """Return whose link `token` is from; None for every token that isn't one of ours."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    reference = UUID(hex=found.group(1))
    if not hmac.compare_digest(token, _token(reference, derived_key("unsubscribe links"))):
        return None
    rows = OutboundMessage.objects.filter(reference=reference, bulk__isnull=False)
    facts = rows.values_list("bulk__scope", "bulk__list_name", "to_pseudonym").first()
    return Subscription(*facts) if facts else None


def unsubscribe(*, token: str, now: datetime) -> bool:
    """End the subscription behind `token`; True only the first time."""
    subscription = subscription_of(token)
    if subscription is None:
        return False
    return end_for_pseudonym(scope=subscription.scope, pseudonym=subscription.pseudonym, now=now)


def subscribe_again(*, token: str, now: datetime) -> bool:
    """Take back what the button behind `token` did; False if it did nothing."""
    subscription = subscription_of(token)
    if subscription is None:
        return False
    return begin_for_pseudonym(scope=subscription.scope, pseudonym=subscription.pseudonym, now=now)


def end_subscription(*, scope: str, address: str, now: datetime) -> bool:
    """Send a mailbox no more of the list, as it asked elsewhere; False if that was so already.

    Raises:
        ValueError: `address` is not a mailbox.
    """
    return end_for_pseudonym(scope=scope, pseudonym=mailbox_pseudonym(address), now=now)


def begin_subscription(*, scope: str, address: str, now: datetime) -> bool:
    """Let a mailbox get the list again, as it asked elsewhere; False if nothing kept it.

    Raises:
        ValueError: `address` is not a mailbox.
    """
    return begin_for_pseudonym(scope=scope, pseudonym=mailbox_pseudonym(address), now=now)


def end_for_pseudonym(*, scope: str, pseudonym: str, now: datetime) -> bool:
    """Send the mailbox of `pseudonym` no more of the list; False if that was so already."""
    with transaction.atomic():
        _, new = Unsubscription.objects.get_or_create(
            scope=scope, pseudonym=pseudonym, defaults={"at": now}
        )
        if new:
            journal.note(kind="unsubscribed", row=0, pseudonym=pseudonym, at=now, what=scope)
        return new


def begin_for_pseudonym(*, scope: str, pseudonym: str, now: datetime) -> bool:
    """Let the mailbox of `pseudonym` get the list again; False if nothing kept it."""
    with transaction.atomic():
        ended, _ = Unsubscription.objects.filter(scope=scope, pseudonym=pseudonym).delete()
        if ended:
            journal.note(kind="subscribed", row=0, pseudonym=pseudonym, at=now, what=scope)
        return ended == 1


def unsubscribed(scope: str, pseudonyms: Collection[str]) -> set[str]:
    """Return those of the mailboxes that get no more of the list."""
    those, which = one_of("pseudonym", pseudonyms)
    table = Unsubscription._meta.db_table  # our own names; every value is a parameter
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pseudonym FROM {table} WHERE scope = %s AND {those}",  # noqa: S608  # nosec B608
            [scope, which],
        )
        return {row[0] for row in cursor.fetchall()}


def _token(reference: UUID | str, key: bytes) -> str:
    digits = str(reference).replace("-", "")
    mac = hmac.digest(key, bytes.fromhex(digits), "sha256")
    return digits + urlsafe_b64encode(mac).decode("ascii").rstrip("=")
