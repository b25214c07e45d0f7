"""Pages elsewhere: cards, oEmbed, schema.org, the frame, the code and the sheet."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader
from wagtail.models import Page

from campaign.models import ActionPage, CampaignPage, ReportedContact
from home.models import HomePage
from home.share_cards import card_png
from home.sharing import shared
from letters.models import LetterPage
from tests.home import factories
from tests.officials import factories as officials

EVIL = '</script><script>alert(1)</script><!-- & "quoted"'


@pytest.fixture
def campaign(home: HomePage) -> CampaignPage:
    return factories.a_campaign(home)


@pytest.fixture
def letter(campaign: CampaignPage) -> LetterPage:
    page = factories.a_letter(campaign, slug="shown")
    factories.sign_on(page, "Access for All")
    factories.sign_on(page, "The Quiet Gate")
    return page


def below(page: Page, name: str = "") -> str:
    return f"/share/{page.pk}/{name}"


def asked(client: Client, url: str, **more: str):
    return client.get("/oembed/", {"url": url, **more}, HTTP_HOST="localhost")


PLACES = ("", "card.png", "embed/", "code.svg", "sheet.pdf")


class Head(HTMLParser):
    """What a program reads in the head of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.discovery = ""
        self.data: list[str] = []
        self._in_data = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "meta" and "property" in known:
            self.meta[known["property"]] = known["content"]
        if tag == "link" and known.get("type") == "application/json+oembed":
            self.discovery = known["href"]
        self._in_data = tag == "script"
        assert tag != "script" or known == {"type": "application/ld+json"}

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data.append(data)
            self._in_data = False


def head(client: Client, page: Page) -> Head:
    return Head(client.get(page.url).content.decode())


# oEmbed ------------------------------------------------------------------------------------------


class Blog:
    """A consumer such as WordPress: it discovers, asks, and keeps only what it trusts."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def card(self, url: str, width: int = 600) -> str:
        """Return the HTML that stands in the blog for a pasted address; empty where it can't."""
        page = self.client.get(urlsplit(url).path, HTTP_HOST="localhost")
        provider = Head(page.content.decode()).discovery if page.status_code == 200 else ""
        if not provider:
            return ""
        parts = urlsplit(provider)
        query = {key: value[0] for key, value in parse_qs(parts.query).items()}
        size = {"maxwidth": str(width), "maxheight": str(min(int(width * 1.5), 1000))}
        answer = self.client.get(parts.path, query | size, HTTP_HOST=parts.netloc)
        data = json.loads(answer.content)
        if answer.status_code != 200 or data["type"] not in ("rich", "video"):
            return ""
        # Of a provider it doesn't know it keeps one quotation and one frame.
        kept = re.fullmatch(
            r"(<blockquote>.*?</blockquote>)?(<iframe [^>]+></iframe>)", data["html"]
        )
        assert kept, data["html"]
        return data["html"].replace("<iframe ", '<iframe sandbox="" security="restricted" ')


def test_a_blog_turns_the_address_of_a_letter_into_a_card(
    client: Client, letter: LetterPage
) -> None:
    card = Blog(client).card(letter.full_url)
    assert "2 organizations have signed." in card
    assert f'<a href="{letter.full_url}">' in card
    frame = re.search(r'src="([^"]+)"', card)
    assert frame
    shown = client.get(urlsplit(frame[1]).path)
    assert shown.status_code == 200
    assert "frame-ancestors *" in shown["Content-Security-Policy"]
    assert "X-Frame-Options" not in shown
    assert "<script" not in shown.content.decode()


def test_a_blog_makes_cards_of_campaigns_and_actions_too(
    client: Client, campaign: CampaignPage
) -> None:
    action = campaign.add_child(
        instance=ActionPage(title="Write to the council", slug="write", lead="They vote soon.",
                            subject="Your vote")
    )  # fmt: skip
    for page, words in ((campaign, "We work to end this."), (action, "They vote soon.")):
        card = Blog(client).card(page.full_url)
        assert words in card
        frame = re.search(r'src="([^"]+)"', card)
        assert frame
        shown = client.get(urlsplit(frame[1]).path)
        assert shown.status_code == 200
        assert "frame-ancestors *" in shown["Content-Security-Policy"]
        assert page.title in shown.content.decode()
    before = head(client, action).meta["og:image"]
    day, now = timezone.localdate(), timezone.now()
    kept = {"action": action, "way": "phone", "result": "spoke", "day": day}
    ReportedContact.objects.create(official=officials.an_official(), **kept)
    told = shared(action, now=now)
    assert told is not None
    assert (told.count, told.counted) == (1, "message has been written")
    cache.clear()
    assert head(client, action).meta["og:image"] != before, "its card shows the count"


