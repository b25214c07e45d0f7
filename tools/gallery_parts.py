"""What the letters of the gallery are put together from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from letters.document import (
    Block,
    LetterDocument,
    Letterhead,
    Signatory,
    TextVersion,
)
from letters.variants import for_addressee

DAY = date(2026, 11, 16)


def final(letter: LetterDocument, position: int) -> LetterDocument:
    return replace(for_addressee(letter, position), mark="", hyphenate=False)


def organizations(names: list[str], **facts: str) -> tuple[Signatory, ...]:
    return tuple(Signatory(name, "organization", "national", **facts) for name in names)  # type: ignore[arg-type]


def plain(language: str, title: str, *body: Block, **changes: object) -> LetterDocument:
    letter = LetterDocument(
        language=language,
        title=title,
        date_line="November 16, 2026",
        dated=DAY,
        addressees=(),
        salutation="",
        body=body,
        closing="Respectfully,",
        version=TextVersion(1, "7d" * 32, DAY),
        edition_number=1,
        url="https://openwindows.example/campaigns/letters/",
        letterhead=Letterhead(
            "Open Windows Society",
            "a coalition of readers and neighbors",
            ("5 Casement Row, Fairhaven",),
            email="letters@openwindows.example",
        ),
    )
    return replace(letter, **changes)  # type: ignore[arg-type]
