"""What has been published, as Atom: of one campaign, or of all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from campaign.listing import ListedLetter, letters_below
from campaign.models import UpdatePage

ENTRIES = 50


def atom_feed(*, below: Page, title: str, own_url: str, now: datetime) -> str:
    """Return the newest updates and letters below a page as one Atom document.

    What is under embargo or not published isn't in it.
    """
    feed = Atom1Feed(
        title=title,
        link=_absolute(below.url or "/"),
        feed_url=_absolute(own_url),
        description="",
        language=settings.LANGUAGE_CODE,
    )
    entries = [*_updates(below), *_letters(letters_below(below, now=now))]
    for moment, words in sorted(entries, key=lambda one: one[0], reverse=True)[:ENTRIES]:
        entry: dict[str, Any] = {**words, "pubdate": moment, "updateddate": moment}
        feed.add_item(**entry)
    return feed.writeString("utf-8")


def _updates(below: Page) -> list[tuple[datetime, dict[str, str]]]:
    updates = UpdatePage.objects.descendant_of(below, inclusive=True).shown()[:ENTRIES]
    return [
        (
            update.last_published_at or _noon(update.dated),
            {
                "title": update.title,
                "link": _absolute(update.url),
                "unique_id": _absolute(update.url),
                "description": update.lead,
                "content": expand_db_html(update.body),
            },
        )
        for update in updates
    ]


def _letters(letters: Sequence[ListedLetter]) -> list[tuple[datetime, dict[str, str]]]:
    return [
        (
            letter.page.first_published_at or _noon(letter.dated or timezone.localdate()),
            {
                "title": letter.title,
                "link": _absolute(letter.url),
                "unique_id": _absolute(letter.url),
                "description": letter.to,
            },
        )
        for letter in letters
    ]


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _absolute(address: str | None) -> str:
    address = address or "/"
    return address if "://" in address else f"{settings.SITE_URL}{address}"
