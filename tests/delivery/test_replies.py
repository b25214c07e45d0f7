"""What a mail that came in is, from its headers and parts alone."""

from __future__ import annotations

import random
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import uuid4

import pytest

from delivery import replies

OURS = "answers@in.example.org"


def mail(body: str = "Dear all, we agree.", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Ada Quist <ada@harbor.example>"
    made["Subject"] = "Re: An open letter"
    for name, value in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    made.set_content(body)
    return made


DSN = b"""From: MAILER-DAEMON@harbor.example
To: answers@in.example.org
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system. Your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.harbor.example

Final-Recipient: rfc822; ada@harbor.example
Action: ACTION
Status: STATUS
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b--
"""
ARF = b"""From: fbl@harbor.example
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: message/feedback-report

Feedback-Type: abuse

--b--
"""


STRANGE = b"""Subject: =?utf-8?b?////?=
From: <<>>,,;:
To: a@b:c;
Date: x
Content-Type: text/plain; charset=klingon
Content-Transfer-Encoding: base64

%%%%
"""
NESTED = b"""Content-Type: multipart/mixed; boundary=b
Content-Disposition: attachment;
 filename*0*=utf-8''%ff%00; filename*1="x

--b

--b"""


def report(action: str, status: str) -> EmailMessage:
    raw = DSN.replace(b"ACTION", action.encode()).replace(b"STATUS", status.encode())
    return message_from_bytes(raw, policy=policy.default)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, "answer"),
        ({"Auto_Submitted": "no"}, "answer"),
        ({"Auto_Submitted": "auto-replied (vacation)"}, "auto_reply"),
        ({"Auto_Submitted": "AUTO-GENERATED; x=y"}, "auto_reply"),
        ({"Precedence": "auto_reply"}, "auto_reply"),
        ({"Precedence": "first-class"}, "answer"),
        ({"X_Autoreply": "yes"}, "auto_reply"),
        ({"Return_Path": "<>"}, "auto_reply"),
        ({"Return_Path": "<ada@harbor.example>"}, "answer"),
        ({"Subject": "Automatic reply: An open letter"}, "auto_reply"),
        ({"Subject": "Out of office until Monday"}, "auto_reply"),
        ({"Subject": "Automatic weapons: our answer"}, "answer"),
    ],
)
def test_automatic_replies_are_told_apart_by_their_headers(headers, kind):
    assert replies.kind_of(mail(**headers), spam=False)[0] == kind


def test_what_the_filter_takes_for_spam_is_spam_unless_a_machine_wrote_it():
    assert replies.kind_of(mail(), spam=True)[0] == "spam"
    assert replies.kind_of(mail(Auto_Submitted="auto-replied"), spam=True)[0] == "auto_reply"
    assert replies.kind_of(report("failed", "5.1.1"), spam=True)[0] == "bounce"


@pytest.mark.parametrize(
    ("action", "code", "meaning", "lasting"),
    [
        ("failed", "5.1.1", "bounced", True),
        ("failed", "5.7.1", "bounced", False),
        ("failed", "4.4.7", "bounced", False),
        ("delayed", "4.4.1", "deferred", False),
        ("delivered", "2.0.0", "delivered", False),
        ("relayed", "2.0.0", "delivered", False),
    ],
)
def test_a_mail_servers_report_is_read(action, code, meaning, lasting):
    read = replies.server_report(report(action, code))
    assert (read.status, read.lasting) == (meaning, lasting)
    assert read.detail.startswith(code)


def test_a_feedback_report_is_a_complaint():
    read = replies.server_report(message_from_bytes(ARF, policy=policy.default))
    assert (read.status, read.lasting) == ("complained", True)


def test_the_message_is_found_by_the_address_that_was_answered():
    reference = uuid4()
    address = replies.reply_address(reference, ours=OURS)
    assert len(address.partition("@")[0]) <= 64
    assert replies.reference_in([f"The letter <{address.upper()}>"], ours=OURS) == reference
    assert replies.reference_in([f"x@y.example, {address}"], ours=OURS) == reference


@pytest.mark.parametrize(
    "address",
    [
        "xanswers+" + "0" * 32 + "@in.example.org",
        "answers+" + "0" * 32 + "@in.example.org.other.example",
        "answers@in.example.org",
        "answers+@in.example.org",
        "answers+123@in.example.org",
        "answers+zz" + "0" * 30 + "@in.example.org",
        "other+" + "0" * 32 + "@in.example.org",
        "answers+" + "0" * 32 + "@other.example.org",
        "",
    ],
)
def test_other_addresses_name_no_message(address):
    assert replies.reference_in([address], ours=OURS) is None


def test_the_text_is_what_a_reader_sees_and_no_html():
    made = EmailMessage()
    made.set_content(
        "<html><head><style>p {}</style></head><body><p>Dear all,</p><p>we &amp; you"
        "<img src='https://pixel.example/x.png'></p><script>alert(1)</script></body></html>",
        subtype="html",
    )
    assert replies.text_of(made) == ("Dear all,\n\nwe & you", False)


def test_a_long_text_is_cut_and_says_so():
    text, cut = replies.text_of(mail("word\n" * 30_000))
    assert (len(text), cut) == (replies.MAX_TEXT, True)


def test_files_are_named_harmlessly_and_big_ones_are_not_kept():
    made = mail()
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="../../a:b.pdf")
    made.add_attachment(b"x" * 21_000_000, maintype="a", subtype="b", filename="big")
    made.add_attachment(b"y", maintype="image", subtype="png", filename="")
    found = replies.files_of(made)
    assert [f.filename for f in found] == ["a-b.pdf", "big", "file-3"]
    assert [f.content is None for f in found] == [False, True, False]


def test_broken_mail_is_read_as_far_as_it_goes():
    """Fuzz: 400 mangled mails; whatever comes, reading it raises nothing."""
    chance = random.Random(5)
    whole = [
        mail().as_bytes(),
        DSN,
        ARF,
        STRANGE,
        NESTED,
    ]
    read = 0
    for _ in range(400):
        raw = bytearray(chance.choice(whole))
        for _ in range(chance.randrange(12)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        made = message_from_bytes(bytes(raw), policy=policy.default)
        replies.kind_of(made, spam=False)
        replies.text_of(made)
        replies.files_of(made)
        replies.sender(made)
        replies.subject(made)
        replies.sent_at(made)
        replies.reference_in([replies.header(made, "To")], ours=OURS)
        read += 1
    print(f"{read} mangled mails read")
