"""A supporter's letter on paper, by the renderers of letters."""

from __future__ import annotations

from datetime import date

from campaign.targets import Target
from campaign.writing import Letter
from letters.document import Addressee, HandSignature, LetterDocument, Letterhead, Paragraph, Text
from letters.emails import CONTENT_TYPES
from letters.printings import render_file


def paper_letter(letter: Letter, target: Target, extension: str, day: date) -> tuple[bytes, str]:
    """Return the letter as a file to print and sign, and its media type.

    Args:
        extension: pdf or docx.
    """
    return render_file(paper_document(letter, target, day), extension), CONTENT_TYPES[extension]


def paper_document(letter: Letter, target: Target, day: date) -> LetterDocument:
    """Return the letter as a document: the writer on top, the official's address for a window."""
    return LetterDocument(
        language="en-US",
        title=letter.subject,
        date_line=f"{day:%B} {day.day}, {day.year}",
        dated=day,
        addressees=(
            Addressee(name=target.name, organization=target.role, postal_lines=target.postal),
        ),
        salutation=f"{letter.greeting}:",
        body=tuple(
            Paragraph((Text(" ".join(part.split("\n"))),)) for part in letter.message.split("\n\n")
        ),
        closing=letter.closing,
        letterhead=Letterhead(
            name=letter.sender,
            address_lines=tuple(line for line in letter.town.splitlines() if line.strip()),
        ),
        hand_signatures=(HandSignature(name=letter.sender),),
    )
