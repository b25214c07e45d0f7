"""What a mailbox says about the right to sign for an organization. Pure: imports no Django.

An assessment is evidence for a reviewer. It approves nothing and refuses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from publicsuffixlist import PublicSuffixList

from signatories.free_mail import FREE_MAIL
from signatories.look_alikes import mixed_script, shape

_SUFFIXES = PublicSuffixList()


class Verdict(StrEnum):
    """How much the mailbox speaks for the claim; the order is from best to worst."""

    MATCHES = "matches"
    UNCLEAR = "unclear"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A verdict and its reasons, as sentences for a reviewer; the weightiest reason first."""

    verdict: Verdict
    reasons: tuple[str, ...]

    @property
    def mark(self) -> str:
        """One word for a column."""
        return {
            Verdict.MATCHES: "matches",
            Verdict.UNCLEAR: "look closer",
            Verdict.SUSPICIOUS: "doubtful",
        }[self.verdict]


def ascii_domain(domain: str) -> str:
    """Return `domain` lower-case and in punycode; "" where it can't be one."""
    host = domain.strip().strip(".").casefold()
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


@lru_cache(maxsize=10_000)  # a row asks it of its domains again and again
def registered_domain(domain: str) -> str:
    """Return the part of a host name that somebody registered; "" where there is none."""
    host = ascii_domain(domain)
    return (_SUFFIXES.privatesuffix(host) or "") if host else ""


def is_free_mail(domain: str) -> bool:
    """Return whether anybody can have a mailbox at `domain`."""
    return registered_domain(domain) in FREE_MAIL


def readable_domain(domain: str) -> str:
    """Return `domain` in its own script, for comparing by eye."""
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


def looks_like(domain: str, known_domains: Iterable[str]) -> str:
    """Return the known registered domain that `domain` imitates; "" when none."""
    ours = registered_domain(domain)
    if not ours:
        return ""
    for known in known_domains:
        theirs = registered_domain(known)
        if theirs and theirs != ours and _shape(theirs) == _shape(ours):
            return theirs
    return ""


@lru_cache(maxsize=10_000)
def _shape(domain: str) -> str:
    """Return how a domain looks at a glance: look-alike letters, digits and hyphens folded."""
    seen = shape(readable_domain(domain)).casefold()
    return seen.translate(str.maketrans("01", "ol", "-")).replace("rn", "m").replace("vv", "w")


def assess(
    *,
    mailbox_domain: str,
    website_domain: str,
    known_domains: Iterable[str] = (),
    name_domains: Iterable[str] = (),
    name: str = "",
    mailbox_confirmed: bool = True,
    already_signed: bool = False,
    suppressed: bool = False,
) -> Assessment:
    """Return what the mailbox says about a claim, with reasons for a reviewer.

    Args:
        mailbox_domain: the part after the "@"; "" when there is no mailbox.
        website_domain: host name of the website that was claimed; "" when none.
        known_domains: domains of organizations on record, to find imitations.
        name_domains: domains on record for organizations of the claimed name.
        name: that was claimed, to find letters of another script in it.
        mailbox_confirmed: whether somebody pressed the button that was mailed there.
        already_signed: whether the organization stands under the text already.
        suppressed: whether mail to this mailbox is blocked or came back.
    """
    known, names = tuple(known_domains), tuple(name_domains)
    doubts = _doubts(mailbox_domain, website_domain, known, names, suppressed)
    if mixed_script(name):
        doubts = (*doubts, "The name mixes letters of several scripts.")
    gaps = _gaps(mailbox_domain, website_domain, mailbox_confirmed, already_signed)
    match = _match(mailbox_domain, website_domain)
    if doubts:
        verdict = Verdict.SUSPICIOUS
    elif gaps or not match:
        verdict = Verdict.UNCLEAR
    else:
        verdict = Verdict.MATCHES
    return Assessment(verdict, (*doubts, *gaps, *match))


def _doubts(
    mailbox: str, website: str, known: tuple[str, ...], names: tuple[str, ...], suppressed: bool
) -> tuple[str, ...]:
    """Return what speaks against the claim."""
    said = []
    if suppressed:
        said.append("Mail to this mailbox is blocked or came back.")
    for label, domain in (("mailbox", mailbox), ("website", website)):
        if imitated := looks_like(domain, known):
            said.append(f"The {label}'s domain looks like {imitated}, but is another one.")
        elif mixed_script(readable_domain(ascii_domain(domain)).split(".")[0]):
            said.append(f"The {label}'s domain mixes letters of several scripts.")
    ours = {registered_domain(website), registered_domain(mailbox)} - {""}
    on_record = {registered_domain(domain) for domain in names} - {""}
    if on_record and ours and not ours & on_record:
        first = min(on_record)
        said.append(f"The organization of this name is on record with {first}.")
    return tuple(said)


def _gaps(mailbox: str, website: str, confirmed: bool, signed: bool) -> tuple[str, ...]:
    """Return what a reviewer has to find out elsewhere."""
    said = []
    if signed:
        said.append("The organization stands under this text already.")
    if not mailbox:
        said.append("There is no mailbox to judge by.")
    elif not confirmed:
        said.append("Nobody has confirmed the mailbox.")
    if not registered_domain(website):
        said.append("There is no website to compare the mailbox with.")
    if mailbox and is_free_mail(mailbox):
        provider = registered_domain(mailbox)
        said.append(f"The mailbox is at {provider}, where anybody can have one.")
    elif _differ(mailbox, website):
        ours, theirs = registered_domain(mailbox), registered_domain(website)
        said.append(f"The mailbox is at {ours}, the website at {theirs}.")
    return tuple(said)


def _differ(mailbox: str, website: str) -> bool:
    ours, theirs = registered_domain(mailbox), registered_domain(website)
    return bool(ours and theirs and ours != theirs)


def _match(mailbox: str, website: str) -> tuple[str, ...]:
    """Return how mailbox and website belong together; empty when they don't."""
    ours, theirs = registered_domain(mailbox), registered_domain(website)
    if not ours or ours != theirs or ours in FREE_MAIL:
        return ()
    said = [f"Mailbox and website share the domain {ours}."]
    if ascii_domain(mailbox) != ours:
        said.append(f"The mailbox is at the subdomain {ascii_domain(mailbox)}.")
    if "xn--" in ours:
        said.append(f"In its own script the domain reads {readable_domain(ours)}.")
    return tuple(said)
