"""The public page of a letter and what stands below it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from delivery.models import DeliveryEvent, OutboundMessage
from delivery.services import queue_email
from letters.models import Correspondence, Dispatch, Edition, LetterPage
from signatories.models import SignedText, SignOn
from tests.letters import factories as make

pytestmark = pytest.mark.django_db

FILES = ("letter.txt", "letter.json", "letter.docx", "letter.pdf")
BELOW = (
    "",
    *FILES,
    "texts/1.txt",
    "embed/",
    "sign/",
    "signatories/",
    "signatories.csv",
    "texts/",
    "editions/",
)


class Anchors(HTMLParser):
    """Collects ids, links within the page, and the addresses that a page loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.within: list[str] = []
        self.loaded: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and given.get("href", "").startswith("#"):
            self.within.append(given["href"][1:])
        data = given.get("type") == "application/ld+json"
        if tag in ("script", "img", "iframe") and not data:
            self.loaded.append(given.get("src", tag))
        if tag == "link" and given.get("rel") != "alternate":
            self.loaded.append(given["href"])


@pytest.fixture
def letter():
    a, b = make.note_mark(make.NOTE_A), make.note_mark(make.NOTE_B)
    page = make.LetterPageFactory.create(
        title="Take the cameras out",
        slug="cameras",
        notes=[(make.NOTE_A, "<p>On file.</p><p>And printed.</p>"), (make.NOTE_B, "<p>B</p>")],
        body=make.body(
            make.heading("What we know"),
            make.text(f"<p>One{a} and two{b} and one again{a}.</p>"),
            make.demands(f"<p>Switch them off.{b}</p>", "<p>Say so.</p>"),
        ),
        delivery_note="To be delivered by hand.",
    )
    make.sign(page, "Alpha Fund")
    make.sign(page, "جمعية الحق في الخصوصية", "international")
    return LetterPage.objects.get(pk=page.pk)


@pytest.fixture
def shown(client, letter):
    return client.get(letter.url).content.decode()


def test_the_page_shows_the_letter_as_a_letter(shown):
    for words in (
        '<h1 class="re"><span>Re:</span> Take the cameras out</h1>',
        "November 16, 2026",
        "1200 Harbor Way",
        "Dear Ms. Halden and Mr. Okoro:",
        "What we know",
        "Respectfully,",
        "To be delivered by hand.",
        "Alpha Fund",
        "organizations have signed",
        "Open for organizations to sign.",
    ):
        assert words in shown, words
    assert "office@haldendevices.example" not in shown


def test_every_link_within_the_page_leads_somewhere(shown):
    anchors = Anchors(shown)
    assert len(anchors.ids) == len(set(anchors.ids))
    assert set(anchors.within) <= {*anchors.ids, "main"}
    print(f"{len(anchors.within)} links within the page, {len(anchors.ids)} ids")


def test_every_mark_leads_to_its_note_and_back(shown):
    anchors = Anchors(shown)
    marks = [one for one in anchors.ids if one.startswith("ref-")]
    assert marks == ["ref-1", "ref-2", "ref-1-2", "ref-2-2"]
    assert [one for one in anchors.within if one.startswith("note-")] == [
        "note-1",
        "note-2",
        "note-1",
        "note-2",
    ]
    backs = [one for one in anchors.within if one.startswith("ref-")]
    assert sorted(backs) == sorted(marks)


def test_every_demand_has_an_address_of_its_own(shown):
    anchors = Anchors(shown)
    assert [one for one in anchors.ids if re.fullmatch(r"demand-\d+", one)] == [
        "demand-1",
        "demand-2",
    ]


def test_a_name_in_another_script_is_set_apart_with_its_direction(shown):
    assert '<bdi lang="ar" dir="rtl">جمعية الحق في الخصوصية</bdi>' in shown


def test_a_letter_from_right_to_left_is_turned_and_its_docket_is_not(client):
    page = make.LetterPageFactory.create(language="ar", title="أوقفوا الكاميرات")
    shown = client.get(page.url).content.decode()
    assert '<article class="letter" lang="ar" dir="rtl">' in shown
    assert 'lang="en" dir="ltr"' in shown


def test_many_notes_bring_the_file_that_pairs_them(client, letter, shown):
    assert "notes.css" not in shown
    ids = [f"{n:08d}-0000-4000-8000-000000000000" for n in range(12)]
    marks = "".join(make.note_mark(one) for one in ids)
    page = make.LetterPageFactory.create(
        notes=[(one, "<p>x</p>") for one in ids], body=make.body(make.text(f"<p>x{marks}</p>"))
    )
    assert "notes.css" in client.get(page.url).content.decode()


