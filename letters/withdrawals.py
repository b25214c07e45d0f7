"""Who withdrew after a letter was delivered: what the letter and its editions say of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.utils import timezone

from letters.document import LetterDocument, Signatory, SignatoryGroup, Withdrawal
from letters.models import LetterPage
from letters.signature_block import signatory_of
from signatories.models import SignOn


def withdrawals_of(page: LetterPage) -> tuple[Withdrawal, ...]:
    """Return those to be shown under the letter as it stands now; nobody unless its organizer
    wants that. Three queries at most.
    """
    if page.pk is None or not page.shows_withdrawn():
        return ()
    gone = SignOn.objects.withdrawn_in_sight(page.pk).select_related("signed_text")
    return tuple(
        Withdrawal(timezone.localdate(one.withdrawn_at), signatory_of(one)) for one in gone
    )


def noted(document: LetterDocument, gone: frozenset[int], page: LetterPage) -> LetterDocument:
    """Return a delivered document without the sign-ons of these ids, with a note on who withdrew.

    The note gives the day, and the name where the letter's organizer shows it; of a person never.
    """
    if not gone:
        return document
    withdrawn = SignOn.objects.filter(pk__in=gone, status=SignOn.Status.WITHDRAWN)
    days = dict(withdrawn.values_list("pk", "withdrawn_at"))
    shows = page.shows_withdrawn()
    notes = [
        Withdrawal(
            timezone.localdate(days[one.ref]),
            one if shows and one.kind == "organization" else None,
        )
        for one in document.signatories()
        if one.ref in days
    ]
    left = tuple(_without(document.groups, gone))
    return replace(document, groups=left, withdrawals=tuple(map(_bare, notes)))


def _without(groups: Iterable[SignatoryGroup], gone: frozenset[int]) -> Iterable[SignatoryGroup]:
    for group in groups:
        staying = tuple(one for one in group.signatories if one.ref not in gone)
        if staying:
            yield replace(group, signatories=staying)


def _bare(withdrawal: Withdrawal) -> Withdrawal:
    """Leave out who signed for it, and its logo."""
    signatory: Signatory | None = withdrawal.signatory
    if signatory is None:
        return withdrawal
    bare = replace(signatory, person="", person_title="", logo=None)
    return replace(withdrawal, signatory=bare)
