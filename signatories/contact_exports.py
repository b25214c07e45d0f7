"""Exports of contacts: why, by whom, what was taken, and until when the file exists."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from wagtail.models import Page

from privacy.sealing import SealedBinaryField


class ContactExport(models.Model):
    """A file with contacts of a page's signers, sealed, for whoever asked for it, for a day."""

    class Which(models.TextChoices):
        APPROVED = "approved", "Those on the list"
        WAITING = "verified", "Those that wait for review"
        BOTH = "both", "Both"

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField()
    which = models.CharField(max_length=8, choices=Which)
    format = models.CharField(max_length=4, choices=Format)
    rows = models.PositiveIntegerField()
    content = SealedBinaryField(blank=True, default=b"")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField(db_index=True)
    downloads = models.PositiveIntegerField(default=0)
    erased_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Export {self.pk} of contacts under page {self.page_id}"

    def is_there(self, now: datetime) -> bool:
        """Whether the file can still be downloaded."""
        return self.erased_at is None and now < self.expires_at
