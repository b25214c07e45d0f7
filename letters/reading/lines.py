"""The lines of a draft: what each paragraph says and what kind it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree

from letters.document import Figure, Inlines, Table, Text, plain
from letters.reading.findings import Findings
from letters.reading.numbering import ListMark, Numbering
from letters.reading.styles import Styles, hangs, indented_twice, value
from letters.reading.words import is_empty

Kind = Literal["empty", "text", "heading", "quotation", "title", "caption", "block"]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the draft; `number` counts those that are not empty, from 1."""

    number: int
    content: Inlines
    kind: Kind = "text"
    level: int = 0  # of a heading, from 1
    mark: ListMark | None = None
    continues: bool = False  # belongs to the list item before it
    source: bool = False  # of a quotation, by its style
    hangs: bool = False  # is set in like a list item, without a mark
    block: Table | Figure | None = None  # of a line that is no paragraph

    @property
    def text(self) -> str:
        return plain(self.content)

    @property
    def said(self) -> str:
        """All words of the line, those of a table or of a picture's description too."""
        if isinstance(self.block, Table):
            return " | ".join(plain(cell) for row in self.block.rows for cell in row)
        return self.block.picture.alt if self.block is not None else self.text

    @property
    def contents(self) -> tuple[Inlines, ...]:
        """Everything of the line that may hold marks of notes."""
        if isinstance(self.block, Table):
            return tuple(cell for row in self.block.rows for cell in row)
        return (self.content,)


class LineKinds:
    """Says what kind of line a paragraph is, by its style, its list mark and its indents."""

    def __init__(self, styles: Styles, numbering: Numbering, findings: Findings) -> None:
        self._styles = styles
        self._numbering = numbering
        self._findings = findings

    def line(self, number: int, content: Inlines, properties: etree._Element | None) -> Line:
        """Return a paragraph as the line it is; an empty one has no number."""
        if is_empty(content):
            return Line(0, (), "empty")
        level = self._styles.heading_level(properties)
        identity = value(properties, "pStyle")
        mark = self._numbering.mark(properties)
        if self._styles.is_title(identity):
            return Line(number, content, "title", 1)
        if level:
            if mark is not None and mark.ordered:
                self._findings.here("the automatic number of the heading was left out")
            return Line(number, content, "heading", level)
        if mark is None and (kind := self._kind(properties, identity)):
            return Line(number, content, kind, source=self._styles.is_source(identity))
        if mark is not None and mark.blank:
            return Line(number, content, continues=True)
        return Line(number, self.styled(content, identity), mark=mark, hangs=hangs(properties))

    def _kind(
        self, properties: etree._Element | None, identity: str | None
    ) -> Literal["caption", "quotation"] | None:
        """Return what a paragraph without heading level and list mark is; None for plain text."""
        if self._styles.is_caption(identity):
            return "caption"
        quoted = self._styles.is_quotation(identity) or indented_twice(properties)
        return "quotation" if quoted else None

    def styled(self, content: Inlines, identity: str | None) -> Inlines:
        """Return the content of a text paragraph with the look of its style."""
        bold = bool(self._styles.looks(identity, "b"))
        italic = bool(self._styles.looks(identity, "i"))
        return tuple(
            replace(part, bold=part.bold or bold, italic=part.italic or italic)
            if isinstance(part, Text)
            else part
            for part in content
        )
