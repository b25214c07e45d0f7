"""The Word document that shows how one letter became another. Pure: imports no Django."""

from __future__ import annotations

import io
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date

from lxml import etree

from letters.document import LetterDocument
from letters.docx_lists import numbering
from letters.docx_package import Content, Relations, write_package
from letters.docx_text import HEAD, NAMES, Links, Look, Writer, paragraph
from letters.printable import printable_text
from letters.redline.blocks import Block, blocks_of, pair_lists, paired
from letters.redline.marks import Marks, State
from letters.redline.merging import Merger
from letters.redline.sides import DOCUMENT, FOOTNOTES, Side, W, read_side
from letters.redline.tokens import Token
from letters.redline.writing import PictureFiles, RunWriter
from signatories.alignment import aligned, bag_of_words

_FIRST_HEADER = "word/headerFirst.xml"


def render_changes(
    old: LetterDocument, new: LetterDocument, *, author: str, on: date | None, label: str
) -> bytes:
    """Return a DOCX with tracked changes that make `new` of `old`; equal input, equal bytes.

    Args:
        author, on: whose changes they are, and of which day.
        label: what is compared, such as "Changes from text 1 to text 2"; stands on the first page.
    """
    before = read_side(replace(old, mark="", stationery=None), "o")
    after = read_side(replace(new, mark="", stationery=None), "n")
    notes = _Notes(before, after)
    notes.pair()
    marks, pictures = Marks(printable_text(author), on), PictureFiles()
    runs = RunWriter(marks, pictures, notes.take)
    pairs = paired(blocks_of(before.body, before, DOCUMENT), blocks_of(after.body, after, DOCUMENT))
    numberings = _join_lists(before, after, pairs)
    body = etree.Element(W + "body")
    body.extend(Merger(runs, marks, DOCUMENT).all(pairs))
    body.extend(deepcopy(one) for one in after.body.findall(f"{W}sectPr"))
    inside_notes = RunWriter(marks, PictureFiles(), lambda *_: "0")
    footnotes = notes.written(Merger(inside_notes, marks, FOOTNOTES), after)
    files: dict[str, Content] = {
        name: content
        for name, content in after.parts.files.items()
        if not name.startswith("word/media/")
    }
    files[DOCUMENT] = _document(body)
    files[FOOTNOTES] = _xml(footnotes)
    files["word/numbering.xml"] = numbering(numberings)
    files[_FIRST_HEADER] = _header(new, label)
    files |= pictures.files
    relations = {
        DOCUMENT: Relations(runs.links.ids, pictures.names),
        FOOTNOTES: Relations(inside_notes.links.ids),
    }
    out = io.BytesIO()
    write_package(out, files, relations)
    return out.getvalue()


def _join_lists(
    before: Side, after: Side, pairs: list[tuple[Block | None, Block | None]]
) -> list[int]:
    """Number the lists of both letters in one row; return the kind of each."""
    pair_lists(pairs)
    kinds = list(after.parts.numberings)
    for position, kind in enumerate(before.parts.numberings, 1):
        if str(position) not in before.list_numbers:
            kinds.append(kind)
            before.list_numbers[str(position)] = str(len(kinds))
    return kinds


@dataclass
class _Notes:
    """The notes of both letters; each gets a number when the text marks it."""

    before: Side
    after: Side
    became: dict[str, str] = field(default_factory=dict)  # id in the later letter: in the earlier
    taken: list[tuple[State, str]] = field(default_factory=list)  # whose content each one has

    def pair(self) -> None:
        """Find which note of the earlier letter each of the later one was."""
        old, new = ([(one, _text(content)) for one, content in side.notes.items()]
                    for side in (self.before, self.after))  # fmt: skip
        texts = aligned(old, new, key=lambda n: n[1], bag=lambda n: bag_of_words(n[1]))
        for was, now in texts:
            if was is not None and now is not None:
                self.became[now[0]] = was[0]
                self.before.note_names[was[0]] = self.after.note_names[now[0]]

    def take(self, state: State, token: Token, _side: Side) -> str:
        """Return the number that the marked note has in this document."""
        self.taken.append((state, token.note))
        return str(len(self.taken))

    def written(self, merger: Merger, after: Side) -> etree._Element:
        """Return the part of the notes, in the order in which the text marks them."""
        root = etree.Element(W + "footnotes", nsmap={"w": W[1:-1], "r": _R})
        whole = etree.fromstring(str(after.parts.files[FOOTNOTES]).encode())
        root.extend(one for one in list(whole) if one.get(W + "type") is not None)
        for number, (state, identity) in enumerate(self.taken, 1):
            note = etree.SubElement(root, W + "footnote")
            note.set(W + "id", str(number))
            note.extend(self._content(merger, state, identity))
        return root

    def _content(self, merger: Merger, state: State, identity: str) -> list[etree._Element]:
        if state == "same":
            contents = [
                blocks_of(_parent(side.notes[one]), side, FOOTNOTES)
                for side, one in ((self.before, self.became[identity]), (self.after, identity))
            ]
            return list(merger.all(paired(*contents)))
        side = self.before if state in ("del", "moveFrom") else self.after
        shown: State = "del" if side is self.before else "ins"
        blocks = blocks_of(_parent(side.notes[identity]), side, FOOTNOTES)
        return [merger.whole_paragraph(block, shown, end=False) for block in blocks]


_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _parent(paragraphs: list[etree._Element]) -> etree._Element:
    parent = paragraphs[0].getparent()
    if parent is None:
        raise ValueError("a note without its part: render the letter anew")
    return parent


def _text(paragraphs: list[etree._Element]) -> str:
    return "\n".join("".join(one.itertext()) for one in paragraphs)


def _document(body: etree._Element) -> bytes:
    root = etree.Element(W + "document", nsmap={"w": W[1:-1], "r": _R})
    root.append(body)
    return _xml(root)


def _xml(root: etree._Element) -> bytes:
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "r"])
    return HEAD.encode() + etree.tostring(root)


def _header(document: LetterDocument, label: str) -> str:
    text = Writer(document.language, Links()).runs(printable_text(label), Look("Accent", bold=True))
    line = paragraph("Header", text, properties='<w:jc w:val="center"/>')
    return f"{HEAD}<w:hdr {NAMES}>{line}</w:hdr>"
