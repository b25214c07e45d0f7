"""The letter as a frozen value: what every rendering is made from.

A `LetterDocument` holds all that a reader of the letter may see, in reading order, and nothing
else. The renderings (DOCX, PDF, HTML, text, JSON) take one and never read the database, so the same
document always gives the same letter. Pure: imports no Django.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from letters.content import (
    Block,
    Break,
    CommonBlock,
    Demand,
    Demands,
    Figure,
    Heading,
    Inline,
    Inlines,
    ListBlock,
    ListItem,
    Note,
    NoteRef,
    Paragraph,
    Passage,
    Picture,
    Quotation,
    Table,
    Text,
    common_blocks,
    plain,
)

__all__ = [
    "Addressee",
    "Block",
    "Break",
    "CommonBlock",
    "Demand",
    "Demands",
    "Figure",
    "Group",
    "HandSignature",
    "Heading",
    "Inline",
    "Inlines",
    "LetterDocument",
    "Letterhead",
    "ListBlock",
    "ListItem",
    "Note",
    "NoteRef",
    "Paper",
    "Paragraph",
    "Passage",
    "Picture",
    "Quotation",
    "Signatory",
    "SignatoryGroup",
    "SignatureLayout",
    "Stationery",
    "Table",
    "Text",
    "TextVersion",
    "Withdrawal",
    "common_blocks",
    "demands_of",
    "has_variants",
    "plain",
]

Group = Literal["national", "state", "local", "international", "individual"]
Paper = Literal["a4", "letter"]


# Around the text --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who the letter is addressed to, as printed: the lines of the address block, top first."""

    name: str
    title: str = ""
    organization: str = ""
    postal_lines: tuple[str, ...] = ()
    # Of a letter to this addressee alone, with its own punctuation; not part of who it is.
    salutation: str = field(default="", compare=False)

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
    logos: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class HandSignature:
    """Someone who signs with their own hand, under the closing; the picture may be missing."""

    name: str
    title: str = ""
    organization: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class SignatureLayout:
    """How the signatories are set, as the organizer chose."""

    columns: Literal[1, 2, 3] = 3
    grouping: Literal["scope", "place", "none"] = "scope"
    people: bool = False  # each organization with the name and title of who signed for it
    logos: bool = False  # a wall of logos on the web and in the PDF


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
    person: str = ""  # who signed for the organization, where they agreed to be printed
    person_title: str = ""
    logo: Picture | None = None
    ref: int = 0  # the sign-on's id; never printed, lets a withdrawn name be left out


@dataclass(frozen=True, slots=True)
class SignatoryGroup:
    """Signatories of one group in printing order; `label` is in the letter's language."""

    key: str  # a Group, or a place such as "US-FL"; "all" for one list
    label: str  # empty for one list
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That somebody withdrew after delivery, and when; `signatory` is None where it isn't said."""

    withdrawn_on: date
    signatory: Signatory | None = None


@dataclass(frozen=True, slots=True)
class Stationery:
    """The base template of the Word document, as it was taken; see letters/stationery."""

    sha256: str  # of `content`
    content: bytes = field(repr=False)


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
    delivery_line: str = ""  # "Via email and first-class mail"
    reference: str = ""  # docket or bill number, under the Re: line
    hand_signatures: tuple[HandSignature, ...] = ()
    enclosures: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()  # who gets a copy (cc)
    layout: SignatureLayout = SignatureLayout()
    hyphenate: bool = False
    for_addressee: int | None = None  # position; None: the whole letter with every variant
    withdrawals: tuple[Withdrawal, ...] = ()  # after delivery; none in a new edition
    stationery: Stationery | None = None  # of the Word document alone; None: our own look
    mark: str = ""  # "Draft", "Under embargo until …": printed on every page; empty when none

    @property
    def signatory_count(self) -> int:
        return sum(len(group.signatories) for group in self.groups)

    def signatories(self) -> Iterator[Signatory]:
        """Yield every signatory in printing order."""
        for group in self.groups:
            yield from group.signatories


# Reading a document -----------------------------------------------------------------------------


def demands_of(document: LetterDocument) -> tuple[Demand, ...]:
    """Return every demand of the letter, in order."""
    return tuple(
        demand
        for block in common_blocks(document.body)
        if isinstance(block, Demands)
        for demand in block.demands
    )


def has_variants(document: LetterDocument) -> bool:
    """Return whether some addressees get other words than others."""
    return any(isinstance(block, Passage) for block in document.body) or any(
        demand.only_for for demand in demands_of(document)
    )
