"""Organizations, the texts they sign, and their sign-ons."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page

from privacy.sealing import SealedTextField
from signatories import status as rules
from signatories.imported_rows import ImportedRow
from signatories.pages import SignablePage
from signatories.querysets import SignOnQuerySet
from signatories.submission import stored_key, website_domain

__all__ = [
    "ImportedRow",
    "Organization",
    "Scope",
    "SignOn",
    "SignOnContact",
    "SignOnQuerySet",
    "SignOnSettings",
    "SignOnToken",
    "SignablePage",
    "SignedText",
]


class Scope(models.TextChoices):
    """How far an organization works; the order is the order of the groups under a letter."""

    NATIONAL = "national", "In the whole country"
    STATE = "state", "In one state or province"
    LOCAL = "local", "In one town, county or region"
    INTERNATIONAL = "international", "In several countries"


class Organization(models.Model):
    """A group that can stand under a text, whoever signed for it."""

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True, editable=False)
    website = models.CharField(max_length=300, blank=True)
    website_domain = models.CharField(
        max_length=253, blank=True, db_index=True, help_text="The domain that was registered."
    )
    scope = models.CharField(max_length=13, choices=Scope, blank=True)
    country = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name_key", "website_domain"], name="organization_once_by_name_and_domain"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._set_keys()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a second record of one name and domain with a sentence."""
        self._set_keys()
        same = Organization.objects.filter(
            name_key=self.name_key, website_domain=self.website_domain
        )
        if same.exclude(pk=self.pk).exists():
            raise ValidationError("An organization of this name and domain is on record already.")

    def _set_keys(self) -> None:
        self.name_key = stored_key(self.name)
        if self.website:
            self.website_domain = website_domain(self.website)


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
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["page", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "number"], name="signed_text_number_once"),
            models.UniqueConstraint(fields=["page", "sha256"], name="signed_text_words_once"),
            models.UniqueConstraint(
                fields=["page"], condition=Q(in_force=True), name="signed_text_one_in_force"
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


class SignOn(models.Model):
    """One name under one page, from request to publication. Holds no contact of a person."""

    class Kind(models.TextChoices):
        ORGANIZATION = "organization", "Organization"
        INDIVIDUAL = "individual", "Person, with an affiliation for identification only"

    class Status(models.TextChoices):
        PENDING = rules.PENDING, "Waiting for email confirmation"
        VERIFIED = rules.VERIFIED, "Waiting for review"
        APPROVED = rules.APPROVED, "Approved"
        DECLINED = rules.DECLINED, "Declined"
        WITHDRAWN = rules.WITHDRAWN, "Withdrawn"
        LAPSED = rules.LAPSED, "Lapsed"

    class Source(models.TextChoices):
        FORM = "form", "Form"
        IMPORT = "import", "Imported: nobody confirmed the mailbox"

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="sign_ons")
    signed_text = models.ForeignKey(SignedText, on_delete=models.PROTECT, related_name="sign_ons")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="sign_ons"
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ORGANIZATION)
    status = models.CharField(
        max_length=9, choices=Status, default=Status.PENDING, db_index=True, editable=False
    )
    source = models.CharField(max_length=6, choices=Source, default=Source.FORM, editable=False)
    claimed_name = models.CharField(max_length=200, blank=True, help_text="As the signer wrote it.")
    name_key = models.CharField(max_length=200, blank=True, db_index=True, editable=False)
    display_name = models.CharField(max_length=200, blank=True, help_text="As it is printed.")
    website = models.CharField(max_length=300, blank=True)
    website_domain = models.CharField(max_length=253, blank=True, db_index=True)
    scope = models.CharField(max_length=13, choices=Scope, blank=True)
    country = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=100, blank=True)
    affiliation = models.CharField(max_length=200, blank=True)
    mailbox_pseudonym = models.CharField(
        max_length=64, blank=True, db_index=True, editable=False, help_text="Blank once erased."
    )
    attestation_version = models.CharField(max_length=20, blank=True)
    attestation = models.TextField(blank=True, help_text="The sentence, as it was ticked.")
    wants_updates = models.BooleanField(default=False)
    answers_mailed = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="How many messages the form has caused."
    )
    submitted_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decision_ground = models.TextField(blank=True)
    review_note = models.TextField(
        blank=True, help_text="What a reviewer should look at. Names no person and no mailbox."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    contact_erased_at = models.DateTimeField(null=True, blank=True)

    objects = SignOnQuerySet.as_manager()
    wagtail_reference_index_ignore = True  # sign-ons are found by their page, not as its users

    class Meta:
        ordering: ClassVar = ["-submitted_at", "-pk"]
        verbose_name = "sign-on"
        indexes: ClassVar = [
            models.Index(fields=["page", "status"]),
            models.Index(fields=["status", "submitted_at"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["page", "name_key", "mailbox_pseudonym"],
                condition=Q(status__in=[rules.PENDING, rules.VERIFIED]),
                name="sign_on_one_open_claim",
            ),
            models.UniqueConstraint(
                fields=["page", "organization"],
                condition=Q(status=rules.APPROVED, organization__isnull=False),
                name="sign_on_organization_once",
            ),
            models.UniqueConstraint(
                fields=["page", "name_key", "mailbox_pseudonym"],
                condition=Q(status=rules.APPROVED, kind="individual") & ~Q(mailbox_pseudonym=""),
                name="sign_on_person_once",
            ),
        ]

    def __str__(self) -> str:
        # Not the name: what Wagtail writes into its logs outlives what we erase.
        return f"Sign-on {self.pk}"

    @property
    def printed_name(self) -> str:
        """The name as every output prints it."""
        return self.display_name or self.claimed_name

    @property
    def signed_on(self) -> date:
        """The day on which the signer confirmed, or asked where nobody had to confirm."""
        return timezone.localdate(self.confirmed_at or self.submitted_at)

    @property
    def group(self) -> str:
        """The part of the list in which it stands: a scope, or "individual"."""
        return "individual" if self.kind == self.Kind.INDIVIDUAL else self.scope or Scope.NATIONAL


class SignOnContact(models.Model):
    """The person who signed for it: sealed, shown on request only, erased on schedule."""

    sign_on = models.OneToOneField(SignOn, on_delete=models.CASCADE, related_name="contact")
    name = SealedTextField(blank=True)
    title = SealedTextField(blank=True)
    email = SealedTextField()
    mailbox_domain = models.CharField(max_length=253, blank=True)
    remark = SealedTextField(blank=True)  # what they wrote beside it

    def __str__(self) -> str:
        return f"Contact of sign-on {self.sign_on_id}"


class SignOnToken(models.Model):
    """A key that was mailed; only its digest is here."""

    class Purpose(models.TextChoices):
        CONFIRM = "confirm", "Confirm"
        MANAGE = "manage", "See and withdraw"

    sign_on = models.ForeignKey(SignOn, on_delete=models.CASCADE, related_name="tokens")
    purpose = models.CharField(max_length=7, choices=Purpose)
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Token {self.pk} of sign-on {self.sign_on_id}"


@register_setting(icon="group")
class SignOnSettings(BaseSiteSetting):
    """How long things take and are kept, and what the form says about the review."""

    confirm_hours = models.PositiveSmallIntegerField(
        default=72, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    keep_contacts_days = models.PositiveSmallIntegerField(
        default=90, validators=[MaxValueValidator(3650)], help_text="After a list has closed."
    )
    review_sentence = models.CharField(
        max_length=300,
        default="A person compares your request with your website, usually within two working "
        "days; then the name appears.",
    )

    class Meta:
        verbose_name = "sign-ons"

    @classmethod
    def current(cls) -> SignOnSettings:
        """The default site's settings, or the defaults; reading them writes nothing."""
        return cls.objects.filter(site__is_default_site=True).first() or cls()
