"""After a letter was delivered: every signer gets the final copy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from wagtail.models import Page

from delivery.models import OutboundMessage
from delivery.services import NewAttachment, is_suppressed
from signatories import tokens
from signatories.emails import mail_key, queue_mail
from signatories.models import SignOn
from signatories.notices import absolute, page_facts
from signatories.tokens import Purpose

DELIVERED = "letter-delivered"


def tell_delivered(
    *,
    page: Page,
    sign_on_ids: Iterable[int],
    edition: int,
    attachments: Sequence[NewAttachment] = (),
    now: datetime,
) -> int:
    """Mail the delivered printing to everybody whom it names; return how many were mailed now.

    A signer gets the first printing that names them, once: later ones only add names. Who has
    withdrawn since, and whose contact is erased, gets nothing.

    Args:
        sign_on_ids: whom the printing names.
        edition: its number.
        attachments: its files, as they were delivered.
    """
    facts = page_facts(page, now)
    named = SignOn.objects.filter(
        pk__in=list(sign_on_ids), page_id=page.pk, status=SignOn.Status.APPROVED
    )
    told = 0
    for sign_on in named.filter(contact__isnull=False).select_related("contact").order_by("pk"):
        told += _tell(sign_on, facts, edition, attachments, now)
    return told


def _tell(
    sign_on: SignOn,
    facts: dict[str, object],
    edition: int,
    attachments: Sequence[NewAttachment],
    now: datetime,
) -> bool:
    to, key = sign_on.contact.email, f"final copy {sign_on.pk}"
    told = OutboundMessage.objects.filter(key=mail_key(DELIVERED, key))
    if not to or is_suppressed(to) or told.exists():
        return False
    with transaction.atomic():
        token = tokens.mint(sign_on, Purpose.MANAGE, now=now)
        manage_url = absolute(reverse("signatories:manage", args=[token]))
        context = {
            **facts,
            "page_url": facts["page_url"] or manage_url,
            "name": sign_on.printed_name,
            "edition": edition,
            "attached": [one.filename for one in attachments],
            "manage_url": manage_url,
        }
        queue_mail(DELIVERED, to=to, key=key, context=context, now=now, attachments=attachments)
    return True
