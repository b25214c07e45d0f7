"""Turns of a pass: how much is on its way at once, what a pass that ends gives back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection, connections

from delivery import lines, many, pace, talking
from delivery.connections import Line
from delivery.models import OutboundMessage
from delivery.sending import drain
from delivery.services import NewAttachment, queue_bulk
from tests.delivery import liar
from tests.delivery.liar import lying, use
from tests.delivery.mails import NOW, queued
from tests.delivery.test_talking import talker


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("talks_from", "most"), [(1_000, 8), (1, 10)])
def test_no_more_are_marked_than_there_are_connections(talks_from, most, settings, monkeypatch):
    """What a killed worker leaves uncertain is bounded, however far ahead it has claimed.

    A process that talks has a quarter more.
    """
    monkeypatch.setattr(lines, "MANY", talks_from)
    marked: list[int] = []

    def counts(handler, mails):
        try:
            rows = OutboundMessage.objects.filter(status="handing_over")
            marked.append(rows.count())
        finally:
            connections.close_all()
        liar.honest(handler, mails)

    with lying(counts) as provider:
        use(settings, provider, connections=8)
        if talks_from == 1:
            talking.keep(talker(8))
        for _ in range(60):
            queued()
        assert drain(now=NOW).accepted == 60
    talking.kept(0)
    assert len(marked) == 60
    assert 1 <= max(marked) <= most


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("bulk", [False, True])
def test_a_message_that_no_key_opens_waits_and_the_others_go_out(bulk, settings):
    with lying() as provider:
        use(settings, provider)
        if bulk:
            queue_bulk(
                key="update:1",
                scope="campaign:1",
                list_name="the campaign",
                recipients=[f"{name}@harbor.example" for name in "abc"],
                subject="News",
                body_text="Words",
                now=NOW,
            )
        else:
            for _ in range(3):
                queued()
        broken = OutboundMessage.objects.order_by("id")[1]
        with connection.cursor() as cursor:  # past the model, which would seal it
            cursor.execute(
                f'UPDATE {OutboundMessage._meta.db_table} SET "to" = %s WHERE id = %s',  # noqa: S608
                ["gAAAAAnothing", broken.pk],
            )
        report = drain(now=NOW)
        assert (report.accepted, report.retried, report.failed) == (2, 1, 0)
    row = OutboundMessage.objects.filter(pk=broken.pk).values("status", "not_before", "error").get()
    assert row["status"] == "queued"
    assert row["not_before"] > NOW + timedelta(minutes=59)
    assert "FIELD_KEYS" in row["error"]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_pass_that_has_had_enough_queues_again_what_it_claimed(settings):
    with lying() as provider:
        use(settings, provider, connections=2)
        for _ in range(40):
            queued()
        report = drain(now=NOW, enough=lambda: provider.requests >= 5)
        assert 5 <= report.accepted < 40
        assert report.accepted == provider.requests
        left = OutboundMessage.objects.filter(status="queued", paced_at=None, lease_until=None)
        assert left.count() == 40 - report.accepted
        assert drain(now=NOW).accepted == 40 - report.accepted
    assert set(provider.taken.values()) == {1}


@pytest.mark.django_db
def test_a_place_in_the_limits_is_held_from_the_hand_over(settings):
    settings.MAIL_PER_MINUTE = 1
    queued()
    (message,) = many.take([OutboundMessage.objects.get().pk], now=NOW)
    later = NOW + timedelta(seconds=50)
    many.mark_handed_over([message], now=later)
    (taken,) = pace.taken_times(now=later, window=pace.MINUTE)
    assert taken == later


@pytest.mark.django_db
def test_a_file_that_many_carry_is_opened_once(mailoutbox):
    file = NewAttachment("letter.pdf", "application/pdf", b"%PDF")
    first, second, bare = queued(attachments=[file]), queued(attachments=[file]), queued()
    taken = many.take([first.pk, second.pk, bare.pk], now=NOW)
    assert taken[0].carried[0].attachment is taken[1].carried[0].attachment
    assert taken[2].carried == ()


def test_a_connection_reads_the_environment_once(settings, monkeypatch):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "made-up"}
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/ours.pem")
    line = Line()
    line.open()
    session = line.backend.session
    assert session.proxies["https"] == "http://proxy.example:3128"
    assert (session.verify, session.trust_env) == ("/etc/ours.pem", False)
    line.close()


def test_a_request_prepared_before_carries_its_own_words_and_headers(settings, provider):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "made-up"}
    line = Line()
    line.open()
    for words in ("Grüße", "more and longer words"):
        body = json.dumps({"Text": words}, ensure_ascii=False)
        headers = {"Content-Type": "application/json", "X-Number": words[:1]}
        line.backend.session.request("POST", "https://x.example/email", data=body, headers=headers)
    for request, words in zip(provider.posted, ("Grüße", "more and longer words"), strict=True):
        assert json.loads(request.body) == {"Text": words}
        assert request.headers["Content-Length"] == str(len(request.body))
        assert request.headers["X-Number"] == words[:1]
        assert "anymail" in request.headers["User-Agent"]
    line.close()
