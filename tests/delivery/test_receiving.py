"""Mail that comes in: kept once, tied to what it answers, files apart."""

from __future__ import annotations

import base64
from datetime import timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from delivery import services
from delivery.models import InboundFile, InboundMessage, OutboundMessage
from delivery.receiving import Arrival
from delivery.sending import drain
from tests.delivery.mails import NOW, queued
from tests.delivery.test_replies import mail, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _inbound(settings):
    settings.INBOUND_ADDRESS = "answers@in.example.org"


def letter(**changes) -> OutboundMessage:
    message = queued(reply_to="office@harbor.example", answers_here=True, **changes)
    OutboundMessage.objects.filter(pk=message.pk).update(
        status="accepted", provider="postmark", provider_message_id="id-1"
    )
    return message


def arrives(message, made=None, **changes) -> InboundMessage | None:
    values = {
        "provider": "postmark",
        "mail": made or mail(),
        "recipients": [services.answers_address(message)] if message else [],
    }
    return services.receive_inbound(Arrival(**{**values, **changes}), now=NOW)


def test_answers_to_a_letter_come_here_where_the_site_takes_mail_in(mailoutbox, settings):
    message = queued(reply_to="office@harbor.example", answers_here=True)
    queued(reply_to="office@harbor.example")
    drain(now=NOW)
    assert [sent.reply_to for sent in mailoutbox] == [
        [f"answers+{message.reference.hex}@in.example.org"],
        ["office@harbor.example"],
    ]
    settings.INBOUND_ADDRESS = ""
    assert services.answers_address(message) == ""
    queued(reply_to="office@harbor.example", answers_here=True)
    drain(now=NOW)
    assert mailoutbox[-1].reply_to == ["office@harbor.example"]


def test_an_answer_is_found_from_its_letter_and_kept_once():
    message = letter()
    kept = arrives(message)
    assert arrives(message) is None
    assert (kept.kind, kept.in_reply_to, kept.text) == ("answer", message, "Dear all, we agree.")
    assert (kept.from_name, kept.from_address) == ("Ada Quist", "ada@harbor.example")
    assert list(message.answers.all()) == [kept]
    message.refresh_from_db()
    assert message.status == "accepted"


def test_an_answer_to_our_own_message_id_is_found_too():
    message = letter()
    OutboundMessage.objects.filter(pk=message.pk).update(provider_message_id="<7@ours.example>")
    kept = arrives(None, mail(In_Reply_To="<7@ours.example>"), recipients=["x@in.example.org"])
    assert kept.in_reply_to == message


def test_mail_that_answers_nothing_is_kept_apart():
    message = letter()
    stranger = f"answers+{uuid4().hex}@in.example.org"
    kept = arrives(None, recipients=[stranger])
    assert kept.in_reply_to is None
    assert not message.answers.exists()


def test_an_automatic_reply_becomes_an_event_of_the_letter():
    message = letter()
    assert arrives(message, mail(Auto_Submitted="auto-replied")).kind == "auto_reply"
    message.refresh_from_db()
    assert message.status == "autoresponded"


@pytest.mark.parametrize(
    ("action", "code", "status", "suppressed"),
    [
        ("failed", "5.1.1", "bounced", True),
        ("failed", "5.7.1", "bounced", False),
        ("delayed", "4.4.1", "deferred", False),
    ],
)
def test_a_servers_report_reaches_the_letter(action, code, status, suppressed):
    message = letter()
    assert arrives(message, report(action, code)).kind == "bounce"
    message.refresh_from_db()
    assert message.status == status
    assert services.is_suppressed("ada@harbor.example") == suppressed
    assert "@" not in message.events.get().detail


def test_files_stay_in_quarantine_until_a_person_releases_them():
    made = mail()
    made.add_attachment(b"%PDF-made-up", maintype="application", subtype="pdf", filename="a.pdf")
    kept = arrives(letter(), made)
    file = kept.files.get()
    assert (file.state, bytes(file.content)) == ("quarantined", b"%PDF-made-up")
    assert services.release_file(file_id=file.pk, now=NOW)
    assert not services.release_file(file_id=file.pk, now=NOW)
    file.refresh_from_db()
    assert (file.state, file.released_at) == ("released", NOW)


def test_a_person_has_seen_it_once():
    kept = arrives(letter())
    assert services.mark_seen(inbound_id=kept.pk, now=NOW)
    assert not services.mark_seen(inbound_id=kept.pk, now=NOW)


def test_words_and_files_stand_sealed_and_are_erased_when_their_time_is_over():
    message = letter()
    made = mail("canary-61b2")
    made.add_attachment(b"canary-61b2", maintype="a", subtype="b", filename="canary-61b2")
    answer, noise = arrives(message, made), arrives(message, mail(Auto_Submitted="auto-replied"))
    with connection.cursor() as cursor:
        for table in ("delivery_inboundmessage", "delivery_inboundfile"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            assert "canary" not in str(cursor.fetchall())
    assert services.prune_inbound(NOW + timedelta(days=29)) == 1
    answer.refresh_from_db()
    noise.refresh_from_db()
    assert (bool(answer.text), noise.text) == (True, "")
    assert services.prune_inbound(NOW + timedelta(days=366)) == 1
    assert services.prune_inbound(NOW + timedelta(days=366)) == 0
    answer.refresh_from_db()
    assert (answer.text, answer.subject, answer.from_address) == ("", "", "")
    assert not InboundFile.objects.exists()


def test_a_provider_posts_an_answer(settings):
    settings.ROOT_URLCONF = "tests.delivery.webhook_urls"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "user:password", "POSTMARK_SERVER_TOKEN": "made-up"}
    message = letter()
    to = services.answers_address(message)
    body = {
        "FromFull": {"Email": "ada@harbor.example", "Name": "Ada Quist"},
        "From": "ada@harbor.example",
        "ToFull": [{"Email": to, "Name": ""}],
        "OriginalRecipient": to,
        "Subject": "Re: An open letter",
        "Date": "Mon, 23 Nov 2026 09:00:00 +0000",
        "TextBody": "We agree.",
        "Headers": [{"Name": "Message-ID", "Value": "<1@harbor.example>"}],
        "Attachments": [
            {
                "Name": "answer.pdf",
                "ContentType": "application/pdf",
                "Content": base64.b64encode(b"%PDF").decode(),
            }
        ],
    }
    auth = "Basic " + base64.b64encode(b"user:password").decode()
    for _ in range(2):
        answer = Client().post(
            "/anymail/postmark/inbound/",
            body,
            content_type="application/json",
            headers={"Authorization": auth},
        )
        assert answer.status_code == 200
    assert message.answers.get().text == "We agree."
    assert message.answers.get().files.get().filename == "answer.pdf"
    refused = Client(raise_request_exception=False).post(
        "/anymail/postmark/inbound/", body, content_type="application/json"
    )
    assert refused.status_code == 400
    assert InboundMessage.objects.count() == 1


def test_whatever_is_posted_as_mail_is_kept_or_refused_without_a_fault():
    raw = b"From: \xff\xfe\nTo: ,,\nSubject: \x00\nContent-Type: multipart/mixed\n\n\x00\xff"
    kept = arrives(letter(), message_from_bytes(raw, policy=policy.default))
    assert kept.kind == "answer"
