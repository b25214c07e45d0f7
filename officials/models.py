"""Officials: who they are, which offices they hold, how they are reached."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from officials.bodies import Body, District
from officials.cleaning import channel
from officials.import_runs import ImportRun
from officials.places import postal_code
from officials.postal_areas import PostalArea
from officials.querysets import ChannelQuerySet, OfficialQuerySet
from officials.sources import Source
from officials.target_lists import TargetList, TargetListMember

__all__ = [
    "Body",
    "Channel",
    "ChannelQuerySet",
    "District",
    "ImportRun",
    "Office",
    "Official",
    "OfficialArea",
    "OfficialQuerySet",
    "PostalArea",
    "Source",
    "TargetList",
    "TargetListMember",
]


class Official(ClusterableModel):
    """A person that people write to because of an office. Never deleted by an import."""

    name = models.CharField(max_length=200)
    family_name = models.CharField(max_length=100, blank=True, help_text="For lists and greetings.")
    honorific = models.CharField(
        max_length=60, blank=True, help_text="Stands before the family name: Senator, Mayor."
    )
    salutation = models.CharField(
        max_length=200,
        blank=True,
        help_text="Where “Dear” and the two fields above are wrong: the whole greeting, no comma.",
    )
    language = models.CharField(
        max_length=12, blank=True, help_text="Language to write to them in, such as es."
    )
    party = models.CharField(max_length=100, blank=True)
    website = models.URLField(max_length=500, blank=True)
    facts = models.JSONField(
        default=dict, blank=True, editable=False, help_text="Extra columns of an own list."
    )
    source = models.CharField(max_length=24, choices=Source, default=Source.HAND, editable=False)
    source_id = models.CharField(max_length=250, blank=True, editable=False)
    is_active = models.BooleanField(default=True, db_index=True, editable=False)
    inactive_since = models.DateField(null=True, blank=True, editable=False)
    inactive_because = models.CharField(max_length=250, blank=True, editable=False)
    sort_key = models.CharField(max_length=200, blank=True, db_index=True, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfficialQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["sort_key", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="officials_person_of_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name, self.family_name)
        super().save(*args, **kwargs)

    @property
    def greeting(self) -> str:
        """How a message to them begins, without the comma: "Dear Senator Amaro"."""
        if self.salutation:
            return self.salutation
        named = (
            f"{self.honorific} {self.family_name}" if self.honorific and self.family_name else ""
        )
        return f"Dear {named or self.name}"


def sort_key(name: str, family_name: str) -> str:
    """Return what lists are ordered by: the family name, then the whole name, without case."""
    last = family_name or " ".join(name.split()[-1:])
    return f"{last} {name}".casefold()[:200]


class Office(models.Model):
    """What an official is, or was, in one body, and for which district."""

    official = ParentalKey(Official, on_delete=models.CASCADE, related_name="offices")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="offices")
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="offices"
    )
    title = models.CharField(
        max_length=120, blank=True, help_text="Senator, Mayor, Chief of Police."
    )
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(
        null=True, blank=True, help_text="The day on which the term is over."
    )
    is_current = models.BooleanField(default=True, db_index=True)
    source = models.CharField(max_length=24, choices=Source, default=Source.HAND, editable=False)

    class Meta:
        ordering: ClassVar = ["-is_current", "pk"]

    def __str__(self) -> str:
        where = f"{self.body}, {self.district}" if self.district_id else str(self.body)
        return f"{self.title}, {where}" if self.title else where


class Channel(models.Model):
    """One way to reach an official, with where it was found and when."""

    class Kind(models.TextChoices):
        EMAIL = "email", "Email"
        FORM = "form", "Web form"
        PHONE = "phone", "Phone"
        POST = "post", "Post"
        FAX = "fax", "Fax"

    official = ParentalKey(Official, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=5, choices=Kind)
    value = models.CharField(
        max_length=500, help_text="The address, the form's https:// address, the number."
    )
    label = models.CharField(max_length=120, blank=True, help_text="Which office: Capitol, Tampa.")
    source = models.CharField(max_length=24, choices=Source, default=Source.HAND, editable=False)
    found_at = models.CharField(
        max_length=300, blank=True, help_text="Where you found it: a page, a call, a letterhead."
    )
    as_of = models.DateField(null=True, blank=True, help_text="The day on which it was found.")
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    stopped_at = models.DateTimeField(null=True, blank=True, editable=False)
    stopped_because = models.CharField(max_length=250, blank=True, editable=False)
    ended_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When its source no longer gave it."
    )

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["official", "kind", "value"],
                name="officials_one_channel",
                violation_error_message="This address is given twice.",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "value"], name="officials_channel_value")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"

    def clean(self) -> None:
        """Write the value in one spelling, or say what is wrong with it."""
        try:
            cleaned = channel(self.kind, self.value)
        except ValueError as error:
            raise ValidationError({"value": str(error)}) from error
        if cleaned is not None:
            self.value = cleaned.value

    @property
    def is_usable(self) -> bool:
        """Whether it may be offered; see `ChannelQuerySet.usable`."""
        return self.stopped_at is None and self.ended_at is None


class OfficialArea(models.Model):
    """The beginning of the postal codes that an official stands for, from an own list."""

    official = ParentalKey(Official, on_delete=models.CASCADE, related_name="areas")
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1; blank: any
    prefix = models.CharField(max_length=12, db_index=True)

    class Meta:
        ordering: ClassVar = ["country", "prefix"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["official", "country", "prefix"], name="officials_one_area"
            ),
        ]

    def __str__(self) -> str:
        return self.prefix

    def clean(self) -> None:
        """Write the beginning as codes are compared, or say what is wrong with it."""
        self.country = self.country.upper()
        code = postal_code(self.prefix.strip().removesuffix("*"))
        if not code:
            raise ValidationError({"prefix": "Enter the beginning of postal codes, such as 101."})
        self.prefix = code
