"""The names that everybody may see, in the order in which they are printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.db.models.functions import Collate
from django.utils import timezone

from signatories.gazetteer import COUNTRIES, STATES
from signatories.models import Scope, SignablePage, SignOn, SignOnQuerySet
from signatories.safe_sheets import csv_parts

GROUPS = {
    Scope.NATIONAL.value: "National",
    Scope.STATE.value: "State",
    Scope.LOCAL.value: "Local",
    Scope.INTERNATIONAL.value: "International",
    "individual": "People",
}
_GROUP_ORDER = Case(
    When(kind=SignOn.Kind.INDIVIDUAL, then=Value(len(GROUPS))),
    *(When(scope=group, then=Value(place)) for place, group in enumerate(GROUPS)),
    default=Value(0),  # who said nothing stands with the national ones
    output_field=IntegerField(),
)
CSV_COLUMNS = (
    "name",
    "kind",
    "group",
    "country",
    "region",
    "affiliation",
    "signed_on",
    "text_sha256",
    "person",
    "person_title",
    "withdrawn_on",
)


@dataclass(frozen=True, slots=True)
class PublicName:
    """The public facts of one published sign-on."""

    name: str
    kind: str
    group: str
    country: str
    region: str
    affiliation: str
    signed_on: date
    text_sha256: str
    person: str = ""  # who signed for it, where the page prints that and they agreed
    person_title: str = ""
    withdrawn_on: date | None = None  # after delivery, where the organizer shows that

    @property
    def group_label(self) -> str:
        return GROUPS.get(self.group, self.group)

    @property
    def place(self) -> str:
        """The state or country in words; "" when neither is known."""
        return place_name(self.country, self.region)


def place_name(country: str, region: str) -> str:
    """Return a region or country in words: "Florida" for US, FL; "Germany" for DE."""
    if region and country in ("", "US"):
        return STATES.get(region, region)
    land = COUNTRIES.get(country, country)
    return ", ".join(part for part in (region, land) if part)


def listed(page_id: int) -> SignOnQuerySet:
    """Return the published sign-ons of a page by group and name, sorted by the database."""
    # Keys are compared character by character; a server's own collation may pass over spaces.
    by_key = Collate("sort_key", "C" if connection.vendor == "postgresql" else "BINARY")
    chosen = SignOn.objects.published(page_id).select_related("signed_text")
    return (
        chosen.defer("signed_text__text", "attestation", "review_note")
        .alias(place_in_print=_GROUP_ORDER)
        .order_by("place_in_print", by_key, "pk")
    )


def chosen_names(
    names: SignOnQuerySet,
    *,
    group: str = "",
    pairs: Sequence[tuple[str, str]] | None = None,
    words: str = "",
) -> SignOnQuerySet:
    """Return the sign-ons of a group, a place and with these words in them; "" asks for all.

    Args:
        pairs: the countries and regions that one place is written with, from `places`; None: all.
    """
    chosen = names
    if group:
        chosen = chosen.filter(_of_group(group))
    if pairs is not None:
        here = Q(pk__in=[])
        for country, region in pairs:
            here |= Q(country=country, region=region)
        chosen = chosen.filter(here)
    wanted = words.casefold().strip()
    if wanted:
        printed = Q(display_name__icontains=wanted) | Q(claimed_name__icontains=wanted)
        chosen = chosen.filter(printed | Q(sort_key__contains=wanted))
    return chosen


def public_name(sign_on: SignOn, *, people: bool = False) -> PublicName:
    """Return what everybody may know of one published sign-on.

    Args:
        people: whether the page prints who signed, where they agreed to it.
    """
    return PublicName(
        name=sign_on.printed_name,
        kind=sign_on.kind,
        group=sign_on.group,
        country=sign_on.country,
        region=sign_on.region,
        affiliation=sign_on.affiliation,
        signed_on=sign_on.signed_on,
        text_sha256=sign_on.signed_text.sha256,
        person=sign_on.printed_person if people else "",
        person_title=sign_on.printed_title if people else "",
    )


def published_names(page_id: int, *, people: bool = False) -> list[PublicName]:
    """Return all published names of a page by group and name; one query."""
    return list(each_published_name(page_id, people=people))


def each_published_name(page_id: int, *, people: bool = False) -> Iterator[PublicName]:
    """Yield what `published_names` returns, a few rows in memory at a time."""
    for sign_on in listed(page_id).iterator():
        yield public_name(sign_on, people=people)


def withdrawn_names(page: SignablePage) -> list[PublicName]:
    """Return who withdrew after delivery, where the organizer shows that; two queries at most."""
    if not page.shows_withdrawn():
        return []
    gone = SignOn.objects.withdrawn_in_sight(page.pk).select_related("signed_text")
    return [
        replace(public_name(one), withdrawn_on=timezone.localdate(one.withdrawn_at)) for one in gone
    ]


def group_counts(page_id: int) -> list[tuple[str, str, int]]:
    """Return key, label and number of each group that has names, in printing order; one query."""
    kinds = SignOn.objects.published(page_id).order_by().values_list("kind", "scope")
    counts: Counter[str] = Counter()
    for kind, scope, number in kinds.annotate(number=Count("pk")):
        counts[SignOn(kind=kind, scope=scope).group] += number
    return [(key, label, counts[key]) for key, label in GROUPS.items() if counts[key]]


def places(page_id: int) -> dict[str, list[tuple[str, str]]]:
    """Return the places that occur, sorted, each with its countries and regions; one query."""
    written = SignOn.objects.published(page_id).order_by().values_list("country", "region")
    found: dict[str, list[tuple[str, str]]] = {}
    for country, region in written.distinct():
        found.setdefault(place_name(country, region), []).append((country, region))
    found.pop("", None)
    return dict(sorted(found.items()))


def _of_group(group: str) -> Q:
    if group == SignOn.Kind.INDIVIDUAL:
        return Q(kind=SignOn.Kind.INDIVIDUAL)
    scopes = ["", group] if group == Scope.NATIONAL else [group]
    return Q(scope__in=scopes) & ~Q(kind=SignOn.Kind.INDIVIDUAL)


def public_rows(names: Iterable[PublicName]) -> Iterator[list[str]]:
    """Yield the public facts, a row each name, in the order of CSV_COLUMNS."""
    for name in names:
        cells = (getattr(name, column) for column in CSV_COLUMNS)
        yield ["" if cell is None else str(cell) for cell in cells]


def csv_lines(names: Iterable[PublicName]) -> Iterator[str]:
    """Yield the public facts as comma-separated values, one line a name, some at a time."""
    return csv_parts(CSV_COLUMNS, public_rows(names))
