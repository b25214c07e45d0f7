"""What became of a letter at each addressee: Correspondence, Response and their files.

Part of `letters.models`. Written by `letters.ledger` only.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from privacy.sealing import SealedBinaryField


class Correspondence(models.Model):
    """One letter and one of its addressees, over all editions and channels.

    The addressee is known by the name that was printed: it is the record of what was delivered, and
    stays when the page names somebody else.
    """

    letter = models.ForeignKey(
        "letters.LetterPage", on_delete=models.PROTECT, related_name="correspondences"
    )
    addressee = models.CharField(max_length=150)
    organization = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField(help_text="Where the newest edition names them, from 0")
    follow_up_on = models.DateField(
        null=True, blank=True, help_text="The day by which an answer is expected"
    )
    reminded_on = models.DateField(
        null=True, blank=True, help_text="The follow-up day of which somebody was reminded"
    )
    shown = models.BooleanField(default=True, help_text="Its status stands on the letter’s page")

    class Meta:
        ordering = ("position", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("letter", "addressee", "organization"), name="one_correspondence_each"
            ),
        ]

    def __str__(self) -> str:
        return self.addressee


class Response(models.Model):
    """One answer of an addressee, and what a person found it to be."""

    class Kind(models.TextChoices):
        UNREAD = "unread", "Not read yet"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        ANSWERED = "answered", "Answered"
        REFUSED = "refused", "Refused"
        MET = "met", "Met"

    correspondence = models.ForeignKey(
        Correspondence, on_delete=models.PROTECT, related_name="responses"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    received_on = models.DateField()
    inbound = models.OneToOneField(
        "delivery.InboundMessage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The mail that it came in; its words are erased in their time",
    )
    summary = models.CharField(
        max_length=500, blank=True, help_text="What they say, for those who work on the letter"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("received_on", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.received_on:%Y-%m-%d}"


class LedgerFile(models.Model):
    """A proof of a dispatch, or the document of an answer: sealed, and for staff only."""

    dispatch = models.ForeignKey(
        "letters.Dispatch", null=True, blank=True, on_delete=models.CASCADE, related_name="proofs"
    )
    response = models.ForeignKey(
        Response, null=True, blank=True, on_delete=models.CASCADE, related_name="documents"
    )
    filename = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80, help_text="As its bytes say")
    content = SealedBinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(dispatch__isnull=True) ^ Q(response__isnull=True),
                name="a_file_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.filename
