"""What a page says of itself elsewhere: cards, frames, oEmbed, schema.org. One form for all pages.

A page type is made shareable by one entry in `_KINDS`: a function that returns what may be said of
a page now, or None where nothing may.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest
from wagtail.models import Page, Site

from campaign.models import ActionPage, CampaignPage, UpdatePage, totals
from home.models import HomePage, SiteSettings, StandardPage
from letters.models import LetterPage
from letters.sharing import letter_facts

NAMED = 100  # organizations that are named to machines
_ON_A_CARD = 6


@dataclass(frozen=True, slots=True)
class Shared:
    """A public page in a few words."""

    pk: int
    url: str  # absolute
    title: str
    kicker: str = ""  # above the title, such as whom a letter is for
    about: str = ""  # one or two sentences
    by: str = ""  # who answers for it
    count: int = 0
    counted: str = ""  # what follows the count, or the sentence without one
    note: str = ""  # such as until when it can be signed
    button: str = "Read more"
    language: str = "en"
    rtl: bool = False
    own_frame: bool = False  # whether it has a frame below its own address
    signed: bool = False  # whether organizations stand under it
    signatories: tuple[tuple[str, date], ...] = ()
    accent: str = "#b8231a"

    @property
    def names(self) -> tuple[str, ...]:
        """Some of the organizations, for a picture."""
        return tuple(name for name, _ in self.signatories[:_ON_A_CARD])

    @property
    def sentence(self) -> str:
        """How many signed, or what the page is about."""
        if self.signed:
            return f"{self.count} {self.counted}." if self.count else self.counted.rstrip(".") + "."
        return self.about


def _letter(page: LetterPage, now: datetime) -> Shared | None:
    facts = letter_facts(page, now=now, named=NAMED)
    if facts is None:
        return None
    return Shared(
        page.pk,
        page.full_url or "",
        page.sign_title(),
        kicker=facts.addressed,
        about=page.search_description,
        by=facts.by,
        count=facts.organizations,
        counted=facts.counted,
        note=facts.signing,
        button="Read and sign" if facts.is_open else "Read the letter",
        language=page.language,
        rtl=facts.rtl,
        own_frame=True,
        signed=True,
        signatories=facts.signatories,
    )


def _campaign(page: CampaignPage, now: datetime) -> Shared:
    return _told(page, "Campaign", page.lead, "See the campaign")


def _action(page: ActionPage, now: datetime) -> Shared:
    shown = _told(page, "Write to officials", page.lead, "Write to them")
    written = totals(page).written
    counted = "message has been written" if written == 1 else "messages have been written"
    return replace(shown, own_frame=True, count=written, counted=counted)


def _update(page: UpdatePage, now: datetime) -> Shared:
    return _told(page, page.date_words, page.lead, "Read on")


def _plain(page: HomePage | StandardPage, now: datetime) -> Shared:
    return _told(page, "", page.lead, "Read more")


def _told(page: Page, kicker: str, lead: str, button: str) -> Shared:
    return Shared(
        page.pk,
        page.full_url or "",
        page.title,
        kicker=kicker,
        about=page.search_description or lead,
        button=button,
    )


_KINDS: dict[type[Page], Callable[[Any, datetime], Shared | None]] = {
    LetterPage: _letter,
    CampaignPage: _campaign,
    ActionPage: _action,
    UpdatePage: _update,
    HomePage: _plain,
    StandardPage: _plain,
}


def shared(page: Page, *, now: datetime) -> Shared | None:
    """Return what may be said of `page` at `now` to anybody; None where it is not public."""
    describe = _KINDS.get(type(page))
    if describe is None or not page.live or page.get_view_restrictions().exists():
        return None
    found = describe(page, now)
    if found is None or not found.url:
        return None
    own = SiteSettings.read(page.get_site())
    return replace(found, by=found.by or own.name, accent=own.accent_light)


def shared_by_id(request: HttpRequest, page_id: int, *, now: datetime) -> Shared:
    """Return what may be said of the page with this id on the request's site.

    Raises:
        Http404: there is none, or it is not public: both look the same.
    """
    site = Site.find_for_request(request)
    below = Page.objects.descendant_of(site.root_page, inclusive=True) if site else None
    page = below.filter(pk=page_id).first() if below is not None else None
    found = shared(page.specific, now=now) if page else None
    if found is None:
        raise Http404
    return found


def shared_at(request: HttpRequest, url: str, *, now: datetime) -> Shared:
    """Return what may be said of the page at `url`, an absolute address of the request's site.

    Raises:
        Http404: nothing public is there.
    """
    site = Site.find_for_request(request)
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise Http404 from None
    known = {site.hostname, request.get_host().partition(":")[0]} if site else set()
    if parts.scheme not in ("http", "https") or host not in known or site is None:
        raise Http404
    steps = [step for step in parts.path.split("/") if step]
    page, _, _ = site.root_page.localized.specific.route(request, steps)
    found = shared(page.specific, now=now)
    if found is None:
        raise Http404
    return found
