"""The footnotes or the endnotes of a draft."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from letters.document import Note, Paragraph
from letters.reading.changes import Changes, settle
from letters.reading.fields import Fields
from letters.reading.findings import Findings, whole
from letters.reading.inline import InlineReader, NoteLookup
from letters.reading.package import Package, W
from letters.reading.words import is_empty, words

MakeInline = Callable[[str, Fields, NoteLookup], InlineReader]


class NotesReader:
    """Reads the notes that the main part refers to, whichever part they stand in."""

    def __init__(
        self, package: Package, make_inline: MakeInline, changes: Changes, findings: Findings
    ) -> None:
        self._findings = findings
        self.marked: list[Note] = []  # in order of their marks; numbers count from 1
        self._parts: dict[str, NotesPart] = {}
        for kind in ("footnote", "endnote"):
            names = package.related(package.main, f"{kind}s")
            name = names[0][1] if names else ""
            root = package.xml(name) if names else None
            if root is not None:
                settle(root, changes, findings)
            self._parts[kind] = NotesPart(kind, name, root, make_inline, findings)

    def mark(self, kind: str, identity: str) -> int:
        """Return the number of the note's mark; 0 where there is no such note."""
        paragraphs = self._parts[kind].read(identity)
        if not paragraphs:
            self._findings.here(f"the mark of a {kind} without text was left out")
            return 0
        if kind == "endnote":
            self._findings.count("An endnote became a footnote")
        self.marked.append(Note(len(self.marked) + 1, paragraphs))
        return len(self.marked)

    def tell_unreferenced(self) -> None:
        for part in self._parts.values():
            part.tell_unreferenced()


class NotesPart:
    """The notes of one kind; each is read when the text names it."""

    def __init__(
        self,
        kind: str,
        name: str,
        root: etree._Element | None,
        make_inline: MakeInline,
        findings: Findings,
    ) -> None:
        self._findings = findings
        self._kind = kind
        self._waiting: dict[str, etree._Element] = {}
        self._referenced: set[str] = set()
        self._fields = Fields()
        for note in () if root is None else root.findall(W + kind):
            if note.get(W + "type", "normal") == "normal":
                self._waiting[note.get(W + "id", "")] = note
        if root is not None:
            self._inline = make_inline(name, self._fields, self._refuse)

    def read(self, identity: str) -> tuple[Paragraph, ...]:
        """Return the paragraphs of the note; none where it is missing or empty."""
        note = self._waiting.get(identity)
        if note is None:
            return ()
        self._referenced.add(identity)
        place = self._findings.place
        self._findings.place = f"{place}, its {self._kind}"
        for table in note.iter(W + "tbl"):
            self._findings.here(f"a table was left out: {whole(words(table))}")
        contents = [
            self._inline.read(paragraph)
            for paragraph in note.iter(W + "p")
            if not any(
                ancestor.tag in (W + "tbl", W + "txbxContent")
                for ancestor in paragraph.iterancestors()
            )
        ]
        if any(True for _ in note.iter(W + "numPr")):
            self._findings.here("the list marks in the note were left out")
        self._fields.close_all(self._findings)
        self._findings.place = place
        return tuple(Paragraph(content) for content in contents if not is_empty(content))

    def tell_unreferenced(self) -> None:
        for identity, note in self._waiting.items():
            if identity not in self._referenced and words(note):
                self._findings.here(
                    f"a {self._kind} that no mark of the text points to was left out: "
                    f"{whole(words(note))}"
                )

    def _refuse(self, _kind: str, _identity: str) -> int:
        self._findings.here("the mark of a note inside a note was left out")
        return 0
