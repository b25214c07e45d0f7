"""The outbox, what the provider reported, and whom not to write to."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from delivery import envelope, status
from delivery.arrivals import EarlyReport, InboundFile, InboundMessage, WebhookReceipt
from delivery.brakes import Circuit, SendingPause
from delivery.bulk_mail import Bulk, Unsubscription
from privacy.sealing import SealedBinaryField, SealedTextField

__all__ = [
    "Attachment",
    "Bulk",
    "Circuit",
    "DeliveryEvent",
    "EarlyReport",
    "InboundFile",
    "InboundMessage",
    "MessageAttachment",
    "OutboundMessage",
    "SenderSettings",
    "SendingPause",
    "Suppression",
    "Unsubscription",
    "WebhookReceipt",
]


class Attachment(models.Model):
    """A file's bytes, stored once however many mails carry it."""

    sha256 = models.CharField(max_length=64, unique=True)
    content = SealedBinaryField()
    size = models.PositiveIntegerField()  # bytes
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.size:,} bytes)"


class OutboundMessage(models.Model):
    """One mail to one mailbox, from the wish to send it to what became of it.

    Written by `delivery.services` and `delivery.leases` only; see `delivery.status`.
    """

    wagtail_reference_index_ignore = True  # no page refers to it, and writing it must be quick
    carried: Sequence[MessageAttachment] = ()  # its files, read when a worker claims it

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", "Confirmation"
        NOTICE = "notice", "Notice"
        LETTER = "letter", "Letter to an addressee"
        SUPPORTER = "supporter", "Message by a supporter"
        UPDATE = "update", "Update to subscribers"

    class Status(models.TextChoices):
        QUEUED = status.QUEUED, "Queued"
        LEASED = status.LEASED, "Taken by a worker"
        HANDING_OVER = status.HANDING_OVER, "Being handed over"
        ACCEPTED = status.ACCEPTED, "Accepted by the provider"
        DELIVERED = status.DELIVERED, "Delivered"
        AUTORESPONDED = status.AUTORESPONDED, "Delivered; a machine answered"
        DEFERRED = status.DEFERRED, "Delayed by the recipient's server"
        BOUNCED = status.BOUNCED, "Bounced"
        COMPLAINED = status.COMPLAINED, "Reported as spam"
        UNCERTAIN = status.UNCERTAIN, "Uncertain: a person decides"
        FAILED = status.FAILED, "Failed"
        HELD = status.HELD, "Held"
        CANCELLED = status.CANCELLED, "Cancelled"

    kind = models.CharField(max_length=16, choices=Kind)
    key = models.CharField(max_length=200)  # unique; why it is sent; the same wish, one mail
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # for reports
    status = models.CharField(max_length=16, choices=Status, default=Status.QUEUED)

    to = SealedTextField()
    to_pseudonym = models.CharField(max_length=64)
    to_domain = models.CharField(max_length=253)
    from_name = SealedTextField(blank=True)
    reply_to = SealedTextField(blank=True)
    subject = SealedTextField()
    body_text = SealedTextField()
    body_html = SealedTextField(blank=True)
    bulk = models.ForeignKey(
        Bulk, models.PROTECT, null=True, blank=True, related_name="messages"
    )  # its words stand there
    answers_here = models.BooleanField(default=False)  # its reply address is one of ours
    attachments = models.ManyToManyField(Attachment, through="MessageAttachment")

    priority = models.PositiveSmallIntegerField(default=5)  # smaller goes first
    not_before = models.DateTimeField()
    office_zone = models.CharField(max_length=60, blank=True)  # only in its office hours; "" any
    paced_at = models.DateTimeField(null=True, blank=True)  # when it took its place in the limits
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)  # fences off who lost the lease

    provider = models.CharField(max_length=40, blank=True)
    provider_message_id = models.CharField(max_length=255, blank=True)
    error = models.CharField(max_length=300, blank=True)  # without addresses
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            # Texts are compared byte by byte: on PostgreSQL that is the half of changing a row.
            models.Index(
                # Whole, not partial: SQLite can't tell from a parameter that a condition holds.
                fields=["status", "priority", "not_before", "id"],
                opclasses=["varchar_pattern_ops", "int2_ops", "timestamptz_ops", "int8_ops"],
                name="delivery_waiting",
            ),
            models.Index(
                fields=["paced_at"],
                condition=Q(paced_at__isnull=False),
                name="delivery_paced",
            ),
            models.Index(
                fields=["to_domain", "paced_at"],
                opclasses=["varchar_pattern_ops", "timestamptz_ops"],
                condition=Q(paced_at__isnull=False),
                name="delivery_paced_domain",
            ),
            models.Index(
                fields=["provider_message_id"],
                opclasses=["varchar_pattern_ops"],
                name="delivery_provider_id",
            ),
            # Not at the field, which on PostgreSQL gets a second index, for LIKE, that each change
            # of a row writes to and nothing reads. The same for the key.
            models.Index(
                fields=["to_pseudonym"],
                opclasses=["varchar_pattern_ops"],
                name="delivery_pseudonym",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"], opclasses=["varchar_pattern_ops"], name="delivery_key_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | ~Q(provider_message_id=""),
                name="delivery_accepted_has_id",
                violation_error_message="Accepted needs the provider's message id.",
            ),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"

    @property
    def masked_to(self) -> str:
        """The recipient as lists show it, such as d…@example.org; "erased" after retention."""
        return f"{self.to[0]}…@{self.to_domain}" if self.to else "erased"


