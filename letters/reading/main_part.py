"""The main part of a draft, walked in order: its paragraphs, tables and pictures as lines."""

from __future__ import annotations

import re

from lxml import etree

from letters.document import Figure, Inlines, Picture
from letters.reading.changes import Changes, is_gone, settle
from letters.reading.drawings import PictureReader
from letters.reading.fields import Fields
from letters.reading.findings import Findings, whole
from letters.reading.inline import InlineReader, NoteLookup
from letters.reading.lines import Line, LineKinds
from letters.reading.notes import NotesReader
from letters.reading.numbering import Numbering
from letters.reading.package import MC, Package, UnreadableDraft, W
from letters.reading.styles import Styles, value
from letters.reading.tables import is_one_column, read_table, rows_of, tell_table, why_no_data
from letters.reading.words import is_empty, words

MOST_PARAGRAPHS = 5_000
MOST_CHARACTERS = 1_000_000

_HEAD = 20  # paragraphs that date and addresses may take
_SHORT = 120  # characters of a line in an address
_GREETING = re.compile("dear ", re.IGNORECASE)

_CONTAINERS = frozenset("sdt sdtContent customXml smartTag".split())
_CHANGES = frozenset("ins moveTo del moveFrom".split())


class LineReader:
    """Reads the main part and the notes it refers to."""

    def __init__(self, package: Package, findings: Findings, changes: Changes) -> None:
        self._package = package
        self._findings = findings
        self._changes: Changes = changes
        self.styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"), self.styles)
        self._kinds = LineKinds(self.styles, self._numbering, findings)
        self._fields = Fields()
        self.notes = NotesReader(package, self._inline_reader, changes, findings)
        self._pictures = PictureReader(package, package.main, findings)
        self._inline = self._inline_reader(
            package.main, self._fields, self.notes.mark, self._pictures
        )
        self._lines: list[Line] = []
        self._characters = 0
        self._last_number = 0

    def lines(self) -> list[Line]:
        """Return every paragraph, table and picture; empty ones too, for they part addresses.

        Raises:
            UnreadableDraft: a part is damaged, or the text is far longer than a letter.
        """
        root = self._package.xml(self._package.main)
        body = None if root is None else root.find(W + "body")
        if body is None:
            raise UnreadableDraft(
                "The file holds no text. Open it in Word, check it, save it again and try again."
            )
        settle(body, self._changes, self._findings)
        self._walk(body)
        self._findings.place = "at the end"
        self._fields.close_all(self._findings)
        self.notes.tell_unreferenced()
        self._findings.place = ""
        return self._lines

    def _inline_reader(
        self, part: str, fields: Fields, note: NoteLookup, pictures: PictureReader | None = None
    ) -> InlineReader:
        """Return a reader for paragraphs of `part`, which may have links of its own."""
        return InlineReader(
            styles=self.styles,
            links=self._package.links(part),
            fields=fields,
            findings=self._findings,
            note=note,
            changes=self._changes,
            pictures=pictures,
        )

    def _part(self, kind: str) -> etree._Element | None:
        names = self._package.related(self._package.main, kind)
        return self._package.xml(names[0][1]) if names else None

    def _walk(self, parent: etree._Element) -> None:
        for child in parent:
            name = etree.QName(child).localname
            if name == "p":
                self._paragraph(child)
            elif name in _CONTAINERS or (name in _CHANGES and not is_gone(name, self._changes)):
                self._walk(child)
            elif name == "AlternateContent":
                chosen = child.find(MC + "Choice")
                self._walk(child if chosen is None else chosen)
            elif name == "tbl":
                self._table(child)
            else:
                self._stand(after=True)
                _tell_left_out(child, name, self._findings)

    def _table(self, table: etree._Element) -> None:
        self._stand(after=True)
        rows = rows_of(table)
        cells = [cell for row in rows for cell in row]
        if _is_address_table(table, self._lines):
            self._findings.here("a table was read as lines of the letter's head")
            self._paragraphs_of(cells)
        elif not cells:
            _tell_left_out(table, "tbl", self._findings)
        elif is_one_column(rows):
            self._findings.here("a table with one column was read as paragraphs")
            self._paragraphs_of(cells)
        elif why := why_no_data(table, rows):
            tell_table(rows, why, self._findings)
        else:
            found = read_table(table, rows, self._cell, self._findings)
            if found is not None:
                self._add(Line(0, (), "block", block=found))

    def _paragraphs_of(self, cells: list[etree._Element]) -> None:
        for cell in cells:
            self._lines.append(Line(0, (), "empty"))
            self._walk(cell)
        self._lines.append(Line(0, (), "empty"))

    def _cell(self, cell: etree._Element) -> list[Inlines]:
        """Return the paragraphs of a cell; what makes them a list or a heading is told."""
        contents = []
        for paragraph in cell.iter(W + "p"):
            properties = paragraph.find(W + "pPr")
            if self._numbering.mark(properties) is not None:
                self._findings.here("the list marks in a cell were left out")
            content = self._inline.read(paragraph)
            if not is_empty(content):
                contents.append(self._kinds.styled(content, value(properties, "pStyle")))
        return contents

    def _stand(self, *, after: bool = False) -> None:
        count = self._last_number
        if not after:
            self._findings.place = f"paragraph {count + 1}"
        else:
            self._findings.place = f"after paragraph {count}" if count else "before paragraph 1"

    def _paragraph(self, element: etree._Element) -> None:
        self._stand()
        properties = element.find(W + "pPr")
        line = self._kinds.line(self._last_number + 1, self._inline.read(element), properties)
        pictures = self._pictures.taken()
        if line.kind != "empty" or not pictures:
            self._add(line)
        for picture in pictures:
            self._picture(picture, line)

    def _picture(self, picture: Picture, line: Line) -> None:
        """Add a picture after the line it stood in; the items of a list would be parted by it."""
        if line.mark is not None or line.continues:
            self._findings.here(
                "a picture in a list was left out"
                + (f", described as {whole(picture.alt)}" if picture.alt else "")
            )
            return
        if line.kind != "empty":
            self._findings.here("the picture was set after the paragraph")
        self._add(Line(0, (), "block", block=Figure(picture)))

    def _add(self, line: Line) -> None:
        self._last_number = max(self._last_number, line.number)
        self._characters += len(line.said)
        if len(self._lines) >= MOST_PARAGRAPHS or self._characters > MOST_CHARACTERS:
            raise UnreadableDraft(
                f"The draft is longer than {MOST_PARAGRAPHS} paragraphs or {MOST_CHARACTERS} "
                "characters. Give the letter alone, without annexes."
            )
        self._lines.append(line)


def _is_address_table(table: etree._Element, lines: list[Line]) -> bool:
    """Return whether the table stands where addresses do, and holds no more than lines."""
    if len(lines) > 2 * _HEAD:
        return False
    above = [line.text for line in lines if line.number]
    inside = list(table.iter(W + "p"))
    return (
        max(len(above), len(inside)) <= _HEAD
        and all(len(line) <= _SHORT * (line.count("\n") + 1) for line in above)
        and all(len(words(one)) <= _SHORT * _lines_of(one) for one in inside)
        and not any(_GREETING.match(line) for line in above)
    )


def _lines_of(paragraph: etree._Element) -> int:
    return 1 + sum(1 for _ in paragraph.iter(W + "br"))


def _tell_left_out(element: etree._Element, name: str, findings: Findings) -> None:
    """Tell of a part of the body that is no paragraph."""
    if name in _CHANGES:
        findings.here(f"the tracked change {whole(words(element))} was left out")
    elif name == "altChunk":
        findings.here("a document inside the document was left out")
    elif words(element):
        findings.here(f"something ({name}) was left out: {whole(words(element))}")
