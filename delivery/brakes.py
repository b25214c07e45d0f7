"""What keeps mail from going out: pauses that a person ends, and circuits that heal themselves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class SendingPause(models.Model):
    """While a row without `ended_at` stands here, nothing goes out; one of each cause at a time."""

    class Cause(models.TextChoices):
        PROVIDER = "provider", "The provider refuses us"
        RESTORED = "restored", "The site was restored or copied"
        PERSON = "person", "A person stopped it"

    cause = models.CharField(max_length=12, choices=Cause, default=Cause.PROVIDER)
    reason = models.CharField(max_length=300)  # without addresses
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-began_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cause"], condition=Q(ended_at=None), name="delivery_one_pause_a_cause"
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Circuit(models.Model):
    """A provider that failed: after several times running nobody tries it until `open_until`.

    Then one message tries; it closes the circuit, or opens it for longer. A provider that works
    has no row, so sending touches none.
    """

    provider = models.CharField(max_length=40, unique=True)
    reason = models.CharField(max_length=300)  # without addresses
    strikes = models.PositiveSmallIntegerField(default=0)  # failures running
    trips = models.PositiveSmallIntegerField(default=0)  # how often it opened without a success
    failed_at = models.DateTimeField()
    open_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.provider}: {self.reason}"
