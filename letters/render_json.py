"""The letter's public facts as JSON: for other systems, and for whoever checks who signed what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from letters.document import Addressee, HandSignature, LetterDocument, Signatory, Withdrawal
from letters.printable import printable
from letters.render_text import canonical_text


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file of an edition: its path below the edition's address, its digest and its bytes."""

    path: str
    sha256: str
    size: int


_compact = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """What is public about one edition: its number, day, text digest, count of names, files."""

    number: int
    date: date | None
    sha256: str
    signatory_count: int
    files: tuple[FileFacts, ...] = ()


def render_json(
    document: LetterDocument,
    *,
    status: str = "",
    editions: Sequence[EditionFacts] = (),
    deliveries: Sequence[dict[str, Any]] = (),
) -> str:
    """Return the letter as a JSON object, indented, in UTF-8 text with one newline at the end.

    Args:
        status: the letter's state in the words of the public page.
        editions: what is public about each edition, oldest first.
        deliveries: what became of it at each addressee; left out where nothing was sent.
    """
    text = canonical_text(document)
    document = printable(document)
    version = document.version
    facts = {
        "title": document.title,
        "url": document.url,
        "language": document.language,
        "status": status,
        "text_version": version.number if version else None,
        "text_sha256": version.sha256 if version else "",
        "text": text,
        "mark": document.mark,
        "delivery_line": document.delivery_line,
        "reference": document.reference,
        "addressees": [_addressee(addressee) for addressee in document.addressees],
        "for_addressee": document.for_addressee,
        "hand_signatures": [_hand(signature) for signature in document.hand_signatures],
        "enclosures": list(document.enclosures),
        "copies": list(document.copies),
        **_who_signed(document),
        "editions": [_edition(edition) for edition in editions],
    }
    if deliveries:
        facts["deliveries"] = list(deliveries)
    return _indented(facts) + "\n"


def _indented(facts: dict[str, Any]) -> str:
    """Return a JSON object, each field on a line of its own and each entry of a list too."""
    lines = []
    for key, value in facts.items():
        # Indenting makes the standard library write letter by letter, ten times as slow.
        shown = _compact(value)
        if isinstance(value, list) and value:
            shown = "[\n" + ",\n".join(f"    {_compact(item)}" for item in value) + "\n  ]"
        lines.append(f"  {_compact(key)}: {shown}")
    return "{\n" + ",\n".join(lines) + "\n}"


def _addressee(addressee: Addressee) -> dict[str, Any]:
    return {
        "name": addressee.name,
        "title": addressee.title,
        "organization": addressee.organization,
        "postal_lines": list(addressee.postal_lines),
    }


def _hand(signature: HandSignature) -> dict[str, Any]:
    return {
        "name": signature.name,
        "title": signature.title,
        "organization": signature.organization,
    }


def _signatory(signatory: Signatory, document: LetterDocument) -> dict[str, Any]:
    facts = {
        "name": signatory.name,
        "kind": signatory.kind,
        "group": signatory.group,
        "country": signatory.country,
        "region": signatory.region,
        "signed_on": signatory.signed_on.isoformat() if signatory.signed_on else None,
        "text_sha256": signatory.text_sha256,
    }
    if signatory.affiliation:
        facts["affiliation"] = signatory.affiliation
    if document.layout.people and signatory.person:
        facts["person"] = signatory.person
        facts["person_title"] = signatory.person_title
    return facts


def _who_signed(document: LetterDocument) -> dict[str, Any]:
    return {
        "signatory_count": document.signatory_count,
        "signatories": [_signatory(one, document) for one in document.signatories()],
        "withdrawals": [_withdrawal(one, document) for one in document.withdrawals],
    }


def _withdrawal(withdrawal: Withdrawal, document: LetterDocument) -> dict[str, Any]:
    """Return the day, and who where that is said."""
    gone = withdrawal.signatory
    who = _signatory(gone, document) if gone else {}
    return {"withdrawn_on": withdrawal.withdrawn_on.isoformat(), **who}


def _edition(edition: EditionFacts) -> dict[str, Any]:
    return {
        "number": edition.number,
        "date": edition.date.isoformat() if edition.date else None,
        "sha256": edition.sha256,
        "signatory_count": edition.signatory_count,
        "files": [
            {"path": file.path, "sha256": file.sha256, "size": file.size} for file in edition.files
        ],
    }
