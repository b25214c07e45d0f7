"""What is erased, and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page

from signatories import status as rules
from signatories.file_erasure import erase_files
from signatories.models import (
    BulkDecisionRow,
    DeskEntry,
    SignOn,
    SignOnContact,
    SignOnQuerySet,
    SignOnSettings,
    SignOnToken,
)

_NAME_COLUMNS = (
    "claimed_name", "display_name", "requested_name", "name_key", "sort_key", "affiliation",
    "printed_person", "printed_title", "decision_ground", "review_note", "print_consent",
)  # fmt: skip
_FACT_COLUMNS = ("website", "website_domain", "country", "region", "scope")


def erase_contacts(ids: Iterable[int], *, now: datetime) -> int:
    """Erase the people behind these sign-ons, and what only they needed; return how many.

    The name goes too where nobody ever approved or declined it, and a person's own name where it no
    longer stands under a text; with it goes what reviewers wrote. An organization's name stays as
    evidence of what was decided.
    """
    chosen = SignOn.objects.filter(pk__in=list(ids))
    with transaction.atomic():
        never_ours = chosen.filter(
            Q(status=SignOn.Status.LAPSED) | Q(status=SignOn.Status.WITHDRAWN, decided_at=None)
        )
        gone_person = chosen.filter(kind=SignOn.Kind.INDIVIDUAL, status__in=rules.CLOSED)
        never_ours.update(**dict.fromkeys(_FACT_COLUMNS, ""))
        nameless = never_ours | gone_person
        BulkDecisionRow.objects.filter(sign_on__in=nameless).update(was_ground="")
        nameless.update(**dict.fromkeys(_NAME_COLUMNS, ""))
        SignOnContact.objects.filter(sign_on__in=chosen).delete()
        DeskEntry.objects.filter(sign_on__in=chosen).delete()
        SignOnToken.objects.filter(sign_on__in=chosen).delete()
        erase_files(chosen, now=now)
        return chosen.update(mailbox_pseudonym="", contact_erased_at=now)


def unconfirmed_too_long(now: datetime) -> SignOnQuerySet:
    """Return the requests whose every mailed link has run out."""
    usable = SignOnToken.objects.filter(
        sign_on=OuterRef("pk"), purpose="confirm", revoked_at=None, expires_at__gt=now
    )
    oldest = now - timedelta(hours=SignOnSettings.current().confirm_hours)
    return SignOn.objects.filter(
        ~Exists(usable), status=SignOn.Status.PENDING, submitted_at__lte=oldest
    )


def expire_sign_ons(now: datetime) -> int:
    """Let unconfirmed requests lapse and erase them; return how many lapsed now."""
    lapsed = 0
    for pk in list(unconfirmed_too_long(now).values_list("pk", flat=True)):
        with transaction.atomic():
            if unconfirmed_too_long(now).filter(pk=pk).update(status=SignOn.Status.LAPSED):
                erase_contacts([pk], now=now)
                lapsed += 1
    return lapsed


def kept_long_enough(now: datetime) -> SignOnQuerySet:
    """Return the sign-ons whose contact's time has come.

    Declined and withdrawn: so many days after. All others: so many days after the list closed; a
    list without an end keeps its contacts.
    """
    limit = now - timedelta(days=SignOnSettings.current().keep_contacts_days)
    with_contact = SignOn.objects.filter(contact__isnull=False)
    closed = _pages_closed_before(limit, now)
    return with_contact.filter(
        Q(status=SignOn.Status.LAPSED)
        | Q(status=SignOn.Status.DECLINED, decided_at__lte=limit)
        | Q(status=SignOn.Status.WITHDRAWN, withdrawn_at__lte=limit)
        | Q(status__in=[SignOn.Status.VERIFIED, SignOn.Status.APPROVED], page_id__in=closed)
    )


def _pages_closed_before(limit: datetime, now: datetime) -> list[int]:
    signed = Page.objects.filter(sign_ons__contact__isnull=False).distinct().specific()
    closes = {page.pk: page.signing_state(now).closes_at for page in signed}
    return [pk for pk, moment in closes.items() if moment is not None and moment <= limit]


def erase_expired(now: datetime) -> int:
    """Erase the contacts that were kept long enough; return how many.

    A request that nobody decided on lapses with its contact.
    """
    with transaction.atomic():
        ids = list(kept_long_enough(now).values_list("pk", flat=True))
        SignOn.objects.waiting_for_review().filter(pk__in=ids).update(status=SignOn.Status.LAPSED)
        return erase_contacts(ids, now=now)
