"""The paragraphs of a draft, in order: what each says and what kind it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree

from letters.document import Inlines, Note, Paragraph, Text, plain
from letters.reading.fields import Fields
from letters.reading.findings import Findings, quoted
from letters.reading.inline import InlineReader, NoteLookup
from letters.reading.package import MC, Package, UnreadableDraft, W
from letters.reading.styles import ListMark, Numbering, Styles, switch, value
from letters.reading.words import is_empty, words

MOST_PARAGRAPHS = 5_000
MOST_CHARACTERS = 1_000_000
_INDENT = 300  # twentieths of a point; less is no quotation

_HEAD = 20  # paragraphs that date and addresses may take
_SHORT = 120  # characters of a line in an address
_GREETING = re.compile("dear ", re.IGNORECASE)

Kind = Literal["empty", "text", "heading", "quotation", "title"]
_CONTAINERS = frozenset("sdt sdtContent customXml smartTag ins moveTo".split())
_LEFT_OUT = frozenset("del moveFrom".split())


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

    @property
    def text(self) -> str:
        return plain(self.content)


class LineReader:
    """Reads the main part and the notes it refers to."""

    def __init__(self, package: Package, findings: Findings) -> None:
        self._package = package
        self._findings = findings
        self.styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"), self.styles)
        self._fields = Fields()
        self._notes_parts = {
            kind: _NotesPart(self, package, kind, findings) for kind in ("footnote", "endnote")
        }
        self.notes: list[Note] = []  # in order of their marks; numbers count from 1
        self._inline = self.inline_reader(package.main, self._fields, self._note)
        self._lines: list[Line] = []
        self._characters = 0
        self._last_number = 0

    def lines(self) -> list[Line]:
        """Return every paragraph; empty ones too, for they part address blocks.

        Raises:
            UnreadableDraft: a part is damaged, or the text is far longer than a letter.
        """
        root = self._package.xml(self._package.main)
        body = None if root is None else root.find(W + "body")
        if body is None:
            raise UnreadableDraft(
                "The file holds no text. Open it in Word, check it, save it again and try again."
            )
        self._walk(body)
        self._add(self._line(self._last_number + 1, self._inline.taken(), None))
        self._findings.place = "at the end"
        self._fields.close_all(self._findings)
        for part in self._notes_parts.values():
            part.tell_unreferenced()
        self._findings.place = ""
        return self._lines

    def inline_reader(self, part: str, fields: Fields, note: NoteLookup) -> InlineReader:
        """Return a reader for paragraphs of `part`, which may have links of its own."""
        return InlineReader(
            styles=self.styles,
            links=self._package.links(part),
            fields=fields,
            findings=self._findings,
            note=note,
        )

    def _part(self, kind: str) -> etree._Element | None:
        names = self._package.related(self._package.main, kind)
        return self._package.xml(names[0][1]) if names else None

    def _walk(self, parent: etree._Element) -> None:
        for child in parent:
            name = etree.QName(child).localname
            if name == "p":
                self._paragraph(child)
            elif name in _CONTAINERS:
                self._walk(child)
            elif name == "AlternateContent":
                chosen = child.find(MC + "Choice")
                self._walk(child if chosen is None else chosen)
            else:
                self._other(child, name)

    def _other(self, element: etree._Element, name: str) -> None:
        self._stand(after=True)
        if name == "tbl" and _is_address_table(element, self._lines):
            self._findings.here("a table was read as lines of the letter's head")
            for cell in _cells(element):
                self._lines.append(Line(0, (), "empty"))
                self._walk(cell)
            self._lines.append(Line(0, (), "empty"))
        else:
            _tell_left_out(element, name, self._findings)

    def _stand(self, *, after: bool = False) -> None:
        count = self._last_number
        if not after:
            self._findings.place = f"paragraph {count + 1}"
        else:
            self._findings.place = f"after paragraph {count}" if count else "before paragraph 1"

    def _paragraph(self, element: etree._Element) -> None:
        self._stand()
        properties = element.find(W + "pPr")
        marks = None if properties is None else properties.find(W + "rPr")
        if switch(marks, "del") is not None:  # its end was deleted: it goes on in the next one
            self._inline.collect(element)
            self._findings.here("the tracked deletion of the paragraph's end was taken")
            return
        self._add(self._line(self._last_number + 1, self._inline.read(element), properties))

    def _add(self, line: Line) -> None:
        self._last_number = max(self._last_number, line.number)
        self._characters += len(line.text)
        if len(self._lines) >= MOST_PARAGRAPHS or self._characters > MOST_CHARACTERS:
            raise UnreadableDraft(
                f"The draft is longer than {MOST_PARAGRAPHS} paragraphs or {MOST_CHARACTERS} "
                "characters. Give the letter alone, without annexes."
            )
        self._lines.append(line)

    def _line(self, number: int, content: Inlines, properties: etree._Element | None) -> Line:
        if is_empty(content):
            return Line(0, (), "empty")
        level = self.styles.heading_level(properties)
        identity = value(properties, "pStyle")
        mark = self._numbering.mark(properties)
        if self.styles.is_title(identity):
            return Line(number, content, "title", 1)
        if level:
            if mark is not None and mark.ordered:
                self._findings.here("the automatic number of the heading was left out")
            return Line(number, content, "heading", level)
        if mark is not None and mark.blank:
            return Line(number, content, continues=True)
        if mark is None and (self.styles.is_quotation(identity) or _indented_twice(properties)):
            return Line(number, content, "quotation", source=self.styles.is_source(identity))
        return Line(number, self._styled(content, identity), mark=mark, hangs=_hangs(properties))

    def _styled(self, content: Inlines, identity: str | None) -> Inlines:
        """Return the content of a text paragraph with the look of its style."""
        bold = bool(self.styles.looks(identity, "b"))
        italic = bool(self.styles.looks(identity, "i"))
        return tuple(
            replace(part, bold=part.bold or bold, italic=part.italic or italic)
            if isinstance(part, Text)
            else part
            for part in content
        )

    def _note(self, kind: str, identity: str) -> int:
        paragraphs = self._notes_parts[kind].read(identity)
        if not paragraphs:
            self._findings.here(f"the mark of a {kind} without text was left out")
            return 0
        if kind == "endnote":
            self._findings.count("An endnote became a footnote")
        self.notes.append(Note(len(self.notes) + 1, paragraphs))
        return len(self.notes)


def _is_address_table(table: etree._Element, lines: list[Line]) -> bool:
    """Return whether the table stands where addresses do, and holds no more than lines."""
    if len(lines) > 2 * _HEAD:
        return False
    above = [line.text for line in lines if line.number]
    inside = [words(paragraph) for paragraph in table.iter(W + "p")]
    return (
        max(len(above), len(inside)) <= _HEAD
        and all(len(line) <= _SHORT for line in [*above, *inside])
        and not any(_GREETING.match(line) for line in above)
    )


def _cells(table: etree._Element) -> list[etree._Element]:
    """Return the table's own cells; those of a table inside one belong to that."""
    return [
        cell for cell in table.iter(W + "tc") if next(cell.iterancestors(W + "tbl"), None) is table
    ]


