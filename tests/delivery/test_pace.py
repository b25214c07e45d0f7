"""Limits: the brake, domains, office hours, what people are told of them."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections

from delivery import forecast, hours, services
from delivery.claiming import claim_some
from delivery.models import OutboundMessage
from delivery.sending import drain
from tests.delivery.liar import lying, use
from tests.delivery.mails import NOW, queued

NEW_YORK = "America/New_York"
MONDAY_3AM = datetime(2026, 11, 23, 8, tzinfo=UTC)  # in New York


def statuses() -> Counter[str]:
    return Counter(OutboundMessage.objects.values_list("status", flat=True))


@pytest.mark.both_databases
@pytest.mark.django_db
def test_the_brake_stops_at_its_cap_loses_nothing_and_goes_on(settings, mailoutbox):
    """R-06, small: 250 queued at 100 an hour; in no hour more than 100, after three hours all."""
    settings.MAIL_PER_HOUR = 100
    for number in range(250):
        queued(kind=("letter", "notice", "confirmation")[number % 3])
    sent, now = [], NOW
    for _ in range(40):
        before = len(mailoutbox)
        drain(now=now)
        sent += [now] * (len(mailoutbox) - before)
        now += timedelta(minutes=7)
    print(f"R-06: 250 queued, {len(sent)} sent in {(sent[-1] - sent[0])}, cap 100 an hour")
    assert statuses() == {"accepted": 250}
    assert len(sent) == 250
    assert sent.count(NOW) == 100
    for first, later in zip(sent, sent[100:], strict=False):
        assert later - first >= timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_five_thousand_wait_behind_the_brake(settings):
    """R-06: 5,000 queued, 500 an hour, over HTTP: 4,200 updates in batches, 800 mails singly."""
    settings.MAIL_PER_HOUR = 500
    with lying() as provider:
        use(settings, provider)
        bulk(4_200)
        for number in range(800):
            queued(kind=("letter", "notice", "confirmation", "supporter")[number % 4])
        sent, now = [], NOW
        while OutboundMessage.objects.filter(status="queued").exists():
            before = provider.taken.total()
            drain(now=now)
            sent += [now] * (provider.taken.total() - before)
            assert now < NOW + timedelta(hours=14), statuses()
            now += timedelta(minutes=20)
    most = max(sum(one <= other < one + timedelta(hours=1) for other in sent) for one in set(sent))
    print(
        f"R-06: 5,000 queued, {len(sent):,} sent in {sent[-1] - sent[0]}, {most} in an hour at "
        f"most, {sum(n > 1 for n in provider.taken.values())} twice"
    )
    assert statuses() == {"accepted": 5_000}
    assert set(provider.taken.values()) == {1}
    assert len(provider.taken) == 5_000
    assert most == 500


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_workers_that_race_never_pass_the_limit_together(settings):
    settings.MAIL_PER_HOUR = 45
    for _ in range(80):
        queued()

    def work(_: int) -> int:
        claimed = 0
        try:
            while some := claim_some(now=NOW, most=4):
                claimed += len(some)
        finally:
            connections.close_all()
        return claimed

    with ThreadPoolExecutor(6) as pool:
        claimed = sum(pool.map(work, range(6)))
    print(f"{connection.vendor}: 6 workers, limit 45, {claimed} claimed")
    assert claimed == 45


@pytest.mark.django_db
def test_one_domain_that_is_full_does_not_hold_up_the_others(settings, mailoutbox):
    settings.MAIL_PER_DOMAIN_MINUTE = 3
    for number in range(10):
        queued(to=f"a{number}@senate.example")
    for number in range(5):
        queued(to=f"b{number}@house{number}.example")
    queued(kind="confirmation", to="c@senate.example")
    assert drain(now=NOW).accepted == 3 + 5 + 1
    assert drain(now=NOW + timedelta(seconds=30)).accepted == 0
    assert drain(now=NOW + timedelta(seconds=61)).accepted == 3
    waiting = OutboundMessage.objects.filter(status="queued").first()
    said = services.why_waiting(waiting, now=NOW + timedelta(seconds=62))
    assert said == "3 a minute go to senate.example"


@pytest.mark.django_db
def test_what_is_given_back_takes_no_place(settings):
    settings.MAIL_PER_HOUR = 1
    queued(to="ada@harbor.example", kind="notice")
    queued(kind="notice", to="bo@harbor.example")
    services.suppress(address="ada@harbor.example", reason="by_staff", now=NOW)
    report = drain(now=NOW)
    assert (report.cancelled, report.accepted) == (1, 1)


@pytest.mark.django_db
def test_confirmations_go_before_updates_that_waited_longer(mailoutbox, settings):
    settings.MAIL_PER_HOUR = 10
    bulk(30)
    drain(now=NOW)
    assert len(mailoutbox) == 9  # one place in ten is kept free for other mail
    queued(kind="confirmation", subject="Confirm", now=NOW)
    drain(now=NOW + timedelta(seconds=1))
    assert mailoutbox[-1].subject == "Confirm"


def bulk(number: int, **changes) -> int:
    values = {
        "key": "update:1",
        "scope": "campaign:1",
        "list_name": "Face recognition",
        "recipients": [f"p{n}@harbor.example" for n in range(number)],
        "subject": "News",
        "body_text": "There is news.",
        "now": NOW,
    }
    return services.queue_bulk(**{**values, **changes})


@pytest.mark.django_db
def test_a_letter_for_office_hours_waits_for_its_own_office(mailoutbox):
    queued(office_zone=NEW_YORK, now=MONDAY_3AM)
    queued(office_zone="Asia/Tokyo", now=MONDAY_3AM, to="bo@harbor.example")
    queued(now=MONDAY_3AM, to="cy@harbor.example")
    drain(now=MONDAY_3AM)
    assert {mail.to[0] for mail in mailoutbox} == {"cy@harbor.example"}
    first, second, _ = OutboundMessage.objects.order_by("id")
    assert "office hours of America/New_York" in services.why_waiting(first, now=MONDAY_3AM)
    assert first.not_before == datetime(2026, 11, 23, 14, tzinfo=UTC)
    assert second.not_before == datetime(2026, 11, 24, 0, tzinfo=UTC)
    assert drain(now=MONDAY_3AM + timedelta(hours=6)).accepted == 1


@pytest.mark.django_db
def test_a_time_zone_that_is_none_is_refused():
    with pytest.raises(ValueError, match="America/New_York"):
        queued(office_zone="Mars/Olympus")


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23 09:00", "2026-11-23 09:00"),
        ("2026-11-23 16:59", "2026-11-23 16:59"),
        ("2026-11-23 17:00", "2026-11-24 09:00"),
        ("2026-11-27 18:00", "2026-11-30 09:00"),
        ("2026-11-28 10:00", "2026-11-30 09:00"),
        ("2026-11-29 23:59", "2026-11-30 09:00"),
        ("2026-11-23 08:59", "2026-11-23 09:00"),
        ("2026-03-06 20:00", "2026-03-09 09:00"),  # the clocks change in between
    ],
)
def test_offices_open_from_nine_to_five_on_working_days(moment, opens):
    there = ZoneInfo(NEW_YORK)
    asked = datetime.fromisoformat(moment).replace(tzinfo=there).astimezone(UTC)
    assert hours.open_from(asked, NEW_YORK).astimezone(there) == datetime.fromisoformat(
        opens
    ).replace(tzinfo=there)


def test_the_projected_finish_is_when_a_simulation_ends():
    """1,000 random windows: the forecast is what sending one by one comes to."""
    chance = random.Random(3)
    for _ in range(1_000):
        limit, number = chance.randrange(1, 9), chance.randrange(1, 40)
        window = timedelta(seconds=chance.randrange(1, 100))
        taken = sorted(NOW - window * chance.random() for _ in range(chance.randrange(limit + 1)))
        times, now = list(taken), NOW
        for _ in range(number):
            while sum(time > now - window for time in times) >= limit:
                now = min(time for time in times if time > now - window) + window
            times.append(now)
        assert forecast.finish(number, taken, limit=limit, window=window, now=NOW) == now


@pytest.mark.django_db
def test_people_are_told_before_and_during_when_all_will_be_out(settings):
    settings.MAIL_PER_HOUR, settings.MAIL_PER_DOMAIN_MINUTE = 10, 0
    planned = [("senate.example", "")] * 25
    before = services.forecast(now=NOW, extra=planned)
    assert (before.messages, before.finish_at) == (25, NOW + timedelta(hours=2))
    assert before.because == "10 an hour"
    for number in range(25):
        queued(to=f"a{number}@senate.example")
    drain(now=NOW)
    during = services.forecast(now=NOW + timedelta(minutes=5))
    assert during.messages == 15
    assert NOW + timedelta(hours=2) <= during.finish_at <= NOW + timedelta(hours=2, minutes=1)
    settings.MAIL_PER_HOUR, settings.MAIL_PER_DOMAIN_MINUTE = 0, 2
    assert services.forecast(now=NOW + timedelta(hours=1)).because.startswith("2 a minute go to")
    services.pause(reason="restored from a backup", now=NOW, cause="restored")
    assert services.forecast(now=NOW).finish_at is None
    assert "restored" in services.forecast(now=NOW).because


@pytest.mark.django_db
def test_with_nothing_waiting_the_forecast_is_now():
    assert services.forecast(now=NOW) == services.Forecast(0, NOW, "nothing waits")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": "held"}, "held"),
        ({"status": "uncertain"}, "a person decides"),
        ({"status": "accepted", "provider_message_id": "x"}, ""),
        ({"attempts": 2, "not_before": NOW + timedelta(hours=1)}, "tried 2 times, next try"),
        ({"not_before": NOW + timedelta(hours=1)}, "until 23 Nov, 10:00"),
        ({"office_zone": "Asia/Tokyo"}, "office hours in Asia/Tokyo begin"),
        ({}, "next in line"),
    ],
)
def test_a_person_reads_why_a_message_waits(changes, said):
    OutboundMessage.objects.filter(pk=queued().pk).update(**changes)
    found = services.why_waiting(OutboundMessage.objects.get(), now=NOW)
    assert said in found
    assert bool(found) == bool(said)


@pytest.mark.django_db
def test_a_person_reads_that_the_brake_holds_a_message(settings, mailoutbox):
    settings.MAIL_PER_HOUR = 1
    queued()
    last = queued()
    drain(now=NOW)
    said = services.why_waiting(last, now=NOW + timedelta(minutes=1))
    assert said.startswith("the brake on all mail: 1 an hour, next 23 Nov, 10:0")
