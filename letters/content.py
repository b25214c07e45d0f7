"""What the text of a letter is made of: inline content, blocks, notes. Pure: imports no Django."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

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
class Picture:
    """An image's bytes as they were re-encoded on upload; `alt` says what it shows."""

    content: bytes
    media_type: Literal["image/png", "image/jpeg"]
    width: int  # pixels
    height: int  # pixels
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in the text, with a caption under it."""

    picture: Picture
    caption: Inlines = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A simple table: every row has as many cells as the first; none spans another."""

    rows: tuple[tuple[Inlines, ...], ...]
    header_rows: Literal[0, 1] = 1
    caption: Inlines = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that the letter asks for; numbered from 1 through the whole letter.

    `only_for` holds the positions, from 0, of the addressees of whom it is asked; empty: of all.
    """

    number: int
    blocks: tuple[Paragraph | ListBlock, ...]
    only_for: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Demands:
    """The demands under their own heading, with the sentences that lead to them."""

    heading: Inlines
    intro: tuple[Paragraph, ...]
    demands: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Blocks that stand only in the letters to some addressees (positions from 0)."""

    only_for: tuple[int, ...]
    blocks: tuple[CommonBlock, ...]


CommonBlock = Paragraph | Heading | ListBlock | Quotation | Demands | Figure | Table
Block = CommonBlock | Passage


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote; one or more paragraphs. Holds no note marks of its own."""

    number: int
    paragraphs: tuple[Paragraph, ...]


# Reading them -------------------------------------------------------------------------------------


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


def common_blocks(body: tuple[Block, ...]) -> Iterator[CommonBlock]:
    """Yield every block of the body, those inside passages included, in order."""
    for block in body:
        if isinstance(block, Passage):
            yield from block.blocks
        else:
            yield block
