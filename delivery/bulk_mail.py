"""One mail for many: its words stand once, its recipients are rows of the outbox."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from privacy.sealing import SealedTextField


class Bulk(models.Model):
    """The words of a mail that many subscribers of one list get."""

    key = models.CharField(max_length=150, unique=True)
    scope = models.CharField(max_length=100)  # which list, such as "campaign:7"
    list_name = models.CharField(max_length=120)  # as its subscribers know it
    subject = SealedTextField()
    body_text = SealedTextField()
    body_html = SealedTextField(blank=True)
    from_name = SealedTextField(blank=True)
    reply_to = SealedTextField(blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.key


class Unsubscription(models.Model):
    """A mailbox that gets no more mail of one list, known by its pseudonym only."""

    scope = models.CharField(max_length=100)
    pseudonym = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scope", "pseudonym"], name="delivery_unsubscribed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope}, {self.at:%Y-%m-%d}"
