"""Blocks of both letters become one sequence of paragraphs and tables, changes marked. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from letters.redline.blocks import (
    Block,
    blocks_of,
    paired,
    paragraph_block,
    properties_of,
)
from letters.redline.marks import Marks, State
from letters.redline.sides import W
from letters.redline.writing import RunWriter, merged
from signatories.alignment import Pair, aligned


@dataclass
class Merger:
    """Writes the blocks of one part."""

    runs: RunWriter
    marks: Marks
    part: str

    def all(self, pairs: Sequence[Pair[Block]]) -> Iterator[etree._Element]:
        """Yield the elements of the part, the ends of the later letter's sections between them."""
        waiting: Block | None = None  # the section's last paragraph of the later letter
        was_table = False
        for before, after in pairs:
            ends_first = after is not None or (
                before is not None and waiting is not None and before.columns != waiting.columns
            )
            if waiting is not None and ends_first:
                yield _section_end(waiting)
                waiting = None
            elements = list(self.pair(before, after))
            if was_table and elements and elements[0].tag == W + "tbl":
                yield self._between_tables()
            yield from elements
            was_table = bool(elements) and elements[-1].tag == W + "tbl"
            if after is not None and after.section is not None:
                waiting = after
        if waiting is not None:
            yield _section_end(waiting)

    def pair(self, before: Block | None, after: Block | None) -> Iterator[etree._Element]:
        if before is not None and after is not None:
            yield from self._both(before, after)
        elif after is not None:
            yield from self._one(after, "moveTo" if after.moved else "ins")
        elif before is not None:
            yield from self._one(before, "moveFrom" if before.moved else "del")

    def _both(self, before: Block, after: Block) -> Iterator[etree._Element]:
        if not after.is_table:
            yield self._changed_paragraph(before, after)
        elif _columns(before) == _columns(after):
            yield self._changed_table(before, after)
            yield from _trailing(after)
        else:
            yield from self._one(before, "del")
            yield from self._one(after, "ins")

    def _one(self, block: Block, state: State) -> Iterator[etree._Element]:
        """Yield a block that came or went as a whole."""
        if block.is_table:
            yield self._whole_table(block, state)
            for end in _trailing(block):
                self._mark_end(end, state)
                yield end
            return
        paragraph = self.whole_paragraph(block, state)
        if not block.moved:
            yield paragraph
            return
        start, end = self.marks.move_range(state, block.moved)
        paragraph.insert(1, start)
        yield paragraph
        yield end

    def whole_paragraph(self, block: Block, state: State, *, end: bool = True) -> etree._Element:
        """Return a paragraph all of which came or went; `end`: its end too."""
        paragraph = etree.Element(W + "p")
        paragraph.append(properties_of(block))
        if end:
            self._mark_end(paragraph, state)
        self.runs.fill(paragraph, ((state, token, block.side) for token in block.tokens))
        return paragraph

    def _mark_end(self, paragraph: etree._Element, state: State) -> None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            properties = etree.Element(W + "pPr")
            paragraph.insert(0, properties)
        etree.SubElement(properties, W + "rPr").append(self.marks.mark(state))

    def _changed_paragraph(self, before: Block, after: Block) -> etree._Element:
        paragraph = etree.Element(W + "p")
        properties = properties_of(after)
        former = properties_of(before)
        if _kind(former) != _kind(properties):
            change = self.marks.mark("pPrChange")
            change.append(former)
            properties.append(change)
        if len(properties):
            paragraph.append(properties)
        sides = (before.side, after.side)
        self.runs.fill(paragraph, merged(before.tokens, after.tokens, sides))
        return paragraph

    # Tables ----------------------------------------------------------------------------------

    def _changed_table(self, before: Block, after: Block) -> etree._Element:
        table = _frame(after)
        rows = [[_Row(one, block) for one in block.element.findall(f"{W}tr")]
                for block in (before, after)]  # fmt: skip
        for old, new in aligned(*rows, key=lambda row: row.key, bag=lambda row: row.bag):
            if old is not None and new is not None:
                table.append(self._changed_row(old, new))
            elif new is not None:
                table.append(self._whole_row(new, "ins"))
            elif old is not None:
                table.append(self._whole_row(old, "del"))
        return table

    def _changed_row(self, old: _Row, new: _Row) -> etree._Element:
        row = _shell(new.element)
        cells = (one.element.findall(f"{W}tc") for one in (old, new))
        for was, cell in zip(*cells, strict=True):
            shell = _shell(cell)
            contents = (blocks_of(was, old.block.side, self.part),
                        blocks_of(cell, new.block.side, self.part))  # fmt: skip
            shell.extend(self.all(paired(*contents)))
            row.append(shell)
        return row

    def _whole_table(self, block: Block, state: State) -> etree._Element:
        table = _frame(block)
        for row in block.element.findall(f"{W}tr"):
            table.append(self._whole_row(_Row(row, block), state))
        return table

    def _whole_row(self, one: _Row, state: State) -> etree._Element:
        row = _shell(one.element)
        properties = row.find(f"{W}trPr")
        if properties is None:
            properties = etree.Element(W + "trPr")
            row.insert(0, properties)
        properties.append(self.marks.mark(state))
        for cell in one.element.findall(f"{W}tc"):
            shell = _shell(cell)
            for block in blocks_of(cell, one.block.side, self.part):
                shell.append(self.whole_paragraph(block, state))
            row.append(shell)
        return row

    def _between_tables(self) -> etree._Element:
        """Return a paragraph that keeps two tables apart; Word would make them one."""
        paragraph = etree.Element(W + "p")
        self._mark_end(paragraph, "del")
        return paragraph


