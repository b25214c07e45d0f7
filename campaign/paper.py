"""A supporter's letter on paper, by the renderers of letters."""

from __future__ import annotations

from datetime import date

from campaign.models import ActionPage
from campaign.targets import Target
from campaign.writing import Letter
from letters.document import Addressee, HandSignature, LetterDocument, Letterhead, Paragraph, Text
from letters.emails import CONTENT_TYPES
from letters.printings import render_file
from letters.text import date_line


def paper_letter(
    letter: Letter, target: Target, extension: str, day: date, *, page: ActionPage
) -> tuple[bytes, str]:
    """Return the letter as a file to print and sign, and its media type.

    Args:
        extension: pdf or docx.
    """
    document = paper_document(letter, target, day, page=page)
    return render_file(document, extension), CONTENT_TYPES[extension]


def paper_document(
    letter: Letter, target: Target, day: date, *, page: ActionPage
) -> LetterDocument:
    """Return the letter as a document: the writer on top, the official's address for a window.

    Its language and with it the date are the action's; its paper that of the action's country.
    """
    return LetterDocument(
        language=page.language,
        title=letter.subject,
        date_line=date_line(day, page.language),
        dated=day,
        addressees=(
            Addressee(name=target.name, organization=target.role, postal_lines=target.postal),
        ),
        salutation=letter.greeting,
        body=tuple(
            Paragraph((Text(" ".join(part.split("\n"))),)) for part in letter.message.split("\n\n")
        ),
        closing=letter.closing,
        letterhead=Letterhead(
            name=letter.sender,
            address_lines=tuple(line for line in letter.town.splitlines() if line.strip()),
        ),
        hand_signatures=(HandSignature(name=letter.sender),),
        paper="letter" if page.country in ("US", "CA", "MX") else "a4",
    )
