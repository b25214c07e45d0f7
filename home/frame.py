"""What stands around every public page: name, links, footer. Reads, never writes."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page, Site

from home.models import SiteSettings


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the masthead; `current` is the value of aria-current, or empty."""

    title: str
    url: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one answer, ready for `templates/base.html`."""

    name: str
    language: str
    home_url: str = "/"
    links: list[Link] = field(default_factory=list)
    lead_organization: str = ""
    lead_website: str = ""
    coordinated_by: str = ""
    email: str = ""
    accent_url: str = ""


def frame_for(request: HttpRequest | None) -> Frame:
    """Return the frame for `request`; a request without a site gets one that names no one.

    Costs three queries: site, settings, menu.
    """
    site = Site.find_for_request(request) if request is not None else None
    site_settings = SiteSettings.read(site)
    return Frame(
        name=site_settings.name,
        language=settings.LANGUAGE_CODE,
        home_url=_url(site.root_page, request) if site else "/",
        links=_links(site, request),
        lead_organization=site_settings.lead_organization,
        lead_website=site_settings.website,
        coordinated_by=site_settings.coordinated_by,
        email=site_settings.email,
        accent_url=_accent_url(site_settings),
    )


def _links(site: Site | None, request: HttpRequest | None) -> list[Link]:
    path = request.path if request is not None else ""
    entries = [(reverse("home:privacy"), "Privacy")]
    if site is not None:
        pages = Page.objects.child_of(site.root_page).live().public().in_menu()
        entries = [(_url(page, request), page.title) for page in pages] + entries
    return [Link(title, url, _current(url, path)) for url, title in entries]


def _current(url: str, path: str) -> str:
    if url == path:
        return "page"
    return "true" if path.startswith(url) else ""


def _url(page: Page, request: HttpRequest | None) -> str:
    return page.get_url(request) or "/"


def _accent_url(site_settings: SiteSettings) -> str:
    version = site_settings.accent_version
    return f"{reverse('home:accent')}?v={version}" if version else ""
