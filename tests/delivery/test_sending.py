"""Handing over: what goes out, and what each fault of a provider leaves behind."""

from __future__ import annotations

import json
import random
import smtplib
from datetime import timedelta
from email.utils import parseaddr

import pytest
import requests
from django.core.mail.backends import locmem
from urllib3 import HTTPSConnectionPool
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import MaxRetryError, NewConnectionError

from delivery import services
from delivery.models import OutboundMessage, SenderSettings, SendingPause
from delivery.outcomes import Verdict, outcome_of
from delivery.sending import drain, waiting
from delivery.services import NewAttachment
from tests.delivery.mails import NOW, Provider, queued

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def after_sending(message: OutboundMessage) -> OutboundMessage:
    drain(now=NOW)
    message.refresh_from_db()
    return message


def test_a_letter_goes_out_with_its_parts(postmark):
    message = queued(
        body_html="<p>Dear Ada Quist</p>",
        from_name="Harbor Rights Project, Inc.",
        reply_to="letters@harbor.example",
        attachments=[NewAttachment("letter.pdf", "application/pdf", b"%PDF")],
    )
    sent = after_sending(message)
    body = json.loads(postmark.posted[0].body)
    assert (sent.status, sent.provider, sent.provider_message_id) == (
        "accepted",
        "postmark",
        "id-1",
    )
    assert sent.handed_over_at
    assert sent.accepted_at
    assert body["To"] == "ada@harbor.example"
    assert body["ReplyTo"] == "letters@harbor.example"
    assert body["From"].startswith('"Harbor Rights Project, Inc." <')
    assert body["TextBody"] == "Dear Ada Quist,\n\n  an indented line\n"
    assert body["HtmlBody"] == "<p>Dear Ada Quist</p>"
    assert body["Attachments"][0]["Name"] == "letter.pdf"
    assert (body["TrackOpens"], body["TrackLinks"]) == (False, "None")
    assert body["Metadata"] == {"reference": str(message.reference)}
    assert [event.type for event in sent.events.all()] == ["accepted"]


@pytest.mark.parametrize(
    ("kind", "header"),
    [
        ("confirmation", "auto-generated"),
        ("notice", "auto-generated"),
        ("letter", None),
        ("supporter", None),
    ],
)
def test_only_automatic_mail_says_that_it_is(kind, header, mailoutbox):
    queued(kind=kind)
    drain(now=NOW)
    assert mailoutbox[0].message()["Auto-Submitted"] == header


def test_a_provider_that_knows_no_metadata_gets_the_mail_without(settings, provider):
    settings.EMAIL_BACKEND = "anymail.backends.mailersend.EmailBackend"
    settings.ANYMAIL = {"MAILERSEND_API_TOKEN": "made-up"}
    provider.answers = [provider.answer(202, "{}", {"X-Message-Id": "id-1"}) for _ in range(2)]
    assert after_sending(queued()).status == "accepted"
    assert drain(now=NOW).failed == 0


def test_one_connection_carries_the_whole_pass(settings, monkeypatch):
    opened = []

    class Counting(locmem.EmailBackend):
        def open(self) -> bool:
            opened.append(self)
            return True

    monkeypatch.setattr(locmem, "EmailBackend", Counting)
    for _ in range(5):
        queued()
    assert drain(now=NOW).accepted == 5
    assert len(opened) == 1


def test_the_limit_of_a_pass_is_kept(mailoutbox):
    for _ in range(5):
        queued()
    assert waiting(now=NOW) == 5
    assert drain(now=NOW, limit=2).accepted == 2
    assert waiting(now=NOW) == 3


def unreachable() -> Exception:
    pool = HTTPSConnectionPool("x.example")
    refused = NewConnectionError(HTTPSConnection("x.example"), "refused")
    return requests.ConnectionError(MaxRetryError(pool, "/", refused))


def answer(code: int, **headers: str) -> requests.Response:
    return Provider.answer(code, '{"ErrorCode": 1, "Message": "made up"}', headers)


