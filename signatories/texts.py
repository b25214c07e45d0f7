"""Which words a page says now, and since when."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db.models import Max
from django.utils import timezone
from wagtail.models import Page

from signatories.models import SignedText
from signatories.notices import signable
from signatories.text_register import digests_counting_for, put_in_force

__all__ = ["digests_counting_for", "text_in_force", "text_shown"]


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
    stored = Page.objects.get(pk=page.pk).specific
    return put_in_force(page.pk, stored.signable_text(), now)


def text_shown(*, page: Page, now: datetime) -> SignedText:
    """Return the text that `page` says now, to be looked at; stores nothing.

    Words that nobody has numbered yet get the number that they would have; `text_in_force` stores
    them once somebody sends a form.
    """
    words = signable(page).signable_text()
    texts = SignedText.objects.filter(page_id=page.pk)
    digest = sha256(words.encode()).hexdigest()
    found = texts.filter(sha256=digest).first()
    if found is not None:
        return found
    last = texts.aggregate(last=Max("number"))["last"] or 0
    dated = timezone.localdate(now)
    return SignedText(page_id=page.pk, number=last + 1, text=words, sha256=digest, dated=dated)
