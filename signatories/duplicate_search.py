"""Which organizations on record may be the one that somebody names: a few queries among 100,000.

The exact signs of a name come first, then the loose ones by which slips are found; what they bring
up is compared name by name. Suggestions only: a person merges.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from signatories.models import NameSign, Organization
from signatories.names import Candidate, Match, judged, name_key, nearly_spelled
from signatories.spelling import Sign, Spelled, is_loose, sign_number

MOST_OF_A_SIGN: Final = 300  # organizations; a sign that more have tells little
MOST_COMPARED: Final = 100  # organizations with a strong sign of one name, the rarest signs first
MOST_SPELLED: Final = 40  # organizations with loose signs only
_AT_ONCE: Final = 5_000  # parameters of a query
_WEIGHT: Final = 10_000  # of a sign that one organization has; shared among those who have it


def find_organizations(name: str, domain: str = "", limit: int = 10) -> list[Match]:
    """Return the organizations on record that may be `name` at `domain`, the likeliest first.

    Each once, under its own name, whichever of its names matched; a merged one as what it became.
    `match.candidate.ref` is ("organization", id). Two queries.
    """
    return find_many([(name, domain)], limit=limit)[0]


def find_many(asked: Sequence[tuple[str, str]], *, limit: int = 10) -> list[list[Match]]:
    """Return for each name and domain what `find_organizations` returns; two queries in all."""
    questions = [_numbers(Spelled(name, domain)) for name, domain in asked]
    holders = _holders({number for numbers in questions for number in numbers})
    found = [_most_in_common(numbers, holders) for numbers in questions]
    known = _Known({pk for strong, loose in found for pk in (*strong, *loose)})
    return [
        known.matches(name, domain, strong, loose)[:limit]
        for (name, domain), (strong, loose) in zip(asked, found, strict=True)
    ]


def _numbers(spelled: Spelled) -> dict[int, Sign]:
    return {sign_number(sign): sign for sign in spelled.lasting_questions()}


def _holders(numbers: set[int]) -> dict[int, list[int]]:
    """Return the organizations that have each sign, MOST_OF_A_SIGN at most."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for some in _batches(sorted(numbers)):
        place = Window(RowNumber(), partition_by=F("sign"), order_by=F("organization_id").asc())
        rows = NameSign.objects.filter(sign__in=some).annotate(place=place)
        for number, pk in rows.filter(place__lte=MOST_OF_A_SIGN).values_list(
            "sign", "organization_id"
        ):
            holders[number].append(pk)
    return holders


def _most_in_common(
    questions: Mapping[int, Sign], holders: Mapping[int, list[int]]
) -> tuple[list[int], list[int]]:
    """Return who has a strong sign, and who has loose ones only; with the rarest signs first."""
    strong: Counter[int] = Counter()
    loose: Counter[int] = Counter()
    for number, sign in questions.items():
        having = holders.get(number, ())
        weighed = loose if is_loose(sign) else strong
        for pk in having:
            weighed[pk] += _WEIGHT // len(having)
    first = [pk for pk, _ in strong.most_common(MOST_COMPARED)]
    others = (pk for pk, _ in loose.most_common() if pk not in strong)
    return first, list(islice(others, MOST_SPELLED))


@dataclass(slots=True)
class _Row:
    pk: int
    name: str
    key: str
    domain: str
    merged_into: int | None
    others: list[tuple[str, str]] = field(default_factory=list)  # its other names, with their keys


class _Known:
    """Organizations that came up, with their other names, and what merged ones became."""

    def __init__(self, pks: set[int]) -> None:
        self._rows = _rows(pks)
        became = {row.merged_into for row in self._rows.values() if row.merged_into}
        if missing := became - set(self._rows):
            self._rows |= _rows(missing)

    def matches(
        self, name: str, domain: str, strong: Sequence[int], loose: Sequence[int]
    ) -> list[Match]:
        """Return the likeliest match of each organization, the likeliest first."""
        candidates = list(self._candidates(strong))
        spelled = list(self._candidates(loose))
        alike = nearly_spelled(name_key(name), [candidate.key for candidate in spelled])
        candidates += [spelled[number] for number in alike]
        best: dict[int, Match] = {}
        for match in judged(name, domain, candidates):
            own = self._own(match)
            best.setdefault(own.candidate.ref[1], own)  # type: ignore[index]
        return list(best.values())

    def _candidates(self, pks: Iterable[int]) -> Iterator[Candidate]:
        for pk in pks:
            row = self._rows.get(pk)
            if row is None:  # it went between two queries
                continue
            yield Candidate(row.name, row.domain, pk, row.key)
            for name, key in row.others:
                yield Candidate(name, row.domain, pk, key)

    def _own(self, match: Match) -> Match:
        """Return the match under the name by which its organization goes today."""
        row = self._rows[match.candidate.ref]  # type: ignore[index]
        today = self._rows.get(row.merged_into, row) if row.merged_into else row
        candidate = Candidate(today.name, today.domain, ("organization", today.pk), today.key)
        if match.candidate.key == today.key:
            return replace(match, candidate=candidate)
        known_as = f"known as “{match.candidate.name}” too"
        return replace(match, candidate=candidate, reasons=(*match.reasons, known_as))


def _rows(pks: set[int]) -> dict[int, _Row]:
    """Return organizations with their other names; one query, for a round trip costs most here."""
    columns = ("pk", "name", "name_key", "website_domain", "merged_into_id")
    found: dict[int, _Row] = {}
    for some in _batches(sorted(pks)):
        rows = Organization.objects.filter(pk__in=some).order_by()
        for *own, name, key in rows.values_list(*columns, "names__name", "names__name_key"):
            row = found.setdefault(own[0], _Row(*own))
            if name is not None:
                row.others.append((name, key))
    return found


def _batches(numbers: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(numbers)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
