"""Turns of a pass: how much is on its way at once, what a pass that ends gives back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connections

from delivery import many, pace
from delivery.connections import Line
from delivery.models import OutboundMessage
from delivery.sending import drain
from delivery.services import NewAttachment
from tests.delivery import liar
from tests.delivery.liar import lying, use
from tests.delivery.mails import NOW, queued


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_no_more_are_marked_than_there_are_connections(settings):
    """What a killed worker leaves uncertain is bounded, however far ahead it has claimed."""
    marked: list[int] = []

    def counts(handler, mails):
        try:
            rows = OutboundMessage.objects.filter(status="handing_over")
            marked.append(rows.count())
        finally:
            connections.close_all()
        liar.honest(handler, mails)

    with lying(counts) as provider:
        use(settings, provider, connections=4)
        for _ in range(60):
            queued()
        assert drain(now=NOW).accepted == 60
    assert len(marked) == 60
    assert 1 <= max(marked) <= 4


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
