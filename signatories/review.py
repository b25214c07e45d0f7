"""What a reviewer needs to judge requests, for a whole page of the list in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from delivery.models import Suppression
from signatories.authority import Assessment, assess
from signatories.models import Organization, SignOn, SignOnContact
from signatories.names import Candidate, Match, NameIndex
from signatories.submission import website_host

SHOWN_DUPLICATES = 3


@dataclass(frozen=True, slots=True)
class Review:
    """One request beside what is known already."""

    mailbox_domain: str
    assessment: Assessment
    duplicates: tuple[Match, ...]

    @property
    def mailbox_mark(self) -> str:
        """The mailbox's domain and how it goes with the website, for a column."""
        return f"{self.mailbox_domain or 'none'}: {self.assessment.mark}"

    @property
    def duplicates_mark(self) -> str:
        """Names that may be the same organization, with their scores, for a column."""
        shown = (f"{m.candidate.name} ({m.score:.0f})" for m in self.duplicates)
        return "; ".join(shown) or "None"


def reviews(sign_ons: Sequence[SignOn]) -> dict[int, Review]:
    """Return a review for each sign-on by its id; four queries however many there are."""
    known = _Known(sign_ons)
    return {sign_on.pk: known.review(sign_on) for sign_on in sign_ons}


class _Known:
    """All that is on record beside some sign-ons."""

    def __init__(self, sign_ons: Sequence[SignOn]) -> None:
        ids = [sign_on.pk for sign_on in sign_ons]
        pages = {sign_on.page_id for sign_on in sign_ons}
        pseudonyms = {sign_on.mailbox_pseudonym for sign_on in sign_ons} - {""}
        self.mailboxes = dict(
            SignOnContact.objects.filter(sign_on__in=ids).values_list(
                "sign_on_id", "mailbox_domain"
            )
        )
        self.suppressed = set(
            Suppression.objects.filter(pseudonym__in=pseudonyms).values_list("pseudonym", flat=True)
        )
        self.organizations = list(
            Organization.objects.values_list("pk", "name", "name_key", "website_domain")
        )
        self._standing = list(
            SignOn.objects.standing()
            .filter(page_id__in=pages)
            .values_list("pk", "page_id", "claimed_name", "website_domain", "organization_id")
        )
        self.name_domains: defaultdict[str, set[str]] = defaultdict(set)
        for _, _, key, domain in self.organizations:
            self.name_domains[key].add(domain)
        self.indexes = {page: self._index(page) for page in pages}

    def _index(self, page: int) -> NameIndex:
        """Return the names on record, and those that stand or wait on this page."""
        index = NameIndex(
            Candidate(name, domain, ("organization", pk))
            for pk, name, _, domain in self.organizations
        )
        for pk, page_id, name, domain, organization in self._standing:
            if page_id == page and not organization and name:
                index.add(Candidate(name, domain, ("sign-on", pk)))
        return index

    def review(self, sign_on: SignOn) -> Review:
        own = {("sign-on", sign_on.pk), ("organization", sign_on.organization_id)}
        found = self.indexes[sign_on.page_id].matches(sign_on.printed_name, sign_on.website_domain)
        duplicates = tuple(match for match in found if match.candidate.ref not in own)
        mailbox = self.mailboxes.get(sign_on.pk, "")
        return Review(mailbox, self._assessment(sign_on, mailbox), duplicates[:SHOWN_DUPLICATES])

    def _assessment(self, sign_on: SignOn, mailbox: str) -> Assessment:
        name_domains = self.name_domains.get(sign_on.name_key, set())
        return assess(
            mailbox_domain=mailbox,
            website_domain=website_host(sign_on.website) or sign_on.website_domain,
            known_domains=sorted({domain for *_, domain in self.organizations if domain}),
            name_domains=sorted(domain for domain in name_domains if domain),
            mailbox_confirmed=sign_on.confirmed_at is not None,
            already_signed=self._has_signed(sign_on),
            suppressed=sign_on.mailbox_pseudonym in self.suppressed,
        )

    def _has_signed(self, sign_on: SignOn) -> bool:
        """Return whether the organization of this name and domain stands under the page."""
        standing = {org for _, page, _, _, org in self._standing if page == sign_on.page_id}
        return any(
            pk in standing and pk != sign_on.organization_id
            for pk, _, key, domain in self.organizations
            if key == sign_on.name_key and domain == sign_on.website_domain
        )
