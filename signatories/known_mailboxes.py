"""The rule that an organizer may switch on: who may be approved without a person looking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from signatories.authority import Verdict, is_free_mail, registered_domain
from signatories.models import DeskEntry, Organization, SignOn
from signatories.notices import signable
from signatories.registry import known_organization
from signatories.review import reviews

RULE: Final = "known mailbox"


@dataclass(frozen=True, slots=True)
class Precedent:
    """Why the rule decides: the organization on record, and what a person approved of it before."""

    organization: Organization
    name: str  # as it is on record, by which the request names it
    ground: str  # a sentence that the signer can read
    sign_on_id: int


def precedent(sign_on: SignOn) -> Precedent | None:
    """Return why the rule approves a request that waits for review; None where a person decides.

    It takes all of these: the organizer switched the rule on; the mailbox was confirmed, is on the
    domain of the website and not with a free mail provider; nothing speaks against it; the name is
    that of one organization on record with this domain; a person approved that organization under
    another page, where it stands still, and it never said that nobody signed for it.
    """
    page = signable(sign_on.page)
    if not page.approves_by_rule() or not _is_plain_request(sign_on):
        return None
    judged = reviews([sign_on])[sign_on.pk]
    domain = registered_domain(judged.mailbox_domain)
    if judged.assessment.verdict != Verdict.MATCHES or not domain or is_free_mail(domain):
        return None
    organization = known_organization(sign_on)
    if organization is None or _objected(organization):
        return None
    before = _approved_by_a_person(organization, domain)
    if before is None or before.decided_at is None:
        return None
    day = timezone.localdate(before.decided_at)
    return Precedent(
        organization=organization,
        name=organization.name_by(sign_on.name_key),
        ground=(
            f"By the rule on known mailboxes: the address is at {domain}, the domain of "
            f"“{organization.name}”, which a person approved on {day.day} {day:%B %Y}."
        ),
        sign_on_id=before.pk,
    )


def _is_plain_request(sign_on: SignOn) -> bool:
    return (
        sign_on.status == SignOn.Status.VERIFIED
        and sign_on.kind == SignOn.Kind.ORGANIZATION
        and sign_on.confirmed_at is not None
        and not sign_on.review_note
        and not sign_on.requested_name
        and not sign_on.decision_rule  # it decided once, and a person undid that
    )


def _objected(organization: Organization) -> bool:
    theirs = DeskEntry.objects.filter(sign_on__organization=organization)
    return theirs.filter(kind=DeskEntry.Kind.OBJECTION).exists()


def _approved_by_a_person(organization: Organization, domain: str) -> SignOn | None:
    standing = SignOn.objects.filter(
        organization=organization,
        status=SignOn.Status.APPROVED,
        decided_by__isnull=False,
        decision_rule="",
        website_domain=domain,
    )
    return standing.order_by("decided_at", "pk").first()
