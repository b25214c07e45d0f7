"""Rich text as the editor stores it, read into the blocks of a `LetterDocument`.

Reads a closed list of tags; of all others only the words remain. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from letters.document import Break, Inline, Inlines, ListBlock, ListItem, NoteRef, Paragraph, Text
from letters.printable import allowed_href

Prose = tuple[Paragraph | ListBlock, ...]
Resolve = Callable[[str, str], str]  # (kind, value) → absolute address, or "" when there is none

DEEPEST_LIST = 6  # Word has nine levels; what nests deeper joins the list above it
_PARAGRAPHS = frozenset(
    {"p", "div", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "hr", "section"}
)
_BOLD = frozenset({"b", "strong"})
_ITALIC = frozenset({"i", "em"})
_SILENT = frozenset({"script", "style", "footnote", "template", "title"})
_SPACES = re.compile(r"[ \t\r\n\f]+")


def nowhere(kind: str, value: str) -> str:
    """Resolve no link."""
    return ""


@dataclass(slots=True)
class NoteNumbers:
    """Numbers notes from 1 in the order in which they are first named.

    `known` are the ids of the notes that exist; a mark of any other is dropped.
    """

    known: frozenset[str]
    order: list[str] = field(default_factory=list)

    def number(self, note_id: str) -> int | None:
        """Return the number of a note, giving it the next one at its first mention."""
        if note_id not in self.known:
            return None
        if note_id not in self.order:
            self.order.append(note_id)
        return self.order.index(note_id) + 1


NO_NOTES = NoteNumbers(frozenset())


def read_prose(html: str, *, notes: NoteNumbers = NO_NOTES, resolve: Resolve = nowhere) -> Prose:
    """Return the paragraphs and lists of `html`.

    Args:
        notes: numbers the marks of notes; pass the same one through the whole letter, in order.
        resolve: gives the address of what is linked by id ("page", "document") or by an address
            that is not absolute ("href"); links to nowhere keep their words only.
    """
    reader = _Reader(notes, resolve)
    reader.feed(html)
    reader.close()
    return reader.finish()


def read_paragraphs(
    html: str, *, notes: NoteNumbers = NO_NOTES, resolve: Resolve = nowhere
) -> tuple[Paragraph, ...]:
    """Return `html` as paragraphs only; each item of a list becomes one."""
    return tuple(_flat(read_prose(html, notes=notes, resolve=resolve)))


def read_inlines(
    html: str, *, notes: NoteNumbers = NO_NOTES, resolve: Resolve = nowhere
) -> Inlines:
    """Return `html` as inline content; a new paragraph becomes a line break."""
    content: list[Inline] = []
    for paragraph in read_paragraphs(html, notes=notes, resolve=resolve):
        content += [Break()] if content else []
        content += paragraph.content
    return tuple(content)


def _flat(prose: Iterable[Paragraph | ListBlock]) -> Iterable[Paragraph]:
    for block in prose:
        if isinstance(block, Paragraph):
            yield block
        else:
            for item in block.items:
                yield from _flat(item.blocks)


@dataclass(slots=True)
class _OpenItem:
    """The letter itself, or one item of a list, while it is being read."""

    blocks: list[Paragraph | ListBlock] = field(default_factory=list)


@dataclass(slots=True)
class _OpenList:
    ordered: bool
    items: list[ListItem] = field(default_factory=list)


class _Reader(HTMLParser):
    """Walks the tags once, with a stack of the lists and items that are open."""

    def __init__(self, notes: NoteNumbers, resolve: Resolve) -> None:
        super().__init__(convert_charrefs=True)
        self.notes = notes
        self.resolve = resolve
        self.stack: list[_OpenItem | _OpenList] = [_OpenItem()]
        self.run: list[Inline] = []
        self.bold = self.italic = self.silent = self.too_deep = 0
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            if tag == "footnote" and not self.silent:
                self.mark(given.get("id", ""))
            self.silent += 1
        elif tag in _PARAGRAPHS:
            self.end_paragraph()
        elif tag in ("ul", "ol"):
            self.open_list(ordered=tag == "ol")
        elif tag == "li":
            self.open_item()
        elif tag == "br":
            self.run.append(Break())
        elif tag == "a":
            self.hrefs.append(self.target(given))
        else:
            self.style(tag, 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in ("br", "hr"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _PARAGRAPHS:
            self.end_paragraph()
        elif tag in ("ul", "ol"):
            self.close_list()
        elif tag == "li":
            self.close_item()
        elif tag == "a":
            del self.hrefs[-1:]
        else:
            self.style(tag, -1)

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        text = _SPACES.sub(" ", data)
        href = self.hrefs[-1] if self.hrefs else ""
        new = Text(text, bold=self.bold > 0, italic=self.italic > 0, href=href)
        last = self.run[-1] if self.run else None
        if isinstance(last, Text) and _alike(last, new):
            new = Text(
                _SPACES.sub(" ", last.text + text), bold=new.bold, italic=new.italic, href=href
            )
            self.run.pop()
        self.run.append(new)

    def style(self, tag: str, change: int) -> None:
        if tag in _BOLD:
            self.bold = max(0, self.bold + change)
        elif tag in _ITALIC:
            self.italic = max(0, self.italic + change)

    def mark(self, note_id: str) -> None:
        number = self.notes.number(note_id)
        if number is not None:
            self.run.append(NoteRef(number))

    def target(self, given: dict[str, str]) -> str:
        if kind := given.get("linktype", ""):
            return allowed_href(self.resolve(kind, given.get("id", "")))
        href = given.get("href", "").strip()
        return allowed_href(href) or allowed_href(self.resolve("href", href))

    def open_list(self, *, ordered: bool) -> None:
        self.end_paragraph()
        if sum(isinstance(one, _OpenList) for one in self.stack) >= DEEPEST_LIST:
            self.too_deep += 1
        else:
            self.stack.append(_OpenList(ordered))

    def open_item(self) -> None:
        self.end_paragraph()
        if len(self.stack) > 1 and isinstance(self.stack[-1], _OpenItem):
            self.close_item()
        if isinstance(self.stack[-1], _OpenList):
            self.stack.append(_OpenItem())

    def close_item(self) -> None:
        self.end_paragraph()
        if len(self.stack) < 3:
            return
        item, above = self.stack[-1], self.stack[-2]
        if isinstance(item, _OpenItem) and isinstance(above, _OpenList):
            self.stack.pop()
            if item.blocks:
                above.items.append(ListItem(tuple(item.blocks)))

    def close_list(self) -> None:
        self.end_paragraph()
        if self.too_deep:
            self.too_deep -= 1
            return
        if len(self.stack) > 2 and isinstance(self.stack[-1], _OpenItem):
            self.close_item()
        if len(self.stack) < 2 or not isinstance(self.stack[-1], _OpenList):
            return
        closed = self.stack.pop()
        if isinstance(closed, _OpenList) and closed.items:
            self.add(ListBlock(closed.ordered, tuple(closed.items)))

    def end_paragraph(self) -> None:
        content = _trimmed(self.run)
        self.run = []
        if content:
            self.add(Paragraph(content))

    def add(self, block: Paragraph | ListBlock) -> None:
        """Put `block` where it belongs: what stands in a list between its items joins the last."""
        above = self.stack[-1]
        if isinstance(above, _OpenItem):
            above.blocks.append(block)
        elif above.items:
            above.items[-1] = ListItem((*above.items[-1].blocks, block))
        else:
            above.items.append(ListItem((block,)))

    def finish(self) -> Prose:
        self.end_paragraph()
        self.too_deep = 0
        while len(self.stack) > 1:
            if isinstance(self.stack[-1], _OpenItem):
                self.close_item()
            else:
                self.close_list()
        letter = self.stack[0]
        return tuple(letter.blocks) if isinstance(letter, _OpenItem) else ()


def _alike(one: Text, other: Text) -> bool:
    return (one.bold, one.italic, one.href) == (other.bold, other.italic, other.href)


def _trimmed(run: list[Inline]) -> Inlines:
    """Return `run` without white space and line breaks at its ends; empty if it says nothing."""
    content = list(run)
    while content and _blank(content[0]):
        del content[0]
    while content and _blank(content[-1]):
        del content[-1]
    if content and isinstance(first := content[0], Text):
        content[0] = Text(first.text.lstrip(" "), first.bold, first.italic, first.href)
    if content and isinstance(last := content[-1], Text):
        content[-1] = Text(last.text.rstrip(" "), last.bold, last.italic, last.href)
    return tuple(content)


def _blank(part: Inline) -> bool:
    return isinstance(part, Break) or (isinstance(part, Text) and not part.text.strip())
