"""The letter's own text as Word paragraphs: letterhead through closing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from letters.document import (
    Block,
    Demand,
    Demands,
    Heading,
    LetterDocument,
    ListBlock,
    Paragraph,
    Quotation,
)
from letters.docx_text import TAB, Look, Writer, paragraph
from letters.frame import contact_lines
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
_BOTTOM_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="{}" w:space="{}" w:color="16181D"/></w:pBdr>'


@dataclass
class BodyWriter:
    """Writes the letter's text; `numberings` holds each list's abstract definition."""

    document: LetterDocument
    writer: Writer
    width: int  # of the text, in twentieths of a point
    numberings: list[int] = field(default_factory=list)
    demand_numbering: int = 0

    def all(self) -> str:
        """Return every paragraph before the signatories."""
        document = self.document
        text = self.writer.runs
        parts = [*self._letterhead()]
        if document.date_line:
            parts.append(paragraph("DateLine", text(document.date_line)))
        parts += self._addressees()
        if document.title:
            re = text(words(document.language).re, Look("Accent", italic=True)) + text(" ")
            parts.append(paragraph("Heading1", re + text(document.title)))
        if document.salutation:
            parts.append(paragraph("", text(document.salutation)))
        for block in document.body:
            parts += self._block(block)
        if document.closing:
            parts.append(paragraph("Closing", text(document.closing)))
        return "".join(parts)

    def _letterhead(self) -> Iterator[str]:
        """Yield the letterhead, the sender at the left and how to reach them opposite."""
        head, write = self.document.letterhead, self.writer.runs
        if not head.name:
            return
        left = [write(head.name, Look("SenderName"))]
        if head.line:
            left.append(write(head.line, Look(italic=True)))
        right = [write(line, Look("SenderContact")) for line in contact_lines(self.document)]
        rows = max(len(left), len(right))
        left += [""] * (rows - len(left))
        right += [""] * (rows - len(right))
        for row, (one, other) in enumerate(zip(left, right, strict=True)):
            style = "LetterheadName" if row == 0 else "LetterheadLine"
            rule = _BOTTOM_RULE.format(6, 8) if row == rows - 1 and row else ""
            yield paragraph(style, one + (TAB + other if other else ""), properties=rule)

    def _addressees(self) -> Iterator[str]:
        blocks = [
            paragraph("Addressee", self.writer.lines(addressee.lines))
            for addressee in self.document.addressees
        ]
        if len(blocks) < 2:
            yield from blocks
            return
        half = self.width // 2
        cell = f'<w:tc><w:tcPr><w:tcW w:w="{half}" w:type="dxa"/></w:tcPr>{{}}</w:tc>'
        rows = (blocks[start : start + 2] for start in range(0, len(blocks), 2))
        grid = f'<w:gridCol w:w="{half}"/>' * 2
        yield (
            f'<w:tbl><w:tblPr><w:tblW w:w="{half * 2}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
            '<w:right w:w="200" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>"
        )
        for row in rows:
            cells = [*row, paragraph("Addressee", "")][:2]
            inner = "".join(cell.format(one) for one in cells)
            yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{inner}</w:tr>"
        yield "</w:tbl>"

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