def test_the_page_names_the_digest_of_the_bytes_it_offers(client, letter, shown):
    (digest,) = re.findall(r'class="hash">([0-9a-f]{64})<', shown)
    offered = client.get(f"{letter.url}texts/1.txt")
    assert f'href="{letter.url}texts/1.txt"' in shown
    assert sha256(offered.content).hexdigest() == digest
    assert offered.content.decode() == letter.signable_text()
    assert offered["Content-Type"] == "text/plain; charset=utf-8"


def test_a_text_of_another_letter_is_not_found(client, letter):
    other = make.LetterPageFactory.create()
    assert client.get(f"{other.url}texts/2.txt").status_code == 404
    assert client.get(f"{letter.url}texts/2.txt").status_code == 404
    assert client.get(f"{letter.url}texts/0.txt").status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_the_letter_can_be_downloaded_under_a_name_people_can_read(client, letter, name):
    response = client.get(letter.url + name)
    extension = name.rpartition(".")[2]
    assert response.status_code == 200
    assert f"2026-11-16 Letter to Halden Devices, Inc.{extension}" in response[
        "Content-Disposition"
    ].replace("Inc..", "Inc.")
    saved = response["Content-Disposition"].startswith("attachment")
    assert saved == (extension in ("docx", "pdf"))
    magic = {"docx": b"PK", "pdf": b"%PDF", "json": b"{", "txt": b"November 16"}[extension]
    assert response.content.startswith(magic)


def test_the_data_file_names_published_signatories_only(client, letter):
    make.sign(letter, "Waiting", status=SignOn.Status.VERIFIED)
    facts = json.loads(client.get(f"{letter.url}letter.json").content)
    assert facts["signatory_count"] == 2
    assert "Waiting" not in json.dumps(facts)
    assert facts["text_sha256"] == sha256(letter.signable_text().encode()).hexdigest()


def test_a_withdrawn_name_is_gone_from_every_output(client, letter):
    """S-08: no output is kept longer than the 30 seconds that its headers allow."""
    before = client.get(letter.url)
    assert before["Cache-Control"] == "public, max-age=30"
    SignOn.objects.filter(claimed_name="Alpha Fund").update(status=SignOn.Status.WITHDRAWN)
    checked = 0
    for below in ("", "letter.txt", "letter.json", "embed/"):
        response = client.get(letter.url + below)
        assert b"Alpha Fund" not in response.content, below
        assert response["Cache-Control"] == "public, max-age=30"
        checked += 1
    print(f"{checked} outputs without the withdrawn name")


def test_under_embargo_nothing_differs_from_a_letter_that_never_was(client, letter):
    """E-04: the letter and all below it are not found, in the same words."""
    LetterPage.objects.update(embargo_until=timezone.now() + timedelta(hours=1))
    for below in BELOW:
        hidden = client.get(letter.url + below)
        random = client.get(letter.url.replace("cameras", "camelot") + below)
        assert (hidden.status_code, below) == (404, below)
        assert random.status_code == 404
        assert hidden.content == random.content
        assert dict(hidden.headers) == dict(random.headers)
    LetterPage.objects.update(embargo_until=timezone.now() - timedelta(hours=1))
    assert client.get(letter.url).status_code == 200
    print(f"{len(BELOW)} addresses compared")


def test_a_draft_and_all_below_it_are_not_found(client, letter):
    LetterPage.objects.update(live=False)
    for below in BELOW:
        assert client.get(letter.url + below).status_code == 404, below


def test_an_embargoed_letter_is_not_in_the_sitemap(letter):
    assert letter.get_sitemap_urls()
    letter.embargo_until = timezone.now() + timedelta(hours=1)
    assert letter.get_sitemap_urls() == []


def test_visitors_get_no_cookie_and_caches_need_not_tell_them_apart(client, letter):
    """P-02, H-06: no Set-Cookie, no Vary on it, on any address of a letter."""
    for below in ("", *FILES, "texts/1.txt", "embed/"):
        response = client.get(letter.url + below)
        assert not response.cookies, below
        assert "cookie" not in response.get("Vary", "").lower(), below
        assert response["Cache-Control"] == "public, max-age=30", below


