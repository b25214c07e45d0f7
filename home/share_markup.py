"""What machines read in the head of a public page, and the answer of the oEmbed provider."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from home.share_cards import HEIGHTS, WIDTHS, card_version
from home.sharing import Shared

_FRAME = (500, 320)  # pixels
_LEAST = (220, 180)
_CACHED = 300  # seconds that others may keep an answer


@dataclass(frozen=True, slots=True)
class Places:
    """Absolute addresses of what is shared of a page."""

    page: Shared

    @property
    def origin(self) -> str:
        """The site's own address without a path."""
        parts = urlsplit(self.page.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def card(self) -> str:
        """The picture; the address changes with what it shows."""
        return f"{self._at('share_card')}?v={card_version(self.page)}"

    @property
    def frame(self) -> str:
        return f"{self.page.url}embed/" if self.page.own_frame else self._at("share_frame")

    @property
    def oembed(self) -> str:
        asked = urlencode({"url": self.page.url, "format": "json"})
        return f"{self.origin}{reverse('home:oembed')}?{asked}"

    def _at(self, name: str) -> str:
        return f"{self.origin}{reverse(f'home:{name}', args=[self.page.pk])}"


def frame_html(places: Places, width: int = _FRAME[0], height: int = _FRAME[1]) -> SafeString:
    """Return what others paste: the words with a link, and the frame without a script."""
    page = places.page
    return format_html(
        '<blockquote><p><a href="{}">{}</a></p><p>{}</p></blockquote>'
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0">'
        "</iframe>",
        page.url, page.title, page.sentence, places.frame, page.title, width, height,
    )  # fmt: skip


def oembed_answer(places: Places, site_name: str, most: tuple[int, int]) -> dict[str, Any]:
    """Return the oEmbed 1.0 answer for a page.

    Args:
        most: the width and height in pixels that the asker has room for; 0 for any.
    """
    width, height = (
        max(min(own, room or own), least)
        for own, room, least in zip(_FRAME, most, _LEAST, strict=True)
    )
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": places.page.title,
        "author_name": places.page.by,
        "provider_name": site_name,
        "provider_url": f"{places.origin}/",
        "cache_age": _CACHED,
        "html": frame_html(places, width, height),
        "width": width,
        "height": height,
    }
    for wide in WIDTHS:
        if all(not room or size <= room
               for size, room in zip((wide, HEIGHTS[wide]), most, strict=True)):  # fmt: skip
            smaller = "" if wide == WIDTHS[0] else f"&w={wide}"
            return answer | {
                "thumbnail_url": f"{places.card}{smaller}",
                "thumbnail_width": wide,
                "thumbnail_height": HEIGHTS[wide],
            }
    return answer


def head_html(places: Places, site_name: str) -> SafeString:
    """Return the tags that make a card of the page, and lead to its oEmbed answer."""
    page = places.page
    tags = {
        "og:type": "article" if page.signed else "website",
        "og:title": page.title,
        "og:description": page.sentence,
        "og:url": page.url,
        "og:site_name": site_name,
        "og:image": places.card,
        "og:image:type": "image/png",
        "og:image:width": str(WIDTHS[0]),
        "og:image:height": str(HEIGHTS[WIDTHS[0]]),
        "og:image:alt": f"{page.title}. {page.sentence}".strip(),
    }
    shown = [(name, value) for name, value in tags.items() if value]
    return format_html(
        '{}<meta name="twitter:card" content="summary_large_image">\n'
        '<link rel="alternate" type="application/json+oembed" href="{}" title="{}">\n{}',
        format_html_join("", '<meta property="{}" content="{}">\n', shown),
        places.oembed,
        page.title,
        _linked_data(page),
    )


def _linked_data(page: Shared) -> SafeString:
    """Return who endorsed what, in the words of schema.org; data, which no browser runs."""
    if not page.signed:
        return mark_safe("")
    letter: dict[str, Any] = {
        "@type": "CreativeWork",
        "@id": page.url,
        "url": page.url,
        "name": page.title,
        "inLanguage": page.language,
    }
    if page.by:
        letter["publisher"] = {"@type": "Organization", "name": page.by}
    endorsed = [
        {
            "@type": "EndorseAction",
            "agent": {"@type": "Organization", "name": name},
            "object": {"@id": page.url},
            "startTime": day.isoformat(),
        }
        for name, day in page.signatories
    ]
    data = {"@context": "https://schema.org", "@graph": [letter, *endorsed]}
    # In a script element nothing is escaped as HTML, so that what could end it must not be there.
    text = json.dumps(data, ensure_ascii=False)
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(f'<script type="application/ld+json">{safe}</script>\n')  # noqa: S308
