"""Bodies in which officials hold offices, and the districts that they stand for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from officials.sources import Source


class Body(models.Model):
    """A chamber, a city, an agency, a company: what somebody holds an office in."""

    class Kind(models.TextChoices):
        LEGISLATURE = "legislature", "Legislature, or a chamber of one"
        EXECUTIVE = "executive", "Government, city hall, mayor's office"
        AGENCY = "agency", "Agency, police department"
        COMPANY = "company", "Company"
        OTHER = "other", "Other"

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.OTHER)
    jurisdiction = models.CharField(
        max_length=200,
        blank=True,
        db_index=True,
        help_text="Open Civic Data id, such as ocd-jurisdiction/country:us/state:fl/government. "
        "May be blank.",
    )
    source = models.CharField(max_length=24, choices=Source, default=Source.HAND, editable=False)
    source_id = models.CharField(max_length=250, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        verbose_name_plural = "bodies"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="officials_body_of_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """The place that an office of a body stands for."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="districts")
    division = models.CharField(
        max_length=200,
        db_index=True,
        help_text="Open Civic Data id, such as ocd-division/country:us/state:ca/cd:12.",
    )
    name = models.CharField(max_length=120, help_text="As people say it: District 12, at large.")
    sort_key = models.CharField(max_length=160, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["body", "sort_key", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "division"], name="officials_one_district"),
        ]

    def __str__(self) -> str:
        return self.name
