"""Documents that a campaign stands on, and how it came by them. Part of `campaign.models`."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import F
from django.utils.text import slugify

from campaign.evidence_files import NAMES, UnusableDocument, checked_document
from campaign.wording import counted, short_date, size_words


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Questions about many documents."""

    def published(self) -> Self:
        """What the public may see, newest first."""
        newest = F("obtained_on").desc(nulls_last=True)
        return self.filter(published=True).order_by(newest, "-pk")


def _place(evidence: Evidence, filename: str) -> str:
    """Return where the file is kept: nobody can guess it while the document isn't published."""
    return f"evidence/{secrets.token_hex(16)}.{filename.rpartition('.')[2]}"


class Evidence(models.Model):
    """One document: what it is, how and when it was obtained, from whom, what was blacked out."""

    class Way(models.TextChoices):
        RECORDS_REQUEST = "request", "Public records request"
        PUBLISHED = "published", "Published by its author"
        COURT = "court", "Court record"
        GIVEN = "given", "Given to us"
        OWN = "own", "Our own work"
        OTHER = "other", "Another way"

    campaign = models.ForeignKey(
        "campaign.CampaignPage", on_delete=models.CASCADE, related_name="evidence"
    )
    title = models.CharField(max_length=200, help_text="What the document calls itself.")
    summary = models.TextField(
        "what it is", max_length=1000, blank=True, help_text="In one or two sentences."
    )
    way = models.CharField(
        "how it was obtained", max_length=12, choices=Way, default=Way.RECORDS_REQUEST
    )
    source = models.CharField(
        "from whom",
        max_length=200,
        blank=True,
        help_text="An authority, a court, a publisher. Never a person who must not be known.",
    )
    obtained_on = models.DateField("when it was obtained", null=True, blank=True)
    redactions = models.CharField(
        "what was blacked out, and by whom",
        max_length=300,
        blank=True,
        help_text="Such as “Names of residents, by us”.",
    )
    file = models.FileField(
        upload_to=_place,
        max_length=120,
        help_text="PDF, PNG, JPEG, CSV or plain text. What a program wrote beside the pages "
        "(author, computer, place) is taken out; the SHA-256 is that of the file as published.",
    )
    media_type = models.CharField(max_length=40, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveIntegerField(editable=False)  # bytes
    pages = models.PositiveSmallIntegerField(default=0, editable=False)
    published = models.BooleanField(
        default=False, help_text="Only then can anybody outside see it or its file."
    )

    objects: ClassVar = EvidenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = "document"
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.sha256:
            raise ValueError("Evidence without a checked file: call full_clean() before save().")
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Replace a newly chosen file by its clean copy, or say why it can't be published."""
        super().clean()
        chosen: Any = self.file
        if not chosen or chosen._committed:
            return
        try:
            document = checked_document(chosen.read(), chosen.name or "")
        except UnusableDocument as error:
            raise ValidationError({"file": str(error)}) from error
        self.file = ContentFile(document.content, name=f"document.{document.extension}")
        self.media_type, self.sha256 = document.media_type, document.sha256
        self.size, self.pages = len(document.content), document.pages

    @property
    def extension(self) -> str:
        return NAMES[self.media_type][0]

    @property
    def address_name(self) -> str:
        """The last part of its public address, such as "trial-orders.pdf"."""
        return f"{slugify(self.title)[:60] or 'document'}.{self.extension}"

    @property
    def form_words(self) -> str:
        """The file in words, such as "PDF, 31 pages, 1.2 MB"."""
        pages = [counted(self.pages, "page", "pages")] if self.pages else []
        return ", ".join([NAMES[self.media_type][1], *pages, size_words(self.size)])

    @property
    def obtained_words(self) -> str:
        """How, from whom and when, such as "Public records request, Port Linden, 2 June 2026"."""
        day = [short_date(self.obtained_on)] if self.obtained_on else []
        return ", ".join([self.get_way_display(), *filter(None, [self.source]), *day])
