"""Editions that cost no rendering: frozen as the service does, with a few bytes for each file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from letters import document_store, services
from letters.compose import compose
from letters.models import Edition, EditionFile, LetterPage
from signatories.services import text_in_force


def frozen(letter: LetterPage, *, by: Any, now: datetime) -> Edition:
    """Return a new edition of the letter whose files are not real ones."""
    text = text_in_force(page=letter, now=now)
    number = letter.editions.count() + 1
    document = replace(compose(letter, now=now), edition_number=number, mark="")
    stored = document_store.to_data(document)
    recipients = [addressee.email for addressee in letter.addressees.all()]
    edition = Edition.objects.create(
        letter=letter,
        number=number,
        text=text,
        document=stored,
        recipients=recipients,
        signatory_count=document.signatory_count,
        digest=services.digest_of(stored, recipients),
        frozen_at=now,
        frozen_on=timezone.localdate(now),
        frozen_by=by,
    )
    for file_format in EditionFile.Format.values:
        content = f"{file_format} of edition {number}".encode()
        EditionFile.objects.create(
            edition=edition,
            format=file_format,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
        )
    return edition


def sent(letter: LetterPage, *, by: Any, approver: Any, now: datetime) -> Edition:
    """Return an edition that was frozen, approved by another person, and sent."""
    edition = frozen(letter, by=by, now=now)
    digest = edition.digest
    assert services.approve_edition(edition_id=edition.pk, digest=digest, by=approver, now=now)
    assert services.dispatch_edition(edition_id=edition.pk, by=by, now=now)
    edition.refresh_from_db()
    return edition
