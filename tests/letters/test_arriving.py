"""Answers that come by mail: into the ledger, unread; machines and servers apart."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from delivery.models import InboundFile, InboundMessage, OutboundMessage
from delivery.receiving import Arrival, receive_inbound
from letters.arriving import note_answers, take_as_answer
from letters.ledger import read_response
from letters.models import LetterPage, Response
from tests.letters.sending import sent
from tests.letters.test_edition_views import letter as signed_letter
from tests.letters.test_edition_views import person

__all__ = ["signed_letter"]
pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
ANSWERED = NOW + timedelta(days=3)


@pytest.fixture
def rosa(signed_letter: LetterPage) -> Client:
    return person("rosa")


@pytest.fixture
def letter(signed_letter: LetterPage, rosa: Client, settings: Any) -> LetterPage:
    settings.INBOUND_ADDRESS = "answers@letters.example"
    people = get_user_model().objects
    imre = people.create_user("imre")
    sent(signed_letter, by=people.get(username="rosa"), approver=imre, now=NOW)
    return signed_letter


def mailed() -> OutboundMessage:
    return OutboundMessage.objects.get(kind="letter")


def arrives(text: str = "We will not.", *, file: bytes = b"", **headers: str) -> InboundMessage:
    """Have a mail come to the reply address of the letter's message."""
    mail = EmailMessage()
    mail["From"] = "Ingrid Halden <office@haldendevices.example>"
    mail["Subject"] = headers.pop("Subject", "Re: cameras")
    mail["Message-ID"] = f"<{abs(hash((text, *headers)))}@haldendevices.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    if file:
        mail.add_attachment(file, maintype="application", subtype="pdf", filename="our answer.pdf")
    to = f"answers+{mailed().reference.hex}@letters.example"
    found = receive_inbound(Arrival("postmark", mail, [to]), now=ANSWERED)
    assert found is not None
    assert found.in_reply_to == mailed()
    return found


def test_an_answer_stands_in_the_ledger_unread_once(letter: LetterPage) -> None:
    arrives()
    assert note_answers(now=ANSWERED) == 1
    assert note_answers(now=ANSWERED) == 0
    found = Response.objects.get()
    assert (found.kind, found.received_on) == ("unread", date(2026, 11, 19))
    assert found.correspondence.addressee == "Ms. Ingrid Halden"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Subject": "Automatic reply: cameras"},
        {"Precedence": "bulk"},
    ],
    ids=["rfc3834", "x-autoreply", "subject", "precedence"],
)
def test_what_a_machine_answers_is_no_answer_until_a_person_says_so(
    letter: LetterPage, rosa: Client, headers: dict[str, str]
) -> None:
    mail = arrives("I am away.", file=b"", **headers)
    assert note_answers(now=ANSWERED) == 0
    page = rosa.get(reverse("letter_ledger", args=[letter.pk])).content.decode()
    assert "a machine answered" in page
    assert "No answer yet." in page
    rosa.post(reverse("ledger_take", args=[mail.pk]))
    assert Response.objects.get().kind == "unread"
    assert not take_as_answer(inbound_id=mail.pk, by=None, now=ANSWERED)  # type: ignore[arg-type]


def test_a_report_of_a_mail_server_is_no_answer(letter: LetterPage) -> None:
    arrives("Delivery has failed.")
    InboundMessage.objects.update(kind=InboundMessage.Kind.BOUNCE)
    assert note_answers(now=ANSWERED) == 0
    assert not Response.objects.exists()


def test_reading_an_answer_settles_it_and_its_mail(letter: LetterPage) -> None:
    mail = arrives()
    call_command("note_answers", "--dry-run", stdout=io.StringIO())
    assert not Response.objects.exists()
    call_command("note_answers", stdout=io.StringIO())
    rosa = get_user_model().objects.get(username="rosa")
    found = Response.objects.get()
    assert read_response(response_id=found.pk, kind="refused", by=rosa, now=ANSWERED)
    mail.refresh_from_db()
    found.correspondence.refresh_from_db()
    assert mail.seen_at == ANSWERED
    assert found.correspondence.follow_up_on is None


def test_a_file_stays_in_quarantine_until_a_person_releases_it(
    letter: LetterPage, rosa: Client
) -> None:
    arrives("See the file. <script>alert(1)</script>", file=b"%PDF-1.7 canary %%EOF")
    note_answers(now=ANSWERED)
    held = InboundFile.objects.get()
    address = reverse("ledger_mail_file", args=[held.pk])
    page = rosa.get(reverse("letter_ledger", args=[letter.pk])).content.decode()
    assert "in quarantine" in page
    assert "&lt;script&gt;alert(1)" in page
    assert rosa.get(address).status_code == 404
    olga = person("olga", organizes=False)
    assert olga.post(address).status_code == 302
    held.refresh_from_db()
    assert held.state == "quarantined"
    rosa.post(address)
    given = rosa.get(address)
    assert given.content == b"%PDF-1.7 canary %%EOF"
    assert given["Content-Disposition"].startswith("attachment")
    assert olga.get(address).status_code == 302