FAULTS = {  # what happens: status of a letter, of a confirmation
    "refused connection": (unreachable, "queued", "queued"),
    "TLS": (lambda: requests.exceptions.SSLError("made up"), "queued", "queued"),
    "connect timeout": (lambda: requests.ConnectTimeout("made up"), "queued", "queued"),
    "read timeout": (lambda: requests.ReadTimeout("made up"), "uncertain", "queued"),
    "reset": (lambda: requests.ConnectionError("made up"), "uncertain", "queued"),
    "400": (lambda: answer(400), "failed", "failed"),
    "401": (lambda: answer(401), "queued", "queued"),
    "403": (lambda: answer(403), "queued", "queued"),
    "404": (lambda: answer(404), "failed", "failed"),
    "413": (lambda: answer(413), "failed", "failed"),
    "422": (lambda: answer(422), "failed", "failed"),
    "429": (lambda: answer(429), "queued", "queued"),
    "500": (lambda: answer(500), "uncertain", "queued"),
    "502": (lambda: answer(502), "uncertain", "queued"),
    "503": (lambda: answer(503), "queued", "queued"),
    "504": (lambda: answer(504), "uncertain", "queued"),
    "bad JSON": (lambda: Provider.answer(200, "<html>"), "uncertain", "queued"),
    "200 without id": (
        lambda: Provider.answer(200, '{"ErrorCode": 0, "Message": "OK"}'),
        "uncertain",
        "queued",
    ),
}


@pytest.mark.parametrize("kind", ["letter", "supporter", "confirmation"])
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_leaves_what_the_table_says(fault, kind, postmark):
    """D-02: 18 faults × 3 kinds; never "accepted" without an id, never a letter sent blindly."""
    make, letter, confirmation = FAULTS[fault]
    postmark.answers = [make()]
    message = after_sending(queued(kind=kind))
    assert message.status == (confirmation if kind == "confirmation" else letter)
    assert message.provider_message_id == ""
    assert message.error
    assert "@" not in message.error
    assert SendingPause.objects.filter(ended_at=None).exists() == (fault in ("401", "403"))
    drain(now=NOW + timedelta(seconds=1))
    assert len(postmark.posted) == 1


def test_a_refused_key_stops_the_pass_and_loses_nothing(postmark):
    """D-02: 401 pauses the queue."""
    for _ in range(5):
        queued()
    postmark.answers = [answer(401)]
    assert drain(now=NOW).paused == 1
    assert len(postmark.posted) == 1
    assert drain(now=NOW).accepted == 0
    services.unpause(now=NOW)
    assert drain(now=NOW + timedelta(minutes=1)).accepted == 5


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [("90", 90, 90), ("0", 1, 1), ("999999", 21_600, 21_600), ("soon", 30, 90), ("", 30, 90)],
)
def test_the_wait_that_a_provider_asks_for_is_kept(asked, least, most, postmark):
    """D-02: 429 with Retry-After, else backoff with jitter."""
    headers = {"Retry-After": asked} if asked else {}
    postmark.answers = [answer(429, **headers)]
    wait = (after_sending(queued()).not_before - NOW).total_seconds()
    assert least <= wait <= most + 1


def test_a_message_refused_among_others_stops_no_other(postmark):
    messages = [queued() for _ in range(3)]
    postmark.answers = [postmark.taken(), answer(422), postmark.taken()]
    report = drain(now=NOW)
    assert (report.accepted, report.failed) == (2, 1)
    assert [OutboundMessage.objects.get(pk=m.pk).status for m in messages] == [
        "accepted",
        "failed",
        "accepted",
    ]


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (smtplib.SMTPRecipientsRefused({"x": (550, b"no")}), Verdict.FAIL),
        (smtplib.SMTPRecipientsRefused({"x": (451, b"later")}), Verdict.RETRY),
        (smtplib.SMTPDataError(554, b"no"), Verdict.FAIL),
        (smtplib.SMTPDataError(421, b"later"), Verdict.RETRY),
        (smtplib.SMTPSenderRefused(553, b"no", "x"), Verdict.FAIL),
        (smtplib.SMTPAuthenticationError(535, b"no"), Verdict.PAUSE),
        (smtplib.SMTPServerDisconnected("gone"), Verdict.UNKNOWN),
        (TimeoutError(), Verdict.UNKNOWN),
        (KeyError("id"), Verdict.UNKNOWN),
    ],
    ids=lambda value: f"{type(value).__name__}-{getattr(value, 'smtp_code', '')}{value!s:.30}",
)
def test_a_mail_servers_answer_is_understood(error, verdict):
    assert outcome_of(error).verdict is verdict


