"""Who may read a text before it is public: the choice of a page, and links that open it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from wagtail.models import Page


class CirculationChoices(models.Model):
    """How a page reaches its signers before everybody may read it, and after its list closed."""

    class Circulation(models.TextChoices):
        PUBLIC = "public", "By nobody: it appears for everybody at once"
        PRIVATE = "private", "By those who have a private link, until its embargo has passed"

    circulation = models.CharField(
        "who can read and sign it before it is public",
        max_length=7,
        choices=Circulation,
        default=Circulation.PUBLIC,
        help_text="By private link and without an embargo, it stays private until you change this.",
    )
    private_names = models.BooleanField(
        "private readers see who has signed", default=False, help_text="Otherwise not even a count."
    )
    allow_late = models.BooleanField(
        "late signers",
        default=False,
        help_text="After the last moment people can still sign, for the next printing.",
    )

    class Meta:
        abstract = True


class PrivateLink(models.Model):
    """A key that opens one page to its holder; only its digest is here.

    With an invitation it is personal; without, it is the page's general link, one at a time.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="private_links")
    invitation = models.ForeignKey(
        "signatories.Invitation",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="links",
    )
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(invitation__isnull=True, revoked_at__isnull=True),
                name="private_link_one_general",
            )
        ]

    def __str__(self) -> str:
        return f"Private link {self.pk} to page {self.page_id}"
