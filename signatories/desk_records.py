"""What was said about a request while it was reviewed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from privacy.sealing import SealedTextField


class DeskEntry(models.Model):
    """One line of the thread beside a request: a note, a question, an answer. Erased with it."""

    class Kind(models.TextChoices):
        NOTE = "note", "Note"
        QUESTION = "question", "Question to the signer"
        ANSWER = "answer", "Answer of the signer"
        NOTIFIED = "notified", "Second contact told"
        OBJECTION = "objection", "The organization says that nobody signed for it"

    sign_on = models.ForeignKey(
        "signatories.SignOn", on_delete=models.CASCADE, related_name="desk_entries"
    )
    kind = models.CharField(max_length=9, choices=Kind)
    words = SealedTextField(blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"Entry {self.pk} on sign-on {self.sign_on_id}"
