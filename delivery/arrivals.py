"""What comes in: answers to our mail with their files, and what providers post to us."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from delivery import envelope
from privacy.sealing import SealedBinaryField, SealedTextField


class InboundMessage(models.Model):
    """One mail that came to the reply address of a message; its text only, never its HTML.

    Written by `delivery.services.receive_inbound`. What it means for a letter is read from here,
    by the room that sent the letter.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", "Answer"
        AUTO_REPLY = "auto_reply", "Automatic reply"
        BOUNCE = "bounce", "Report of a mail server"
        SPAM = "spam", "Spam"

    kind = models.CharField(max_length=12, choices=Kind)
    in_reply_to = models.ForeignKey(
        "delivery.OutboundMessage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="answers",
    )  # None: it came to our address, but names no message of ours
    provider = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)  # the same mail is kept once
    from_name = SealedTextField(blank=True)
    from_address = SealedTextField(blank=True)
    subject = SealedTextField(blank=True)
    text = SealedTextField(blank=True)
    cut = models.BooleanField(default=False)  # the text was longer than we keep
    why = models.CharField(max_length=200, blank=True)  # by what it was told apart; no addresses
    sent_at = models.DateTimeField(null=True, blank=True)  # as its sender says
    received_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)  # a person has dealt with it
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-received_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["kind", "received_at"], name="delivery_inbound_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.received_at:%Y-%m-%d %H:%M} UTC"


class InboundFile(models.Model):
    """A file that came with an answer: kept apart until a person releases it."""

    class State(models.TextChoices):
        QUARANTINED = "quarantined", "In quarantine"
        RELEASED = "released", "Released by a person"
        NOT_KEPT = "not_kept", "Too big to keep"

    message = models.ForeignKey(InboundMessage, models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    filename = SealedTextField()
    content_type = models.CharField(max_length=120)  # as its sender says: never trusted
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    content = SealedBinaryField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.QUARANTINED)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message", "position"], name="delivery_inbound_file_position"
            ),
        ]

    def __str__(self) -> str:
        return f"File {self.position + 1}"


class WebhookReceipt(models.Model):
    """One post of a provider, as it came; the raw body is erased on schedule."""

    provider = models.CharField(max_length=40)
    purpose = models.CharField(max_length=12)  # tracking or inbound
    digest = models.CharField(max_length=64)  # of the body
    signed_once = models.CharField(max_length=64, blank=True)  # of what a signature may cover once
    body = SealedBinaryField(blank=True)
    size = models.PositiveIntegerField()  # bytes
    received_at = models.DateTimeField(db_index=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    times = models.PositiveIntegerField(default=1)  # how often it came

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "purpose", "digest"], name="delivery_receipt_once"
            ),
            models.UniqueConstraint(
                fields=["provider", "signed_once"],
                condition=~Q(signed_once=""),
                name="delivery_receipt_signed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.purpose}, {self.size:,} bytes"


class EarlyReport(models.Model):
    """A provider's report that came before we knew its message; follows once we do."""

    provider = models.CharField(max_length=40)
    message_id = models.CharField(max_length=255)
    type = models.CharField(max_length=20)
    event_id = models.CharField(max_length=64)  # a digest, for de-duplication
    at = models.DateTimeField(null=True, blank=True)
    reject_reason = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=envelope.MAX_DETAIL, blank=True)  # without addresses
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "message_id", "type", "event_id"],
                name="delivery_early_report_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} from {self.provider}"
