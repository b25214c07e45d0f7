"""Updates to many: one copy a mailbox, batches, and getting no more of them."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test import Client

from delivery import services, unsubscribing
from delivery.models import Bulk, OutboundMessage, Suppression, Unsubscription
from delivery.sending import drain
from tests.delivery.mails import NOW, queued
from tests.delivery.test_pace import bulk

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://[^\s>\"]+/unsubscribe/([\w-]+)/")


def test_each_mailbox_gets_one_copy_however_often_it_is_asked():
    many = ["ada@gmail.com", "a.da+x@googlemail.com", "bo@harbor.example"]
    assert bulk(0, recipients=many) == 2
    assert bulk(0, recipients=[*many, "cy@harbor.example"], subject="Other") == 1
    assert Bulk.objects.get().subject == "News"
    assert OutboundMessage.objects.count() == 3
    assert set(OutboundMessage.objects.values_list("body_text", flat=True)) == {""}


@pytest.mark.parametrize(
    "changes",
    [
        {"recipients": ["ada@harbor.example, bo@harbor.example"]},
        {"recipients": ["ada@harbor.example", "x\nBcc: y@harbor.example"]},
        {"subject": ""},
        {"key": "to ada@harbor.example"},
        {"scope": ""},
    ],
)
def test_what_can_not_be_sent_is_refused_as_a_whole(changes):
    with pytest.raises(ValueError, match=r"address|subject|character|key"):
        bulk(2, **changes)
    assert not OutboundMessage.objects.exists()
    assert not Bulk.objects.exists()


def test_every_copy_says_why_it_came_and_carries_its_own_link(mailoutbox):
    """D-08: RFC 8058 on each copy; D-06: one recipient each."""
    bulk(3, body_html="<p>There is news.</p>")
    drain(now=NOW)
    links = set()
    for mail in mailoutbox:
        sent = mail.message()
        header = LINK.search(sent["List-Unsubscribe"]).group(1)
        assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "You get this because you asked for Face recognition" in mail.body
        assert LINK.search(mail.body).group(1) == header
        assert LINK.search(mail.alternatives[0][0]).group(1) == header
        assert len(mail.recipients()) == 1
        links.add(header)
    assert len(links) == 3


def test_other_mail_carries_no_such_link(mailoutbox):
    for kind in ("letter", "supporter", "notice", "confirmation"):
        queued(kind=kind)
    drain(now=NOW)
    assert all(mail.message()["List-Unsubscribe"] is None for mail in mailoutbox)


def token() -> str:
    message = OutboundMessage.objects.filter(bulk__isnull=False).earliest("id")
    return LINK.search(unsubscribing.links_of([message])[message.to]).group(1)


def test_opening_the_link_changes_nothing_and_shows_a_button():
    """D-08: GET and HEAD never unsubscribe."""
    bulk(1)
    page = Client().get(f"/unsubscribe/{token()}/")
    Client().head(f"/unsubscribe/{token()}/")
    assert not Unsubscription.objects.exists()
    assert "<button" in page.content.decode()
    assert "Face recognition" in page.content.decode()
    assert not page.cookies
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_one_click_works_without_cookie_or_origin_and_a_hundred_times(mailoutbox):
    """D-08: 100 repeats, from a mail program that checks nothing else."""
    bulk(1)
    for _ in range(100):
        answer = Client(enforce_csrf_checks=True).post(
            f"/unsubscribe/{token()}/",
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code == 200
    assert Unsubscription.objects.count() == 1
    assert drain(now=NOW).cancelled == 1
    assert bulk(1, key="update:2") == 1
    assert drain(now=NOW).cancelled == 1
    assert mailoutbox == []


def test_who_leaves_one_list_stays_on_the_other_and_gets_other_mail(mailoutbox):
    bulk(1)
    unsubscribing.unsubscribe(token=token(), now=NOW)
    bulk(1, key="update:2", scope="campaign:2")
    queued(kind="notice", to="p0@harbor.example")
    report = drain(now=NOW)
    assert (report.cancelled, report.accepted) == (1, 2)


def test_the_same_page_takes_it_back():
    bulk(1)
    unsubscribing.unsubscribe(token=token(), now=NOW)
    page = Client().post(f"/unsubscribe/{token()}/", {"again": "1"})
    assert "Get no more updates" in page.content.decode()
    assert not Unsubscription.objects.exists()


def test_forged_links_all_look_the_same():
    """T-02: changed, cut, of another kind of mail, of nobody."""
    bulk(1)
    good, other = token(), queued()
    forged = unsubscribing.links_of([other])[other.to].rsplit("/", 2)[1]
    bad = [good[:-1], good + "a", good[1:], "0" * 32 + good[32:], good[:32] + "A" * 43, forged, "x"]
    bad += [good[:n] + ("b" if good[n] != "b" else "c") + good[n + 1 :] for n in range(75)]
    for one in bad:
        assert Client().post(f"/unsubscribe/{one}/").status_code == 404
    assert not Unsubscription.objects.exists()


def test_a_link_works_after_the_mail_was_erased_and_no_token_is_stored():
    """T-01, and suppression that survives erasure."""
    bulk(1)
    link = token()
    services.forget(address="p0@harbor.example", now=NOW)
    assert unsubscribing.unsubscribe(token=link, now=NOW)
    with connection.cursor() as cursor:
        for table in ("delivery_outboundmessage", "delivery_bulk", "delivery_unsubscription"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            assert link[32:] not in str(cursor.fetchall())


def test_other_rooms_end_and_begin_a_subscription():
    assert services.end_subscription(scope="campaign:1", address="Ada@gmail.com", now=NOW)
    assert not services.end_subscription(scope="campaign:1", address="a.da@gmail.com", now=NOW)
    assert services.begin_subscription(scope="campaign:1", address="ada@googlemail.com", now=NOW)
    assert not services.begin_subscription(
        scope="campaign:1", address="ada@googlemail.com", now=NOW
    )


@pytest.fixture
def batching(settings, provider):
    settings.MAIL_CONNECTIONS = 1

    def use(name: str, **keys: str):
        settings.EMAIL_BACKEND = f"anymail.backends.{name}.EmailBackend"
        settings.ANYMAIL = keys
        return provider

    return use


def links_by_recipient() -> dict[str, str]:
    return unsubscribing.links_of(list(OutboundMessage.objects.all()))


def test_postmark_gets_one_request_in_which_each_copy_is_written_out(batching):
    provider = batching("postmark", POSTMARK_SERVER_TOKEN="made-up")
    bulk(3, body_html='<p>News & "more" {unsubscribe-link}</p>')
    answers = [
        {"To": f"p{n}@harbor.example", "MessageID": f"id-{n}", "ErrorCode": 0, "Message": "OK"}
        for n in range(3)
    ]
    provider.answers = [provider.answer(200, json.dumps(answers))]
    assert drain(now=NOW).accepted == 3
    (request,) = provider.posted
    copies, links = json.loads(request.body), links_by_recipient()
    assert request.url.endswith("/email/batch")
    for copy in copies:
        link = links[copy["To"]]
        assert link in copy["TextBody"]
        assert copy["HtmlBody"] == f'<p>News & "more" {link}</p>'
        assert {"Name": "List-Unsubscribe", "Value": f"<{link}>"} in copy["Headers"]
        assert "Cc" not in copy
        assert "Bcc" not in copy
    references = {str(m.reference) for m in OutboundMessage.objects.all()}
    assert {copy["Metadata"]["reference"] for copy in copies} == references


def test_mailgun_fills_the_links_in_itself(batching):
    provider = batching("mailgun", MAILGUN_API_KEY="made-up")
    bulk(2)
    provider.answers = [provider.answer(200, '{"id": "<id-1>", "message": "Queued."}')]
    assert drain(now=NOW).accepted == 2
    body = provider.posted[0].body
    text = body if isinstance(body, str) else body.decode()
    assert text.count("to=") >= 2 or text.count('name="to"') == 2
    assert "recipient-variables" in text
    assert "recipient.unsubscribe" in text


def test_resend_is_told_that_the_same_post_is_no_second_one(batching):
    provider = batching("resend", RESEND_API_KEY="made-up")
    bulk(2)
    letter = queued()
    provider.answers = [
        provider.answer(200, '{"id": "id-1"}'),
        provider.answer(200, '{"data": [{"id": "a"}, {"id": "b"}]}'),
    ]
    assert drain(now=NOW).accepted == 3
    keys = [request.headers["Idempotency-Key"] for request in provider.posted]
    assert keys[0] == str(letter.reference)
    assert len(keys[1]) == 64
    links = links_by_recipient()
    for copy in json.loads(provider.posted[1].body):
        assert links[copy["to"][0]] in copy["text"]


def test_a_batch_leaves_out_whom_we_may_not_write_to(batching):
    provider = batching("postmark", POSTMARK_SERVER_TOKEN="made-up")
    bulk(4)
    services.suppress(address="p1@harbor.example", reason="complained", now=NOW)
    services.end_subscription(scope="campaign:1", address="p2@harbor.example", now=NOW)
    answers = [
        {"To": f"p{n}@harbor.example", "MessageID": f"id-{n}", "ErrorCode": 0, "Message": "OK"}
        for n in (0, 3)
    ]
    provider.answers = [provider.answer(200, json.dumps(answers))]
    report = drain(now=NOW)
    assert (report.accepted, report.cancelled) == (2, 2)
    sent = {copy["To"] for copy in json.loads(provider.posted[0].body)}
    assert sent == {"p0@harbor.example", "p3@harbor.example"}
    assert Suppression.objects.count() == 1
