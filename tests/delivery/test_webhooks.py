"""Every provider's webhooks: secret and signature, replays, old posts, bodies, early reports."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from delivery import claiming, leases, services
from delivery.models import DeliveryEvent, EarlyReport, OutboundMessage, WebhookReceipt
from delivery.webhooks import MAX_BODY, SIGNED_BY, prune_webhooks
from tests.delivery.mails import NOW, queued
from tests.delivery.test_receivers import PROVIDERS, post, report, sent

pytestmark = pytest.mark.django_db
AUTH = {"Authorization": "Basic " + base64.b64encode(b"user:password").decode()}
KEY = "made-up-key"


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.ROOT_URLCONF = "tests.delivery.webhook_urls"
    settings.ANYMAIL = {
        "WEBHOOK_SECRET": "user:password",
        "POSTMARK_SERVER_TOKEN": "made-up",
        "SPARKPOST_API_KEY": "made-up",
        "BREVO_API_KEY": "made-up",
        "MAILGUN_WEBHOOK_SIGNING_KEY": KEY,
        "MAILERSEND_SIGNING_SECRET": KEY,
        "MAILTRAP_TRACKING_SECRET": KEY,
        "RESEND_SVIX_SECRET": "whsec_" + base64.b64encode(KEY.encode()).decode(),
    }


def mac(text: bytes) -> str:
    return hmac.new(KEY.encode(), text, hashlib.sha256).hexdigest()


def mailgun(event: str, when: float, token: str = "t" * 50) -> dict[str, Any]:
    stamp = str(int(when))
    return {
        "signature": {
            "timestamp": stamp,
            "token": token,
            "signature": mac((stamp + token).encode()),
        },
        "event-data": {
            "event": event,
            "timestamp": when,
            "id": "e1",
            "message": {"headers": {"message-id": "id-1"}},
            "recipient": "ada@gmail.com",
            "severity": "permanent",
            "reason": "bounce",
            "delivery-status": {},
            "user-variables": {},
        },
    }


def sent_by_mailgun() -> OutboundMessage:
    message = sent("mailgun")
    OutboundMessage.objects.filter(pk=message.pk).update(provider_message_id="<id-1>")
    return message


def deliver(provider: str, body: Any, **headers: str):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client(raise_request_exception=False).post(
        f"/anymail/{provider}/tracking/",
        raw,
        content_type="application/json",
        headers={**AUTH, **headers},
    )


def svix(raw: bytes, when: float, name: str = "msg_1") -> dict[str, str]:
    signed = f"{name}.{int(when)}.".encode() + raw
    digest = hmac.new(KEY.encode(), signed, hashlib.sha256).digest()
    return {
        "svix-id": name,
        "svix-timestamp": str(int(when)),
        "svix-signature": "v1,other v1," + base64.b64encode(digest).decode(),
    }


def resend(event: str) -> bytes:
    return json.dumps(
        {
            "type": event,
            "created_at": "2026-11-23T09:00:00.000Z",
            "data": {"email_id": "id-1", "to": ["ada@gmail.com"], "headers": []},
        }
    ).encode()


def addresses() -> dict[str, str]:
    """Return every webhook that there is, by its name."""
    patterns = get_resolver("delivery.urls").url_patterns
    return {
        str(p.name): "/anymail/" + str(p.pattern).replace("(_mime)?", "").strip("^$")
        for p in patterns
    }


def test_every_provider_with_a_tracking_hook_is_there():
    names = {name.removesuffix("_tracking_webhook") for name in addresses() if "tracking" in name}
    print(f"W-01: {len(names)} providers: {', '.join(sorted(names))}")
    assert {"brevo", "mailgun", "mailjet", "postmark", "resend", "sparkpost"} <= names
    assert len(names) >= 13
    assert set(SIGNED_BY) <= names


@pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning")
def test_no_webhook_of_any_provider_believes_a_post_without_its_secret():
    """W-01: nothing, a wrong secret, an old form of it, for each provider and purpose."""
    wrong = base64.b64encode(b"user:old").decode()
    tried = 0
    for path in addresses().values():
        for headers in ({}, {"Authorization": f"Basic {wrong}"}, {"Authorization": "Bearer x"}):
            for body in (b"{}", b"[]", b"", b"\xff", b'{"event": "bounced"}'):
                answer = Client(raise_request_exception=False).post(
                    path, body, content_type="application/json", headers=headers
                )
                assert 400 <= answer.status_code < 500, path
                assert b"Traceback" not in answer.content
                tried += 1
    print(f"W-01: {tried} posts without a good secret, 0 believed")
    assert not WebhookReceipt.objects.exists()


@pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning")
def test_the_secret_alone_is_not_enough_where_the_provider_signs(settings):
    """Shared secret and signature: without its key set, and with it but unsigned."""
    for provider, (tracking, _) in SIGNED_BY.items():
        settings.ANYMAIL = {"WEBHOOK_SECRET": "user:password"}
        answer = deliver(provider, {})
        assert answer.status_code == 403, provider
        assert tracking in answer.content.decode()
        settings.ANYMAIL = {"WEBHOOK_SECRET": "user:password", tracking: KEY}
        assert 400 <= deliver(provider, {}).status_code < 500, provider
    assert not WebhookReceipt.objects.exists()


def test_a_signed_report_is_followed_once_and_its_raw_body_is_kept_sealed():
    message, body = sent_by_mailgun(), mailgun("failed", time.time())
    for _ in range(3):
        assert deliver("mailgun", body).status_code == 200
    message.refresh_from_db()
    assert (message.status, message.events.count()) == ("bounced", 1)
    receipt = WebhookReceipt.objects.get()
    assert receipt.times == 3
    assert json.loads(bytes(receipt.body)) == body
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM delivery_webhookreceipt")
        assert b"ada@gmail.com" not in bytes(cursor.fetchone()[0])


def test_a_signature_that_was_used_does_not_carry_another_body():
    """W-01: Mailgun signs a token and a time, not what happened."""
    message, now = sent_by_mailgun(), time.time()
    assert deliver("mailgun", mailgun("delivered", now)).status_code == 200
    assert deliver("mailgun", mailgun("failed", now)).status_code == 409
    message.refresh_from_db()
    assert message.status == "delivered"
    assert DeliveryEvent.objects.count() == 1


@pytest.mark.parametrize("hours", [49, 1_000, -49])
def test_what_was_signed_two_days_ago_is_refused(hours):
    """W-01: > 48 h, where the provider signs the time."""
    message, then = sent_by_mailgun(), time.time() - hours * 3600
    assert deliver("mailgun", mailgun("failed", then)).status_code == 400
    raw = resend("email.bounced")
    assert deliver("resend", raw, **svix(raw, then)).status_code == 400
    message.refresh_from_db()
    assert message.status == "accepted"
    assert not WebhookReceipt.objects.exists()


def test_resends_signature_covers_id_time_and_body():
    message, raw = sent("resend"), resend("email.delivered")
    good = svix(raw, time.time())
    other = resend("email.bounced")
    for headers, body in (
        ({}, raw),
        (good, other),
        ({**good, "svix-id": "msg_2"}, raw),
        ({**good, "svix-timestamp": str(int(time.time()) + 9)}, raw),
    ):
        assert deliver("resend", body, **headers).status_code == 400
    assert deliver("resend", raw, **good).status_code == 200
    assert deliver("resend", other, **svix(other, time.time())).status_code == 409
    message.refresh_from_db()
    assert message.status == "delivered"


@pytest.mark.parametrize(
    ("provider", "name"), [("mailersend", "Signature"), ("mailtrap", "Mailtrap-Signature")]
)
def test_a_tampered_body_does_not_fit_its_signature(provider, name):
    """W-01: one bit of the body, one of the signature."""
    raw = b'{"events": [], "data": {}, "type": "activity.delivered"}'
    good = mac(raw)
    assert deliver(provider, raw + b" ", **{name: good}).status_code == 400
    assert deliver(provider, raw, **{name: good[:-1] + "0x"}).status_code == 400
    assert not WebhookReceipt.objects.exists()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_bodies_have_bounds_and_must_be_readable(provider):
    """W-01: too big, no JSON, wrong types, deep: 4xx and no traceback, whoever knows the secret."""
    chance = random.Random(2)
    assert deliver(provider, b" " * (MAX_BODY["tracking"] + 1)).status_code == 413
    whole = json.dumps(PROVIDERS[provider]("bounced")).encode()
    wrong = [
        b"",
        b"{",
        b"\xff",
        b"null",
        b"3",
        b'"x"',
        b"[" * 500,
        b'{"event": [], "RecordType": {}}',
    ]
    for _ in range(40):
        raw = bytearray(whole)
        for _ in range(3):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        wrong.append(bytes(raw))
    for raw in wrong:
        answer = deliver(provider, raw)
        assert answer.status_code < 500, raw
        assert b"Traceback" not in answer.content


def test_a_post_that_failed_half_way_is_handled_when_it_comes_again(monkeypatch):
    message, body = sent("postmark"), PROVIDERS["postmark"]("delivered")
    with monkeypatch.context() as broken:
        broken.setattr("delivery.receivers.record_event", lambda *_, **__: 1 / 0)
        assert post("postmark", body).status_code == 500
    assert WebhookReceipt.objects.get().handled_at is None
    assert post("postmark", body).status_code == 200
    message.refresh_from_db()
    assert message.status == "delivered"


def test_raw_bodies_go_after_a_week():
    sent("postmark")
    post("postmark", PROVIDERS["postmark"]("delivered"))
    assert prune_webhooks(timezone.now() + timedelta(days=6)) == 0
    assert prune_webhooks(timezone.now() + timedelta(days=8)) == 1
    assert not WebhookReceipt.objects.exists()


def test_a_report_before_the_acceptance_is_committed_is_kept_and_followed():
    """The provider is quicker than our own commit, and gives the report no reference."""
    message = queued()
    claimed = claiming.claim(now=NOW)
    leases.hand_over(claimed, now=NOW)
    early = report(message, "delivered", reference="", message_id="id-9")
    for _ in range(2):
        assert not services.record_event(early, now=NOW)
    assert EarlyReport.objects.count() == 1
    leases.accept(claimed, provider="postmark", message_id="id-9", now=NOW)
    assert services.record_event(
        report(message, "bounced", 1, reference="", message_id="id-9"), now=NOW
    )
    from delivery.reports import follow_early_reports

    assert follow_early_reports("postmark", ["id-9"], now=NOW) == 1
    assert not services.record_event(early, now=NOW)
    message.refresh_from_db()
    assert message.status == "bounced"
    assert not EarlyReport.objects.exists()
    assert message.events.filter(type="delivered").count() == 1


def test_a_report_by_reference_before_the_acceptance_leaves_the_acceptance_whole():
    message = queued()
    claimed = claiming.claim(now=NOW)
    leases.hand_over(claimed, now=NOW)
    services.record_event(report(message, "delivered", message_id="id-9"), now=NOW)
    leases.accept(claimed, provider="postmark", message_id="id-9", now=NOW)
    message.refresh_from_db()
    assert message.status == "delivered"
    assert (message.accepted_at, message.provider_message_id) == (NOW, "id-9")
    assert leases.expire(now=NOW + timedelta(days=1)) == (0, 0)
