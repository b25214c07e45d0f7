"""A provider over real HTTP that lies: what the outbox then says is still true."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from delivery import services
from delivery.models import Circuit, OutboundMessage
from delivery.sending import drain
from tests.delivery import liar
from tests.delivery.liar import lying, use
from tests.delivery.mails import NOW, queued

pytestmark = pytest.mark.django_db(transaction=True)

LIES = {  # what a letter and a confirmation come to, and whether it really was taken
    liar.honest: ("accepted", "accepted"),
    liar.takes_then_resets: ("uncertain", "queued"),
    liar.resets: ("uncertain", "queued"),
    liar.takes_then_fails: ("uncertain", "queued"),
    liar.says_ok_with_a_refusal: ("failed", "failed"),
    liar.says_ok_without_an_id: ("uncertain", "queued"),
    liar.says_ok_in_html: ("uncertain", "queued"),
    liar.overloaded: ("queued", "queued"),
}


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_no_lie_makes_a_letter_sent_or_sent_twice(lie, settings):
    """D-02 over HTTP: three letters and three confirmations a lie."""
    letter, confirmation = LIES[lie]
    with lying(lie) as provider:
        use(settings, provider)
        for _ in range(3):
            queued()
            queued(kind="confirmation", to="bo@harbor.example")
        drain(now=NOW)
        ends = Counter(OutboundMessage.objects.values_list("kind", "status"))
        for kind, expected in (("letter", letter), ("confirmation", confirmation)):
            stays = {status for (one, status) in ends if one == kind}
            assert stays <= {expected, "queued"}
        provider.lie = liar.honest
        Circuit.objects.all().delete()
        for hours in range(1, 9):
            drain(now=NOW + timedelta(hours=hours))
    letters = OutboundMessage.objects.filter(kind="letter")
    taken = [provider.taken[str(one.reference)] for one in letters]
    print(f"{lie.__name__}: letters taken {taken}, {dict(ends)}")
    assert max(taken) <= 1
    for one in OutboundMessage.objects.filter(status="accepted"):
        assert provider.ids[str(one.reference)] == one.provider_message_id


def test_many_lies_in_any_order_lose_nothing_and_double_no_letter(settings):
    """60 letters and 20 confirmations, a random lie for each request."""
    chance = random.Random(9)
    choices = [liar.honest] * 3 + [lie for lie in LIES if lie is not liar.overloaded]

    def any_lie(handler, mails):
        with handler.liar.lock:
            lie = chance.choice(choices)
        lie(handler, mails)

    with lying(any_lie) as provider:
        use(settings, provider, connections=8)
        for number in range(80):
            queued(kind="confirmation" if number % 4 == 0 else "letter")
        for hours in range(12):
            Circuit.objects.all().delete()
            drain(now=NOW + timedelta(hours=hours))
    ends = Counter(OutboundMessage.objects.values_list("kind", "status"))
    letters = OutboundMessage.objects.filter(kind="letter")
    twice = [one.pk for one in letters if provider.taken[str(one.reference)] > 1]
    print(f"any lie: {dict(ends)}, {provider.requests} requests, {len(twice)} letters twice")
    assert twice == []
    assert sum(ends.values()) == 80
    assert {status for _, status in ends} <= {"accepted", "uncertain", "failed", "queued"}
    for one in letters.filter(status="failed"):
        assert provider.taken[str(one.reference)] == 0


def test_a_provider_that_fails_is_left_alone_and_tried_by_one_message(settings):
    """The circuit: after five failures nobody tries, then one message does."""
    with lying(liar.resets) as provider:
        use(settings, provider, connections=1)
        for _ in range(30):
            queued(kind="confirmation")
        drain(now=NOW)
        first = provider.requests
        assert first == 5
        drain(now=NOW + timedelta(seconds=30))
        assert provider.requests == first
        drain(now=NOW + timedelta(minutes=3))
        assert provider.requests == first + 1
        assert Circuit.objects.get().trips == 2
        waits = services.why_waiting(OutboundMessage.objects.filter(attempts=0).first(), now=NOW)
        assert "the provider fails, next try" in waits
        provider.lie = liar.honest
        drain(now=NOW + timedelta(minutes=40))
        drain(now=NOW + timedelta(minutes=90))
    assert not Circuit.objects.exists()
    assert set(OutboundMessage.objects.values_list("status", flat=True)) == {"accepted"}
    assert OutboundMessage.objects.count() == 30


def test_partly_taken_batches_are_read_recipient_by_recipient(settings):
    with lying(liar.takes_every_other) as provider:
        use(settings, provider)
        services.queue_bulk(
            key="update:1",
            scope="campaign:1",
            list_name="Face recognition",
            recipients=[f"p{n}@harbor.example" for n in range(10)],
            subject="News",
            body_text="There is news.",
            now=NOW,
        )
        report = drain(now=NOW)
    assert provider.requests == 1
    assert (report.accepted, report.failed, report.uncertain) == (5, 5, 0)
    for one in OutboundMessage.objects.filter(status="accepted"):
        assert provider.ids[str(one.reference)] == one.provider_message_id


def test_a_batch_that_nobody_answered_is_uncertain_and_not_sent_again(settings):
    with lying(liar.takes_then_resets) as provider:
        use(settings, provider)
        services.queue_bulk(
            key="update:1",
            scope="campaign:1",
            list_name="Face recognition",
            recipients=[f"p{n}@harbor.example" for n in range(10)],
            subject="News",
            body_text="There is news.",
            now=NOW,
        )
        drain(now=NOW)
        drain(now=NOW + timedelta(days=1))
    assert provider.requests == 1
    assert set(OutboundMessage.objects.values_list("status", flat=True)) == {"uncertain"}
