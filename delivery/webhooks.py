"""What stands before Anymail's views: no post is believed that could be somebody else's.

A post needs the shared secret, and the provider's signature where the provider signs. Its raw body
is kept, sealed, for some days. The same body again is answered and changes nothing; what a provider
signs for one use only, with another body, is refused, and so is what it signed two days ago.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from delivery.models import EarlyReport, WebhookReceipt

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]

MAX_BODY = {"tracking": 1024 * 1024, "inbound": 30 * 1024 * 1024}  # bytes
OLDEST = timedelta(hours=48)
KEEP = timedelta(days=7)
# The setting without which Anymail would believe a provider that signs without a signature.
SIGNED_BY = {
    "mailersend": ("MAILERSEND_SIGNING_SECRET", "MAILERSEND_INBOUND_SECRET"),
    "mailgun": ("MAILGUN_WEBHOOK_SIGNING_KEY", "MAILGUN_WEBHOOK_SIGNING_KEY"),
    "mailtrap": ("MAILTRAP_TRACKING_SECRET", "MAILTRAP_INBOUND_SECRET"),
    "mandrill": ("MANDRILL_WEBHOOK_KEY", "MANDRILL_WEBHOOK_KEY"),
    "resend": ("RESEND_SVIX_SECRET", "RESEND_SVIX_SECRET"),
    "postal": ("POSTAL_WEBHOOK_KEY", "POSTAL_WEBHOOK_KEY"),
    "sendgrid": ("SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY", ""),
    "unisender_go": ("UNISENDER_GO_API_KEY", ""),
}


class Refused(Exception):
    """Carries the status and the sentence to answer with."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def guarded(view: View, *, provider: str, purpose: str) -> View:
    """Return Anymail's `view` behind all of these checks."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            _check_set_up(provider, purpose)
            if provider == "amazon_ses" and not request.headers.get("Authorization"):
                return _ask_for_the_secret()
            if request.method != "POST":
                return view(request, *args, **kwargs)
            return _handled(view, request, provider, purpose)
        except Refused as refusal:
            logger.warning("webhook of %s refused: %s", provider, refusal.sentence)
            return HttpResponse(f"{refusal.sentence}\n", "text/plain", status=refusal.status)

    return answer


def prune_webhooks(now: datetime) -> int:
    """Erase raw bodies and reports about unknown messages after KEEP; return how many."""
    old = WebhookReceipt.objects.filter(received_at__lt=now - KEEP).delete()[0]
    return old + EarlyReport.objects.filter(received_at__lt=now - KEEP).delete()[0]


def _check_set_up(provider: str, purpose: str) -> None:
    anymail = settings.ANYMAIL
    if not anymail.get("WEBHOOK_SECRET"):
        raise Refused(403, "Webhooks are not set up here.")
    needed = SIGNED_BY.get(provider, ("", ""))[purpose == "inbound"]
    if needed and not anymail.get(needed):
        raise Refused(403, f"Webhooks are not set up here: set ANYMAIL_{needed}.")


def _handled(view: View, request: HttpRequest, provider: str, purpose: str) -> HttpResponseBase:
    now = timezone.now()
    body = _body(request, MAX_BODY[purpose])
    if provider == "resend":
        _check_svix(request, body)
    _checked(view, request)
    _check_age(request, body, provider, now)
    receipt = _receipt(request, body, provider, purpose, now)
    if receipt.handled_at is not None:
        return HttpResponse()
    try:
        response = view(request)
    except (LookupError, TypeError, ValueError, AttributeError, AnymailError):
        logger.exception("webhook of %s: receipt %s can't be read", provider, receipt.pk)
        raise Refused(400, "This can't be read.") from None
    if response.status_code < 300:
        WebhookReceipt.objects.filter(pk=receipt.pk).update(handled_at=now)
    return response


def _ask_for_the_secret() -> HttpResponse:
    """Answer as Amazon SNS has to be answered before it sends the secret of its address at all."""
    response = HttpResponse("The shared secret is missing.\n", "text/plain", status=401)
    response["WWW-Authenticate"] = 'Basic realm="webhooks"'
    return response


def _body(request: HttpRequest, most: int) -> bytes:
    """Return the raw body; afterwards Django parses it from memory."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length > most:
            raise Refused(413, "This is more than a webhook posts.")
        request._body = request.read(most + 1)  # past Django's limit for forms
    except (ValueError, OSError, RequestDataTooBig):
        raise Refused(400, "This can't be read.") from None
    body = request.body
    if len(body) > most:
        raise Refused(413, "This is more than a webhook posts.")
    return body


