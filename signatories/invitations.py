"""Invitations: whom an organizer asks to sign, and what they answered."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from wagtail.models import Page

from privacy.sealing import SealedTextField
from signatories import invitation_status as rules


class Invitation(models.Model):
    """One organization that was asked to stand under a page. Its contact is sealed."""

    class Status(models.TextChoices):
        ASKED = rules.ASKED, "Asked"
        OPENED = rules.OPENED, "Opened by the person"
        BOARD = rules.BOARD, "Needs its board"
        YES = rules.YES, "Yes"
        NO = rules.NO, "No"

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="invitations")
    organization = models.ForeignKey(
        "signatories.Organization",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations",
        help_text="The record, where it was known when we asked.",
    )
    name = models.CharField(max_length=200, help_text="The organization, as the organizer wrote.")
    name_key = models.CharField(max_length=200, blank=True, db_index=True, editable=False)
    email = SealedTextField(blank=True)
    contact_name = SealedTextField(blank=True)
    mailbox_domain = models.CharField(max_length=253, blank=True)
    mailbox_pseudonym = models.CharField(
        max_length=64, blank=True, db_index=True, editable=False, help_text="Blank once erased."
    )
    status = models.CharField(max_length=6, choices=Status, default=Status.ASKED, editable=False)
    board_until = models.DateField(null=True, blank=True)
    reason = SealedTextField(blank=True)  # why not, in their words
    note = models.TextField(blank=True, max_length=1000, help_text="For staff.")
    sign_on = models.ForeignKey(
        "signatories.SignOn",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations",
    )
    forwarded_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody else signed by this link."
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reminded_soft_at = models.DateTimeField(null=True, blank=True)
    reminded_hard_at = models.DateTimeField(null=True, blank=True)
    reminded_by_hand_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    contact_erased_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["page", "mailbox_pseudonym"],
                condition=Q(revoked_at__isnull=True) & ~Q(mailbox_pseudonym=""),
                name="invitation_once_by_mailbox",
            )
        ]

    def __str__(self) -> str:
        # Not the name: what Wagtail writes into its logs outlives what we erase.
        return f"Invitation {self.pk}"
