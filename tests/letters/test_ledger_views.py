"""The screen of the ledger: who may see it, what its forms do, what a download is.

Rosa and Imre organize, Olga is staff without rights on pages, and somebody isn't signed in.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from letters.models import Correspondence, Dispatch, LedgerFile, LetterPage, Response
from tests.letters.sending import sent
from tests.letters.test_edition_views import letter as signed_letter
from tests.letters.test_edition_views import person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\ncanary receipt\n%%EOF\n"
__all__ = ["signed_letter"]


@pytest.fixture
def rosa(signed_letter: LetterPage) -> Client:
    return person("rosa")


@pytest.fixture
def letter(signed_letter: LetterPage, rosa: Client) -> LetterPage:
    from django.contrib.auth import get_user_model

    people = get_user_model().objects
    imre = people.create_user("imre")
    sent(signed_letter, by=people.get(username="rosa"), approver=imre, now=timezone.now())
    return signed_letter


def screen(letter: LetterPage) -> str:
    return reverse("letter_ledger", args=[letter.pk])


def words(client: Client, letter: LetterPage) -> str:
    return client.get(screen(letter)).content.decode()


def on_paper() -> Dispatch:
    return Dispatch.objects.get(channel="post")


def scan(name: str = "receipt.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_the_screen_first_says_what_waits_and_draws_how_far_it_is(
    letter: LetterPage, rosa: Client
) -> None:
    page = words(rosa, letter)
    assert page.index("What needs you now") < page.index("How far the letter is")
    assert "Mr. Desmond Okoro: still to be sent (post)." in page
    assert '<title id="ledger-words">2 addressees: 2 to be sent</title>' in page
    assert "style=" not in re.search(r'<svg class="ledger-bar".*?</svg>', page, re.DOTALL)[0]


def test_before_anything_was_sent_it_says_so(signed_letter: LetterPage, rosa: Client) -> None:
    assert "Nothing was sent yet" in words(rosa, signed_letter)


def test_post_with_a_scan_is_written_down_and_downloaded_by_staff_only(
    letter: LetterPage, rosa: Client
) -> None:
    today = timezone.localdate().isoformat()
    address = reverse("ledger_way", args=[on_paper().pk])
    facts = {"sent_on": today, "delivered_on": today, "reference": "RR 12"}
    rosa.post(address, {**facts, "proof": scan()})
    assert on_paper().delivered_on.isoformat() == today
    page = words(rosa, letter)
    assert "Delivered on" in page
    assert "Written down by rosa" in page
    link = re.search(r'href="([^"]+ledger/files/\d+/)">receipt.pdf', page)
    assert link, "no link to the proof"
    given = rosa.get(link[1])
    assert given.content == PDF
    assert given["Content-Type"] == "application/octet-stream"
    assert given["Content-Disposition"].startswith("attachment")
    assert "no-store" in given["Cache-Control"]
    for nobody in (Client(), person("olga", organizes=False)):
        assert nobody.get(link[1]).status_code == 302
    line = PageLogEntry.objects.get(action="letters.ledger")
    assert (line.user.username, line.data["what"]) == ("rosa", "way")


def test_a_proof_stands_sealed_in_the_database_and_in_no_public_folder(
    letter: LetterPage, rosa: Client, settings: Any, tmp_path: Any
) -> None:
    from django.db import connection

    settings.MEDIA_ROOT = tmp_path
    today = timezone.localdate().isoformat()
    rosa.post(reverse("ledger_way", args=[on_paper().pk]), {"sent_on": today, "proof": scan()})
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM letters_ledgerfile")
        stored = bytes(cursor.fetchone()[0])
    assert b"canary" not in stored
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("receipt.pdf", b"<html><script>1</script></html>"),
        ("receipt.pdf", b"MZ\x90\x00 program"),
        ("photo.png", b"<svg xmlns='x' onload='1'>"),
    ],
    ids=["page", "program", "drawing"],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    letter: LetterPage, rosa: Client, name: str, content: bytes
) -> None:
    facts = {"sent_on": timezone.localdate().isoformat(), "proof": scan(name, content)}
    rosa.post(reverse("ledger_way", args=[on_paper().pk]), facts)
    assert not LedgerFile.objects.exists()
    assert on_paper().sent_on is None
    assert "Scan or receipt:" in words(rosa, letter)


def test_an_answer_another_way_and_a_day_are_written_down(letter: LetterPage, rosa: Client) -> None:
    one = Correspondence.objects.get(addressee="Ms. Ingrid Halden")
    today = timezone.localdate().isoformat()
    answer = {"kind": "refused", "received_on": today, "summary": "Not now.", "document": scan()}
    rosa.post(reverse("ledger_answer", args=[one.pk]), answer)
    found = Response.objects.get()
    assert (found.kind, found.documents.get().filename) == ("refused", "receipt.pdf")
    rosa.post(reverse("ledger_read", args=[found.pk]), {"kind": "met", "summary": "They do."})
    found.refresh_from_db()
    assert (found.kind, found.summary) == ("met", "They do.")
    rosa.post(reverse("ledger_add_way", args=[one.pk]), {"channel": "docket", "sent_on": today})
    assert one.dispatches.get(channel="docket").sent_on.isoformat() == today
    rosa.post(reverse("ledger_follow_up", args=[one.pk]), {"follow_up_on": "2030-01-05"})
    one.refresh_from_db()
    assert (one.follow_up_on, one.shown) == (date(2030, 1, 5), False)
    page = words(rosa, letter)
    assert "The letter’s page says nothing of it" in page
    assert "They do." in page


def test_what_can_t_be_true_is_said_and_nothing_changes(letter: LetterPage, rosa: Client) -> None:
    tomorrow = (timezone.localdate() + timedelta(2)).isoformat()
    rosa.post(reverse("ledger_way", args=[on_paper().pk]), {"sent_on": tomorrow})
    assert "isn’t known yet" in words(rosa, letter)
    assert on_paper().sent_on is None


def test_no_cell_of_the_sheet_is_a_formula(letter: LetterPage, rosa: Client) -> None:
    """F-05: what people type, stored through the forms, is text in the sheet."""
    corpus = ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)", "\t=1", "=cmd|' /C calc'!A0"]
    today = timezone.localdate().isoformat()
    cells = 0
    for value in corpus:
        Dispatch.objects.filter(channel="post").update(reference=value, note=value)
        Correspondence.objects.update(organization=value)
        text = rosa.get(reverse("ledger_csv", args=[letter.pk])).content.decode()
        for row in csv.reader(io.StringIO(text)):
            cells += len(row)
            assert not any(cell[:1] in "=+-@\t\r\n" for cell in row if cell), row
    print(f"F-05: {cells} cells of the ledger, 0 formulas, {today}")


def test_the_first_page_of_the_admin_says_which_answers_wait(
    letter: LetterPage, rosa: Client
) -> None:
    home = reverse("wagtailadmin_home")
    assert "Letters whose answers wait" not in rosa.get(home).content.decode()
    Correspondence.objects.update(follow_up_on=timezone.localdate())
    page = rosa.get(home).content.decode()
    assert "an answer was expected from Ms. Ingrid Halden, Mr. Desmond Okoro" in page
    assert screen(letter) in page
    olga = person("olga", organizes=False)
    assert "answers wait" not in olga.get(home).content.decode()


def addresses(letter: LetterPage) -> list[tuple[str, str]]:
    one = Correspondence.objects.first()
    made = Response.objects.create(
        correspondence=one,
        kind="unread",
        received_on=timezone.localdate(),
        recorded_at=timezone.now(),
    )
    return [
        ("get", screen(letter)),
        ("get", reverse("ledger_csv", args=[letter.pk])),
        ("post", reverse("ledger_add_way", args=[one.pk])),
        ("post", reverse("ledger_way", args=[on_paper().pk])),
        ("post", reverse("ledger_answer", args=[one.pk])),
        ("post", reverse("ledger_read", args=[made.pk])),
        ("post", reverse("ledger_follow_up", args=[one.pk])),
    ]


def test_only_who_may_publish_the_letter_gets_anywhere(letter: LetterPage, rosa: Client) -> None:
    found = addresses(letter)
    olga = person("olga", organizes=False)
    for method, address in found:
        answer = getattr(olga, method)(address)
        assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_home"))
        answer = getattr(Client(), method)(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("wagtailadmin_login"))
        if method == "post":
            assert rosa.get(address).status_code == 405
    assert Response.objects.get().kind == "unread"
    assert Dispatch.objects.count() == 2
