"""The letter's own text as Word paragraphs: letterhead through closing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from letters.document import (
    Block,
    Demand,
    Demands,
    Figure,
    Heading,
    LetterDocument,
    ListBlock,
    Paragraph,
    Passage,
    Quotation,
    Table,
)
from letters.docx_frame import addressees, closing, letterhead
from letters.docx_tables import table
from letters.docx_text import BREAK, Look, Writer, paragraph
from letters.frame import only_line
from letters.picture_size import fitted
from letters.scripts import is_rtl
from letters.wording import words

BULLETS, NUMBERS, DEMANDS = 1, 2, 3  # the abstract definitions in numbering.xml
_LEVELS = 9
_STEP = 360  # twentieths of a point that each list level is indented by
_DEMAND_LIST_LEVEL = 2  # lists in a demand stand right of its numeral
_KEPT_PARAGRAPHS = 12  # a demand up to this many paragraphs stays on one page
_CLOSING_RULE = (
    '<w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="4B4F57"/>'
    '<w:bottom w:val="single" w:sz="6" w:space="6" w:color="16181D"/></w:pBdr>'
)
_FIGURE_HEIGHT = 380.0  # points
_ONLY = Look("Accent", italic=True)


@dataclass
class BodyWriter:
    """Writes the letter's text; `numberings` holds each list's abstract definition."""

    document: LetterDocument
    writer: Writer
    width: int  # of the text, in twentieths of a point
    numberings: list[int] = field(default_factory=list)
    demand_numbering: int = 0
    stacked: bool = False  # address blocks and signatures one below the other
    letterhead: bool = True  # whether the letter's own head stands on its first page

    def all(self) -> str:
        """Return every paragraph before the signatories."""
        document = self.document
        text = self.writer.runs
        parts = [*letterhead(document, self.writer)] if self.letterhead else []
        if document.date_line:
            parts.append(paragraph("DateLine", text(document.date_line)))
        if document.delivery_line:
            parts.append(paragraph("DeliveryLine", text(document.delivery_line)))
        parts += addressees(document, self.writer, self.width, stacked=self.stacked)
        parts += self._subject()
        if document.salutation:
            parts.append(paragraph("", text(document.salutation)))
        for block in document.body:
            parts += self._block(block)
        parts += closing(document, self.writer, self.width, stacked=self.stacked)
        return "".join(parts)

    def _subject(self) -> Iterator[str]:
        document, text = self.document, self.writer.runs
        under = document.reference
        if document.title:
            re = text(words(document.language).re, Look("Accent", italic=True)) + text(" ")
            close = '<w:spacing w:before="260" w:after="40"/>' if under else ""
            yield paragraph("Heading1", re + text(document.title), properties=close)
        if under:
            yield paragraph("Reference", text(under))

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Paragraph():
                yield paragraph("", self.writer.inline(block.content))
            case Heading():
                yield paragraph(f"Heading{block.level}", self.writer.inline(block.content))
            case ListBlock():
                yield from self._list(block, 0)
            case Quotation():
                yield from self._quotation(block)
            case Demands():
                yield from self._demands(block)
            case Figure():
                yield from self._figure(block)
            case Table():
                yield from table(block, self.writer, self.width, rtl=is_rtl(self.document.language))
            case Passage():
                yield from self._passage(block)

    def _passage(self, passage: Passage) -> Iterator[str]:
        """Yield blocks that stand only in some letters, between two paragraphs that say so."""
        end = words(self.document.language).end
        yield paragraph("OnlyFor", self._only(passage.only_for))
        for block in passage.blocks:
            yield from self._block(block)
        yield paragraph("OnlyEnd", self.writer.runs(f"[{end}]"))

    def _only(self, positions: Sequence[int]) -> str:
        return self.writer.runs(f"[{only_line(self.document, positions)}]")

    def _figure(self, figure: Figure) -> Iterator[str]:
        size = fitted(figure.picture, (self.width / 20, _FIGURE_HEIGHT))
        held = "<w:keepNext/>" if figure.caption else ""
        yield paragraph("Figure", self.writer.pictures.run(figure.picture, size), properties=held)
        if figure.caption:
            yield paragraph("Caption", self.writer.inline(figure.caption))

    def _list(self, block: ListBlock, level: int, *, keep: bool = False) -> Iterator[str]:
        """Yield the paragraphs of a list; each list has a number of its own, so it starts at 1."""
        self.numberings.append(NUMBERS if block.ordered else BULLETS)
        number, shown = len(self.numberings), min(level, _LEVELS - 1)
        held = "<w:keepNext/>" if keep else ""
        numbered = f'{held}<w:numPr><w:ilvl w:val="{shown}"/><w:numId w:val="{number}"/></w:numPr>'
        indented = f'{held}<w:ind w:left="{_STEP * (shown + 1)}"/>'
        for item in block.items:
            first, rest = _lead(item.blocks)
            lead = self.writer.inline(first.content)
            yield paragraph("ListParagraph", lead, properties=numbered)
            for inner in rest:
                if isinstance(inner, ListBlock):
                    yield from self._list(inner, level + 1, keep=keep)
                else:
                    text = self.writer.inline(inner.content)
                    yield paragraph("ListParagraph", text, properties=indented)

    def _quotation(self, quotation: Quotation) -> Iterator[str]:
        last = len(quotation.paragraphs) - 1
        for position, one in enumerate(quotation.paragraphs):
            held = "<w:keepNext/>" if position < last or quotation.source else ""
            yield paragraph("Quote", self.writer.inline(one.content), properties=held)
        if quotation.source:
            yield paragraph("QuoteSource", self.writer.inline(quotation.source))

    def _demands(self, block: Demands) -> Iterator[str]:
        if block.heading:
            yield paragraph("Heading2", self.writer.inline(block.heading))
        held = "<w:keepNext/>" if block.demands else ""
        for one in block.intro:
            yield paragraph("", self.writer.inline(one.content), properties=held)
        for demand in block.demands:
            yield from self._demand(demand, last=demand is block.demands[-1])

    def _demand(self, demand: Demand, *, last: bool) -> Iterator[str]:
        if not self.demand_numbering:
            self.numberings.append(DEMANDS)
            self.demand_numbering = len(self.numberings)
        first, rest = _lead(demand.blocks)
        keep = 0 < _paragraphs(rest) <= _KEPT_PARAGRAPHS
        number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{self.demand_numbering}"/></w:numPr>'
        held = "<w:keepNext/>" if keep else ""
        rule = _CLOSING_RULE if last and not rest else ""
        lead = self.writer.inline(first.content)
        if demand.only_for:
            only = self.writer.runs(f"[{only_line(self.document, demand.only_for)}]", _ONLY)
            lead = only + BREAK + lead
        yield paragraph("Demand", lead, properties=held + number + rule)
        for inner in rest:
            final = inner is rest[-1]
            if isinstance(inner, ListBlock):
                yield from self._list(inner, _DEMAND_LIST_LEVEL, keep=keep and not final)
            else:
                text = self.writer.inline(inner.content)
                held = "<w:keepNext/>" if keep and not final else ""
                yield paragraph("DemandContinued", text, properties=held)
        if last and rest:
            yield paragraph("DemandContinued", "", properties=_END_RULE)


_END_RULE = (
    '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="16181D"/></w:pBdr>'
    '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/><w:ind w:left="0"/>'
)


def _lead(blocks: Sequence[Paragraph | ListBlock]) -> tuple[Paragraph, list[Paragraph | ListBlock]]:
    """Return the paragraph that carries the number, and what follows it."""
    if blocks and isinstance(blocks[0], Paragraph):
        return blocks[0], list(blocks[1:])
    return Paragraph(()), list(blocks)


def _paragraphs(blocks: Iterable[Paragraph | ListBlock]) -> int:
    return sum(
        sum(_paragraphs(item.blocks) for item in block.items) if isinstance(block, ListBlock) else 1
        for block in blocks
    )
