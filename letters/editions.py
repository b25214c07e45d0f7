"""What was printed and where it went: Edition, EditionFile, Dispatch. Part of `letters.models`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from letters.document_store import from_data
from letters.printings import file_path


class Edition(models.Model):
    """A frozen printing of a letter: its text, its signatories and its files, never changed.

    It is approved by a second person, for exactly this digest, and then dispatched, at once or at
    the moment it is scheduled for.
    """

    letter = models.ForeignKey(
        "letters.LetterPage", on_delete=models.PROTECT, related_name="editions"
    )
    number = models.PositiveIntegerField()
    text = models.ForeignKey("signatories.SignedText", on_delete=models.PROTECT, related_name="+")
    document = models.JSONField(help_text="The LetterDocument, see letters/document_store.py")
    # Where it will go, position by position: approved together with the text, so that an address
    # changed afterwards can't slip in.
    recipients = models.JSONField(default=list, help_text="Email addresses; empty for paper")
    signatory_count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of what is approved")
    frozen_at = models.DateTimeField()
    made_with = models.JSONField(
        default=dict, help_text="What made the files, see letters/made_with.py"
    )
    # Kept, so that its files say the same day on a machine with another time zone.
    frozen_on = models.DateField(help_text="The day of the freeze where the site was")
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_alone = models.BooleanField(
        default=False, help_text="Frozen and approved by one person, as the settings allowed"
    )
    dispatched_at = models.DateTimeField(null=True, blank=True)
    dispatched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    scheduled_for = models.DateTimeField(null=True, blank=True, help_text="When it is to be sent")
    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    held_because = models.CharField(
        max_length=300, blank=True, help_text="Why it was not sent when its time came"
    )

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("letter", "number"), name="one_edition_a_number"),
            models.CheckConstraint(
                condition=Q(dispatched_at__isnull=True) | Q(approved_at__isnull=False),
                name="no_dispatch_without_approval",
            ),
            # Whoever is deleted becomes unknown, and what is unknown passes.
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True)
                | Q(approved_alone=True)
                | ~Q(approved_by=F("frozen_by")),
                name="approved_by_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"Edition {self.number}"

    @property
    def standing(self) -> str:
        """One word for where the edition stands: frozen, approved or dispatched."""
        if self.dispatched_at:
            return "dispatched"
        return "approved" if self.approved_at else "frozen"


class PrintedLetter:
    """What a letter knows of its printings."""

    pk: Any  # None before the letter is saved
    signature_people: Any

    def prints_people(self) -> bool:
        """Whether it prints who signed for each organization, where they agreed to it."""
        return bool(self.signature_people)

    def was_delivered_with(self, sign_on_id: int) -> bool:
        """Whether an edition that names this sign-on was sent; one query, reads every edition."""
        sent = Edition.objects.filter(letter_id=self.pk, dispatched_at__isnull=False)
        return any(
            sign_on_id == signatory.ref
            for stored in sent.values_list("document", flat=True).iterator()
            for signatory in from_data(stored).signatories()
        )


class EditionFile(models.Model):
    """One rendering of an edition, as bytes, kept beside it so that freezing is one transaction.

    Where addressees get different words, each position has files of its own beside the common ones.
    """

    class Format(models.TextChoices):
        DOCX = "docx", "Word"
        PDF = "pdf", "PDF"
        HTML = "html", "Web page"
        TXT = "txt", "Plain text"
        JSON = "json", "JSON"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=4, choices=Format)
    position = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of the addressee, from 0; empty for the whole letter"
    )
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")

    class Meta:
        ordering = (F("position").asc(nulls_first=True), "format")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "format"),
                condition=Q(position__isnull=True),
                name="one_file_a_format",
            ),
            models.UniqueConstraint(
                fields=("edition", "format", "position"), name="one_file_a_format_and_addressee"
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition} ({self.get_format_display()})"

    @property
    def number(self) -> int:
        """The addressee's number, from 1; 0 for the whole letter."""
        return 0 if self.position is None else self.position + 1

    @property
    def path(self) -> str:
        """Where the file is below its edition: "letter.pdf", "2/letter.pdf" for an addressee."""
        return file_path(self.position, self.format)


class Dispatch(models.Model):
    """One edition to one addressee by one channel. The state of an email is its message's.

    What goes by another channel has the days that a person wrote down, with a proof beside them;
    see `letters.ledger`, which writes them.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "Email"
        POST = "post", "Post"
        HAND = "hand", "By hand"
        FORM = "form", "Web form"
        DOCKET = "docket", "Docket upload"
        PRESS = "press", "Press"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="dispatches")
    correspondence = models.ForeignKey(
        "letters.Correspondence", on_delete=models.PROTECT, related_name="dispatches"
    )
    position = models.PositiveIntegerField(help_text="Of the addressee, from 0")
    addressee = models.CharField(max_length=500)
    channel = models.CharField(max_length=8, choices=Channel)
    message = models.ForeignKey(
        "delivery.OutboundMessage",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    sent_on = models.DateField(null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    failed_on = models.DateField(null=True, blank=True)
    reference = models.CharField(
        max_length=120, blank=True, help_text="Of the carrier, the form or the docket"
    )
    note = models.CharField(max_length=300, blank=True, help_text="How it is known")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("position", "pk")
        verbose_name_plural = "dispatches"
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "position", "channel"), name="one_dispatch_a_channel"
            ),
            models.CheckConstraint(
                condition=Q(message__isnull=True) | Q(channel="email"), name="mail_goes_by_mail"
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition} to {self.addressee}"
