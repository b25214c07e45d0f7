"""Lists of officials that letters and actions are meant for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from officials.bodies import Body
from officials.sources import Source


class TargetList(ClusterableModel):
    """Who is meant: a committee, a whole body, people picked by hand, or all of these."""

    name = models.CharField(max_length=250)
    whole_body = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Everybody who holds an office in this body, also after the next import.",
    )
    source = models.CharField(max_length=24, choices=Source, default=Source.HAND, editable=False)
    source_id = models.CharField(max_length=250, blank=True, editable=False)
    jurisdiction = models.CharField(max_length=200, blank=True, editable=False)
    is_active = models.BooleanField(
        default=True, editable=False, help_text="False once its source no longer knows it."
    )
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="officials_list_of_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TargetListMember(models.Model):
    """One official on one list, and as what: chair, ranking member."""

    target_list = ParentalKey(TargetList, on_delete=models.CASCADE, related_name="members")
    official = models.ForeignKey(
        "officials.Official", on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=120, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["rank", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["target_list", "official"], name="officials_once_on_a_list"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.official} ({self.role})" if self.role else str(self.official)
