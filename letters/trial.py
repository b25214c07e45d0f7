"""An edition mailed to whoever is about to send it: marked on every page, and never a dispatch."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from delivery.models import OutboundMessage
from delivery.services import NewAttachment, queue_email
from letters import document_store, emails
from letters.document import LetterDocument
from letters.models import Edition
from letters.printings import kept_file
from letters.services import ATTACHED, NotReady
from letters.variants import for_addressee, variants
from privacy.limits import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MARK = "Test copy: sent to nobody else"
AN_HOUR = 10  # tests of one person


def try_edition(*, edition_id: int, by: User, now: datetime) -> int:
    """Mail the edition to `by` alone, as its addressees would get it; return how many mails.

    Where addressees get different words there is one mail for each of them. Nothing of the edition
    changes: a test is no dispatch, whatever becomes of it.

    Raises:
        NotReady: the account of `by` has no email address, or has had too many tests.
    """
    if not by.email:
        raise NotReady("Your account has no email address: add one under your name, Account.")
    subject = f"edition tests of {by.pk}"
    if not allow(kind=subject, subject="", limit=AN_HOUR, per=timedelta(hours=1), now=now):
        raise NotReady(f"You have had {AN_HOUR} tests in this hour: wait for the next one.")
    edition = Edition.objects.get(pk=edition_id)
    whole = replace(document_store.from_data(edition.document), mark=MARK)
    copies = [for_addressee(whole, one.position) for one in variants(whole)] or [whole]
    for number, document in enumerate(copies):
        _mail(document, f"trial:{edition.pk}:{number}:{by.pk}:{now.timestamp():.6f}", by, now)
    return len(copies)


def _mail(document: LetterDocument, key: str, by: User, now: datetime) -> None:
    mail = emails.letter_email(document)
    queue_email(
        kind=OutboundMessage.Kind.NOTICE,
        key=key,
        to=by.email,
        subject=f"[Test] {mail.subject}",
        body_text=mail.text,
        body_html=mail.html,
        from_name=document.letterhead.name,
        attachments=[
            NewAttachment(
                filename=f"Test {emails.attachment_name(document, file_format)}",
                content_type=emails.CONTENT_TYPES[file_format],
                content=kept_file(document, file_format),
            )
            for file_format in ATTACHED
        ],
        now=now,
    )
