"""Questions about many officials and their channels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Exists, OuterRef, Q, QuerySet

if TYPE_CHECKING:
    from officials.models import Channel, Official, TargetList  # noqa: F401  (names below)


class OfficialQuerySet(QuerySet["Official"]):
    """Questions about many officials."""

    def active(self) -> Self:
        """In office, as far as anybody told us: the only ones that are written to."""
        return self.filter(is_active=True)

    def in_body(self, body_id: int) -> Self:
        """Holding an office in a body now."""
        from_offices = self.model.offices.rel.related_model.objects.filter(
            official=OuterRef("pk"), body_id=body_id, is_current=True
        )
        return self.filter(Exists(from_offices))

    def on_list(self, target_list: TargetList) -> Self:
        """Members of a list, and everybody in the body that it stands for."""
        listed = Exists(
            self.model.memberships.rel.related_model.objects.filter(
                official=OuterRef("pk"), target_list_id=target_list.pk
            )
        )
        if target_list.whole_body_id is None:
            return self.filter(listed)
        return self.filter(
            listed
            | Q(
                pk__in=self.model.objects.in_body(target_list.whole_body_id).values("pk"),
            )
        )

    def standing_for(self, divisions: Iterable[str]) -> Self:
        """Holding an office now that stands for one of these divisions (Open Civic Data ids)."""
        held = self.model.offices.rel.related_model.objects.filter(
            official=OuterRef("pk"), is_current=True, district__division__in=list(divisions)
        )
        return self.filter(Exists(held))

    def reachable_by(self, kind: str) -> Self:
        """Having a channel of a kind that isn't stopped."""
        usable = self.model.channels.rel.related_model.objects.usable().filter(
            official=OuterRef("pk"), kind=kind
        )
        return self.filter(Exists(usable))

    def overdue(self, today: date) -> Self:
        """Active, though all their terms are over on record: the source should be read again."""
        offices = self.model.offices.rel.related_model.objects.filter(
            official=OuterRef("pk"), is_current=True
        )
        running = offices.filter(Q(ends_on=None) | Q(ends_on__gt=today))
        return self.active().filter(Exists(offices), ~Exists(running))


class ChannelQuerySet(QuerySet["Channel"]):
    """Questions about many channels."""

    def usable(self) -> Self:
        """Neither stopped, nor gone from its source: the only ones that are offered."""
        return self.filter(stopped_at=None, ended_at=None)
