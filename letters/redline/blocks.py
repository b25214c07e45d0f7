"""Paragraphs and tables of two letters beside each other: what each became. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from letters.redline.sides import Side, W
from letters.redline.tokens import Token, plain_text, tokens_of
from signatories.alignment import Pair, aligned, bag_of_words

_AFTER_TABLE = "AfterTable"
_NAMES = "Signatory"  # a name is another name, never the same one with other words
_FEWEST_MOVED = 3  # words


@dataclass(eq=False)
class Block:
    """A paragraph, or a table with the small paragraph that ends it."""

    element: etree._Element
    side: Side
    tokens: tuple[Token, ...]
    key: Hashable
    bag: Counter[str]
    trailing: etree._Element | None = None  # after a table
    section: etree._Element | None = None  # that ends with it
    columns: str = "1"  # of the section it stands in
    moved: str = ""  # the name of its move

    @property
    def is_table(self) -> bool:
        return self.element.tag == W + "tbl"


def blocks_of(parent: etree._Element, side: Side, part: str) -> list[Block]:
    """Return the paragraphs and tables below a body, a note or a cell."""
    children = [child for child in parent if child.tag in (W + "p", W + "tbl")]
    found: list[Block] = []
    for child in children:
        if found and found[-1].is_table and style_of(child) == _AFTER_TABLE:
            found[-1].trailing = child
        elif child.tag == W + "p":
            found.append(paragraph_block(child, side, part))
        else:
            found.append(_table_block(child, side, part))
    _count_columns(found)
    return found


def paragraph_block(element: etree._Element, side: Side, part: str) -> Block:
    tokens = tokens_of(element, side, part)
    text = plain_text(tokens)
    style = style_of(element)
    bag = Counter([text]) if style == _NAMES else bag_of_words(text)
    key = (style, _numbering(element, side), tuple(token.key for token in tokens))
    section = element.find(f"{W}pPr/{W}sectPr")
    return Block(element, side, tokens, key, bag, section=section)


def _table_block(element: etree._Element, side: Side, part: str) -> Block:
    inner = [paragraph_block(one, side, part) for one in element.iter(W + "p")]
    columns = len(element.findall(f"{W}tblGrid/{W}gridCol"))
    words: Counter[str] = Counter()
    for one in inner:
        words.update({f"| {word}": times for word, times in one.bag.items()})
    return Block(element, side, (), ("table", columns, tuple(one.key for one in inner)), words)


def _count_columns(blocks: Sequence[Block]) -> None:
    columns = "1"
    for block in reversed(blocks):
        if block.section is not None:
            cols = block.section.find(f"{W}cols")
            columns = "1" if cols is None else cols.get(W + "num", "1")
        block.columns = columns


def _key(block: Block) -> Hashable:
    return block.key


def _bag(block: Block) -> Counter[str]:
    return block.bag


def paired(old: Sequence[Block], new: Sequence[Block]) -> list[Pair[Block]]:
    """Return the blocks of both in order; whole paragraphs that stand elsewhere share a move."""
    pairs: list[Pair[Block]] = [*aligned(old, new, key=_key, bag=_bag)]
    _find_moves(pairs)
    return pairs


def _find_moves(pairs: Sequence[Pair[Block]]) -> None:
    went: dict[Hashable, list[Block]] = {}
    for before, after in pairs:
        if before is not None and after is None and _may_move(before):
            went.setdefault(before.key, []).append(before)
    number = 0
    for before, after in pairs:
        if after is not None and before is None and went.get(after.key):
            number += 1
            after.moved = went[after.key].pop(0).moved = f"move{number}"


def _may_move(block: Block) -> bool:
    return not block.is_table and bag_of_words(plain_text(block.tokens)).total() >= _FEWEST_MOVED


def style_of(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(W + "val", "")


def _numbering(paragraph: etree._Element, side: Side) -> Hashable:
    """Return which kind of list at which level the paragraph is an item of."""
    number, level = paragraph.find(f".//{W}numId"), paragraph.find(f".//{W}ilvl")
    if number is None or level is None:
        return None
    return side.list_kind(number.get(W + "val", "0")), level.get(W + "val")


def pair_lists(pairs: Sequence[Pair[Block]]) -> None:
    """Let each list of the earlier letter go by the number of the list that it became."""
    taken: dict[str, str] = {}
    for before, after in pairs:
        if before is None or after is None:
            continue
        old, new = _list_number(before), _list_number(after)
        known = before.side.list_numbers
        same_kind = bool(old and new) and before.side.list_kind(old) == after.side.list_kind(new)
        if same_kind and old not in known and new not in taken:
            known[old], taken[new] = new, old


def _list_number(block: Block) -> str:
    number = block.element.find(f"{W}pPr/{W}numPr/{W}numId")
    return "" if number is None else number.get(W + "val", "")


def properties_of(block: Block) -> etree._Element:
    """Return a copy of a paragraph's properties, without the section that ends with it."""
    found = block.element.find(f"{W}pPr")
    copy = etree.Element(W + "pPr") if found is None else deepcopy(found)
    for section in copy.findall(f"{W}sectPr"):
        copy.remove(section)
    for number in copy.iter(W + "numId"):
        value = number.get(W + "val", "")
        number.set(W + "val", block.side.list_numbers.get(value, value))
    return copy
