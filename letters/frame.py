"""The lines that frame a letter: who signed in numbers, which text it is, the head of later pages.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letters.document import (
    HandSignature,
    LetterDocument,
    Picture,
    Signatory,
    SignatoryGroup,
)
from letters.grouping import counted_places
from letters.scripts import is_rtl
from letters.wording import Words, counted, date_in_words, joined, words


def count_line(document: LetterDocument) -> str:
    """Return who signed: "66 organizations: 34 national and 32 local."; empty if nobody.

    Where they don't stand by their scope it says from how many places they are.
    """
    known = words(document.language)
    shown = [group for group in document.groups if group.signatories]
    counts = [(group.key, group.label, len(group.signatories)) for group in shown]
    by_scope = document.layout.grouping == "scope"
    places = "" if by_scope else _places(document, known)
    return counts_line(counts, known, places=places, by_scope=by_scope)


def counts_line(
    counts: Sequence[tuple[str, str, int]], known: Words, *, places: str = "", by_scope: bool = True
) -> str:
    """Return the sentence for groups of which only key, label and number of names are known."""
    organizations = [(label, number) for key, label, number in counts if key != "individual"]
    persons = sum(number for key, _, number in counts if key == "individual")
    total = sum(number for _, number in organizations)
    parts = []
    if total:
        part = counted(total, known.organizations)
        if places:
            part = known.places.format(part, places)
        elif by_scope and len(organizations) > 1:
            part += known.colon + joined([_counted(*one) for one in organizations], known)
        parts.append(part)
    if persons:
        parts.append(counted(persons, known.individuals))
    return f"{'; '.join(parts)}{known.stop}" if parts else ""


def _places(document: LetterDocument, known: Words) -> str:
    number, kind = counted_places(document.signatories())
    return counted(number, known.states if kind == "states" else known.countries) if number else ""


def _counted(label: str, number: int) -> str:
    return f"{number} {label[:1].lower()}{label[1:]}"


def version_line(document: LetterDocument) -> str:
    """Return which text this is: "Edition 2 · Version 3 of the text, May 2, 2026"."""
    known = words(document.language)
    parts = []
    if document.edition_number:
        parts.append(known.edition.format(document.edition_number))
    if document.version:
        text = known.version.format(document.version.number)
        if document.version.dated:
            text += known.comma + date_in_words(document.version.dated, document.language)
        parts.append(text)
    return " · ".join(parts)


def names_affiliations(group: SignatoryGroup) -> bool:
    """Return whether `group` prints affiliations, so that the sentence about them is due."""
    return any(signatory.affiliation for signatory in group.signatories)


def running_head(document: LetterDocument) -> str:
    """Return the short head of later pages, e.g. "Letter to Halden Devices, May 2, 2026"."""
    known = words(document.language)
    names = list(dict.fromkeys(one.organization or one.name for one in document.addressees))
    to = joined(names, known) if len(names) < 3 else f"{names[0]} {known.others}"
    parts = [known.letter_to.format(to) if to.strip() else document.title, document.date_line]
    return known.comma.join(part for part in parts if part)


def name_line(signatory: Signatory, *, people: bool = False) -> str:
    """Return the name as printed: the affiliation of a person behind it, or who signed for it.

    Args:
        people: whether organizations stand with the person who signed for them:
            "Open Gates Fund — Ada Reed, Director".
    """
    if people and signatory.person:
        person = ", ".join(part for part in (signatory.person, signatory.person_title) if part)
        return f"{signatory.name} — {person}"
    if not signatory.affiliation:
        return signatory.name
    return ", ".join(part for part in (signatory.name, signatory.affiliation) if part)


def contact_lines(document: LetterDocument) -> tuple[str, ...]:
    """Return what stands opposite the name in the letterhead, top first."""
    head = document.letterhead
    return tuple(line for line in (*head.address_lines, head.website, head.email) if line)


def turned(lines: Sequence[str], language: str) -> tuple[str, ...]:
    """Return `lines` for paper: in letters from right to left, addresses keep their last sign."""
    if not is_rtl(language):
        return tuple(lines)
    return tuple(f"{line}\u200e" if line.isascii() else line for line in lines)


def opening_lines(document: LetterDocument) -> tuple[str, ...]:
    """Return what stands above the addressees: the date, and how the letter is delivered."""
    return tuple(line for line in (document.date_line, document.delivery_line) if line)


def hand_lines(signature: HandSignature) -> tuple[str, ...]:
    """Return what stands under a signature by hand, top first."""
    lines = (signature.name, signature.title, signature.organization)
    return tuple(line for line in lines if line)


def closing_lists(document: LetterDocument) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the enclosures and who gets a copy, each under its word, where there are any."""
    known = words(document.language)
    if document.enclosures:
        yield known.enclosures[len(document.enclosures) > 1], document.enclosures
    if document.copies:
        yield known.copies, document.copies


def only_line(document: LetterDocument, positions: Sequence[int]) -> str:
    """Return whom a part of the whole letter is for: "Only in the letter to Ms. Ada Reed:"."""
    known = words(document.language)
    names = [
        document.addressees[position].lines[0] if document.addressees[position].lines else ""
        for position in positions
        if position < len(document.addressees)
    ]
    said = known.only[len(names) > 1].format(joined(names, known))
    return f"{said}{known.colon.strip()}"


def logos(document: LetterDocument) -> tuple[Picture, ...]:
    """Return the logos of those who signed, in printing order; none unless they are wanted."""
    if not document.layout.logos:
        return ()
    found = (one.logo for one in document.signatories() if one.logo)
    return tuple(dict.fromkeys(found))


def agreement_line(document: LetterDocument) -> str:
    """Return who agreed to which words: everyone to these, or some to an earlier wording."""
    known = words(document.language)
    if not document.signatory_count or document.version is None:
        return ""
    digest = document.version.sha256
    earlier = sum(one.text_sha256 not in ("", digest) for one in document.signatories())
    return known.agreed_earlier.format(earlier) if earlier else known.agreed


def withdrawal_line(document: LetterDocument) -> str:
    """Return who withdrew after delivery, with the day; only how many where names aren't said."""
    known, language = words(document.language), document.language
    said = [
        f"{one.signatory.name} ({date_in_words(one.withdrawn_on, language)})"
        for one in document.withdrawals
        if one.signatory
    ]
    unsaid = len(document.withdrawals) - len(said)
    if unsaid:
        said.append(f"+ {unsaid}" if said else str(unsaid))
    return known.withdrawn.format("; ".join(said)) if said else ""


def colophon_lines(document: LetterDocument) -> tuple[str, ...]:
    """Return the lines at the end: edition and version, what was agreed to, digest, address."""
    known = words(document.language)
    lines = []
    stated = version_line(document)
    has_digest = bool(document.version and document.version.sha256)
    if stated and has_digest and document.signatory_count:
        stated = f"{stated}{known.stop} {agreement_line(document)}"
    lines += [withdrawal_line(document), stated]
    if document.version and has_digest:
        lines += [known.digest, document.version.sha256]
    lines.append(document.url)
    return tuple(line for line in lines if line)