def test_the_page_loads_its_own_files_only_and_no_script(client, letter, shown):
    """P-01, static part."""
    for html in (shown, client.get(f"{letter.url}embed/").content.decode()):
        loaded = Anchors(html).loaded
        assert loaded
        assert all(one.startswith("/") and not one.startswith("//") for one in loaded)
        assert html.count("<script") == html.count('<script type="application/ld+json">')
        assert "style=" not in html


def test_only_the_frame_may_stand_on_other_sites(client, letter):
    framed = client.get(f"{letter.url}embed/")
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in client.get(letter.url)["Content-Security-Policy"]


def test_the_frame_has_the_count_and_leads_to_the_letter(client, letter):
    framed = client.get(f"{letter.url}embed/").content.decode()
    assert "<b>2</b>" in framed
    assert f'href="{letter.full_url}" target="_top"' in framed


def test_reading_a_letter_changes_nothing(client, letter):
    with CaptureQueriesContext(connection) as queries:
        for below in ("", *FILES, "texts/1.txt", "embed/"):
            client.get(letter.url + below)
    written = [q["sql"] for q in queries if not q["sql"].lstrip().upper().startswith("SELECT")]
    assert written == []


def test_a_letter_that_is_closed_has_no_button(client, letter):
    LetterPage.objects.update(hard_deadline=timezone.now() - timedelta(days=1))
    shown = client.get(letter.url).content.decode()
    assert "Signing closed on" in shown
    assert f'href="{letter.url}sign/"' not in shown


def test_a_new_letter_says_that_nobody_has_signed(client):
    shown = client.get(make.LetterPageFactory.create().url).content.decode()
    assert "Nobody has signed yet." in shown
    assert "The undersigned" not in shown


def test_earlier_texts_stay_available(client, letter):
    SignOn.objects.all().delete()
    letter.closing = "Sincerely,"
    letter.save()
    make.sign(letter, "Beta")
    shown = client.get(letter.url).content.decode()
    assert f'href="{letter.url}texts/1.txt">Version 1</a>' in shown
    assert SignedText.objects.filter(page_id=letter.pk).count() == 2
    assert b"Respectfully," in client.get(f"{letter.url}texts/1.txt").content


@pytest.mark.parametrize(
    "path", ["letter.exe", "letter.", "texts/one.txt", "texts/1.pdf", "embed/x/"]
)
def test_other_addresses_below_a_letter_are_not_found(client, letter, path):
    assert client.get(letter.url + path).status_code == 404


def test_the_page_takes_as_many_queries_for_forty_names_as_for_two(client, letter):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(letter.url)
        return len(captured)

    client.get(letter.url)
    few = queries()
    for number in range(38):
        make.sign(letter, f"Organization {number}")
    assert queries() == few
    print(f"{few} queries")


def test_the_page_says_what_became_of_the_last_edition(client, letter):
    now = timezone.now()
    done = {"frozen_at": now, "approved_at": now, "dispatched_at": now}
    edition = Edition.objects.create(
        letter=letter,
        number=1,
        text=SignedText.objects.get(page_id=letter.pk),
        document={},
        signatory_count=2,
        digest="0" * 64,
        frozen_on=now.date(),
        **done,
    )
    message = queue_email(
        kind=OutboundMessage.Kind.LETTER,
        key="letter:1:0",
        to="office@haldendevices.example",
        subject="Take the cameras out",
        body_text="…",
        now=now,
    )
    ways = [("Ms. Ingrid Halden", "email", message), ("Mr. Desmond Okoro", "post", None)]
    for position, (name, channel, mail) in enumerate(ways):
        Dispatch.objects.create(
            edition=edition,
            correspondence=Correspondence.objects.create(
                letter=letter, addressee=name, position=position
            ),
            position=position,
            addressee=name,
            channel=channel,
            message=mail,
            created_at=now,
        )

    def says() -> list[str]:
        shown = client.get(letter.url).content.decode()
        return re.findall(r"<dd lang=\"en-US\" dir=\"ltr\">([^.;]*)", shown)

    assert says() == ["To be sent by email", "To be sent by post"]
    OutboundMessage.objects.update(
        status="accepted",
        provider_message_id="x",
        accepted_at=datetime(2026, 11, 18, 12, tzinfo=UTC),
    )
    assert says()[0] == "Sent by email on 18 November 2026"
    DeliveryEvent.objects.create(
        message=message,
        type="delivered",
        provider_event_id="e",
        at=datetime(2026, 11, 19, 12, tzinfo=UTC),
        received_at=now,
    )
    assert says()[0] == "Delivered by email on 19 November 2026"
    OutboundMessage.objects.update(status="bounced")
    assert says()[0] == "Could not be delivered by email"
