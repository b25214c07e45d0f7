"""Which words a page says now, and since when."""

from __future__ import annotations

from datetime import datetime

from wagtail.models import Page

from signatories.models import SignedText
from signatories.notices import signable
from signatories.text_register import digests_counting_for, put_in_force

__all__ = ["digests_counting_for", "text_in_force"]


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
