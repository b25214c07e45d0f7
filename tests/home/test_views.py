from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from home.models import HomePage
from signatories.models import SignOnSettings
from tests.home import factories


def test_healthz_says_ok_and_nothing_else(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.content == b"ok\n"
    assert answer["Content-Type"] == "text/plain"
    assert client.post("/healthz").status_code == 405


@pytest.mark.parametrize(
    "header", ["", "Bearer ", "Bearer wrong", "Basic right", "Bearer r\u00efght"]
)
def test_readyz_does_not_exist_for_strangers(
    client: Client, home: HomePage, settings: object, header: str
) -> None:
    for token in ("", "right"):
        settings.READYZ_TOKEN = token  # type: ignore[attr-defined]
        answer = client.get("/readyz", headers={"authorization": header})
        assert answer.status_code == 404
        assert b"ready" not in answer.content.replace(b"/readyz", b"")


@pytest.mark.django_db
def test_readyz_tells_who_knows_the_token(client: Client, settings: object) -> None:
    settings.READYZ_TOKEN = "right"  # type: ignore[attr-defined]
    answer = client.get("/readyz", headers={"authorization": "Bearer right"})
    assert answer.status_code == 200
    facts = answer.json()
    assert facts.pop("disk_free_mb") > 0
    assert facts == {
        "ready": True,
        "database_writes": True,
        "migrations_applied": True,
        "oldest_queued_seconds": None,
    }
    assert not Session.objects.exists()


def test_readyz_tells_staff(client: Client, home: HomePage) -> None:
    client.force_login(factories.an_administrator())
    assert client.get("/readyz").json()["ready"] is True


def test_the_privacy_page_says_the_periods_of_this_site(client: Client, home: HomePage) -> None:
    SignOnSettings.objects.create(site=Site.objects.get(), confirm_hours=30, keep_contacts_days=11)
    page = client.get("/privacy/").content.decode()
    assert "30 hours" in page
    assert "11 days after the list has closed" in page
    assert "Reviewers of Harbor Rights Project" in page
    assert "letters@harborrights.example" in page


def test_robots_learn_what_is_not_for_them_and_no_page(client: Client, home: HomePage) -> None:
    factories.a_letter(factories.a_campaign(home), slug="stop")
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
    assert not any("stop" in line or "campaigns" in line for line in lines)


def test_the_sitemap_names_public_pages_only(client: Client, home: HomePage) -> None:
    """E-04: an embargoed or unpublished letter is not mentioned."""
    campaign = factories.a_campaign(home)
    later = timezone.now() + timedelta(days=1)
    factories.a_letter(campaign, slug="shown")
    factories.a_letter(campaign, slug="later", embargo_until=later)
    factories.a_letter(campaign, slug="draft", live=False)
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/campaigns/front-door/shown/" in sitemap
    assert "later" not in sitemap
    assert "draft" not in sitemap
