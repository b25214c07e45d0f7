"""The words that were put before signers, how they changed, and who agreed to which."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from wagtail.models import Page


class SignedText(models.Model):
    """The exact words that were put before signers; never changed, gone only with an unsigned page.

    Sign-ons and printings protect the texts at which they point.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="signed_texts")
    number = models.PositiveIntegerField(help_text="Counts the texts of one page, from 1.")
    text = models.TextField()
    sha256 = models.CharField(max_length=64, help_text="Over the text's UTF-8 bytes.")
    dated = models.DateField(help_text="The day on which these words were first in force.")
    in_force = models.BooleanField(default=False, help_text="Whether the page says this now.")
    counts = models.BooleanField(
        default=False,
        help_text="Whether who signed these words stands under what the page says now.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["page", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "number"], name="signed_text_number_once"),
            models.UniqueConstraint(fields=["page", "sha256"], name="signed_text_words_once"),
            models.UniqueConstraint(
                fields=["page"], condition=Q(in_force=True), name="signed_text_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(in_force=False) | Q(counts=True), name="signed_text_in_force_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"Text {self.number} of page {self.page_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new text; a stored one is refused (services say which is in force by UPDATE)."""
        if not self._state.adding:
            raise ValueError(f"{self} was put before signers and can't change: make a new one")
        self.sha256 = sha256(self.text.encode()).hexdigest()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: sign-ons and printings point at these words."""
        raise ValueError(f"{self} was put before signers and can't be deleted")


class TextChange(models.Model):
    """What a named person said of a change of words. The newest word on a change is valid.

    It may be said before the new words are published, which is why they are named by their digest.
    """

    class Kind(models.TextChoices):
        EDITORIAL = "editorial", "Editorial: who signed stands under the new words too"
        SUBSTANTIVE = "substantive", "Substantive: who signed is asked again"

    earlier = models.ForeignKey(SignedText, on_delete=models.CASCADE, related_name="changes")
    later_sha256 = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=11, choices=Kind)
    summary = models.CharField(
        max_length=500,
        help_text="What changed and why; every signer reads it, and so may everybody.",
    )
    agree_by = models.DateTimeField(
        null=True, blank=True, help_text="After it the mailed link can't be used any more."
    )
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    declared_name = models.CharField(
        max_length=150, help_text="Who said so, kept when the account goes."
    )
    declared_at = models.DateTimeField()
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When the words were in force and signers were written to."
    )

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"Change {self.pk} of page {self.earlier.page_id}"


class Consent(models.Model):
    """That a signer agreed to a text, and when; kept when their sign-on moves to a later one."""

    sign_on = models.ForeignKey(
        "signatories.SignOn", on_delete=models.CASCADE, related_name="consents"
    )
    text = models.ForeignKey(SignedText, on_delete=models.PROTECT, related_name="consents")
    agreed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sign_on", "text"], name="consent_once")
        ]

    def __str__(self) -> str:
        return f"Consent {self.pk} of sign-on {self.sign_on_id}"


class ConsentRequest(models.Model):
    """That a signer was asked to agree to a changed text, and reminded; at most once each."""

    sign_on = models.ForeignKey(
        "signatories.SignOn", on_delete=models.CASCADE, related_name="consent_requests"
    )
    change = models.ForeignKey(TextChange, on_delete=models.CASCADE, related_name="requests")
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sign_on", "change"], name="consent_asked_once")
        ]

    def __str__(self) -> str:
        return f"Request {self.pk} to sign-on {self.sign_on_id}"
