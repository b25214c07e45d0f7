"""Counts of the rate limiter, and which copies of the site may act."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class RateCount(models.Model):
    """How often something was done in one window of time; written by `privacy.limits` only."""

    key = models.CharField(max_length=64, primary_key=True)  # HMAC of kind, subject and window
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="privacy_rate_expires")]

    def __str__(self) -> str:
        return f"{self.count} until {self.expires_at:%Y-%m-%d %H:%M} UTC"


class Place(models.Model):
    """One data folder that the site runs from; written by `privacy.places` only."""

    name = models.CharField(max_length=32, unique=True)
    seen_at = models.DateTimeField()  # first
    approved_at = models.DateTimeField(null=True, blank=True)  # None: a person has to say so
    reason = models.CharField(max_length=200, blank=True)  # why it waits

    def __str__(self) -> str:
        return f"Place {self.name[:8]}"


class Steps(models.Model):
    """One row that counts up while the site works, so that an older database is known as such."""

    number = models.PositiveBigIntegerField()
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Step {self.number}"