def test_ten_thousand_envelopes_name_one_recipient(mailoutbox):
    """D-06: exactly one To, no Cc, no Bcc; what isn't one mailbox never becomes a row."""
    chance, refused, tried = random.Random(6), 0, 10_000
    parts = [",", ";", "\n", "\r\nBcc: ", " ", "<", ">", '"', "\x00", "\u202e", "@", "\u2028"]
    for _ in range(tried):
        to = "ada@harbor.example"
        for _ in range(chance.randrange(1, 4)):
            spot = chance.randrange(len(to) + 1)
            to = to[:spot] + chance.choice([*parts, "eve@other.example"]) + to[spot:]
        if chance.random() < 0.02:
            to = "ada@harbor.example"
        try:
            queued(to=to)
        except ValueError:
            refused += 1
    report = drain(now=NOW)
    envelopes = [(len(mail.to), len(mail.cc), len(mail.bcc)) for mail in mailoutbox]
    print(f"D-06: {tried:,} envelopes, {refused:,} refused, {report.accepted} sent to one each")
    assert set(envelopes) == {(1, 0, 0)}
    assert report.accepted + refused == tried
    assert all(len(mail.message().get_all("To")) == 1 for mail in mailoutbox)


NAMES = [
    "Harbor Rights Project",
    "Privacy Now, Inc.",
    "Ada Quist ada@bank.example",
    "support@bank.example",
    "\u202eelpmaxe.knab@",
    "Ada\r\nBcc: eve@other.example",
    '"Ada" <eve@other.example>',
    "Ünïcode Verein für Bürgerrechte",
    "n" * 500,
    "@" * 70,
    "",
]


@pytest.mark.parametrize("kind", OutboundMessage.Kind.values)
def test_the_sender_is_our_own_domain_with_a_harmless_name(kind, settings, mailoutbox):
    """D-07"""
    settings.DEFAULT_FROM_EMAIL = "letters@undersigned.example"
    for name in NAMES:
        queued(kind=kind, from_name=name, reply_to="answers@harbor.example")
    drain(now=NOW)
    assert len(mailoutbox) == len(NAMES)
    for mail in mailoutbox:
        name, address = parseaddr(mail.from_email)
        assert address == "letters@undersigned.example"
        assert len(name) <= 64
        assert not set(name) & set("@<>\r\n\u202e")
        assert mail.reply_to == ["answers@harbor.example"]
    print(f"D-07: {len(NAMES)} names × {kind}: 100 % from our domain")


@pytest.mark.parametrize(
    ("chosen", "address"),
    [
        ("", "letters@undersigned.example"),
        ("coalition@undersigned.example", "coalition@undersigned.example"),
        ("ada@bank.example", "letters@undersigned.example"),
    ],
)
def test_the_site_may_choose_its_sender_within_our_domain(chosen, address, settings, mailoutbox):
    """D-07"""
    settings.DEFAULT_FROM_EMAIL = "Letters <letters@undersigned.example>"
    from wagtail.models import Site

    sender = SenderSettings.for_site(Site.objects.get(is_default_site=True))
    SenderSettings.objects.filter(pk=sender.pk).update(
        from_email=chosen, from_name="Harbor Rights Project", reply_to="office@harbor.example"
    )
    queued(kind="notice")
    queued(kind="letter")
    drain(now=NOW)
    notice, letter = mailoutbox
    assert parseaddr(notice.from_email) == ("Harbor Rights Project", address)
    assert notice.reply_to == ["office@harbor.example"]
    assert letter.reply_to == []
