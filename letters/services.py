"""Freeze a letter into an edition, approve it, dispatch it: the only writers of an edition."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from delivery.models import OutboundMessage
from delivery.services import NewAttachment, queue_email
from letters import document_store, emails
from letters.compose import compose
from letters.correspondences import correspondence_with
from letters.document import LetterDocument
from letters.made_with import made_with
from letters.models import Dispatch, Edition, EditionFile, LetterPage, LetterSettings
from letters.printings import PrintedFile, edition_files, kept_file, unapproved
from letters.variants import for_addressee
from letters.withdrawals import noted
from signatories.services import signed, tell_delivered, text_in_force

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ATTACHED = (EditionFile.Format.DOCX, EditionFile.Format.PDF)


class NotReady(ValueError):
    """Says in a sentence for the organizer why an edition can't take the next step."""


def digest_of(document: dict[str, object], recipients: list[str]) -> str:
    """Return the SHA-256, 64 hex digits, of what an approval covers: every word, name, address."""
    whole = json.dumps([document, recipients], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


@transaction.atomic
def freeze_edition(*, letter: LetterPage, by: User, now: datetime) -> Edition:
    """Return a new edition of the published letter, with its files.

    Raises:
        NotReady: the letter isn't published, or has no text, addressee or signatory.
    """
    letter = LetterPage.objects.select_for_update().get(pk=letter.pk)
    _check_complete(letter)
    text = text_in_force(page=letter, now=now)
    number = (letter.editions.aggregate(last=Max("number"))["last"] or 0) + 1
    document = replace(compose(letter, now=now), edition_number=number, mark="", withdrawals=())
    if not document.signatory_count:
        raise NotReady("Nobody stands under this letter yet: approve a sign-on first.")
    stored = document_store.to_data(document)
    recipients = [addressee.email for addressee in letter.addressees.all()]
    today = timezone.localdate(now)
    files = list(edition_files(document, frozen_on=today))
    edition = Edition.objects.create(
        letter=letter,
        number=number,
        text=text,
        document=stored,
        recipients=recipients,
        signatory_count=document.signatory_count,
        digest=digest_of(stored, recipients),
        frozen_at=now,
        frozen_on=today,
        made_with=made_with(files),
        frozen_by=by,
    )
    _keep_files(edition, files)
    return edition


def _keep_files(edition: Edition, files: list[PrintedFile]) -> None:
    EditionFile.objects.bulk_create(
        EditionFile(
            edition=edition,
            format=printed.file_format,
            position=printed.position,
            content=printed.content,
            sha256=printed.facts.sha256,
            size=printed.facts.size,
        )
        for printed in files
    )


def _check_complete(letter: LetterPage) -> None:
    if not letter.live:
        raise NotReady("The letter isn't published: publish it, so that what is printed is public.")
    if not letter.body:
        raise NotReady("The letter has no text: write it first.")
    if not letter.addressees.exists():
        raise NotReady("The letter has no addressee: add at least one.")


def approve_edition(*, edition_id: int, digest: str, by: User, now: datetime) -> bool:
    """Approve exactly what `digest` stands for; True only the first time.

    Raises:
        NotReady: `by` froze the edition, and the settings ask for a second person.
    """
    edition = Edition.objects.select_related("letter").get(pk=edition_id)
    alone = edition.frozen_by_id == by.pk
    if alone and not LetterSettings.for_site(edition.letter.get_site()).one_person_may_approve:
        raise NotReady("You froze this edition: ask a second person to approve it.")
    waiting = Edition.objects.filter(pk=edition_id, digest=digest, approved_at__isnull=True)
    return waiting.update(approved_at=now, approved_by=by, approved_alone=alone) == 1


@transaction.atomic
def dispatch_edition(*, edition_id: int, by: User, now: datetime) -> bool:
    """Queue one email for each addressee of an approved edition; True only the first time.

    An addressee without an address gets a dispatch on paper instead. Every signer whom it names,
    and no earlier edition did, gets the files by mail.

    Raises:
        NotReady: the edition isn't approved, or names somebody who no longer stands under it.
    """
    ready = Edition.objects.filter(
        pk=edition_id, approved_at__isnull=False, dispatched_at__isnull=True
    )
    if ready.update(dispatched_at=now, dispatched_by=by) != 1:
        if Edition.objects.filter(pk=edition_id, approved_at__isnull=True).exists():
            raise NotReady("This edition isn't approved: ask a second person to approve it.")
        return False
    edition = Edition.objects.select_related("text").get(pk=edition_id)
    if not edition.text.in_force:
        raise NotReady("The letter’s text has changed since this edition: freeze a new one.")
    gone = names_gone(edition)
    if gone:
        raise NotReady(
            f"{len(gone)} of its signatories no longer stand under this text: "
            "freeze a new edition and have it approved."
        )
    if digest_of(edition.document, edition.recipients) != edition.digest:
        raise NotReady("This edition is no longer what was approved: freeze a new one.")
    document = document_store.from_data(edition.document)
    for position in range(len(edition.recipients)):
        _dispatch_to(edition, document, position, now)
    tell_delivered(
        page=edition.letter,
        sign_on_ids=[signatory.ref for signatory in document.signatories()],
        edition=edition.number,
        attachments=_attachments(edition, document),
        now=now,
    )
    return True


def _attachments(edition: Edition, document: LetterDocument) -> list[NewAttachment]:
    """Return the frozen files of one addressee's letter, or of everybody's where it is the same."""
    own = edition.files.filter(format__in=ATTACHED, position=document.for_addressee)
    files = {file.format: file for file in own}
    return [
        NewAttachment(
            filename=emails.attachment_name(document, file_format),
            content_type=emails.CONTENT_TYPES[file_format],
            content=bytes(files[file_format].content),
        )
        for file_format in ATTACHED
    ]


def _dispatch_to(edition: Edition, whole: LetterDocument, position: int, now: datetime) -> None:
    """Queue the addressee's own letter, and open or go on with the correspondence with them."""
    document, addressee = for_addressee(whole, position), whole.addressees[position]
    message = None
    if address := edition.recipients[position]:
        mail = emails.letter_email(document)
        message = queue_email(
            kind=OutboundMessage.Kind.LETTER,
            key=f"letter:{edition.pk}:{position}",
            to=address,
            subject=mail.subject,
            body_text=mail.text,
            body_html=mail.html,
            from_name=document.letterhead.name,
            reply_to=document.letterhead.email,
            attachments=_attachments(edition, document),
            now=now,
            answers_here=True,
        )
    Dispatch.objects.create(
        edition=edition,
        position=position,
        correspondence=correspondence_with(
            addressee, letter=edition.letter, position=position, now=now
        ),
        addressee=addressee.name,
        channel=Dispatch.Channel.EMAIL if message else Dispatch.Channel.POST,
        message=message,
        created_at=now,
    )


def names_gone(edition: Edition) -> frozenset[int]:
    """Return the ids of sign-ons which the edition names and which don't stand under it now."""
    named = {s.ref for s in document_store.from_data(edition.document).signatories()}
    standing = signed(edition.text).filter(pk__in=named)
    return frozenset(named - set(standing.values_list("pk", flat=True)))


def public_document(edition: Edition) -> LetterDocument:
    """Return the edition as the public may read it: without names that were withdrawn since,
    with a note on when that was.
    """
    document = document_store.from_data(edition.document)
    return noted(document, names_gone(edition), edition.letter)


def public_file(edition: Edition, file_format: str, position: int | None = None) -> bytes:
    """Return the file of `public_printing`."""
    return public_printing(edition, file_format, position)[1]


def public_printing(
    edition: Edition, file_format: str, position: int | None = None
) -> tuple[LetterDocument, bytes]:
    """Return a letter of the edition and its file, as frozen or without names withdrawn since.

    Args:
        position: of the addressee whose own letter it is; None for the whole letter.
    Raises:
        EditionFile.DoesNotExist: the edition has no letter of this addressee's own.
    """
    frozen = document_store.from_data(edition.document)
    file = edition.files.get(format=file_format, position=position)
    shown = noted(frozen, names_gone(edition), edition.letter)
    document = shown if position is None else for_addressee(shown, position)
    if shown is not frozen:
        return document, kept_file(document, file_format)
    return document, bytes(file.content)


def staff_printing(
    edition: Edition, file_format: str, position: int | None = None
) -> tuple[LetterDocument, bytes]:
    """Return a letter of the edition and its file for those who work on it.

    The bytes are those that were frozen once the edition is approved. Before, they are made anew
    with "Not approved" on every page, so that nobody takes a file from here for the letter.

    Raises:
        EditionFile.DoesNotExist: the edition has no letter of this addressee's own.
    """
    file = edition.files.get(format=file_format, position=position)
    document = document_store.from_data(edition.document)
    if position is not None:
        document = for_addressee(document, position)
    if edition.approved_at is None:
        return document, kept_file(unapproved(document), file_format)
    return document, bytes(file.content)


def newest_sent(letter: LetterPage) -> Edition | None:
    """Return the newest edition of the letter that was sent, if any."""
    sent: Edition | None = letter.editions.filter(dispatched_at__isnull=False).first()
    return sent
