"""What is remembered of rows of sheets, so that a second import changes nothing."""

from typing import ClassVar

from django.db import models
from wagtail.models import Page

from signatories.import_records import SheetImport


class ImportedRow(models.Model):
    """That a row of a sheet was read once, and its outcome; of what it said only a digest."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, help_text="Keyed, over everything the row said.")
    outcome = models.CharField(max_length=20)
    imported_at = models.DateTimeField()
    # By which import, and what became of it; both empty for rows that the command read.
    sheet_import = models.ForeignKey(
        SheetImport, on_delete=models.SET_NULL, null=True, blank=True, related_name="imported"
    )
    sign_on = models.ForeignKey(
        "signatories.SignOn", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "digest"], name="imported_row_once")
        ]

    def __str__(self) -> str:
        return f"Row {self.digest[:8]} under page {self.page_id}: {self.outcome}"
