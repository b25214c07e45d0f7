"""What a reviewer needs to judge requests, for a whole page of the list in a few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from delivery.models import Suppression
from signatories.authority import Assessment, Verdict, assess
from signatories.duplicate_search import find_many
from signatories.models import SignOn, SignOnContact
from signatories.names import Candidate, Match, NameIndex
from signatories.submission import website_host

SHOWN_DUPLICATES = 3
MOST_ON_RECORD = 20  # organizations looked at for one request


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
    def reasons(self) -> str:
        """What speaks for the mailbox and against it, in words, for a column."""
        return " ".join(self.assessment.reasons)

    @property
    def ground(self) -> str:
        """On what ground its mailbox alone lets it be approved; "" where there is a doubt."""
        matches = self.assessment.verdict == Verdict.MATCHES
        return self.assessment.reasons[0] if matches and not self.duplicates else ""

    @property
    def duplicates_mark(self) -> str:
        """Names that may be the same organization, with their scores, for a column."""
        shown = (f"{m.candidate.name} ({m.score:.0f})" for m in self.duplicates)
        return "; ".join(shown) or "None"


def reviews(sign_ons: Sequence[SignOn]) -> dict[int, Review]:
    """Return a review for each sign-on by its id; six queries at most, however many there are."""
    known = _Known(sign_ons)
    return {sign_on.pk: known.review(sign_on) for sign_on in sign_ons}


@dataclass(frozen=True, slots=True)
class _OnRecord:
    """Organizations that resemble a claim: by name or website, and by mailbox."""

    named: tuple[Match, ...]
    mailed: tuple[Match, ...]

    def domains(self) -> list[str]:
        """Return their domains, among which imitations show."""
        every = (match.candidate.domain for match in (*self.named, *self.mailed))
        return sorted({domain for domain in every if domain})

    def name_domains(self) -> list[str]:
        """Return the domains of those that have the claimed name."""
        same = (match.candidate.domain for match in self.named if match.is_same)
        return sorted({domain for domain in same if domain})


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
        self._standing = list(
            SignOn.objects.standing()
            .filter(page_id__in=pages)
            .values_list("pk", "page_id", "claimed_name", "website_domain", "organization_id")
        )
        self._indexes = {page: self._index(page) for page in pages}
        self._found = self._on_record(sign_ons)

    def _index(self, page: int) -> NameIndex:
        """Return the names that stand or wait on this page without a record."""
        return NameIndex(
            Candidate(name, domain, ("sign-on", pk))
            for pk, page_id, name, domain, organization in self._standing
            if page_id == page and not organization and name
        )

    def _on_record(self, sign_ons: Sequence[SignOn]) -> dict[int, _OnRecord]:
        """Return what is on record beside each sign-on, by its name and by its domains."""
        claimed = [(sign_on.printed_name, sign_on.website_domain) for sign_on in sign_ons]
        written_from = [("", self.mailboxes.get(sign_on.pk, "")) for sign_on in sign_ons]
        found = find_many([*claimed, *written_from], limit=MOST_ON_RECORD)
        named, mailed = found[: len(sign_ons)], found[len(sign_ons) :]
        return {
            sign_on.pk: _OnRecord(tuple(by_name), tuple(by_mailbox))
            for sign_on, by_name, by_mailbox in zip(sign_ons, named, mailed, strict=True)
        }

    def review(self, sign_on: SignOn) -> Review:
        own = {("sign-on", sign_on.pk), ("organization", sign_on.organization_id)}
        waiting = self._indexes[sign_on.page_id].matches(
            sign_on.printed_name, sign_on.website_domain
        )
        found = [*self._found[sign_on.pk].named, *waiting]
        found.sort(key=lambda match: (-match.score, match.candidate.name))
        duplicates = tuple(match for match in found if match.candidate.ref not in own)
        mailbox = self.mailboxes.get(sign_on.pk, "")
        return Review(mailbox, self._assessment(sign_on, mailbox), duplicates[:SHOWN_DUPLICATES])

    def _assessment(self, sign_on: SignOn, mailbox: str) -> Assessment:
        on_record = self._found[sign_on.pk]
        return assess(
            mailbox_domain=mailbox,
            website_domain=website_host(sign_on.website) or sign_on.website_domain,
            known_domains=on_record.domains(),
            name_domains=on_record.name_domains(),
            name=sign_on.printed_name,
            mailbox_confirmed=sign_on.confirmed_at is not None,
            already_signed=self._has_signed(sign_on),
            suppressed=sign_on.mailbox_pseudonym in self.suppressed,
        )

    def _has_signed(self, sign_on: SignOn) -> bool:
        """Return whether the organization of this name and domain stands under the page."""
        standing = {org for _, page, _, _, org in self._standing if page == sign_on.page_id}
        standing.discard(sign_on.organization_id)
        same = (
            match.candidate
            for match in self._found[sign_on.pk].named
            if match.is_same and match.candidate.domain == sign_on.website_domain
        )
        return any(("organization", pk) == one.ref for one in same for pk in standing)
