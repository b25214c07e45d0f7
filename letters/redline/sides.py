"""One of the two letters that are compared, as the parts of a Word document. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from letters.document import LetterDocument
from letters.docx_package import Content, Relations
from letters.reading.package import R, W
from letters.render_docx import WordParts, word_parts

DOCUMENT, FOOTNOTES = "word/document.xml", "word/footnotes.xml"


@dataclass
class Side:
    """The earlier or the later letter: its parts, and what their ids mean."""

    parts: WordParts
    body: etree._Element
    notes: dict[str, list[etree._Element]]  # paragraphs of each note, by its id
    bookmarks: dict[str, str] = field(default_factory=dict)  # name: the id of the note it marks
    # What a note and a list is called in the document made of both.
    note_names: dict[str, str] = field(default_factory=dict)
    list_numbers: dict[str, str] = field(default_factory=dict)

    def target(self, part: str, identity: str) -> str:
        """Return the address that a relationship of `part` leads to."""
        links = self._relations(part).links
        return next((href for href, known in links.items() if known == identity), "")

    def picture(self, identity: str) -> tuple[str, bytes]:
        """Return the ending and the content of a picture of the text."""
        name = self._relations(DOCUMENT).pictures[identity]
        content = self.parts.files[f"word/{name}"]
        if not isinstance(content, bytes):
            raise TypeError(f"{name} holds text, not a picture")
        return name.rpartition(".")[2], content

    def list_kind(self, number: str) -> int:
        """Return the abstract definition of the list with this number; 0 for none."""
        numberings = self.parts.numberings
        return numberings[int(number) - 1] if 0 < int(number) <= len(numberings) else 0

    def note_name(self, identity: str) -> str:
        return self.note_names.get(identity, "")

    def _relations(self, part: str) -> Relations:
        return self.parts.relations.get(part, Relations())


def read_side(document: LetterDocument, prefix: str) -> Side:
    """Return the letter as parts; its notes are called `prefix` and their id until they pair."""
    parts = word_parts(document, stacked=True)
    root = etree.fromstring(_whole(parts.files[DOCUMENT]))
    body = root.find(f"{W}body")
    if body is None:
        raise ValueError("a Word document without a body: render it anew")
    notes = {
        note.get(W + "id", ""): note.findall(f"{W}p")
        for note in etree.fromstring(_whole(parts.files[FOOTNOTES]))
        if note.get(W + "type") is None
    }
    side = Side(parts, body, notes)
    side.bookmarks = _bookmarks(body)
    side.note_names = {identity: f"{prefix}{identity}" for identity in notes}
    return side


def _bookmarks(body: etree._Element) -> dict[str, str]:
    """Return the id of the note that each bookmark stands around."""
    found, name = {}, ""
    for element in body.iter(W + "bookmarkStart", W + "footnoteReference"):
        if element.tag == W + "bookmarkStart":
            name = element.get(W + "name", "")
        elif name:
            found[name], name = element.get(W + "id", ""), ""
    return found


def _whole(content: Content) -> bytes:
    if isinstance(content, bytes):
        return content
    pieces: Iterable[str] = [content] if isinstance(content, str) else content
    return "".join(pieces).encode()


__all__ = ["DOCUMENT", "FOOTNOTES", "R", "Side", "W", "read_side"]
