"""What the public page and the editor's preview show of variants, pictures and marks."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from campaign.models import CampaignPage
from letters import images, services
from letters.compose import compose
from letters.document import Demands, Passage, demands_of, has_variants
from letters.models import HandSignature, LetterPage
from letters.page_form import what_is_missing
from letters.text import letter_text, misaddressed
from letters.variants import variants
from tests.letters import factories as make
from tests.letters.test_models import posted
from tests.letters.test_pages import Anchors
from tests.letters.uploads import upload

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    images._encoded.cache_clear()


def for_halden(a: str = "", b: str = "") -> list[Any]:
    return [
        make.text(f"<p>To everyone.{a}</p>"),
        make.passage("Halden", make.text(f"<p>Only Halden reads this.{b}{a}</p>")),
        make.demands(
            "<p>Of all.</p>", {"text": "<p>Of Okoro.</p>", "rule": "not", "addressees": "1"}
        ),
    ]


@pytest.fixture
def letter() -> LetterPage:
    a, b = make.note_mark(make.NOTE_A), make.note_mark(make.NOTE_B)
    page = make.LetterPageFactory.create(
        slug="cameras",
        notes=[(make.NOTE_A, "<p>On file.</p>"), (make.NOTE_B, "<p>Elsewhere.</p>")],
        body=make.body(*for_halden(a, b)),
    )
    make.sign(page, "Alpha Fund")
    return LetterPage.objects.get(pk=page.pk)


# What an editor marks ---------------------------------------------------------------------------


def test_a_passage_and_a_demand_are_for_those_whom_the_editor_names() -> None:
    document = letter_text(make.LetterPageFactory.build(body=make.body(*for_halden())))
    passage = next(one for one in document.body if isinstance(one, Passage))
    assert passage.only_for == (0,)
    assert [(one.number, one.only_for) for one in demands_of(document)] == [(1, ()), (2, (1,))]


def test_a_passage_for_everyone_is_no_passage() -> None:
    both = make.passage("1, 2", make.text("<p>All.</p>"), make.demands("<p>Ask.</p>"))
    document = letter_text(make.LetterPageFactory.build(body=make.body(both)))
    assert not has_variants(document)
    assert isinstance(document.body[1], Demands)


UNCLEAR = [
    make.passage("Vale", make.text("<p>Secret.</p>")),
    make.passage("9", make.text("<p>Secret.</p>")),
    make.demands({"text": "<p>Secret.</p>", "rule": "only", "addressees": "Vale"}),
    make.demands({"text": "<p>Secret.</p>", "rule": "not", "addressees": "Vale"}),
]


@pytest.mark.parametrize("block", UNCLEAR)
def test_what_is_for_nobody_known_reaches_nobody_and_is_not_published(block: Any) -> None:
    page = make.LetterPageFactory.build(body=make.body(make.text("<p>All.</p>"), block))
    assert "Secret." not in page.signable_text()
    assert len(misaddressed(page)) == 1
    assert "use their numbers or names" in what_is_missing(page)["body"].lower()


def test_what_reaches_nobody_is_left_out() -> None:
    nobody = make.passage("1; 2", make.text("<p>Nobody.</p>"), rule="not")
    page = make.LetterPageFactory.build(body=make.body(make.text("<p>All.</p>"), nobody))
    assert "Nobody." not in page.signable_text()
    assert misaddressed(page) == []


def test_every_signer_signs_all_variants(letter: LetterPage) -> None:
    signed = letter.signable_text()
    for words in ("Only Halden reads this.", "Of Okoro.", "Ms. Ingrid Halden"):
        assert words in signed


# The public page ----------------------------------------------------------------------------------


def test_the_page_shows_the_common_text_and_lists_what_is_for_some(
    client: Client, letter: LetterPage
) -> None:
    shown = client.get(letter.url).content.decode()
    common, _, own = shown.partition('id="own-letters"')
    assert "To everyone." in common
    assert "Only Halden reads this." not in common
    assert "The letter to Ms. Ingrid Halden also says:" in own
    assert "Only Halden reads this." in own
    assert "The letter to Mr. Desmond Okoro also says:" in own
    assert "Of Okoro." in own
    for one in variants(compose(letter, now=NOW)):
        assert one.sha256 in own


def test_every_id_is_there_once_and_every_link_leads_somewhere(
    client: Client, letter: LetterPage
) -> None:
    anchors = Anchors(client.get(letter.url).content.decode())
    assert len(anchors.ids) == len(set(anchors.ids))
    assert set(anchors.within) <= set(anchors.ids)
    assert {"note-1", "note-2", "ref-1", "ref-1-2", "demand-2"} <= set(anchors.ids)


def test_a_letter_that_is_the_same_for_all_lists_nothing(client: Client) -> None:
    page = make.LetterPageFactory.create()
    assert "own-letters" not in client.get(page.url).content.decode()


def test_ones_own_files_are_linked_once_the_edition_was_sent(
    client: Client, letter: LetterPage
) -> None:
    def linked() -> list[str]:
        shown = client.get(letter.url).content.decode()
        return re.findall(r'href="([^"]*editions/[^"]*)"', shown)

    users = [get_user_model().objects.create_user(username=name) for name in "abc"]
    assert linked() == []
    edition = services.freeze_edition(letter=letter, by=users[0], now=NOW)
    services.approve_edition(edition_id=edition.pk, digest=edition.digest, by=users[1], now=NOW)
    assert linked() == []
    services.dispatch_edition(edition_id=edition.pk, by=users[2], now=NOW)
    expected = [f"{letter.url}editions/1/{n}/letter.{e}" for n in (1, 2) for e in ("pdf", "docx")]
    assert linked() == expected
    for address in expected:
        assert client.get(address).status_code == 200


def test_the_page_of_variants_takes_as_many_queries_for_forty_names(
    client: Client, letter: LetterPage
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(letter.url)
        return len(captured)

    client.get(letter.url)
    few = queries()
    for number in range(30):
        make.sign(letter, f"Organization {number}")
    assert queries() == few
    print(f"{few} queries")


# Everything a letter has ------------------------------------------------------------------------


def test_the_page_shows_every_part_of_a_real_letter(client: Client) -> None:
    page = make.LetterPageFactory.create(
        delivery_line="Via email and first-class mail",
        reference="Docket No. 26-114",
        enclosures="Map of the gates\n\nPermit of 2024",
        copies="Mayor of Tampa",
        leads=[{"name": "Harbor Rights", "logo": upload("harbor")}],
    )
    page.hand_signatures = [HandSignature(name="Rosa Vale", title="Director", image=upload("rosa"))]
    page.save()
    shown = client.get(page.url).content.decode()
    for words in (
        "Via email and first-class mail",
        "Docket No. 26-114",
        "Map of the gates",
        "Permit of 2024",
        "Mayor of Tampa",
        "Rosa Vale",
        'alt="Harbor Rights"',
        'alt="Signature of Rosa Vale"',
    ):
        assert words in shown


def test_pictures_come_from_below_the_letter_without_metadata(client: Client) -> None:
    page = make.LetterPageFactory.create(leads=[{"name": "Harbor", "logo": upload("harbor")}])
    shown = client.get(page.url).content.decode()
    (address,) = re.findall(r'<img src="([^"]+)"', shown)
    assert re.fullmatch(rf"{page.url}pictures/[0-9a-f]{{32}}\.png", address)
    assert "data:" not in shown
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")
    assert "public" in answer["Cache-Control"]
    assert client.get(f"{page.url}pictures/{'0' * 32}.png").status_code == 404


def test_pictures_of_a_letter_under_embargo_are_not_found(client: Client) -> None:
    page = make.LetterPageFactory.create(leads=[{"name": "Harbor", "logo": upload("harbor")}])
    (address,) = re.findall(r'<img src="([^"]+)"', client.get(page.url).content.decode())
    LetterPage.objects.filter(pk=page.pk).update(embargo_until=NOW + timedelta(days=3650))
    assert client.get(address).status_code == 404


# Marks and previews -------------------------------------------------------------------------------


MARKS = [
    ({}, {}, ""),
    ({"live": False}, {}, "Draft"),
    ({}, {"preview": True}, "Draft"),
    ({"embargo_until": NOW}, {}, ""),
    (
        {"embargo_until": NOW + timedelta(hours=1)},
        {},
        "Under embargo until 16 November 2026, 13:00",
    ),
    (
        {"embargo_until": NOW + timedelta(hours=1), "live": False},
        {},
        "Draft · Under embargo until 16 November 2026, 13:00",
    ),
]


@pytest.mark.parametrize(("fields", "asked", "mark"), MARKS)
def test_a_letter_says_what_it_is_not_yet(
    fields: dict[str, Any], asked: dict[str, Any], mark: str
) -> None:
    page = make.LetterPageFactory.create(**fields)
    assert compose(page, now=NOW, **asked).mark == mark


def test_an_edition_bears_no_mark(letter: LetterPage) -> None:
    user = get_user_model().objects.create_user(username="a")
    edition = services.freeze_edition(letter=letter, by=user, now=NOW)
    assert edition.document["document"]["mark"] == ""


@pytest.fixture
def editor(client: Client) -> Client:
    user = get_user_model().objects.create_superuser("ada", "ada@example.org", "a long password")
    client.force_login(user)
    return client


def test_an_editor_may_look_at_pages_and_where_letters_differ_at_each(letter: LetterPage) -> None:
    same = make.LetterPageFactory.build()
    assert same.preview_modes == [("", "Web page"), ("pdf", "PDF pages")]
    assert letter.preview_modes[2:] == [
        ("pdf-1", "PDF pages for Ms. Ingrid Halden"),
        ("pdf-2", "PDF pages for Mr. Desmond Okoro"),
    ]


def preview(editor: Client, mode: str) -> Any:
    """Preview a letter that was never saved and return the answer for `mode`."""
    campaign = CampaignPage(title="Gates", slug="gates")
    make.a_parent().add_child(instance=campaign)
    url = reverse("wagtailadmin_pages:preview_on_add", args=["letters", "letterpage", campaign.pk])
    sent = editor.post(url, posted(publish=False, signature_columns="2"))
    assert sent.json()["is_valid"], sent.json()
    assert not LetterPage.objects.exists()
    return editor.get(url, {"mode": mode})


@pytest.mark.parametrize("mode", ["pdf", "pdf-1", "pdf-99"])
def test_an_unsaved_letter_is_previewed_as_printed_pages(editor: Client, mode: str) -> None:
    answer = preview(editor, mode)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"].startswith("inline")
    assert answer.content.startswith(b"%PDF-")
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


def test_a_previewed_page_is_marked_as_draft(editor: Client) -> None:
    assert (
        '<p class="draft-mark" lang="en" dir="ltr">Draft</p>'
        in preview(editor, "").content.decode()
    )


def test_the_form_keeps_every_choice(editor: Client) -> None:
    campaign = CampaignPage(title="Gates", slug="gates")
    make.a_parent().add_child(instance=campaign)
    url = reverse("wagtailadmin_pages:add", args=["letters", "letterpage", campaign.pk])
    image = upload("rosa")
    chosen = {
        "delivery_line": "Via email",
        "reference": "Bill 7",
        "enclosures": "Map",
        "copies": "Mayor",
        "hyphenate": "on",
        "signature_columns": "2",
        "signature_grouping": "place",
        "signature_people": "on",
    }
    more = nested_form_data(
        {
            "hand_signatures": inline_formset(
                [{"name": "Rosa Vale", "title": "", "organization": "", "image": image.pk}]
            ),
            "logos": inline_formset([{"name": "Alpha", "image": image.pk}]),
            "body": streamfield([("heading", {"text": "What we know", "level": "2"})]),
        }
    )
    answer = editor.post(url, posted(publish=False) | chosen | more)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    page = LetterPage.objects.get().get_latest_revision_as_object()
    assert {name: str(getattr(page, name)) for name in chosen} == {
        **chosen,
        "hyphenate": "True",
        "signature_people": "True",
    }
    assert [one.image_id for one in page.hand_signatures.all()] == [image.pk]
    assert [one.name for one in page.logos.all()] == ["Alpha"]