class _Row:
    """A row of a table that is compared."""

    def __init__(self, element: etree._Element, block: Block) -> None:
        self.element, self.block = element, block
        inner = [paragraph_block(one, block.side, "") for one in element.iter(W + "p")]
        self.key = tuple(one.key for one in inner)
        self.bag = sum((one.bag for one in inner), start=type(block.bag)())


def _frame(block: Block) -> etree._Element:
    """Return a table without its rows."""
    table = etree.Element(W + "tbl")
    table.extend(deepcopy(one) for one in block.element if one.tag != W + "tr")
    return table


def _shell(element: etree._Element) -> etree._Element:
    """Return a row or a cell with its properties alone."""
    copy = etree.Element(element.tag)
    copy.extend(deepcopy(one) for one in element if one.tag in (W + "trPr", W + "tcPr"))
    return copy


def _columns(block: Block) -> int:
    return len(block.element.findall(f"{W}tblGrid/{W}gridCol"))


def _trailing(block: Block) -> Iterator[etree._Element]:
    if block.trailing is not None:
        yield deepcopy(block.trailing)


def _kind(properties: etree._Element) -> tuple[str, ...]:
    """Return the style of a paragraph, and the list and the level it is an item of."""
    found = (
        properties.find(f"{W}{name}") for name in ("pStyle", f"numPr/{W}ilvl", f"numPr/{W}numId")
    )
    return tuple("" if one is None else one.get(W + "val", "") for one in found)


def _section_end(block: Block) -> etree._Element:
    """Return a paragraph of no height that ends a section of the later letter."""
    paragraph = etree.Element(W + "p")
    properties = etree.SubElement(paragraph, W + "pPr")
    if block.element.find(f"{W}pPr/{W}pStyle") is not None:
        etree.SubElement(properties, W + "keepNext")
    spacing = etree.SubElement(properties, W + "spacing")
    for name, value in (("before", "0"), ("after", "0"), ("line", "20"), ("lineRule", "exact")):
        spacing.set(W + name, value)
    if block.section is not None:
        properties.append(deepcopy(block.section))
    return paragraph
