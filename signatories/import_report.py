"""What an import's page says of its rows, before it is carried out and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet

from signatories.import_undoing import undecided
from signatories.models import SheetImport, SheetRow, SignOn
from signatories.row_outcomes import Outcome

LOOK: Final = "look"
ALL: Final = "all"
_MEANS: Final = {
    Outcome.NEW: "comes in for review",
    Outcome.POSSIBLE_DUPLICATE: "comes in for review, with a note",
    Outcome.MATCHED: "is there already: not stored",
    Outcome.REFUSED: "can’t be taken in: not stored",
    Outcome.UNCHANGED: "was imported before: not stored",
}


@dataclass(frozen=True, slots=True)
class Share:
    """An outcome, its rows, and its part of the picture, in hundredths."""

    key: str
    label: str
    means: str
    number: int
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows can be shown, and how many these are."""

    key: str
    label: str
    number: int
    chosen: bool


def report_context(one: SheetImport, asked: str) -> dict[str, Any]:
    """Return what the page of an import's rows shows."""
    shares = _shares(one)
    closer = _to_look_at(one.rows.all())
    choices = [
        Choice(LOOK, "To look at", closer.count(), asked == LOOK),
        *(Choice(s.key, s.label, s.number, asked == s.key) for s in shares),
        Choice(ALL, "All", sum(share.number for share in shares), asked == ALL),
    ]
    comes_in = sum(share.number for share in shares if Outcome(share.label.lower()).is_stored)
    can_undo = one.status in (SheetImport.Status.DONE, SheetImport.Status.FAILED)
    undecided_now = undecided(one).count() if can_undo else 0
    return {
        "shares": shares,
        "choices": choices,
        "rows": _chosen(one, asked),
        "comes_in": comes_in,
        "undecided": undecided_now,
        "decided": one.stored - one.removed - undecided_now,
        "asks_removal": _asked_to_be_removed(one),
        "changed": one.rows.filter(changed=True).count(),
    }


def _shares(one: SheetImport) -> list[Share]:
    total = sum(one.counts.values()) or 1
    shares, start = [], 0.0
    for outcome, means in _MEANS.items():
        number = one.counts.get(str(outcome), 0)
        if number:
            width = 100 * number / total
            key = outcome.replace(" ", "-")
            label = outcome.capitalize()
            shares.append(Share(key, label, means, number, f"{start:.3f}", f"{width:.3f}"))
            start += width
    return shares


def _to_look_at(rows: QuerySet[SheetRow]) -> QuerySet[SheetRow]:
    return rows.filter(Q(is_sound=False) | Q(changed=True)).exclude(outcome=Outcome.UNCHANGED)


def _chosen(one: SheetImport, asked: str) -> QuerySet[SheetRow]:
    rows = one.rows.all()
    if asked == LOOK:
        return _to_look_at(rows)
    outcome = asked.replace("-", " ")
    return rows.filter(outcome=outcome) if outcome in set(Outcome) else rows


def _asked_to_be_removed(one: SheetImport) -> list[tuple[int, str]]:
    """Return id and name of the sign-ons beside which the sheet says that they want to go."""
    named = SignOn.objects.filter(pk__in=[int(pk) for pk in one.attention]).order_by("pk")
    return [(sign_on.pk, sign_on.printed_name) for sign_on in named]
