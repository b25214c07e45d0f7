"""What becomes of a sheet's row, given the names that are known. Pure: imports no Django.

The rules are told one by one in docs/import-signatories.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from signatories import status as rules
from signatories.authority import Verdict, assess, registered_domain
from signatories.names import (
    CHAPTER,
    LOOK_ALIKE,
    SAME_DOMAIN,
    Candidate,
    Match,
    NameIndex,
    mixed_script,
    name_key,
)
from signatories.row_facts import RowFacts
from signatories.web_domains import telling_domain

SAME_MAILBOX: Final = "the same name from the same mailbox"


class Outcome(StrEnum):
    """What an import does with a row."""

    NEW = "new"
    MATCHED = "matched"
    POSSIBLE_DUPLICATE = "possible duplicate"
    REFUSED = "refused"
    UNCHANGED = "unchanged"

    @property
    def is_stored(self) -> bool:
        """Whether the row becomes a sign-on that waits for review."""
        return self in {Outcome.NEW, Outcome.POSSIBLE_DUPLICATE}


@dataclass(frozen=True, slots=True)
class Standing:
    """A sign-on that is known already: from the database or from an earlier row of the sheet."""

    name: str
    status: str
    domain: str = ""
    pseudonym: str = ""
    kind: str = "organization"
    sign_on_id: int | None = None
    row_number: int | None = None
    is_trusted: bool = True  # its mailbox or a person spoke for its domain
    since: str = ""  # the day it was withdrawn or declined

    @property
    def where(self) -> str:
        """Where a reader finds it: a row of the sheet, or the list."""
        return f"row {self.row_number}" if self.row_number else f"sign-on {self.sign_on_id}"

    @property
    def described(self) -> str:
        """Name and place for a sentence; a person's name stays out."""
        return f"{self.name} ({self.where})" if self.kind == "organization" else self.where


@dataclass(frozen=True, slots=True)
class Judgement:
    """A row's outcome, why, what a reviewer should look at, and whom it is about."""

    outcome: Outcome
    reason: str
    doubts: tuple[str, ...] = ()
    about: Standing | None = None
    final: bool = True  # whether another import of the same row may skip it


@dataclass
class Known:
    """Every sign-on that a row may repeat, found by name and by mailbox."""

    index: NameIndex = field(default_factory=NameIndex)
    by_claim: dict[tuple[str, str], Standing] = field(default_factory=dict)

    def add(self, standing: Standing) -> None:
        """Know `standing` from now on; a later one takes an earlier one's place by mailbox."""
        if standing.status not in {rules.PENDING, rules.LAPSED}:  # nobody spoke for these
            self.index.add(Candidate(standing.name, standing.domain, standing))
        if standing.pseudonym and standing.status != rules.LAPSED:
            self.by_claim[name_key(standing.name), standing.pseudonym] = standing


def judge(facts: RowFacts, pseudonym: str, known: Known) -> Judgement:
    """Return what becomes of a row that wasn't imported before."""
    matches = known.index.matches(facts.name, facts.website_domain) if facts.name else []
    matches = [match for match in matches if _standing(match).kind == facts.kind]
    if facts.problems:
        return _refused_for_problems(facts, matches)
    own = known.by_claim.get((name_key(facts.name), pseudonym)) if pseudonym else None
    if own:
        return _repeated(own)
    same = [match for match in matches if _is_same(facts, match)]
    for match in same:
        standing = _standing(match)
        if standing.status in rules.STANDING and standing.is_trusted:
            return Judgement(Outcome.MATCHED, f"already there: {standing.described}", (), standing)
    for match in matches:
        if _standing(match).status == rules.WITHDRAWN and _speaks_for(facts, match):
            return _refused_withdrawn(_standing(match))
    if imitated := _imitated(facts, matches):
        return imitated
    return _stored(facts, matches)


def judge_removal(facts: RowFacts, known: Known) -> Judgement:
    """Return the refusal of a row that asks to be taken off, and whose sign-on it is about."""
    matches = known.index.matches(facts.name, facts.website_domain) if facts.name else []
    for match in matches:
        standing = _standing(match)
        if standing.status in rules.STANDING and (match.is_same or SAME_DOMAIN in match.reasons):
            return Judgement(
                Outcome.REFUSED,
                f"asks to be removed, so not added; {standing.described} needs attention",
                (),
                standing,
            )
    return Judgement(Outcome.REFUSED, "asks to be removed, so not added; no sign-on of it is known")


def _standing(match: Match) -> Standing:
    standing = match.candidate.ref
    if not isinstance(standing, Standing):
        raise TypeError(f"a candidate's ref must be a Standing, got {type(standing).__name__}")
    return standing


