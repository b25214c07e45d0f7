"""What is on record about an edition's files, and whether rendering them again gives the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from letters.document_store import from_data
from letters.docx_package import same_parts
from letters.made_with import MadeWith, why_otherwise
from letters.models import Edition, EditionFile, LetterPage
from letters.printings import PrintedFile, edition_files
from letters.render_json import EditionFacts, FileFacts
from letters.services import digest_of


def manifest(edition: Edition) -> dict[str, Any]:
    """Return the edition's public facts with the SHA-256 and the size of each file as frozen."""
    stationery = (edition.document.get("document") or {}).get("stationery") or {}
    worn = {"word_template": stationery["sha256"]} if stationery else {}
    return {
        "edition": edition.number,
        "date": edition.frozen_on.isoformat(),
        "text_version": edition.text.number,
        "text_sha256": edition.text.sha256,
        "signatory_count": edition.signatory_count,
        "made_with": edition.made_with,
        **worn,
        "files": [
            {"path": file.path, "sha256": file.sha256, "size": file.size}
            for file in edition.files.defer("content")
        ],
    }


def manifest_json(edition: Edition) -> str:
    """Return the manifest as indented JSON with one newline at its end."""
    return json.dumps(manifest(edition), ensure_ascii=False, indent=2) + "\n"


def editions_sent(letter: LetterPage) -> tuple[EditionFacts, ...]:
    """Return what is public about every edition that was sent, oldest first; two queries."""
    sent = letter.editions.filter(dispatched_at__isnull=False).order_by("number")
    files: dict[int, list[FileFacts]] = {}
    for file in EditionFile.objects.filter(edition__in=sent).defer("content"):
        files.setdefault(file.edition_id, []).append(FileFacts(file.path, file.sha256, file.size))
    return tuple(
        EditionFacts(
            number=edition.number,
            date=edition.frozen_on,
            sha256=edition.text.sha256,
            signatory_count=edition.signatory_count,
            files=tuple(files.get(edition.pk, ())),
        )
        for edition in sent.select_related("text").defer("document")
    )


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was compared, and the sentence on what differs; empty when nothing does."""

    what: str
    sha256: str  # on record
    difference: str
    remark: str = ""  # where the same content has other bytes


def check_edition(edition: Edition) -> Iterator[Check]:
    """Yield what the edition's digest and each of its files say, rendered again from its document.

    A file differs where it was changed in the database, or where it is rendered otherwise than it
    was; the sentence tells these apart, and what may have changed since.
    """
    digest = digest_of(edition.document, edition.recipients)
    said = "" if digest == edition.digest else f"document and recipients give {digest}"
    yield Check("document", edition.digest, said)
    stored = {file.path: file for file in edition.files.all()}
    document = from_data(edition.document)
    for printed in edition_files(document, frozen_on=edition.frozen_on):
        file = stored.pop(printed.path, None)
        if file is None:
            yield Check(printed.path, "", "the edition has no such file")
        else:
            yield _compared(file, printed, edition.made_with)
    for path, file in stored.items():
        yield Check(path, file.sha256, "the document gives no such file")


def _compared(file: EditionFile, printed: PrintedFile, made_with: MadeWith) -> Check:
    content = bytes(file.content)
    kept, again = hashlib.sha256(content).hexdigest(), printed.facts.sha256
    if kept != file.sha256:
        return Check(file.path, file.sha256, f"the stored bytes were changed, they give {kept}")
    if kept == again:
        return Check(file.path, file.sha256, "")
    why = why_otherwise(made_with, file.path)
    if file.format == EditionFile.Format.DOCX and same_parts(content, printed.content):
        return Check(file.path, file.sha256, "", f"in every part, pressed otherwise. {why}")
    return Check(file.path, file.sha256, f"rendered again it gives {again}. {why}")
