"""Which words a page has said, what changed, and how many stand under it by which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from signatories import status
from signatories.models import SignedText, TextChange


@dataclass(frozen=True, slots=True)
class TextFacts:
    """One numbered text of a page, for everybody."""

    number: int
    sha256: str
    dated: date
    in_force: bool
    change: str  # "", "editorial", "substantive" or "undeclared": against the text before
    summary: str
    agreed: int  # names under the page today whose signers agreed to exactly these words

    @property
    def is_first(self) -> bool:
        return self.number == 1


def text_history(page_id: int) -> list[TextFacts]:
    """Return the texts of a page, newest first; two queries."""
    standing = Q(sign_ons__status=status.APPROVED, counts=True)
    texts = (
        SignedText.objects.filter(page_id=page_id)
        .defer("text")
        .annotate(agreed=Count("sign_ons", filter=standing))
        .order_by("number")
    )
    said = {
        change.later_sha256: change
        for change in TextChange.objects.filter(earlier__page_id=page_id).order_by("pk")
    }
    return [_facts(text, said.get(text.sha256)) for text in reversed(texts)]


def _facts(text: SignedText, change: TextChange | None) -> TextFacts:
    kind = change.kind if change else "" if text.number == 1 else "undeclared"
    return TextFacts(
        number=text.number,
        sha256=text.sha256,
        dated=text.dated,
        in_force=text.in_force,
        change=kind,
        summary=change.summary if change else "",
        agreed=text.agreed,  # type: ignore[attr-defined]
    )
