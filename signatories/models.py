"""Organizations, the texts they sign, and their sign-ons."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from privacy.sealing import SealedTextField
from signatories import status as rules
from signatories.bulk_records import BulkDecision, BulkDecisionRow
from signatories.circulation import PrivateLink
from signatories.contact_exports import ContactExport
from signatories.desk_records import DeskEntry
from signatories.import_records import RememberedMapping, SheetImport, SheetRow
from signatories.imported_rows import ImportedRow
from signatories.invitations import Invitation
from signatories.organizations import (
    NameSign,
    Organization,
    OrganizationLogo,
    OrganizationMerge,
    OrganizationName,
    Scope,
)
from signatories.osdi_records import OsdiKey
from signatories.pages import SignablePage
from signatories.querysets import SignOnQuerySet
from signatories.sign_on_settings import SignOnSettings
from signatories.signed_texts import Consent, ConsentRequest, SignedText, TextChange
from signatories.submission import stored_sort_key

__all__ = [
    "BulkDecision",
    "BulkDecisionRow",
    "Consent",
    "ConsentRequest",
    "ContactExport",
    "DeskEntry",
    "ImportedRow",
    "Invitation",
    "NameSign",
    "Organization",
    "OrganizationLogo",
    "OrganizationMerge",
    "OrganizationName",
    "OsdiKey",
    "PrivateLink",
    "RememberedMapping",
    "Scope",
    "SheetImport",
    "SheetRow",
    "SignOn",
    "SignOnContact",
    "SignOnQuerySet",
    "SignOnSettings",
    "SignOnToken",
    "SignablePage",
    "SignedText",
    "TextChange",
]


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
        INVITATION = "invitation", "Invited: signed by the link that was mailed"

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="sign_ons")
    signed_text = models.ForeignKey(SignedText, on_delete=models.PROTECT, related_name="sign_ons")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="sign_ons"
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ORGANIZATION)
    status = models.CharField(
        max_length=9, choices=Status, default=Status.PENDING, db_index=True, editable=False
    )
    source = models.CharField(max_length=10, choices=Source, default=Source.FORM, editable=False)
    claimed_name = models.CharField(max_length=200, blank=True, help_text="As the signer wrote it.")
    name_key = models.CharField(max_length=200, blank=True, db_index=True, editable=False)
    display_name = models.CharField(max_length=200, blank=True, help_text="As it is printed.")
    requested_name = models.CharField(
        max_length=200, blank=True, editable=False, help_text="A correction that waits for review."
    )
    sort_key = models.CharField(max_length=400, blank=True, editable=False)
    website = models.CharField(max_length=300, blank=True)
    website_domain = models.CharField(max_length=253, blank=True, db_index=True)
    scope = models.CharField(max_length=13, choices=Scope, blank=True)
    country = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=100, blank=True)
    affiliation = models.CharField(max_length=200, blank=True)
    # Public: who signed for it, where the letter prints that and they agreed; otherwise blank.
    printed_person = models.CharField(max_length=150, blank=True)
    printed_title = models.CharField(max_length=150, blank=True)
    print_consent = models.CharField(
        max_length=20, blank=True, help_text="By which sentence they agreed to be printed."
    )
    print_consent_at = models.DateTimeField(null=True, blank=True)
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
    decision_rule = models.CharField(
        max_length=20, blank=True, editable=False, help_text="The rule that decided, if one did."
    )
    review_note = models.TextField(
        blank=True, help_text="What a reviewer should look at. Names no person and no mailbox."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_after_delivery = models.BooleanField(
        default=False, editable=False, help_text="Whether a printing that names it was delivered."
    )
    contact_erased_at = models.DateTimeField(null=True, blank=True)

    objects = SignOnQuerySet.as_manager()
    wagtail_reference_index_ignore = True  # sign-ons are found by their page, not as its users

    class Meta:
        ordering: ClassVar = ["-submitted_at", "-pk"]
        verbose_name = "sign-on"
        indexes: ClassVar = [
            models.Index(fields=["page", "status"]),
            models.Index(fields=["status", "submitted_at"]),
            models.Index(fields=["page", "status", "sort_key"]),
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it with the key by which its name sorts; services that UPDATE a name set it too."""
        language = getattr(self.page.specific, "text_language", "en")
        name = self.printed_name
        self.sort_key = stored_sort_key(name, language) if name else ""
        super().save(*args, **kwargs)

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
        AGREE = "agree", "Agree to a changed text"
        ANSWER = "answer", "Answer a reviewer"
        OBJECT = "object", "Say that nobody signed for the organization"

    sign_on = models.ForeignKey(SignOn, on_delete=models.CASCADE, related_name="tokens")
    purpose = models.CharField(max_length=7, choices=Purpose)
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Token {self.pk} of sign-on {self.sign_on_id}"
