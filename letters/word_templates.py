"""Base templates for Word documents that an organizer uploaded. Part of `letters.models`."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from letters.document import Stationery


class WordTemplate(models.Model):
    """Styles and letterhead taken from a Word file; the file itself is not kept."""

    name = models.CharField(max_length=100)
    content = models.BinaryField(help_text="See letters/stationery/sheet.py")
    sha256 = models.CharField(max_length=64, help_text="Of the content")
    left_out = models.JSONField(default=list, help_text="What of the file was left out, sentences")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    def stationery(self) -> Stationery:
        """Return what letters carry of it."""
        return Stationery(self.sha256, bytes(self.content))
