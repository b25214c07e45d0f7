"""The text of a letter: headings, paragraphs, lists, quotations, demands, and the closing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from letters.document import (
    Block,
    Break,
    Heading,
    Inline,
    Inlines,
    NoteRef,
    Paragraph,
    Quotation,
    Text,
    plain,
)
from letters.reading.after import After, read_after
from letters.reading.captions import with_captions
from letters.reading.closing import part_closing
from letters.reading.demands import with_demands
from letters.reading.findings import Findings, quoted
from letters.reading.front import fit
from letters.reading.lines import Line
from letters.reading.lists import ListReader
from letters.reading.typed_lists import with_typed_marks
from letters.reading.words import is_empty, tidy

LONGEST_HEADING = 200

_DASH = re.compile(r"(?:—|–|―|--)\s*")
_ENDS_SENTENCE = (".", ",", ";", ":", "?", "!")
_TYPED_MARK = re.compile(r"(?:[•▪◦‣·*–-]|\(?(?:\d{1,2}|[a-z])[.)])\s+\S", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """The text between salutation and closing, and the marks of notes that were lost."""

    blocks: tuple[Block, ...]
    closing: str
    lost_notes: tuple[int, ...]
    after: After


def read_body(lines: Sequence[Line], findings: Findings) -> Body:
    """Return the text that the lines after the salutation make; tell what was left out."""
    return _BodyReader(findings).read([line for line in lines if line.kind != "empty"])


class _BodyReader:
    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._lists = ListReader(findings)
        self._lost: list[int] = []
        self._blocks: list[Block] = []

    def read(self, lines: list[Line]) -> Body:
        text, closing, rest = part_closing(lines, self._findings)
        text = [self._as_heading(line) for line in text]
        text = with_typed_marks(with_captions(text, self._findings), self._findings)
        levels = sorted({line.level for line in text if line.kind == "heading"})
        position = 0
        while position < len(text):
            position += self._take(text[position:], levels)
        if not self._blocks:
            self._findings.say("No text was found between salutation and closing.")
        for line in rest:
            for content in line.contents:
                self._lose_notes(content)
        after = read_after(rest[1:], self._findings)
        blocks = with_demands(self._blocks, self._findings)
        return Body(blocks, closing, tuple(self._lost), after)

    def _take(self, lines: list[Line], levels: list[int]) -> int:
        """Add the block that `lines` begin with; return how many lines it takes."""
        line = lines[0]
        if line.kind == "quotation":
            return self._quotation(lines)
        if line.mark is not None:
            return self._list(lines)
        if line.kind == "heading":
            self._heading(line, levels)
        elif line.block is not None:
            self._blocks.append(line.block)
        else:
            self._paragraph(line)
        return 1

    def _lose_notes(self, content: Inlines) -> None:
        self._lost += [part.number for part in content if isinstance(part, NoteRef)]

    # Headings and paragraphs ---------------------------------------------------------------

    def _as_heading(self, line: Line) -> Line:
        """Return a title, or a short line all in bold, as the heading that it stands for."""
        self._findings.place = f"paragraph {line.number}"
        if line.kind == "title":
            self._findings.here(f"the title was taken as a heading: {quoted(line.text)}")
            return replace(line, kind="heading", level=1)
        words = [part for part in line.content if not isinstance(part, NoteRef)]
        bold = all(isinstance(part, Text) and part.bold and not part.href for part in words)
        short = 0 < len(line.text) <= 100 and not line.text.endswith(_ENDS_SENTENCE)
        if line.kind == "text" and line.mark is None and bold and short:
            self._findings.here(f"all in bold, taken as a heading: {quoted(line.text)}")
            return replace(line, kind="heading", level=2)
        return line

    def _heading(self, line: Line, levels: list[int]) -> None:
        self._findings.place = f"paragraph {line.number}"
        depth = levels.index(line.level)
        if depth > 1:
            self._findings.here("the heading stands more than two levels deep; it became level 3")
        if any(isinstance(part, Text) and part.href for part in line.content):
            self._findings.here("the link in the heading was left out, the words were kept")
        self._lose_notes(line.content)
        text = fit(
            " ".join(plain(line.content).split("\n")).strip(),
            LONGEST_HEADING,
            f"paragraph {line.number}: the heading",
            self._findings,
        )
        if text:
            level: Literal[2, 3] = 2 if depth == 0 else 3
            self._blocks.append(Heading((Text(text),), level))

    def _paragraph(self, line: Line) -> None:
        self._findings.place = f"paragraph {line.number}"
        if _TYPED_MARK.match(line.text):
            self._findings.here(
                f"begins with a mark typed by hand and stayed text: {quoted(line.text[:60])}"
            )
        source = _as_source(line.content)
        before = self._blocks[-1] if self._blocks else None
        if source and isinstance(before, Quotation) and not before.source:
            self._findings.here(f"taken as the source of the quotation: {quoted(line.text)}")
            self._blocks[-1] = replace(before, source=source)
            return
        self._blocks.append(Paragraph(line.content))

    # Lists and quotations ------------------------------------------------------------------

    def _list(self, lines: list[Line]) -> int:
        """Add the lists that `lines` begin with; return how many lines they take."""
        taken = 0
        while taken < len(lines) and (
            lines[taken].mark is not None
            or lines[taken].continues
            or (lines[taken].hangs and _is_item(lines, taken + 1))
        ):
            taken += 1
        self._blocks.extend(self._lists.lists(lines[:taken]))
        return taken

    def _quotation(self, lines: list[Line]) -> int:
        taken = 0
        while taken < len(lines) and lines[taken].kind == "quotation":
            taken += 1
        contents = [line.content for line in lines[:taken]]
        contents[-1:] = _parted_source(contents[-1])
        last = contents[-1] if len(contents) > 1 else ()
        source = _as_source(last) or (last if lines[taken - 1].source else ())
        said = contents[:-1] if source else contents
        self._blocks.append(Quotation(tuple(Paragraph(content) for content in said), source))
        return taken


def _is_item(lines: list[Line], position: int) -> bool:
    return position < len(lines) and (lines[position].mark is not None or lines[position].continues)


def _parted_source(content: Inlines) -> list[Inlines]:
    """Return the paragraph, parted before a last line that names the source."""
    for position in range(len(content) - 1, 0, -1):
        if isinstance(content[position], Break):
            last = content[position + 1 :]
            return [tidy(list(content[:position])), last] if _as_source(last) else [content]
    return [content]


def _as_source(content: Inlines) -> Inlines:
    """Return what follows the dash of a line such as "— A resident"; nothing for others."""
    first = content[0] if content else None
    mark = _DASH.match(first.text) if isinstance(first, Text) else None
    if not isinstance(first, Text) or mark is None or any(isinstance(p, Break) for p in content):
        return ()
    parts: list[Inline] = [replace(first, text=first.text[mark.end() :]), *content[1:]]
    source = tidy(parts)
    return () if is_empty(source) else source
