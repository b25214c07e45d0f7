"""Claims, leases and fencing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from delivery import claiming, leases
from delivery.models import OutboundMessage
from tests.delivery.mails import NOW, queued

LATER = NOW + leases.LEASE + timedelta(seconds=1)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_workers_that_race_never_claim_the_same_message():
    messages, threads = 60, 6
    for _ in range(messages):
        queued()

    def work(_: int) -> list[int]:
        claimed = []
        try:
            while (message := claiming.claim(now=NOW)) is not None:
                claimed.append(message.pk)
        finally:
            connections.close_all()
        return claimed

    with ThreadPoolExecutor(threads) as pool:
        claims = [pk for claimed in pool.map(work, range(threads)) for pk in claimed]
    print(f"{connection.vendor}: {threads} workers, {len(claims)} claims of {messages} messages")
    assert sorted(claims) == sorted(set(claims))
    assert len(claims) == messages


@pytest.mark.django_db
def test_what_is_not_due_is_left():
    queued(not_before=NOW + timedelta(hours=1))
    assert claiming.claim(now=NOW) is None
    assert claiming.claim(now=NOW + timedelta(hours=1)) is not None


@pytest.mark.django_db
def test_first_come_first_served():
    second, first = queued(not_before=NOW), queued(not_before=NOW - timedelta(hours=1))
    assert [claiming.claim(now=NOW).pk, claiming.claim(now=NOW).pk] == [first.pk, second.pk]


@pytest.mark.django_db
def test_a_lease_that_ran_out_before_the_hand_over_queues_the_message_again():
    message = queued()
    lost = claiming.claim(now=NOW)
    assert leases.expire(now=NOW) == (0, 0)
    assert leases.expire(now=LATER) == (1, 0)
    assert not leases.hand_over(lost, now=LATER)
    again = claiming.claim(now=LATER)
    assert again.pk == message.pk
    assert leases.hand_over(again, now=LATER)
    assert not leases.fail(lost, error="late", now=LATER)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["letter", "supporter"])
def test_a_worker_lost_while_handing_over_leaves_mail_to_officials_uncertain(kind):
    queued(kind=kind)
    message = claiming.claim(now=NOW)
    leases.hand_over(message, now=NOW)
    assert leases.expire(now=LATER) == (0, 1)
    message = OutboundMessage.objects.get()
    assert message.status == "uncertain"
    assert claiming.claim(now=LATER + timedelta(days=9)) is None


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["confirmation", "notice"])
def test_a_worker_lost_while_handing_over_queues_other_mail_again(kind):
    queued(kind=kind)
    message = claiming.claim(now=NOW)
    leases.hand_over(message, now=NOW)
    assert leases.expire(now=LATER) == (1, 0)
    assert claiming.claim(now=LATER + timedelta(hours=1)) is not None


@pytest.mark.django_db
def test_a_late_accepted_settles_what_was_put_down_as_uncertain():
    queued()
    message = claiming.claim(now=NOW)
    leases.hand_over(message, now=NOW)
    leases.expire(now=LATER)
    assert leases.accept(message, provider="postmark", message_id="id-1", now=LATER)
    message = OutboundMessage.objects.get()
    assert (message.status, message.provider_message_id) == ("accepted", "id-1")


@pytest.mark.django_db
def test_accepted_needs_the_providers_id():
    queued()
    message = claiming.claim(now=NOW)
    leases.hand_over(message, now=NOW)
    with pytest.raises(ValueError, match="message id"):
        leases.accept(message, provider="postmark", message_id="", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboundMessage.objects.update(status="accepted")


@pytest.mark.django_db
def test_tries_end_after_a_while():
    queued(kind="confirmation")
    now, tries = NOW, 0
    while (message := claiming.claim(now=now)) is not None:
        tries += 1
        leases.hand_over(message, now=now)
        leases.retry(message, error="the provider answered 503", now=now, after=None)
        now += timedelta(hours=9)
    assert tries == leases.MAX_ATTEMPTS
    final = OutboundMessage.objects.get()
    assert final.status == "failed"
    assert "given up after 12 attempts" in final.error


def test_waits_double_with_chance_up_to_a_limit():
    for attempts in range(1, 20):
        expected = min(60 * 2 ** (attempts - 1), 6 * 3600)
        waits = {leases.backoff(attempts).total_seconds() for _ in range(200)}
        assert expected * 0.5 <= min(waits) < max(waits) <= expected * 1.5
        assert len(waits) > 100