def _refused_for_problems(facts: RowFacts, matches: Sequence[Match]) -> Judgement:
    reason = "; ".join(facts.problems)
    same = next((_standing(match) for match in matches if match.is_same), None)
    if same and same.status in rules.STANDING:
        reason = f"{reason}; the name is there already: {same.described}"
    return Judgement(Outcome.REFUSED, reason)


def _repeated(own: Standing) -> Judgement:
    if own.status == rules.WITHDRAWN:
        return _refused_withdrawn(own)
    if own.status == rules.PENDING:
        reason = f"{SAME_MAILBOX} waits for its confirmation ({own.where})"
        return Judgement(Outcome.MATCHED, reason, (), own, final=False)
    if own.status == rules.DECLINED:
        reason = f"{SAME_MAILBOX} was declined on {own.since} ({own.where}): that stands"
        return Judgement(Outcome.MATCHED, reason, (), own)
    return Judgement(Outcome.MATCHED, f"{SAME_MAILBOX}: {own.described}", (), own)


def _refused_withdrawn(standing: Standing) -> Judgement:
    return Judgement(
        Outcome.REFUSED,
        f"withdrew on {standing.since} ({standing.where}): only they can sign again, on the page",
        (),
        standing,
    )


def _domain(facts: RowFacts) -> str:
    """Return the domain that tells who they are: the website's, or else the mailbox's."""
    return telling_domain(facts.website_domain) or telling_domain(facts.mailbox_domain)


def _is_same(facts: RowFacts, match: Match) -> bool:
    """Return whether name and domain agree; a name alone is anybody's."""
    ours, theirs = _domain(facts), telling_domain(match.candidate.domain)
    if not match.is_same or facts.kind == "individual":
        return False
    return bool(ours) and ours == theirs


def _speaks_for(facts: RowFacts, match: Match) -> bool:
    """Return whether a row is the organization of `match`, under whatever spelling."""
    if CHAPTER in match.reasons:
        return False
    ours = _domain(facts)
    return _is_same(facts, match) or (
        bool(ours) and ours == telling_domain(match.candidate.domain) and facts.kind != "individual"
    )


def _imitated(facts: RowFacts, matches: Iterable[Match]) -> Judgement | None:
    """Refuse a name whose letters pose as a known one's from another domain."""
    for match in matches:
        ours, theirs = _domain(facts), telling_domain(match.candidate.domain)
        if LOOK_ALIKE in match.reasons and mixed_script(facts.name) and ours != theirs:
            return Judgement(
                Outcome.REFUSED,
                "letters of another alphabet pose as "
                f"{_standing(match).described}, from another domain: if it is meant well, "
                "have the name typed again",
                (),
                _standing(match),
            )
    return None


def _stored(facts: RowFacts, matches: Sequence[Match]) -> Judgement:
    doubts = (*facts.doubts, *_mailbox_doubts(facts, matches))
    if mixed_script(facts.name):
        doubts = (*doubts, "the name mixes letters of several alphabets")
    if not matches:
        return Judgement(Outcome.NEW, "; ".join(doubts), doubts)
    best = matches[0]
    standing = _standing(best)
    likeness = f"{standing.described}, {best.score:.0f} of 100: {', '.join(best.reasons)}"
    if standing.status in {rules.DECLINED, rules.WITHDRAWN}:
        likeness = f"{likeness}; that one was {standing.status} on {standing.since}"
    if CHAPTER in best.reasons:
        likeness = f"{likeness}: an organization of its own, or the same?"
    doubts = (f"may be {likeness}", *doubts)
    return Judgement(Outcome.POSSIBLE_DUPLICATE, "; ".join(doubts), doubts, standing)


def _mailbox_doubts(facts: RowFacts, matches: Sequence[Match]) -> tuple[str, ...]:
    """Return why the mailbox doesn't speak for the organization; nothing when it does."""
    if facts.kind == "individual":
        return ()
    domains = [match.candidate.domain for match in matches]
    assessment = assess(
        mailbox_domain=facts.mailbox_domain,
        website_domain=facts.website_domain,
        known_domains=domains,
        name_domains=[match.candidate.domain for match in matches if match.is_same],
    )
    if assessment.verdict == Verdict.MATCHES:
        return ()
    mailbox_speaks = "Mailbox and website share"
    return tuple(
        said[:1].lower() + said[1:].rstrip(".")
        for said in assessment.reasons
        if not said.startswith(mailbox_speaks)
    )


def trusted_domain(website_domain: str, mailbox_domain: str) -> bool:
    """Return whether a mailbox speaks for a website's domain."""
    ours = telling_domain(website_domain)
    return bool(ours) and ours == registered_domain(mailbox_domain)
