"""Amazon SES without its library: Anymail's own code runs, and a stand-in where it calls boto3.

boto3 is none of our dependencies, so nothing here reaches Amazon. What Anymail does not do, it does
not do here either: it leaves SNS's signature unchecked, so the shared secret is what counts.
"""

from __future__ import annotations

import importlib
import json
import sys
from base64 import b64encode
from types import ModuleType
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from delivery.models import DeliveryEvent, OutboundMessage, Suppression
from tests.delivery.mails import queued
from tests.delivery.test_receivers import AUTH

PATH = "/anymail/amazon_ses/tracking/"


@pytest.fixture
def _hook(monkeypatch, settings) -> None:
    settings.ROOT_URLCONF = "tests.delivery.webhook_urls"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "user:password"}
    monkeypatch.setattr(
        "anymail.webhooks.amazon_ses._get_anymail_boto3_params", lambda **_: ({}, {})
    )


def sent() -> OutboundMessage:
    message = queued(to="ada@harbor.example")
    OutboundMessage.objects.filter(pk=message.pk).update(
        status="accepted", provider="amazon ses", provider_message_id="ses-1"
    )
    return message


def notice(kind: str, *, reference: str = "", number: int = 1) -> dict[str, Any]:
    """Return what SNS posts about one mail."""
    headers = [{"name": "X-Metadata", "value": json.dumps({"reference": reference})}]
    event = {
        "eventType": kind,
        "mail": {
            "messageId": "ses-1",
            "destination": ["ada@harbor.example"],
            "headers": headers if reference else [],
        },
        "bounce": {
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": "ada@harbor.example"}],
        },
        "complaint": {"complainedRecipients": [{"emailAddress": "ada@harbor.example"}]},
        "delivery": {"recipients": ["ada@harbor.example"], "smtpResponse": "250 ok"},
    }
    return {
        "Type": "Notification",
        "MessageId": f"sns-{number}",
        "Timestamp": "2026-11-23T09:00:00.000Z",
        "TopicArn": "arn:aws:sns:eu-central-1:000000000000:made-up",
        "Message": json.dumps(event),
    }


def post(body: dict[str, Any], auth: str = AUTH, **changes: str) -> Any:
    named = {
        "X-Amz-Sns-Message-Type": str(body["Type"]),
        "X-Amz-Sns-Message-Id": str(body["MessageId"]),
        **({"Authorization": auth} if auth else {}),
        **changes,
    }
    client = Client(raise_request_exception=False)
    return client.post(PATH, json.dumps(body), content_type="text/plain", headers=named)


@pytest.mark.django_db
@pytest.mark.usefixtures("_hook")
def test_sns_is_asked_for_the_secret_before_it_sends_it():
    """W-01: without the question it would never send the secret of the address."""
    answer = post(notice("Bounce"), auth="")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Basic ")
    assert not DeliveryEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_hook")
@pytest.mark.parametrize(
    ("kind", "ends"),
    [("Delivery", "delivered"), ("Bounce", "bounced"), ("Complaint", "complained")],
)
@pytest.mark.parametrize("by_reference", [True, False])
def test_a_notice_is_followed_once(kind, ends, by_reference):
    message = sent()
    reference = str(message.reference) if by_reference else ""
    if by_reference:
        OutboundMessage.objects.update(status="uncertain", provider="", provider_message_id="")
    for _ in range(3):
        assert post(notice(kind, reference=reference)).status_code == 200
    message.refresh_from_db()
    assert (message.status, message.provider_message_id) == (ends, "ses-1")
    assert message.events.count() == 1
    assert Suppression.objects.exists() == (kind != "Delivery")


@pytest.mark.django_db
@pytest.mark.usefixtures("_hook")
def test_what_is_forged_or_mixed_up_changes_nothing():
    """W-01: wrong secret, headers of another post, an unknown type, no JSON within."""
    message = sent()
    good = notice("Bounce")
    wrong = "Basic " + b64encode(b"user:guessed").decode()
    answers = [
        post(good, auth=wrong),
        post(good, **{"X-Amz-Sns-Message-Type": "SubscriptionConfirmation"}),
        post(good, **{"X-Amz-Sns-Message-Id": "sns-2"}),
        post({**good, "Type": "Surprise"}),
        post({**good, "Message": "{"}),
    ]
    assert all(400 <= one.status_code < 500 for one in answers), answers
    assert not [one for one in answers if b"Traceback" in one.content]
    message.refresh_from_db()
    assert message.status == "accepted"
    assert not Suppression.objects.exists()


@pytest.mark.django_db
def test_without_its_library_the_webhook_says_that_it_is_not_set_up(settings):
    settings.ROOT_URLCONF = "tests.delivery.webhook_urls"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "user:password"}
    answer = post(notice("Bounce"))
    assert (answer.status_code, answer.content) == (403, b"Webhooks are not set up here.\n")


@pytest.fixture
def backend(monkeypatch) -> Any:
    """Anymail's backend for SES, over empty stand-ins for the library that it imports."""
    made = {name: ModuleType(name) for name in ("boto3", "botocore.client", "botocore.exceptions")}
    made["botocore"] = ModuleType("botocore")
    config = type("Config", (), {"__init__": lambda self, **_: None})
    vars(made["botocore.client"])["Config"] = config
    for error in ("BotoCoreError", "ClientError", "ConnectionError"):
        vars(made["botocore.exceptions"])[error] = type(error, (Exception,), {})
    for name, module in made.items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.delitem(sys.modules, "anymail.backends.amazon_ses", raising=False)
    yield importlib.import_module("anymail.backends.amazon_ses").EmailBackend()
    sys.modules.pop("anymail.backends.amazon_ses", None)


def test_a_mail_to_ses_carries_our_reference_and_no_key_against_repeats(backend, settings):
    """The row of `amazon_ses` in docs/delivery.md: reference yes, once no, one by one."""
    mail = EmailMultiAlternatives("x", "x", "a@stub.example", ["b@stub.example"])
    mail.metadata = {"reference": "made-up-reference"}
    payload = backend.build_message_payload(mail, {})
    assert json.loads(payload.mime_message["X-Metadata"]) == mail.metadata
    assert not hasattr(payload, "headers"), "no request header of ours goes along"
