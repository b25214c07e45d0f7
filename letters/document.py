"""The letter as a frozen value: what every rendering is made from.

A `LetterDocument` holds all that a reader of the letter may see, in reading order, and nothing else.
The renderings (DOCX, PDF, HTML, text, JSON) take one and never read the database, so the same
document always gives the same letter. Pure: imports no Django.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Group = Literal["national", "state", "local", "international", "individual"]
Paper = Literal["a4", "letter"]


# Inline content ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A run of characters with one look; `href` makes it a link (http, https or mailto only)."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class NoteRef:
    """The mark of a footnote; `number` counts from 1 in the order of first reference."""

    number: int


@dataclass(frozen=True, slots=True)
class Break:
    """A line break inside a paragraph."""


Inline = Text | NoteRef | Break
Inlines = tuple[Inline, ...]


# Blocks -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    content: Inlines


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text; `level` is 2 or 3, for the Re: line is the letter's only level 1."""

    content: Inlines
    level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True)
class ListItem:
    blocks: tuple[Paragraph | ListBlock, ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    ordered: bool
    items: tuple[ListItem, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    paragraphs: tuple[Paragraph, ...]
    source: Inlines = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that the letter asks for; numbered from 1 through the whole letter."""

    number: int
    blocks: tuple[Paragraph | ListBlock, ...]


@dataclass(frozen=True, slots=True)
class Demands:
    """The demands under their own heading, with the sentences that lead to them."""

    heading: Inlines
    intro: tuple[Paragraph, ...]
    demands: tuple[Demand, ...]


Block = Paragraph | Heading | ListBlock | Quotation | Demands


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote; one or more paragraphs. Holds no note marks of its own."""

    number: int
    paragraphs: tuple[Paragraph, ...]


# Around the text --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who the letter is addressed to, as printed: the lines of the address block, top first."""

    name: str
    title: str = ""
    organization: str = ""
    postal_lines: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the address block that are not empty, in order."""
        return tuple(
            line for line in (self.name, self.title, self.organization, *self.postal_lines) if line
        )


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who sends the letter: `name` in the head, `line` under it, `address_lines` opposite."""

    name: str
    line: str = ""
    address_lines: tuple[str, ...] = ()
    website: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Signatory:
    """One published name under the letter. `text_sha256` is the digest of the text it signed."""

    name: str
    kind: Literal["organization", "individual"]
    group: Group
    country: str = ""
    region: str = ""
    signed_on: date | None = None
    text_sha256: str = ""
    lead: bool = False
    affiliation: str = ""  # individuals: printed with the identification-only sentence
    ref: int = 0  # the sign-on's id; never printed, lets a withdrawn name be left out


@dataclass(frozen=True, slots=True)
class SignatoryGroup:
    """Signatories of one group in printing order; `label` is in the letter's language."""

    key: Group
    label: str
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, slots=True)
class TextVersion:
    """Which text this is: `number` from 1, digest of the canonical plain text, day it was fixed."""

    number: int
    sha256: str
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class LetterDocument:
    """Everything a reader of one letter may see, in reading order."""

    language: str  # BCP 47, e.g. "en-US"
    title: str  # the Re: line without "Re:"
    date_line: str  # "November 16, 2026", in the letter's language; empty when undated
    dated: date | None
    addressees: tuple[Addressee, ...]
    salutation: str  # with its own punctuation, e.g. "Dear Ms. Halden:"
    body: tuple[Block, ...]
    closing: str  # e.g. "Respectfully,"
    notes: tuple[Note, ...] = ()
    letterhead: Letterhead = field(default_factory=lambda: Letterhead(name=""))
    groups: tuple[SignatoryGroup, ...] = ()
    version: TextVersion | None = None
    edition_number: int = 0  # 0: not an edition
    url: str = ""
    paper: Paper = "letter"
    mark: str = ""  # "Draft", "Under embargo until …": printed on every page; empty when none

    @property
    def signatory_count(self) -> int:
        return sum(len(group.signatories) for group in self.groups)

    def signatories(self) -> Iterator[Signatory]:
        """Yield every signatory in printing order."""
        for group in self.groups:
            yield from group.signatories


# Reading a document -----------------------------------------------------------------------------


def plain(content: Inlines) -> str:
    """Return the words of inline content: no marks of notes, line breaks as newlines."""
    parts: list[str] = []
    for part in content:
        match part:
            case Text():
                parts.append(part.text)
            case Break():
                parts.append("\n")
    return "".join(parts)


def demands_of(document: LetterDocument) -> tuple[Demand, ...]:
    """Return every demand of the letter, in order."""
    return tuple(
        demand for block in document.body if isinstance(block, Demands) for demand in block.demands
    )
