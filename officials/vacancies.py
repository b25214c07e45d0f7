"""Districts that nobody is in office for, as far as is on record: said, never left out silently."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from officials.models import District, Office, OfficialQuerySet


def vacant_among(divisions: Collection[str]) -> frozenset[str]:
    """Return those of `divisions` that nobody in office stands for; one query, none for none."""
    if not divisions:
        return frozenset()
    seated = _seated().filter(district__division__in=divisions)
    return frozenset(divisions) - set(seated.values_list("district__division", flat=True))


def vacant_seats(bodies: Mapping[int, set[int]], states: Iterable[str]) -> list[District]:
    """Return the vacant districts, in these states, of bodies whose every member is asked for.

    One query, one more where any is vacant: only then it matters who holds the others.

    Args:
        bodies: by body's id the ids of its districts that somebody asked for holds. A list of some
            members, such as a committee, has no vacant seats: then others of the body are seated.
        states: Open Civic Data ids.
    """
    somewhere = Q()
    for state in states:
        somewhere |= Q(division__startswith=f"{state}/")
    if not somewhere:
        return []
    there = District.objects.filter(somewhere, body_id__in=bodies)
    seated = Exists(_seated().filter(district=OuterRef("pk")))
    vacant = list(there.filter(~seated).select_related("body"))
    if not vacant:
        return []
    held = there.filter(seated, body_id__in={one.body_id for one in vacant})
    partly = {body for pk, body in held.values_list("pk", "body_id") if pk not in bodies[body]}
    return [one for one in vacant if one.body_id not in partly]


def asks_for_congress(state: str, asked: OfficialQuerySet) -> bool:
    """Return whether `asked` has a representative of the state in Congress."""
    seats = District.objects.filter(division__startswith=f"{state}/cd:").values("pk")
    return Office.objects.filter(district__in=seats, is_current=True, official__in=asked).exists()


def _seated() -> QuerySet[Office]:
    return Office.objects.filter(is_current=True, official__is_active=True)