def test_an_answer_has_all_that_the_standard_asks(client: Client, letter: LetterPage) -> None:
    answer = asked(client, letter.full_url)
    said = json.loads(answer.content)
    assert answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert {"type": "rich", "version": "1.0", "provider_name": "Front Porch Coalition"}.items() <= (
        said.items()
    )
    assert said["provider_url"] == "http://localhost/"
    assert (said["width"], said["height"], said["cache_age"]) == (500, 320, 300)
    assert (said["thumbnail_width"], said["thumbnail_height"]) == (1200, 630)
    assert said["title"] == letter.title


@pytest.mark.parametrize(
    ("room", "frame", "thumbnail"),
    [
        ({"maxwidth": "400"}, (400, 320), None),
        ({"maxwidth": "700", "maxheight": "250"}, (500, 250), None),
        ({"maxwidth": "700", "maxheight": "400"}, (500, 320), 600),
        ({"maxwidth": "1", "maxheight": "1"}, (220, 180), None),
        ({"maxwidth": "0"}, (500, 320), 1200),
    ],
)
def test_an_answer_keeps_within_the_room_there_is(
    room: dict[str, str], frame: tuple[int, int], thumbnail: int | None,
    client: Client, letter: LetterPage,
) -> None:  # fmt: skip
    said = json.loads(asked(client, letter.full_url, **room).content)
    assert (said["width"], said["height"]) == frame
    assert f'width="{frame[0]}" height="{frame[1]}"' in said["html"]
    assert said.get("thumbnail_width") == thumbnail


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": ""}, 400),
        ({"url": "{page}", "maxwidth": "wide"}, 400),
        ({"url": "{page}", "maxwidth": "-5"}, 400),
        ({"url": "{page}", "maxheight": "9" * 400}, 400),
        ({"url": "{page}", "format": "xml"}, 501),
        ({"url": "{page}", "format": "json"}, 200),
        ({"url": "{page}sign/"}, 200),
        ({"url": "{page}nowhere/"}, 404),
        ({"url": "https://elsewhere.example/campaigns/front-door/shown/"}, 404),
        ({"url": "http://localhost/nowhere/"}, 404),
        ({"url": "ftp://localhost/"}, 404),
        ({"url": "javascript:alert(1)"}, 404),
        ({"url": "http://[::1"}, 404),
        ({"url": "/campaigns/"}, 404),
        ({"url": "http://localhost/admin/"}, 404),
        ({"url": "http://localhost/\x00"}, 404),
    ],
)
def test_what_cannot_be_answered_has_the_status_of_the_standard(
    query: dict[str, str], status: int, client: Client, letter: LetterPage
) -> None:
    filled = {key: value.replace("{page}", letter.full_url) for key, value in query.items()}
    assert client.get("/oembed/", filled, HTTP_HOST="localhost").status_code == status
    assert client.post("/oembed/", filled).status_code == 405


# Heads of pages ----------------------------------------------------------------------------------


def test_a_letter_names_its_card_its_count_and_who_endorsed_it(
    client: Client, letter: LetterPage
) -> None:
    found = head(client, letter)
    assert found.meta["og:title"] == letter.title
    assert found.meta["og:url"] == letter.full_url
    assert found.meta["og:description"] == "2 organizations have signed."
    assert found.meta["og:image"].startswith(f"http://localhost/share/{letter.pk}/card.png?v=")
    graph = json.loads(found.data[0])["@graph"]
    assert graph[0]["@type"] == "CreativeWork"
    assert {one["agent"]["name"] for one in graph[1:]} == {"Access for All", "The Quiet Gate"}
    for action in graph[1:]:
        assert action["@type"] == "EndorseAction"
        assert action["agent"]["@type"] == "Organization"
        assert action["object"] == {"@id": letter.full_url}
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", action["startTime"])


def test_people_and_requests_are_named_to_nobody(client: Client, letter: LetterPage) -> None:
    factories.sign_on(letter, "Ada Example", kind="individual")
    factories.sign_on(letter, "Waiting Group", status="verified")
    found = head(client, letter)
    assert "Ada" not in str(found.data) + str(found.meta)
    assert "Waiting" not in str(found.data) + str(found.meta)
    assert found.meta["og:description"] == "2 organizations and 1 individual have signed."


def test_no_name_ends_the_data_or_becomes_markup(client: Client, letter: LetterPage) -> None:
    factories.sign_on(letter, EVIL)
    Page.objects.filter(pk=letter.pk).update(title=EVIL)
    page = client.get(letter.url).content.decode()
    assert "<script>alert" not in page
    graph = json.loads(Head(page).data[0])["@graph"]
    assert EVIL in {one["agent"]["name"] for one in graph[1:]}
    assert "<script" not in json.loads(asked(client, letter.full_url).content)["html"]
    for name in ("", "embed/"):
        assert b"<script>alert" not in client.get(below(letter, name)).content


def test_pages_of_every_kind_carry_a_card(client: Client, campaign: CampaignPage) -> None:
    home = campaign.get_parent().get_parent()
    for page in (campaign, home, factories.a_plain_page(home.specific)):
        found = head(client, page)
        assert found.meta["og:image"]
        assert found.discovery
        assert found.data == []


