"""What supporters wrote through us, to whom, and what became of it. Part of `campaign.models`."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from privacy.sealing import SealedTextField


class SupporterMessageQuerySet(models.QuerySet["SupporterMessage"]):
    """Questions about many messages."""

    def confirmed(self) -> Self:
        return self.filter(status=SupporterMessage.Status.CONFIRMED)

    def written(self) -> Self:
        """Confirmed, and somebody got a letter: not a second one to the same officials."""
        letters = SupporterDelivery.objects.confirmed().filter(message=OuterRef("pk"))
        return self.confirmed().filter(Exists(letters))

    def unconfirmed_too_long(self, now: datetime) -> Self:
        """Requests whose link has run out."""
        return self.filter(status=SupporterMessage.Status.ASKED, link_expires_at__lte=now)


class SupporterMessage(models.Model):
    """One supporter's message under one action: sent by us once its mailbox was confirmed."""

    wagtail_reference_index_ignore = True  # no page refers to it, and writing it must be quick

    class Status(models.TextChoices):
        ASKED = "asked", "Waiting for confirmation"
        CONFIRMED = "confirmed", "Confirmed"

    action = models.ForeignKey(
        "campaign.ActionPage", on_delete=models.CASCADE, related_name="messages"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    mailbox_pseudonym = models.CharField(max_length=64, blank=True)
    email = SealedTextField(blank=True)
    sender = SealedTextField(blank=True)
    town = SealedTextField(blank=True)
    subject = SealedTextField(blank=True)
    message = SealedTextField(blank=True)
    own_share = models.PositiveSmallIntegerField(default=0)  # of a hundred words
    wants_question = models.BooleanField(default=True)  # how it ended, after two weeks
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    link_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    link_expires_at = models.DateTimeField(null=True, blank=True)
    question_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    question_asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = SupporterMessageQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["action", "mailbox_pseudonym"], name="campaign_message_of"),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}, {self.get_status_display()}"


class SupporterDeliveryQuerySet(models.QuerySet["SupporterDelivery"]):
    """Questions about many copies of messages."""

    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def to_print(self) -> Self:
        """Confirmed, for paper, and not printed yet."""
        return self.confirmed().filter(channel=SupporterDelivery.Channel.PAPER, printed_at=None)


class SupporterDelivery(models.Model):
    """A message to one official: by which channel it goes, and what the supporter says of it."""

    wagtail_reference_index_ignore = True  # no page refers to it, and writing it must be quick

    class Channel(models.TextChoices):
        EMAIL = "email", "Email"
        PAPER = "paper", "Paper, handed over by us"

    class Outcome(models.TextChoices):
        ANSWERED = "answered", "Answered"
        ACKNOWLEDGED = "acknowledged", "Acknowledged only"
        NOTHING = "nothing", "Nothing came"

    message = models.ForeignKey(
        SupporterMessage, on_delete=models.CASCADE, related_name="deliveries"
    )
    action = models.ForeignKey("campaign.ActionPage", on_delete=models.CASCADE, related_name="+")
    official = models.ForeignKey(
        "officials.Official", on_delete=models.CASCADE, related_name="supporter_deliveries"
    )
    mailbox_pseudonym = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=6, choices=Channel, default=Channel.EMAIL)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    outbound = models.ForeignKey(
        "delivery.OutboundMessage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    printed_at = models.DateTimeField(null=True, blank=True)
    bounce_noted_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=14, blank=True, choices=Outcome)

    objects: ClassVar = SupporterDeliveryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["action", "mailbox_pseudonym", "official"],
                condition=Q(confirmed_at__isnull=False) & ~Q(mailbox_pseudonym=""),
                name="campaign_one_letter_each",
            ),
            models.UniqueConstraint(
                fields=["message", "official"], name="campaign_message_official_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["action", "confirmed_at"], name="campaign_delivery_day"),
        ]

    def __str__(self) -> str:
        return f"Message {self.message_id} to official {self.official_id}"


class ReportedContact(models.Model):
    """A supporter's own tick: they wrote or called by a way that we can't see. Holds no person."""

    wagtail_reference_index_ignore = True  # no page refers to it, and writing it must be quick

    class Way(models.TextChoices):
        OWN_MAIL = "own_mail", "Own mail program"
        FORM = "form", "Web form"
        PHONE = "phone", "Phone"
        PAPER = "paper", "Paper"

    class Result(models.TextChoices):
        DONE = "done", "Done"
        SPOKE = "spoke", "Spoke with somebody"
        MESSAGE = "message", "Left a message"
        NO_ANSWER = "no_answer", "Nobody answered"

    action = models.ForeignKey(
        "campaign.ActionPage", on_delete=models.CASCADE, related_name="contacts"
    )
    official = models.ForeignKey("officials.Official", on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=8, choices=Way)
    result = models.CharField(max_length=10, choices=Result, default=Result.DONE)
    day = models.DateField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["action", "day"], name="campaign_contact_day")]

    def __str__(self) -> str:
        return f"{self.get_way_display()}, {self.day}"
