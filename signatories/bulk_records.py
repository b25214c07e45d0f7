"""Decisions on many sign-ons at once: what was chosen, what became of each, so it can go back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from wagtail.models import Page


class BulkDecision(models.Model):
    """That a person declined all sign-ons that met some criteria; taken in parts, and undoable."""

    class State(models.TextChoices):
        DECLINING = "declining", "Being declined"
        DECLINED = "declined", "Declined"
        UNDOING = "undoing", "Being put back"
        UNDONE = "undone", "Put back"

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="bulk_decisions")
    criteria = models.JSONField(help_text="What was asked for; names no person and no mailbox.")
    reason = models.TextField(help_text="Stands with each of them; their signers can read it.")
    tells = models.BooleanField(default=False, help_text="Whether each signer gets a mail.")
    state = models.CharField(
        max_length=9, choices=State, default=State.DECLINING, db_index=True, editable=False
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    # Made by the key below; said here, for mypy knows nothing of it.
    rows: Any
    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Bulk decision {self.pk}"


class BulkDecisionRow(models.Model):
    """One sign-on of a bulk decision, and how it stood before."""

    class State(models.TextChoices):
        CHOSEN = "chosen", "Waits for its turn"
        DECLINED = "declined", "Declined"
        LEFT = "left", "Left as it was: somebody decided meanwhile"
        PUT_BACK = "put_back", "Put back as it was"
        STAYS = "stays", "Not put back: decided anew, or another stands in its place"

    decision = models.ForeignKey(BulkDecision, on_delete=models.CASCADE, related_name="rows")
    sign_on = models.ForeignKey(
        "signatories.SignOn", on_delete=models.CASCADE, related_name="bulk_rows"
    )
    state = models.CharField(max_length=8, choices=State, default=State.CHOSEN)
    was = models.CharField(max_length=9, help_text="Its status before.")
    was_decided_at = models.DateTimeField(null=True)
    was_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    was_ground = models.TextField(blank=True)
    was_rule = models.CharField(max_length=20, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["decision", "state", "id"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "sign_on"], name="bulk_row_once")
        ]

    def __str__(self) -> str:
        return f"Row {self.pk} of bulk decision {self.decision_id}"
