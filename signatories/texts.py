"""Which words a page says now, and since when."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.models import Page

from signatories.models import SignedText
from signatories.notices import signable


def text_in_force(*, page: Page, now: datetime) -> SignedText:
    """Return the text that `page` says now, numbering it if it is new.

    Changes nothing while the words are the same. A draft may be passed: what counts is the page as
    it is stored.

    Raises:
        Page.DoesNotExist: the page was deleted.
    """
    current = SignedText.objects.filter(page_id=page.pk, in_force=True).first()
    if current is not None and current.text == signable(page).signable_text():
        return current
    with transaction.atomic():
        # One writer at a time for a page; SQLite has only one anyway.
        stored = Page.objects.select_for_update().get(pk=page.pk)
        return _put_in_force(stored, stored.specific.signable_text(), now)


def _put_in_force(page: Page, words: str, now: datetime) -> SignedText:
    texts = SignedText.objects.filter(page_id=page.pk)
    digest = sha256(words.encode()).hexdigest()
    found = texts.filter(sha256=digest).first()
    if found is not None and found.in_force:
        return found
    texts.filter(in_force=True).update(in_force=False)
    if found is not None:
        texts.filter(pk=found.pk).update(in_force=True)
        found.in_force = True
        return found
    number = (texts.aggregate(last=Max("number"))["last"] or 0) + 1
    return SignedText.objects.create(
        page_id=page.pk,
        number=number,
        text=words,
        dated=timezone.localdate(now),
        in_force=True,
    )
