"""Counts of the rate limiter: short-lived and without anybody's address."""

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