class MessageAttachment(models.Model):
    """A file under the name it has in one mail."""

    message = models.ForeignKey(OutboundMessage, models.CASCADE, related_name="files")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="uses")
    position = models.PositiveSmallIntegerField()
    filename = models.CharField(max_length=envelope.MAX_FILENAME)
    content_type = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message", "position"], name="delivery_attachment_position"
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class DeliveryEvent(models.Model):
    """One thing that happened to a message, by us or as the provider reported it."""

    message = models.ForeignKey(OutboundMessage, models.CASCADE, related_name="events")
    type = models.CharField(max_length=20)
    provider_event_id = models.CharField(max_length=64)  # for de-duplication
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    detail = models.CharField(max_length=envelope.MAX_DETAIL, blank=True)  # without addresses

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message", "type", "provider_event_id"], name="delivery_event_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} at {self.at:%Y-%m-%d %H:%M} UTC"


class Suppression(models.Model):
    """A mailbox that gets no more mail, known by its pseudonym only."""

    class Reason(models.TextChoices):
        BOUNCED = "bounced", "Its server refused mail for good"
        COMPLAINED = "complained", "It reported our mail as spam"
        UNSUBSCRIBED = "unsubscribed", "It asked for no more mail"
        ERASED = "erased", "Its owner had everything erased"
        BY_STAFF = "by_staff", "Entered by staff"

    pseudonym = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=16, choices=Reason)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}, {self.at:%Y-%m-%d}"


@register_setting(icon="mail")
class SenderSettings(BaseSiteSetting):
    """Who the mails come from, and who stands behind them."""

    from_name = models.CharField(
        max_length=envelope.MAX_NAME, blank=True, help_text="The name shown beside the address."
    )
    from_email = models.EmailField(
        blank=True,
        help_text="Only within the domain that the server is set up for; empty means its default.",
    )
    reply_to = models.EmailField(blank=True, help_text="Where answers to notices go.")
    organization = models.CharField(max_length=120, blank=True)
    postal_address = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "Mail sender"

    def clean(self) -> None:
        super().clean()
        if envelope.display_name(self.from_name) != self.from_name:
            raise ValidationError({"from_name": "The name can't hold @, <, > or quotation marks."})
        ours = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">").lower()
        if self.from_email and self.from_email.rpartition("@")[2].lower() != ours:
            raise ValidationError(
                {"from_email": f"The address must be at {ours}, which the mail server signs for."}
            )
