"""By what the organizer narrows the lists: office, body, channel, and their own columns."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.fields.json import KeyTransform
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet

from officials.desk import stopped_channels
from officials.models import Body, Channel, Official, OfficialQuerySet, Source, TargetList

MAX_FACTS = 10
MAX_VALUES = 60
REACHED = [
    ("email", "have an email address"),
    ("no-email", "have none"),
    ("form", "have a web form"),
    ("post", "have a postal address"),
    ("phone", "have a phone number"),
    ("stopped", "have an address that stopped"),
    ("nothing", "can’t be reached by anything"),
]


def _held_bodies(request: HttpRequest | None) -> Any:
    return Body.objects.filter(offices__is_current=True).distinct()


def _lists(request: HttpRequest | None) -> Any:
    return TargetList.objects.filter(is_active=True)


class OfficialFilter(WagtailFilterSet):
    """By office, body, list, channel, source, term, and by the extra columns of own lists."""

    in_office = django_filters.BooleanFilter(field_name="is_active", label="In office")
    body = django_filters.ModelChoiceFilter(
        queryset=_held_bodies, label="Body", method="in_this_body"
    )
    target_list = django_filters.ModelChoiceFilter(
        queryset=_lists, label="Target list", method="on_this_list"
    )
    reached = django_filters.ChoiceFilter(choices=REACHED, label="Reached by", method="reached_by")
    source = django_filters.ChoiceFilter(choices=Source.choices, label="Source")
    term = django_filters.ChoiceFilter(
        choices=[("over", "over on record")], label="Term", method="term_over"
    )

    class Meta:
        model = Official
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (name, values) in enumerate(own_columns().items()):
            chosen = django_filters.ChoiceFilter(
                choices=[(value, value) for value in values],
                label=name,
                method=_with_fact(name),
            )
            chosen.parent, chosen.model, chosen.field_name = self, Official, f"fact{number}"
            self.filters[f"fact{number}"] = chosen

    def in_this_body(self, found: OfficialQuerySet, name: str, body: Body) -> OfficialQuerySet:
        return found.in_body(body.pk)

    def on_this_list(
        self, found: OfficialQuerySet, name: str, target_list: TargetList
    ) -> OfficialQuerySet:
        return found.on_list(target_list)

    def reached_by(self, found: OfficialQuerySet, name: str, wanted: str) -> OfficialQuerySet:
        if wanted == "stopped":
            return found.filter(Exists(stopped_channels()))
        usable = Channel.objects.usable().filter(official=OuterRef("pk"))
        if wanted == "nothing":
            return found.filter(~Exists(usable))
        if wanted == "no-email":
            return found.filter(~Exists(usable.filter(kind="email")))
        return found.reachable_by(wanted)

    def term_over(self, found: OfficialQuerySet, name: str, wanted: str) -> OfficialQuerySet:
        return found.overdue(timezone.localdate())


def own_columns() -> dict[str, list[str]]:
    """Return the extra columns of own lists with their values; too many values make no filter."""
    values: dict[str, set[str]] = defaultdict(set)
    for facts in Official.objects.exclude(facts={}).values_list("facts", flat=True):
        for name, value in facts.items():
            values[name].add(value)
    few = {name: sorted(held) for name, held in sorted(values.items()) if len(held) <= MAX_VALUES}
    return dict(list(few.items())[:MAX_FACTS])


def _with_fact(fact: str) -> Any:
    def narrow(found: OfficialQuerySet, name: str, value: str) -> OfficialQuerySet:
        # A column's name may hold anything, so it is never spelled as a look-up.
        narrowed: OfficialQuerySet = found.alias(own=KeyTransform(fact, F("facts")))
        return narrowed.filter(Q(own=value))

    return narrow


class TargetListFilter(WagtailFilterSet):
    """By source, and whether it still stands."""

    standing = django_filters.BooleanFilter(field_name="is_active", label="In use")
    source = django_filters.ChoiceFilter(choices=Source.choices, label="Source")

    class Meta:
        model = TargetList
        fields: ClassVar[list[str]] = []
