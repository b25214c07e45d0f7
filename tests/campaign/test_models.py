from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import Page

from campaign.models import CampaignIndexPage, CampaignPage
from home.models import HomePage
from tests.home import factories


def test_a_campaign_shows_what_it_asks_and_its_letters(client: Client, home: HomePage) -> None:
    campaign = factories.a_campaign(home)
    letter = factories.a_letter(campaign, title="Take the cameras down", slug="stop")
    factories.sign_on(letter, "Harbor Rights Project")
    page = client.get("/campaigns/front-door/").content.decode()
    assert "Campaign, since March 2026" in page
    assert "Switch them off before the season begins." in page
    assert '<span class="status asked">Asked</span>' in page
    assert "Letter to Halden Devices, Inc." in page
    assert "Inc.." not in page
    assert 'href="/campaigns/front-door/stop/sign/"' in page


def test_nothing_is_offered_for_signing_once_the_list_is_closed(
    client: Client, home: HomePage
) -> None:
    campaign = factories.a_campaign(home)
    factories.a_letter(campaign, hard_deadline=timezone.now() - timedelta(days=1))
    page = client.get("/campaigns/front-door/").content.decode()
    assert "/sign/" not in page
    assert "The list is closed." in page


def test_an_embargoed_letter_leaves_no_trace(client: Client, home: HomePage) -> None:
    """E-01: neither its title nor what it asks."""
    campaign = factories.a_campaign(home)
    before = client.get("/campaigns/front-door/").content
    factories.a_letter(campaign, embargo_until=timezone.now() + timedelta(days=1))
    assert client.get("/campaigns/front-door/").content == before


def test_the_list_of_campaigns_names_live_ones(client: Client, home: HomePage) -> None:
    factories.a_campaign(home, title="Shown")
    factories.a_campaign(home, title="Hidden", slug="hidden", live=False)
    page = client.get("/campaigns/").content.decode()
    assert "Shown" in page
    assert "Hidden" not in page


@pytest.mark.parametrize("kind", [CampaignPage, CampaignIndexPage])
def test_pages_can_be_previewed_unsaved(home: HomePage, kind: type[Page]) -> None:
    page = kind(title="New words", slug="new")
    answer = page.make_preview_request(RequestFactory().get("/"), page.default_preview_mode)
    assert answer.status_code == 200
    assert "New words" in answer.rendered_content
