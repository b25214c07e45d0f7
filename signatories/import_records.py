"""Imports of sheets: what was sent, what becomes of each row, how far it is, what was undone."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from wagtail.models import Page

from privacy.sealing import SealedBinaryField, SealedTextField


class SheetImport(models.Model):
    """One sheet that somebody sent in for a page, from its upload to what became of it."""

    class Status(models.TextChoices):
        COLUMNS = "columns", "Its columns wait to be checked"
        PLANNING = "planning", "Its rows are being looked at"
        PLANNED = "planned", "Waits for your word"
        STORING = "storing", "Is being stored"
        DONE = "done", "Stored for review"
        UNDONE = "undone", "Undone"
        FAILED = "failed", "Stopped"

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    file_name = SealedTextField(blank=True)
    content = SealedBinaryField(blank=True, default=b"")
    encoding = models.CharField(max_length=10, blank=True)
    fields = models.JSONField(default=list, help_text="By column; empty where it isn't read.")
    dates = models.CharField(max_length=11, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.COLUMNS, db_index=True)
    total = models.PositiveIntegerField(default=0, help_text="Rows.")
    done = models.PositiveIntegerField(default=0, help_text="Rows, in the step that it is in.")
    counts = models.JSONField(default=dict, help_text="Rows by outcome.")
    attention = models.JSONField(default=dict, help_text="Lines left beside other sign-ons.")
    problem = models.TextField(blank=True)
    stored = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0, help_text="By undoing it.")
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Import {self.pk} under page {self.page_id}"

    @property
    def is_at_work(self) -> bool:
        """Whether it goes on by itself."""
        return self.status in (self.Status.PLANNING, self.Status.STORING)

    @property
    def steps(self) -> int:
        """How many rows its present step takes: each is looked at once more before it is stored."""
        return self.total * (2 if self.status == self.Status.STORING else 1)


class SheetRow(models.Model):
    """What becomes of one row of a sheet, and why. Its words may name a person."""

    sheet_import = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="As a spreadsheet counts.")
    outcome = models.CharField(max_length=20)
    is_sound = models.BooleanField(default=False)
    name = SealedTextField(blank=True)
    reason = SealedTextField(blank=True)
    changed = models.BooleanField(default=False, help_text="Since it was shown before the import.")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet_import", "number"], name="sheet_row_once")
        ]

    def __str__(self) -> str:
        return f"Row {self.number} of import {self.sheet_import_id}: {self.outcome}"

    @property
    def label(self) -> str:
        """Its outcome as the first word of a sentence."""
        return self.outcome.capitalize()

    @property
    def key(self) -> str:
        """Its outcome as a part of an address."""
        return self.outcome.replace(" ", "-")


class RememberedMapping(models.Model):
    """How somebody read the columns of a form; its next export is read alike."""

    headings_digest = models.CharField(max_length=64, unique=True)
    fields = models.JSONField(default=list)
    dates = models.CharField(max_length=11, blank=True)
    used_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"Columns {self.headings_digest[:8]}"

    def fits(self, width: int) -> bool:
        """Whether it says something of each of so many columns."""
        return isinstance(self.fields, list) and len(self.fields) == width
