"""The letter's public facts as JSON: for other systems, and for whoever checks who signed what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from letters.document import Addressee, LetterDocument, Signatory
from letters.printable import printable
from letters.render_text import canonical_text


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """What is public about one edition: its number, day, text digest and count of names."""

    number: int
    date: date | None
    sha256: str
    signatory_count: int


def render_json(
    document: LetterDocument, *, status: str = "", editions: Sequence[EditionFacts] = ()
) -> str:
    """Return the letter as a JSON object, indented, in UTF-8 text with one newline at the end.

    Args:
        status: the letter's state in the words of the public page.
        editions: what is public about each edition, oldest first.
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
        "addressees": [_addressee(addressee) for addressee in document.addressees],
        "signatory_count": document.signatory_count,
        "signatories": [_signatory(signatory) for signatory in document.signatories()],
        "editions": [_edition(edition) for edition in editions],
    }
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


def _addressee(addressee: Addressee) -> dict[str, Any]:
    return {
        "name": addressee.name,
        "title": addressee.title,
        "organization": addressee.organization,
        "postal_lines": list(addressee.postal_lines),
    }


def _signatory(signatory: Signatory) -> dict[str, Any]:
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
    return facts


def _edition(edition: EditionFacts) -> dict[str, Any]:
    return {
        "number": edition.number,
        "date": edition.date.isoformat() if edition.date else None,
        "sha256": edition.sha256,
        "signatory_count": edition.signatory_count,
    }
