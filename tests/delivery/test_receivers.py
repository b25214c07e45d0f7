"""Reports of three providers, through their webhooks."""

from __future__ import annotations

import base64
import json
import random
from datetime import UTC, datetime

import pytest
from django.test import Client

from delivery.models import DeliveryEvent, OutboundMessage, Suppression
from delivery.services import Report, is_suppressed, record_event
from tests.delivery.mails import NOW, queued

pytestmark = pytest.mark.django_db
AUTH = "Basic " + base64.b64encode(b"user:password").decode()


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.ANYMAIL = {
        "WEBHOOK_SECRET": "user:password",
        "POSTMARK_SERVER_TOKEN": "made-up",
        "SPARKPOST_API_KEY": "made-up",
        "BREVO_API_KEY": "made-up",
    }
    settings.ROOT_URLCONF = "tests.delivery.webhook_urls"


def sent(provider: str) -> OutboundMessage:
    message = queued(to="ada+x@gmail.com")
    OutboundMessage.objects.filter(pk=message.pk).update(
        status="accepted", provider=provider, provider_message_id="id-1"
    )
    return message


def postmark(event: str) -> dict[str, object]:
    kinds: dict[str, dict[str, object]] = {
        "delivered": {"RecordType": "Delivery", "DeliveredAt": "2026-11-23T09:00:00Z"},
        "bounced": {
            "RecordType": "Bounce",
            "Type": "HardBounce",
            "ID": 7,
            "BouncedAt": "2026-11-23T09:00:00Z",
            "Description": "ada@gmail.com does not exist",
        },
        "complained": {
            "RecordType": "SpamComplaint",
            "Type": "SpamComplaint",
            "ID": 8,
            "BouncedAt": "2026-11-23T09:00:00Z",
        },
    }
    return {"MessageID": "id-1", "Email": "ada@gmail.com", "Recipient": "x", **kinds[event]}


def sparkpost(event: str) -> list[dict[str, object]]:
    kinds = {
        "delivered": {"type": "delivery"},
        "bounced": {"type": "bounce", "bounce_class": "10", "reason": "550 ada@gmail.com unknown"},
        "complained": {"type": "spam_complaint"},
    }
    common = {"transmission_id": "id-1", "rcpt_to": "ada@gmail.com", "timestamp": "1795424400"}
    return [{"msys": {"message_event": {**common, "event_id": event, **kinds[event]}}}]


def brevo(event: str) -> dict[str, object]:
    names = {"delivered": "delivered", "bounced": "hard_bounce", "complained": "spam"}
    return {
        "event": names[event],
        "email": "ada@gmail.com",
        "id": 1,
        "message-id": "id-1",
        "ts_event": 1795424400,
        "ts": 1795424400,
        "reason": "ada@gmail.com unknown",
    }


PROVIDERS = {"postmark": postmark, "sparkpost": sparkpost, "brevo": brevo}


def post(provider: str, body: object, auth: str = AUTH):
    headers = {"Authorization": auth} if auth else {}
    return Client(raise_request_exception=False).post(
        f"/anymail/{provider}/tracking/",
        json.dumps(body),
        content_type="application/json",
        headers=headers,
    )


@pytest.mark.parametrize("event", ["delivered", "bounced", "complained"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_report_updates_the_message_once(provider, event):
    message = sent(provider)
    for _ in range(3):
        assert post(provider, PROVIDERS[provider](event)).status_code == 200
    message.refresh_from_db()
    assert message.status == event
    assert message.events.count() == 1
    assert "@" not in message.events.get().detail
    assert is_suppressed("ada@gmail.com") == (event != "delivered")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_delivered_after_bounced_does_not_undo_it(provider):
    message = sent(provider)
    post(provider, PROVIDERS[provider]("bounced"))
    post(provider, PROVIDERS[provider]("delivered"))
    message.refresh_from_db()
    assert message.status == "bounced"


@pytest.mark.parametrize("auth", ["", "Basic " + base64.b64encode(b"user:wrong").decode(), "x"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_report_without_the_secret_changes_nothing(provider, auth):
    """W-01: 4xx, no change."""
    message = sent(provider)
    assert 400 <= post(provider, PROVIDERS[provider]("bounced"), auth).status_code < 500
    message.refresh_from_db()
    assert message.status == "accepted"
    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_while_no_secret_is_set_every_report_is_refused(provider, settings):
    """W-01: Anymail itself would take them."""
    settings.ANYMAIL = {k: v for k, v in settings.ANYMAIL.items() if k != "WEBHOOK_SECRET"}
    sent(provider)
    assert post(provider, PROVIDERS[provider]("bounced"), "").status_code == 403
    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_report_about_no_message_of_ours_is_answered_and_dropped(provider):
    assert post(provider, PROVIDERS[provider]("bounced")).status_code == 200
    assert not DeliveryEvent.objects.exists()
    assert not Suppression.objects.exists()


def report(message: OutboundMessage, kind: str, number: int = 0, **changes) -> Report:
    values = {
        "provider": "postmark",
        "message_id": "id-1",
        "reference": str(message.reference),
        "type": kind,
        "event_id": f"{kind}-{number}",
        "at": datetime(2026, 11, 23, 9, number, tzinfo=UTC),
    }
    return Report(**{**values, **changes})


def test_a_report_by_our_reference_settles_an_uncertain_letter():
    message = queued()
    OutboundMessage.objects.update(status="uncertain")
    assert record_event(report(message, "delivered"), now=NOW)
    message.refresh_from_db()
    assert (message.status, message.provider_message_id) == ("delivered", "id-1")


def test_accepted_is_not_believed_without_an_id():
    message = queued()
    OutboundMessage.objects.update(status="uncertain")
    record_event(report(message, "sent", message_id=""), now=NOW)
    message.refresh_from_db()
    assert message.status == "uncertain"


@pytest.mark.parametrize("kind", ["opened", "clicked", "unknown"])
def test_other_reports_change_no_status(kind):
    message = sent("postmark")
    record_event(report(message, kind), now=NOW)
    message.refresh_from_db()
    assert message.status == "accepted"


def test_a_passing_bounce_suppresses_nobody():
    message = sent("postmark")
    record_event(report(message, "bounced", reject_reason="timed_out"), now=NOW)
    assert not is_suppressed("ada@gmail.com")


def test_repeated_and_shuffled_reports_end_the_same():
    """W-02, with rows: 1,000 orders."""
    chance, kinds = random.Random(4), ["sent", "deferred", "delivered", "bounced", "complained"]
    orders = 1_000
    for _ in range(orders):
        message = sent("postmark")
        chosen = chance.sample(kinds, chance.randrange(1, 6))
        reports = [report(message, kind, n) for n, kind in enumerate(chosen)] * 2
        chance.shuffle(reports)
        new = sum(record_event(one, now=NOW) for one in reports)
        message.refresh_from_db()
        oracle = max(chosen, key=kinds.index).replace("sent", "accepted")
        assert (message.status, new) == (oracle, len(chosen))
    print(f"W-02: {orders:,} shuffled, doubled sequences of reports in rows, 0 wrong")