def _checked(view: View, request: HttpRequest) -> None:
    """Let Anymail check secret and signature before anything is kept."""
    views: Any = view
    try:
        made = views.view_class(**views.view_initkwargs)
        made.setup(request)
        made.run_validators(request)
    except SuspiciousOperation:
        raise Refused(400, "Secret or signature is missing or wrong.") from None
    except Exception as error:  # whatever a check raises: what can't be checked isn't believed
        logger.warning("a webhook can't be checked (%s)", type(error).__name__)
        raise Refused(403, "Webhooks are not set up here.") from None


def _check_svix(request: HttpRequest, body: bytes) -> None:
    """Check the signature that covers id, time and body; Anymail needs another package for it."""
    secret = str(settings.ANYMAIL["RESEND_SVIX_SECRET"]).removeprefix("whsec_")
    named = (request.headers.get(f"svix-{part}", "") for part in ("id", "timestamp"))
    try:
        key = b64decode(secret, validate=True)
    except ValueError:
        raise Refused(403, "Webhooks are not set up here: ANYMAIL_RESEND_SVIX_SECRET.") from None
    signed = ".".join(named).encode("utf-8", "replace") + b"." + body
    expected = b"v1," + b64encode(hmac.digest(key, signed, "sha256"))
    shown = request.headers.get("svix-signature", "").encode("utf-8", "replace").split()
    if not any(hmac.compare_digest(one, expected) for one in shown):
        raise Refused(400, "Secret or signature is missing or wrong.")


def _check_age(request: HttpRequest, body: bytes, provider: str, now: datetime) -> None:
    signed = signed_at(request, body, provider)
    if signed is not None and abs(now - signed) > OLDEST:
        raise Refused(400, "This was signed more than two days ago.")


def signed_at(request: HttpRequest, body: bytes, provider: str) -> datetime | None:
    """Return when the provider says that it signed; None where it signs no time.

    Raises:
        Refused: it signs one, and this can't be read.
    """
    value: object = ""
    if provider == "mailgun":
        value = _mailgun(request, body).get("timestamp", "")
    elif provider == "resend":
        value = request.headers.get("svix-timestamp", "")
    elif provider == "sendgrid":
        value = request.headers.get("X-Twilio-Email-Event-Webhook-Timestamp", "")
    if value in ("", None):
        return None
    try:
        return datetime.fromtimestamp(float(str(value)), UTC)
    except (ValueError, OverflowError, OSError):
        raise Refused(400, "Its time can't be read.") from None


def _mailgun(request: HttpRequest, body: bytes) -> dict[str, object]:
    """Return the block that Mailgun signs, which doesn't cover the rest of the body."""
    if request.content_type == "application/json":
        try:
            signature = json.loads(body)["signature"]
        except (ValueError, KeyError, TypeError):
            raise Refused(400, "This can't be read.") from None
        return signature if isinstance(signature, dict) else {}
    return {name: request.POST.get(name, "") for name in ("timestamp", "token")}


def _once(request: HttpRequest, body: bytes, provider: str) -> str:
    """Return a digest of what the provider signs for one post only; "" where it does no such."""
    if provider == "mailgun":
        token = str(_mailgun(request, body).get("token", ""))
    elif provider == "resend":
        token = request.headers.get("svix-id", "")
    else:
        token = ""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest() if token else ""


def _receipt(
    request: HttpRequest, body: bytes, provider: str, purpose: str, now: datetime
) -> WebhookReceipt:
    digest = hashlib.sha256(body).hexdigest()
    try:
        with transaction.atomic():
            receipt, new = WebhookReceipt.objects.get_or_create(
                provider=provider,
                purpose=purpose,
                digest=digest,
                defaults={
                    "signed_once": _once(request, body, provider),
                    "body": body,
                    "size": len(body),
                    "received_at": now,
                },
            )
    except IntegrityError:
        raise Refused(409, "This was signed for another post.") from None
    if not new:
        WebhookReceipt.objects.filter(pk=receipt.pk).update(times=F("times") + 1)
    return receipt
