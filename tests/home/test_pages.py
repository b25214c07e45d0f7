"""The start page, plain pages and the frame around every page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from home.models import HomePage
from tests.home import factories


def test_the_start_page_lists_the_letters_that_anyone_may_see(
    client: Client, home: HomePage
) -> None:
    campaign = factories.a_campaign(home)
    shown = factories.a_letter(campaign, title="Take them down")
    later = timezone.now() + timedelta(days=1)
    factories.a_letter(campaign, title="Under embargo", slug="later", embargo_until=later)
    factories.a_letter(campaign, title="A draft", slug="draft", live=False)
    factories.sign_on(shown, "Harbor Rights Project")
    page = client.get("/").content.decode()
    assert "A doorbell is not a checkpoint." in page
    assert "Take them down" in page
    assert "1 organization." in page
    assert "Under embargo" not in page
    assert "A draft" not in page


def test_the_start_page_of_an_empty_site_says_so(client: Client, home: HomePage) -> None:
    assert "No letter has been published yet." in client.get("/").content.decode()


def test_a_plain_page_shows_its_text(client: Client, home: HomePage) -> None:
    factories.a_plain_page(home)
    page = client.get("/how-we-work/").content.decode()
    assert "<h2>Meetings</h2>" in page or "Meetings</h2>" in page


def test_pages_can_be_previewed_unsaved(home: HomePage) -> None:
    request = RequestFactory().get("/")
    for page in (HomePage(title="New"), home):
        answer = page.make_preview_request(request, page.default_preview_mode)
        assert answer.status_code == 200


def test_the_frame_names_the_menu_and_where_the_visitor_is(client: Client, home: HomePage) -> None:
    factories.a_campaign(home)
    page = client.get("/campaigns/").content.decode()
    below = client.get("/campaigns/front-door/").content.decode()
    assert '<a href="/campaigns/" aria-current="page">Campaigns</a>' in page
    assert '<a href="/campaigns/" aria-current="true">Campaigns</a>' in below
    assert '<a href="/privacy/">Privacy</a>' in below
    assert "is coordinated by Harbor Rights Project, 4 Quay Street" in page


def test_a_page_that_is_not_in_the_menu_is_not_in_the_frame(client: Client, home: HomePage) -> None:
    factories.a_plain_page(home)
    assert "How we work" not in client.get("/").content.decode()


def test_the_frame_works_without_a_site(client: Client, home: HomePage) -> None:
    Site.objects.all().delete()
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert "Open letters" in answer.content.decode()
    assert "There is no page here." in answer.content.decode()


@pytest.mark.django_db
def test_the_frame_works_without_a_request() -> None:
    drawn = Template('{% extends "base.html" %}{% block main %}here{% endblock %}')
    assert "here" in drawn.render(Context({}))


def test_the_stylesheets_own_accent_needs_no_request(client: Client, home: HomePage) -> None:
    assert "/accent.css" not in client.get("/").content.decode()


def test_the_accent_is_a_stylesheet_and_no_inline_style(client: Client, db: None) -> None:
    factories.a_site(accent_light="#006000", accent_dark="#80ff80")
    page = client.get("/").content.decode()
    assert '<link rel="stylesheet" href="/accent.css?v=' in page
    assert "<style" not in page
    css = client.get("/accent.css")
    assert css["Content-Type"] == "text/css; charset=utf-8"
    assert css["Cache-Control"] == "public, max-age=86400"
    assert "--accent: #006000" in css.content.decode()
    assert "--accent: #80ff80" in css.content.decode()


def test_the_frame_costs_the_same_with_many_pages(client: Client, home: HomePage) -> None:
    def measured() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/nothing/")
        return len(seen)

    factories.a_plain_page(home, slug="one", show_in_menus=True)
    measured()  # the first one also learns where sites are rooted
    one = measured()
    for number in range(5):
        factories.a_plain_page(home, slug=f"p{number}", show_in_menus=True)
    assert measured() == one
