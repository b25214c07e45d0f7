"""Which words a page says now, and which signed words count for them. Part of the models."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from wagtail.models import Page

from signatories.signed_texts import SignedText, TextChange
from signatories.wording_changes import leading_to

EDITORIAL = frozenset({TextChange.Kind.EDITORIAL.value})
DECLARED = frozenset(TextChange.Kind.values)


def put_in_force(page_id: int, words: str, now: datetime) -> SignedText:
    """Return the text with these words, numbered if new, as the one that the page says from now on.

    Names of signers stay only where they signed these words, or words from which a chain of
    changes that somebody declared editorial leads to them.
    """
    with transaction.atomic():
        # One writer at a time for a page; SQLite has only one anyway.
        Page.objects.select_for_update().filter(pk=page_id).first()
        texts = SignedText.objects.filter(page_id=page_id)
        found = texts.filter(sha256=sha256(words.encode()).hexdigest()).first()
        if found is not None and found.in_force:
            return found
        texts.filter(in_force=True).update(in_force=False)
        if found is None:
            found = _numbered(page_id, words, now)
        else:
            texts.filter(pk=found.pk).update(in_force=True, counts=True)
            found.in_force = found.counts = True
        count_anew(page_id)
        return found


def _numbered(page_id: int, words: str, now: datetime) -> SignedText:
    last = SignedText.objects.filter(page_id=page_id).aggregate(last=Max("number"))["last"]
    return SignedText.objects.create(
        page_id=page_id,
        number=(last or 0) + 1,
        text=words,
        dated=timezone.localdate(now),
        in_force=True,
        counts=True,
    )


def count_anew(page_id: int) -> None:
    """Set which texts of the page count for the one in force; all else names nobody."""
    texts = SignedText.objects.filter(page_id=page_id)
    current = texts.filter(in_force=True).values_list("sha256", flat=True).first()
    counting = digests_counting_for(page_id, current) if current else frozenset()
    texts.filter(sha256__in=counting, counts=False).update(counts=True)
    texts.filter(counts=True).exclude(sha256__in=counting).update(counts=False)


def digests_counting_for(page_id: int | None, digest: str) -> frozenset[str]:
    """Return the digests of words whose signers stand under those with `digest`; one query."""
    return leading_to(digest, changes_of(page_id, EDITORIAL)) if page_id else frozenset({digest})


def changes_of(page_id: int, kinds: frozenset[str]) -> list[tuple[str, str]]:
    """Return (from, to) of the page's changes whose newest declaration is one of `kinds`."""
    rows = (
        TextChange.objects.filter(earlier__page_id=page_id)
        .order_by("pk")
        .values_list(F("earlier__sha256"), "later_sha256", "kind")
    )
    valid = {(earlier, later): kind for earlier, later, kind in rows}
    return [change for change, kind in valid.items() if kind in kinds]
