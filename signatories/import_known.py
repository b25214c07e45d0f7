"""Who is known under a page before an import: all of them, or those that a few rows are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from privacy.pseudonyms import mailbox_pseudonym
from signatories import status as rules
from signatories.duplicate_search import find_many
from signatories.models import SignOn
from signatories.row_facts import RowFacts
from signatories.row_outcomes import Known, Standing, trusted_domain
from signatories.submission import stored_key
from signatories.web_domains import telling_domain

_COLUMNS: Final = (
    "pk", "claimed_name", "display_name", "status", "website_domain", "mailbox_pseudonym", "kind",
    "source", "withdrawn_at", "decided_at", "contact__mailbox_domain",
)  # fmt: skip


def known_under(page: Page, few: Sequence[RowFacts] | None = None) -> Known:
    """Return who is known under a page; opens nobody's contact, and holds no row twice.

    Args:
        few: rows to learn only of whom they may be about: of who has a name, a domain or a mailbox
            of theirs, or a record that may be theirs. Likeness to names that still wait is left to
            the review, which looks for it.
    """
    known = Known()
    sign_ons = SignOn.objects.filter(page_id=page.pk).exclude(status=rules.LAPSED)
    if few is not None:
        sign_ons = sign_ons.filter(_about(few))
    for row in sign_ons.order_by("pk").values_list(*_COLUMNS, named=True).iterator():
        if row.claimed_name or row.display_name:
            known.add(_standing(row))
    return known


def _about(few: Sequence[RowFacts]) -> Q:
    domains = {telling_domain(facts.website_domain) for facts in few}
    domains |= {telling_domain(facts.mailbox_domain) for facts in few}
    named = [(facts.name, facts.website_domain) for facts in few if facts.name]
    records = {match.candidate.ref[1] for found in find_many(named) for match in found}  # type: ignore[index]
    return (
        Q(name_key__in={stored_key(name) for name, _ in named})
        | Q(website_domain__in=domains - {""})
        | Q(mailbox_pseudonym__in={mailbox_pseudonym(facts.email) for facts in few if facts.email})
        | Q(organization__in=records)
    )


def _standing(row: Any) -> Standing:
    ended = row.withdrawn_at or row.decided_at
    return Standing(
        name=row.claimed_name or row.display_name,
        status=row.status,
        domain=row.website_domain,
        pseudonym=row.mailbox_pseudonym,
        kind=row.kind,
        sign_on_id=row.pk,
        is_trusted=row.status == rules.APPROVED
        or row.source == SignOn.Source.IMPORT
        or trusted_domain(row.website_domain, row.contact__mailbox_domain or ""),
        since=timezone.localdate(ended).isoformat() if ended else "",
    )
