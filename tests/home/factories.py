"""A made-up site in the database, whatever a test before it has left or flushed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from campaign.models import CampaignIndexPage, CampaignPage
from home.models import HomePage, SiteSettings, StandardPage
from letters.models import LetterPage
from signatories.models import SignOn
from signatories.services import text_in_force
from tests.letters import factories as letter_factories

PASSWORD = "a-long-made-up-password"


def a_site(**settings: Any) -> HomePage:
    """Return the start page of the default site, alone below the root, with its settings."""
    Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    home = root.add_child(
        instance=HomePage(
            title="Front Porch Coalition",
            slug="start",
            headline="A doorbell is not a checkpoint.",
            lead="Cameras at the door belong to families. We ask one company to keep it so.",
            body="<p>Forty-one departments told us how they use the footage.</p>",
            about="<p>The coalition is coordinated by a civil rights group in Tampa.</p>",
        )
    )
    Site.objects.exclude(is_default_site=True).delete()
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port, site.root_page = "localhost", 80, home
    site.save()
    facts = {
        "name": "Front Porch Coalition",
        "lead_organization": "Harbor Rights Project",
        "postal_address": "4 Quay Street, Tampa, FL 33602",
        "website": "https://harborrights.example",
        "email": "letters@harborrights.example",
    }
    SiteSettings.objects.update_or_create(site=site, defaults={**facts, **settings})
    return home


def a_campaign(home: HomePage, **fields: Any) -> CampaignPage:
    """Return a live campaign below the list of campaigns of `home`."""
    index = CampaignIndexPage.objects.child_of(home).first() or home.add_child(
        instance=CampaignIndexPage(title="Campaigns", slug="campaigns", show_in_menus=True)
    )
    values = {
        "title": "No face search at the front door",
        "slug": "front-door",
        "since": date(2026, 3, 2),
        "lead": "Police can ask a family for the video from its door. We work to end this.",
        "body": "<p>We work with the company, with the city and with the state.</p>",
    }
    return index.add_child(instance=CampaignPage(**{**values, **fields}))


def a_letter(campaign: CampaignPage, **fields: Any) -> LetterPage:
    """Return a live letter below `campaign`."""
    letter: LetterPage = letter_factories.LetterPageFactory.create(parent=campaign, **fields)
    return letter


def a_plain_page(home: HomePage, **fields: Any) -> StandardPage:
    values = {
        "title": "How we work",
        "slug": "how-we-work",
        "lead": "In short.",
        "body": "<h2>Meetings</h2><p>Every month, with minutes.</p>",
    }
    return home.add_child(instance=StandardPage(**{**values, **fields}))


def sign_on(letter: LetterPage, name: str, **fields: Any) -> SignOn:
    """Return an approved sign-on of `name` under the letter's text in force."""
    now = timezone.now()
    values = {
        "status": SignOn.Status.APPROVED,
        "claimed_name": name,
        "display_name": name,
        "name_key": name.casefold(),
        "mailbox_pseudonym": "",
        "scope": "national",
        "submitted_at": now,
        "signed_text": text_in_force(page=letter, now=now),
    }
    return SignOn.objects.create(page=letter, **{**values, **fields})


def an_administrator(name: str = "rosa") -> User:
    """Return a user who may do everything, with `PASSWORD`."""
    return get_user_model().objects.create_superuser(
        username=name, email=f"{name}@harborrights.example", password=PASSWORD
    )
