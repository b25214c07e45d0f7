"""Questions that the models answer about many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from signatories import status

if TYPE_CHECKING:
    from signatories.models import SignOn  # noqa: F401  (the name below, as a string)


class SignOnQuerySet(QuerySet["SignOn"]):
    """Questions about many sign-ons."""

    def published(self, page_id: int | None = None) -> Self:
        """Approved, for words that count: the only names anyone may see.

        Those are the words that the page says now, and earlier ones that differ from them by
        changes which somebody declared editorial.
        """
        chosen = self.filter(status=status.APPROVED, signed_text__counts=True)
        return chosen if page_id is None else chosen.filter(page_id=page_id)

    def withdrawn_in_sight(self, page_id: int) -> Self:
        """Organizations that withdrew after delivery from the words that count, by day and name.

        To be asked only where the organizer shows them.
        """
        gone = self.filter(
            page_id=page_id,
            status=status.WITHDRAWN,
            withdrawn_after_delivery=True,
            kind="organization",
            signed_text__counts=True,
        )
        return gone.exclude(display_name="").order_by("withdrawn_at", "pk")

    def agreeing_to_be_printed(self) -> Self:
        """Approved, and since then their signer agreed that the letter prints who signed."""
        approved = self.filter(status=status.APPROVED, kind="organization", printed_person="")
        return approved.exclude(print_consent="").filter(contact_erased_at=None)

    def asking_for_a_change(self) -> Self:
        """Those whose signer asks for another name, or to be printed beside it."""
        renamed = self.exclude(requested_name="").filter(status__in=status.STANDING)
        return renamed | self.agreeing_to_be_printed()

    def open(self) -> Self:
        """Requests on which nobody has decided yet."""
        return self.filter(status__in=status.OPEN)

    def standing(self) -> Self:
        """Requests and approved names: all that bind the page to its text."""
        return self.filter(status__in=status.STANDING)

    def waiting_for_review(self) -> Self:
        """Requests that a person has to decide on."""
        return self.filter(status=status.VERIFIED)
