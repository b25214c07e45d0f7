"""The lines that frame a letter: who signed in numbers, which text it is, the head of later pages.

Pure.
"""

from __future__ import annotations

from letters.document import LetterDocument, Signatory, SignatoryGroup
from letters.wording import date_in_words, words


def count_line(document: LetterDocument) -> str:
    """Return who signed: "66 organizations: 34 national and 32 local."; empty if nobody."""
    known = words(document.language)
    shown = [group for group in document.groups if group.signatories]
    organizations = [group for group in shown if group.key != "individual"]
    persons = sum(len(group.signatories) for group in shown if group.key == "individual")
    total = sum(len(group.signatories) for group in organizations)
    parts = []
    if total:
        part = f"{total} {known.organizations[total != 1]}"
        if len(organizations) > 1:
            part += ": " + _joined([_counted(group) for group in organizations], known.joint)
        parts.append(part)
    if persons:
        parts.append(f"{persons} {known.individuals[persons != 1]}")
    return f"{'; '.join(parts)}." if parts else ""


def version_line(document: LetterDocument) -> str:
    """Return which text this is: "Edition 2 · Version 3 of the text, May 2, 2026"."""
    known = words(document.language)
    parts = []
    if document.edition_number:
        parts.append(known.edition.format(document.edition_number))
    if document.version:
        text = known.version.format(document.version.number)
        if document.version.dated:
            text += f", {date_in_words(document.version.dated, document.language)}"
        parts.append(text)
    return " · ".join(parts)


def names_affiliations(group: SignatoryGroup) -> bool:
    """Return whether `group` prints affiliations, so that the sentence about them is due."""
    return any(signatory.affiliation for signatory in group.signatories)


def running_head(document: LetterDocument) -> str:
    """Return the short head of later pages, e.g. "Letter to Halden Devices, May 2, 2026"."""
    known = words(document.language)
    names = list(dict.fromkeys(one.organization or one.name for one in document.addressees))
    to = _joined(names, known.joint) if len(names) < 3 else f"{names[0]} {known.others}"
    parts = [known.letter_to.format(to) if to.strip() else document.title, document.date_line]
    return ", ".join(part for part in parts if part)


def name_line(signatory: Signatory) -> str:
    """Return the name as printed, the affiliation of a person behind it."""
    named = (signatory.name, signatory.affiliation)
    return ", ".join(part for part in named if part)


def _counted(group: SignatoryGroup) -> str:
    return f"{len(group.signatories)} {group.label[:1].lower()}{group.label[1:]}"


def _joined(parts: list[str], joint: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def contact_lines(document: LetterDocument) -> tuple[str, ...]:
    """Return what stands opposite the name in the letterhead, top first."""
    head = document.letterhead
    return tuple(line for line in (*head.address_lines, head.website, head.email) if line)


def colophon_lines(document: LetterDocument) -> tuple[str, ...]:
    """Return the lines at the end: edition and version, what was agreed to, digest, address."""
    known = words(document.language)
    lines = []
    stated = version_line(document)
    has_digest = bool(document.version and document.version.sha256)
    if stated and has_digest and document.signatory_count:
        stated = f"{stated}. {known.agreed}"
    lines.append(stated)
    if document.version and has_digest:
        lines += [known.digest, document.version.sha256]
    lines.append(document.url)
    return tuple(line for line in lines if line)
