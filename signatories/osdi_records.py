"""Keys by which another system may hand in signatures for one page."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from wagtail.models import Page

LABEL_LIMIT = 80


class OsdiKey(models.Model):
    """One key: for one page, made by one of the staff; only its digest is here."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=LABEL_LIMIT, help_text="Which system has it.")
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    last_used_at = models.DateTimeField(null=True, blank=True)
    received = models.PositiveIntegerField(default=0, help_text="Signatures that came by it.")
    revoked_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Key {self.pk} for page {self.page_id}"