def test_the_cost_of_a_page_does_not_grow_with_the_signatories(
    client: Client, letter: LetterPage
) -> None:
    client.get(letter.url)
    costs = []
    for more in (0, 120):
        for number in range(more):
            factories.sign_on(letter, f"Group {number:03}")
        with CaptureQueriesContext(connection) as asked_for:
            found = head(client, letter)
        costs.append(len(asked_for))
    assert len(json.loads(found.data[0])["@graph"]) == 101
    assert found.meta["og:description"] == "122 organizations have signed."
    assert costs[0] == costs[1]


# Cards, codes, sheets ----------------------------------------------------------------------------


def test_the_card_has_the_size_it_says_and_is_drawn_once(
    client: Client, letter: LetterPage
) -> None:
    card_png.cache_clear()
    for query, size in (("", (1200, 630)), ("?w=600", (600, 315)), ("?w=9", (1200, 630))):
        answer = client.get(below(letter, "card.png") + query)
        assert answer["Content-Type"] == "image/png"
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert Image.open(io.BytesIO(answer.content)).size == size
    assert card_png.cache_info().misses == 2


def test_the_address_of_the_card_changes_with_what_it_shows(
    client: Client, letter: LetterPage
) -> None:
    before = head(client, letter).meta["og:image"]
    assert head(client, letter).meta["og:image"] == before
    factories.sign_on(letter, "A third")
    cache.clear()
    assert head(client, letter).meta["og:image"] != before


def test_the_sheet_says_what_it_is_about_and_where_the_code_leads(
    client: Client, letter: LetterPage
) -> None:
    answer = client.get(below(letter, "sheet.pdf"))
    (page,) = PdfReader(io.BytesIO(answer.content)).pages
    said = " ".join(page.extract_text().split())
    assert letter.full_url in said
    assert "2 organizations have signed." in said


def test_the_code_is_a_picture_without_script_or_style(client: Client, letter: LetterPage) -> None:
    answer = client.get(below(letter, "code.svg"))
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<path" in answer.content
    assert not re.search(rb"<script|style=|href", answer.content)


def test_the_share_page_gives_links_without_trackers(client: Client, letter: LetterPage) -> None:
    page = client.get(below(letter)).content.decode()
    links = re.findall(r'href="((?:https|mailto|sms)[^"]+)"', page)
    assert len([one for one in links if urlencode({"u": letter.full_url})[2:] in one]) == 5
    assert not re.search(r"utm_|fbclid|[?&]ref=", page)
    assert "&lt;iframe src=" in page
    assert client.get(below(letter))["X-Robots-Tag"] == "noindex"
    assert f'href="/share/{letter.pk}/"' in client.get(letter.url).content.decode()


# Who may see what --------------------------------------------------------------------------------


def asking_for(path: str) -> str:
    """Return the address at which a consumer asks for the card of `path`."""
    return "/oembed/?" + urlencode({"url": f"http://localhost{path}"})


def test_an_embargoed_letter_and_one_that_never_was_look_the_same(
    client: Client, letter: LetterPage
) -> None:
    """E-04: byte-identical answers of card, frame, code, sheet, share page and oEmbed."""
    random = letter.pk + 1_000
    never_was = str(letter.url).replace("shown", "never")
    hiding: list[dict[str, object]] = [
        {"embargo_until": timezone.now() + timedelta(hours=1)},
        {"embargo_until": None, "circulation": LetterPage.Circulation.PRIVATE},
        {"circulation": LetterPage.Circulation.PUBLIC, "live": False},
    ]
    compared = 0
    for change in hiding:
        LetterPage.objects.filter(pk=letter.pk).update(**change)
        pairs = [(below(letter, name), f"/share/{random}/{name}") for name in PLACES]
        for folder in ("", "embed/", "sign/", "letter.pdf"):
            pairs.append((asking_for(letter.url + folder), asking_for(never_was + folder)))
        for one, other in pairs:
            hidden, never = (client.get(path, HTTP_HOST="localhost") for path in (one, other))
            assert hidden.status_code == never.status_code == 404, one
            assert hidden.content == never.content, one
            assert dict(hidden.headers) == dict(never.headers), one
            compared += 1
    sitemap = client.get("/sitemap.xml").content
    assert b"shown" not in sitemap
    assert b"/share/" not in sitemap
    print(f"E-04: {compared} pairs, none told apart")


def test_visitors_get_no_cookie_from_any_of_it(client: Client, letter: LetterPage) -> None:
    """P-02, H-06."""
    for name in PLACES:
        answer = client.get(below(letter, name))
        assert answer.status_code == 200
        assert not answer.cookies
        assert "cookie" not in answer.get("Vary", "").lower()
        assert answer["Cache-Control"].startswith("public, max-age=")
