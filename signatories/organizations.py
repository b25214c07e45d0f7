"""Organizations on record: their names, the signs they are found by, their logos, their merges."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from signatories.spelling import Spelled, sign_number
from signatories.submission import stored_key, website_domain


class Scope(models.TextChoices):
    """How far an organization works; the order is the order of the groups under a letter."""

    NATIONAL = "national", "In the whole country"
    STATE = "state", "In one state or province"
    LOCAL = "local", "In one town, county or region"
    INTERNATIONAL = "international", "In several countries"


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Questions about many organizations."""

    def current(self) -> OrganizationQuerySet:
        """Those that weren't merged into another."""
        return self.filter(merged_into__isnull=True)


class Organization(ClusterableModel, models.Model):
    """A group that can stand under a text, whoever signed for it.

    One that was merged stays as a row, so that what knew it finds where it went.
    """

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True, editable=False)
    website = models.CharField(max_length=300, blank=True)
    website_domain = models.CharField(
        max_length=253, blank=True, db_index=True, help_text="The domain that was registered."
    )
    scope = models.CharField(max_length=13, choices=Scope, blank=True)
    country = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=100, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="chapters",
        verbose_name="chapter of",
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationQuerySet.as_manager()

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
        """Store it, its names, and the signs by which they are found."""
        self._set_keys()
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.index_names()

    def clean(self) -> None:
        """Refuse a second record of one name and domain, and a chapter of itself."""
        self._set_keys()
        same = Organization.objects.filter(
            name_key=self.name_key, website_domain=self.website_domain
        ).exclude(pk=self.pk)
        for other in same.select_related("merged_into"):
            where = f", merged into “{other.merged_into}”" if other.merged_into else ""
            raise ValidationError(
                f"An organization of this name and domain is on record already{where}."
            )
        if self.pk and self.parent_id == self.pk:
            raise ValidationError({"parent": "An organization can't be a chapter of itself."})

    def _set_keys(self) -> None:
        self.name_key = stored_key(self.name)
        if self.website:
            self.website_domain = website_domain(self.website)

    def name_by(self, key: str) -> str:
        """The name on record that has this key, its own if none has; one query at most."""
        if self.name_key == key:
            return self.name
        other = self.names.filter(name_key=key).first()
        return other.name if other else self.name

    def index_names(self) -> None:
        """Bring the signs by which it is found in line with its names and domain."""
        spelled = [Spelled(self.name, self.website_domain)]
        others = OrganizationName.objects.filter(organization_id=self.pk)
        spelled += [Spelled(name, "") for name in others.values_list("name", flat=True)]
        wanted = {sign_number(sign) for one in spelled for sign in one.lasting_signs()}
        signs = NameSign.objects.filter(organization_id=self.pk)
        stored = set(signs.values_list("sign", flat=True))
        if stored - wanted:
            signs.filter(sign__in=stored - wanted).delete()
        NameSign.objects.bulk_create(
            [NameSign(organization_id=self.pk, sign=sign) for sign in sorted(wanted - stored)],
            ignore_conflicts=True,  # another request saved the same organization just now
        )


class OrganizationName(models.Model):
    """Another name under which an organization is known; a sign-on under it is recognized."""

    class Kind(models.TextChoices):
        ACRONYM = "acronym", "Acronym"
        FORMER = "former", "Former name"
        LANGUAGE = "language", "In another language or script"
        OTHER = "other", "Also known as"

    organization = ParentalKey(Organization, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OTHER)
    language = models.CharField(
        max_length=35, blank=True, help_text="A language tag, such as es or zh-Hant."
    )

    class Meta:
        ordering: ClassVar = ["organization", "name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "name_key"], name="organization_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = stored_key(self.name)
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.organization.index_names()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            gone = super().delete(*args, **kwargs)
            self.organization.index_names()
        return gone

    def clean(self) -> None:
        """Refuse what has no letters."""
        self.name_key = stored_key(self.name)
        if not self.name_key:
            raise ValidationError({"name": "Write the name in letters."})


class NameSign(models.Model):
    """One sign by which an organization is found: see `signatories.spelling`. Made from names."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, db_index=False, related_name="signs"
    )
    sign = models.BigIntegerField()
    wagtail_reference_index_ignore = True

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sign", "organization"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "sign"], name="name_sign_once")
        ]

    def __str__(self) -> str:
        return f"Sign {self.sign} of organization {self.organization_id}"


class OrganizationMerge(models.Model):
    """That a person took two records for one organization; what moved, so that it can move back."""

    source = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="merges_away")
    target = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="merges_here")
    moved = models.JSONField(
        default=dict, help_text="Ids of rows by model and field, as they were moved."
    )
    cleared = models.JSONField(
        default=dict, help_text="Ids of rows whose field was emptied: nothing points at itself."
    )
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar = ["-merged_at", "-pk"]
        verbose_name = "merge"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(undone_at__isnull=True), name="merge_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"“{self.source}” into “{self.target}”"

    @property
    def moved_count(self) -> int:
        """How many rows were moved or emptied."""
        return sum(len(ids) for ids in [*self.moved.values(), *self.cleared.values()])


class OrganizationLogo(models.Model):
    """A logo that a signer sent: drawn anew, and shown only once a reviewer has said so."""

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting for review"
        SHOWN = "shown", "Shown"
        HIDDEN = "hidden", "Not shown"

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="logos"
    )
    sign_on = models.ForeignKey(
        "signatories.SignOn",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="logos",
    )
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    status = models.CharField(
        max_length=7, choices=Status, default=Status.PENDING, db_index=True, editable=False
    )
    uploaded_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-pk"]
        verbose_name = "logo"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(status="shown"), name="logo_one_shown"
            )
        ]

    def __str__(self) -> str:
        return f"Logo {self.pk}"

    @property
    def filename(self) -> str:
        """Its public name, which changes with its content."""
        return f"{self.organization_id}-{self.sha256[:16]}.png"

    @property
    def uploaded_on(self) -> date:
        """The day on which it came."""
        return self.uploaded_at.date()
