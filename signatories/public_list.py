"""The names that everybody may see, in the order in which they are printed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from signatories.gazetteer import COUNTRIES, STATES
from signatories.models import Scope, SignOn
from signatories.names import sort_key

GROUPS = {
    Scope.NATIONAL.value: "National",
    Scope.STATE.value: "State",
    Scope.LOCAL.value: "Local",
    Scope.INTERNATIONAL.value: "International",
    "individual": "People",
}
CSV_COLUMNS = (
    "name",
    "kind",
    "group",
    "country",
    "region",
    "affiliation",
    "signed_on",
    "text_sha256",
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


def published_names(page_id: int, language: str = "en") -> list[PublicName]:
    """Return the published names of a page by group and name; one query."""
    order = {group: place for place, group in enumerate(GROUPS)}
    chosen = SignOn.objects.published(page_id).select_related("signed_text")
    names = [
        PublicName(
            name=sign_on.printed_name,
            kind=sign_on.kind,
            group=sign_on.group,
            country=sign_on.country,
            region=sign_on.region,
            affiliation=sign_on.affiliation,
            signed_on=sign_on.signed_on,
            text_sha256=sign_on.signed_text.sha256,
        )
        for sign_on in chosen.defer("signed_text__text")
    ]
    return sorted(names, key=lambda n: (order.get(n.group, 99), sort_key(n.name, language)))


def chosen_names(
    names: Iterable[PublicName], *, group: str = "", place: str = "", words: str = ""
) -> list[PublicName]:
    """Return the names of a group, a place and with these words in them; "" asks for all."""
    wanted = words.casefold().strip()
    return [
        name
        for name in names
        if (not group or name.group == group)
        and (not place or name.place == place)
        and (not wanted or wanted in name.name.casefold())
    ]


def group_counts(names: Iterable[PublicName]) -> list[tuple[str, str, int]]:
    """Return key, label and number of each group that has names, in printing order."""
    counts = Counter(name.group for name in names)
    return [(key, label, counts[key]) for key, label in GROUPS.items() if counts[key]]


def places(names: Iterable[PublicName]) -> list[str]:
    """Return the places that occur, sorted."""
    return sorted({name.place for name in names} - {""})


def safe_cell(value: str) -> str:
    """Return `value` so that no spreadsheet takes it for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else value


def as_csv(names: Sequence[PublicName]) -> str:
    """Return the public facts as comma-separated values, one line a name."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for name in names:
        writer.writerow([safe_cell(str(getattr(name, column))) for column in CSV_COLUMNS])
    return buffer.getvalue()
