"""Exports of contacts: why, by whom, what was taken, and until when it may be."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from wagtail.models import Page


class ContactExport(models.Model):
    """Leave for who asked for it to download contacts of a page's signers, for a day."""

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
    rows = models.PositiveIntegerField(help_text="At the last download, before it when asked.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField(db_index=True)
    downloads = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Export {self.pk} of contacts under page {self.page_id}"

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be downloaded."""
        return now < self.expires_at
