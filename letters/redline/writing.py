"""Writes paragraphs of a document with tracked changes: runs, links, notes, pictures. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby

from lxml import etree

from letters.docx_text import Links
from letters.redline.marks import GONE, Marks, State
from letters.redline.sides import R, Side, W
from letters.redline.tokens import Token
from signatories.alignment import stretches

_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_NUMBERED = (
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr",
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}cNvPr",
)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Piece = tuple[State, Token, Side]  # what becomes of a token, and whose it is


@dataclass
class PictureFiles:
    """The pictures of the document, each file once."""

    names: dict[str, str] = field(default_factory=dict)  # relationship id: target
    files: dict[str, bytes] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)  # digest: relationship id
    shown: int = 0

    def take(self, drawing: etree._Element, side: Side) -> None:
        """Let a drawing of one side show its picture in this document."""
        self.shown += 1
        for element in drawing.iter(*_NUMBERED):
            element.set("id", str(self.shown))
        for blip in drawing.iter(_BLIP):
            ending, content = side.picture(blip.get(f"{R}embed", ""))
            digest = sha256(content).hexdigest()
            if digest not in self.ids:
                number = len(self.ids) + 1
                self.ids[digest] = f"rIdPicture{number}"
                self.names[self.ids[digest]] = f"media/image{number}.{ending}"
                self.files[f"word/media/image{number}.{ending}"] = content
            blip.set(f"{R}embed", self.ids[digest])


@dataclass
class RunWriter:
    """Writes the inline content of one part; `note` gives the number of a note that is marked."""

    marks: Marks
    pictures: PictureFiles
    note: Callable[[State, Token, Side], str]
    links: Links = field(default_factory=Links)

    def fill(self, paragraph: etree._Element, pieces: Iterable[Piece]) -> None:
        """Put the pieces into a paragraph, those of one fate and look together."""
        for link, linked in groupby(pieces, key=lambda piece: piece[1].link):
            holder = self._holder(paragraph, link)
            for state, some in groupby(linked, key=lambda piece: piece[0]):
                wrapped = holder
                if state != "same":
                    wrapped = self.marks.mark(state)
                    holder.append(wrapped)
                for run in self._runs(state, some):
                    wrapped.extend(run)

    def _holder(self, paragraph: etree._Element, link: tuple[str, str]) -> etree._Element:
        kind, target = link
        if not kind:
            return paragraph
        hyperlink = etree.SubElement(paragraph, W + "hyperlink")
        if kind == "href":
            hyperlink.set(f"{R}id", self.links.id_of(target))
        else:
            hyperlink.set(f"{W}anchor", f"note_{target}")
        hyperlink.set(f"{W}history", "1")
        return hyperlink

    def _runs(self, state: State, pieces: Iterable[Piece]) -> Iterator[list[etree._Element]]:
        for (look, is_text), some in groupby(pieces, key=lambda p: (p[1].look, bool(p[1].text))):
            if is_text:
                text = "".join(token.text for _, token, _ in some)
                yield [_run(look, [_text(text, "delText" if state in GONE else "t")])]
                continue
            for _, token, side in some:
                yield self._other(state, token, side)

    def _other(self, state: State, token: Token, side: Side) -> list[etree._Element]:
        """Return the run of a note's mark, a break or a picture, with the bookmark of a note."""
        content = [deepcopy(element) for element in token.elements]
        for element in content:
            if element.tag == W + "drawing":
                self.pictures.take(element, side)
        if not token.note:
            return [_run(token.look, content)]
        content[0].set(W + "id", self.note(state, token, side))
        run = _run(token.look, content)
        for text in run.findall(f"{W}t") if state in GONE else ():
            text.tag = W + "delText"
        name = side.note_name(token.note)
        if state in GONE and name.startswith("n"):
            return [run]  # it stands elsewhere now, and its bookmark there
        return _bookmarked(run, f"note_{name}", self.marks.number())


def merged(old: Sequence[Token], new: Sequence[Token], sides: tuple[Side, Side]) -> Iterator[Piece]:
    """Yield the content of a paragraph and of what it became, in order."""
    before, after = sides
    runs = stretches(
        [token.key for token in old],
        [token.key for token in new],
        words=lambda place: old[place].is_word,
    )
    for run in runs:
        if run.same:
            yield from (("same", token, after) for token in new[run.new])
            continue
        yield from (("del", token, before) for token in old[run.old])
        yield from (("ins", token, after) for token in new[run.new])


def _run(look: str, content: Sequence[etree._Element]) -> etree._Element:
    run = etree.Element(W + "r")
    if look:
        run.append(etree.fromstring(look))
    run.extend(content)
    return run


def _text(text: str, tag: str) -> etree._Element:
    element = etree.Element(W + tag)
    element.set(_SPACE, "preserve")
    element.text = text
    return element


def _bookmarked(run: etree._Element, name: str, number: str) -> list[etree._Element]:
    start, end = etree.Element(W + "bookmarkStart"), etree.Element(W + "bookmarkEnd")
    for element in (start, end):
        element.set(W + "id", number)
    start.set(W + "name", name)
    return [start, run, end]
