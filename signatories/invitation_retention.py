"""How long the contacts of invitations are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import Page

from privacy import journal
from signatories import invitation_status as rules
from signatories.models import Invitation, PrivateLink, SignOnSettings


def invited_long_enough(now: datetime) -> QuerySet[Invitation]:
    """Return the invitations whose contact's time has come.

    Refused and taken back: as many days after as sign-ons' contacts are kept. All others: so many
    days after the list closed; a list without an end keeps them.
    """
    limit = now - timedelta(days=SignOnSettings.current().keep_contacts_days)
    kept = Invitation.objects.filter(contact_erased_at=None)
    closed = _pages_closed_before(limit, now)
    return kept.filter(
        Q(status=rules.NO, answered_at__lte=limit)
        | Q(revoked_at__lte=limit)
        | Q(page_id__in=closed)
    )


def erase_invited(now: datetime) -> int:
    """Erase the contacts and reasons that were kept long enough, and their links; return how many.

    The organization's name and what it answered stay: they are facts of no person.
    """
    rows = list(invited_long_enough(now).values_list("pk", "mailbox_pseudonym"))
    return erase_invitations(rows, now=now)


@transaction.atomic
def erase_invitations(rows: Sequence[tuple[int, str]], *, now: datetime) -> int:
    """Erase the contacts of these invitations, each an id and its pseudonym; return how many."""
    ids = [pk for pk, _ in rows]
    PrivateLink.objects.filter(invitation_id__in=ids).delete()
    chosen = Invitation.objects.filter(pk__in=ids, contact_erased_at=None)
    journal.note_all(kind="invited", rows=rows, at=now)
    return chosen.update(
        email="", contact_name="", reason="", mailbox_pseudonym="", contact_erased_at=now
    )


def _pages_closed_before(limit: datetime, now: datetime) -> list[int]:
    asked = Page.objects.filter(invitations__contact_erased_at=None, invitations__isnull=False)
    closes = {page.pk: page.signing_state(now).closes_at for page in asked.distinct().specific()}
    return [pk for pk, moment in closes.items() if moment is not None and moment <= limit]