def _tell_left_out(element: etree._Element, name: str, findings: Findings) -> None:
    """Tell of a part of the body that is no paragraph."""
    if name == "tbl":
        rows = len(element.findall(W + "tr"))
        findings.here(
            f"a table with {rows} {'row' if rows == 1 else 'rows'} was left out: "
            f"{quoted(words(element))}"
        )
    elif name in _LEFT_OUT:
        findings.here(f"the tracked deletion {quoted(words(element))} was left out")
    elif name == "altChunk":
        findings.here("a document inside the document was left out")
    elif words(element):
        findings.here(f"something ({name}) was left out: {quoted(words(element))}")


class _NotesPart:
    """The footnotes or the endnotes of a draft."""

    def __init__(self, reader: LineReader, package: Package, kind: str, findings: Findings) -> None:
        self._findings = findings
        self._kind = kind
        self._waiting: dict[str, etree._Element] = {}
        self._referenced: set[str] = set()
        self._fields = Fields()
        names = package.related(package.main, f"{kind}s")
        root = package.xml(names[0][1]) if names else None
        for note in () if root is None else root.findall(W + kind):
            if note.get(W + "type", "normal") == "normal":
                self._waiting[note.get(W + "id", "")] = note
        if root is not None:
            self._inline = reader.inline_reader(names[0][1], self._fields, self._refuse)

    def read(self, identity: str) -> tuple[Paragraph, ...]:
        """Return the paragraphs of the note; none where it is missing or empty."""
        note = self._waiting.get(identity)
        if note is None:
            return ()
        self._referenced.add(identity)
        place = self._findings.place
        self._findings.place = f"{place}, its {self._kind}"
        for table in note.iter(W + "tbl"):
            self._findings.here(f"a table was left out: {quoted(words(table))}")
        contents = [
            self._inline.read(paragraph)
            for paragraph in note.iter(W + "p")
            if not any(
                ancestor.tag in (W + "tbl", W + "txbxContent")
                for ancestor in paragraph.iterancestors()
            )
        ]
        self._fields.close_all(self._findings)
        self._findings.place = place
        return tuple(Paragraph(content) for content in contents if not is_empty(content))

    def tell_unreferenced(self) -> None:
        for identity, note in self._waiting.items():
            if identity not in self._referenced and words(note):
                self._findings.here(
                    f"a {self._kind} that no mark points to was left out: {quoted(words(note))}"
                )

    def _refuse(self, _kind: str, _identity: str) -> int:
        self._findings.here("the mark of a note inside a note was left out")
        return 0


def _indent(properties: etree._Element | None, *names: str) -> int:
    indent = None if properties is None else properties.find(W + "ind")
    for name in names:
        said = "" if indent is None else indent.get(W + name, "")
        if said.lstrip("-").isdecimal() and len(said) < 8:
            return int(said)
    return 0


def _indented_twice(properties: etree._Element | None) -> bool:
    left = _indent(properties, "left", "start")
    right = _indent(properties, "right", "end")
    return left >= _INDENT and right >= _INDENT


def _hangs(properties: etree._Element | None) -> bool:
    """Return whether a paragraph without a mark of its own is set in like a list item."""
    return _indent(properties, "left", "start") >= _INDENT
