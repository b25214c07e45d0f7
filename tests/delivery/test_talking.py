"""The process that talks to the provider: who uses it, and what is left when either one ends."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMultiAlternatives

from delivery import connections, lines, talking
from delivery.models import OutboundMessage
from delivery.outcomes import Verdict
from delivery.sending import drain
from tests.delivery import liar
from tests.delivery.liar import lying, use
from tests.delivery.mails import NOW, queued


@pytest.fixture(autouse=True)
def _hung_up() -> Iterator[None]:
    """End the process that a test's passes leave."""
    yield
    assert talking.kept(0) is None


def talker(width: int) -> talking.Talker:
    """Return a process that takes mails."""
    made, until = talking.Talker(width), time.monotonic() + 20
    while not made.ready() and time.monotonic() < until:
        time.sleep(0.005)
    assert made.ready()
    return made


def refuse(*_):
    raise AssertionError("a thread of this process was given a mail")


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_long_pass_goes_over_to_a_process_and_the_next_one_goes_on_with_it(settings, monkeypatch):
    monkeypatch.setattr(lines, "MANY", 5)
    with lying(latency=0.01) as provider:
        use(settings, provider)
        for _ in range(20):
            queued()
        assert drain(now=NOW).accepted == 20
        kept = talking._mine.talker
        while not kept.ready():
            time.sleep(0.005)
        for _ in range(20):
            queued()
        monkeypatch.setattr(connections.Pool, "submit", refuse)
        assert drain(now=NOW).accepted == 20
        assert talking._mine.talker is kept
    assert set(provider.taken.values()) == {1}
    assert OutboundMessage.objects.filter(status="accepted").count() == 40
    for message in OutboundMessage.objects.all():
        assert provider.ids[str(message.reference)] == message.provider_message_id


@pytest.mark.django_db(transaction=True)
def test_one_that_is_still_starting_is_kept_and_ended_like_any_other(settings, monkeypatch):
    with lying() as provider:
        use(settings, provider)
        for many, kept in ((1, True), (1, True), (100, False)):
            monkeypatch.setattr(lines, "MANY", many)
            monkeypatch.setattr(talking.Talker, "ready", lambda self: False)
            queued()
            assert drain(now=NOW).accepted == 1
            assert (talking._mine.talker is not None) == kept


@pytest.mark.django_db(transaction=True)
def test_a_short_pass_starts_none_and_ends_the_one_that_was_kept(settings):
    with lying() as provider:
        use(settings, provider)
        kept = talker(4)
        talking.keep(kept)
        queued()
        assert drain(now=NOW).accepted == 1
        assert kept.process.poll() == 0
        queued()
        assert drain(now=NOW).accepted == 1
    assert talking.kept(4) is None


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_what_a_killed_process_had_is_uncertain_and_the_rest_goes_out(settings):
    with lying() as provider:
        use(settings, provider, connections=2)
        kept = talker(2)
        talking.keep(kept)

        def kills(handler, mails):
            answer = provider.take(mails)
            if provider.requests == 4:
                os.kill(kept.process.pid, signal.SIGKILL)
                kept.process.wait()
            handler.answer(answer)

        provider.lie = kills
        for _ in range(12):
            queued()
        report = drain(now=NOW)
    assert 1 <= report.uncertain <= 2
    assert report.accepted == 12 - report.uncertain
    assert set(provider.taken.values()) == {1}


@pytest.mark.django_db
def test_it_ends_with_its_worker_whatever_it_is_doing(settings):
    held = threading.Event()

    def holds(handler, mails):
        held.wait(10)
        liar.honest(handler, mails)

    with lying(holds) as provider:
        use(settings, provider)
        settings.ANYMAIL = {**settings.ANYMAIL, "REQUESTS_TIMEOUT": (2, 60)}
        made = talker(2)
        mail = EmailMultiAlternatives(
            "x", "y", "letters@undersigned.example", ["ada@harbor.example"]
        )
        made.submit(0, mail, {})
        while not provider.requests:
            time.sleep(0.005)
        made._out.close()  # as the end of a worker does
        assert made.process.wait(5) == 0
        assert made.wait(1, 5) == 1
        ((number, answer),) = made.answers()
        held.set()
    assert number == 0
    assert answer.outcomes["ada@harbor.example"].verdict is Verdict.UNKNOWN
    assert made.ended


def test_one_that_has_ended_says_that_it_took_nothing(settings):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    made = talker(2)
    made.process.kill()
    made.process.wait()
    mail = EmailMultiAlternatives("x", "y", "letters@undersigned.example", ["ada@harbor.example"])
    assert not made.submit(0, mail, {})
    assert made.ended
    assert made.answers() == []
    made.end()


def test_it_is_not_kept_for_a_backend_that_is_set_up_otherwise(settings):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    made = talker(2)
    talking.keep(made)
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "another"}
    assert talking.kept(2) is None
    assert made.process.poll() is not None
