"""The inline content of a paragraph as words and marks that can be compared. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from lxml import etree

from letters.redline.sides import R, Side, W
from signatories.alignment import bag_of_words, split_words

_EMBED = f"{R}embed"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
NO_LINK = ("", "")
Link = tuple[str, str]  # "href" and an address, or "anchor" and the name of a note


@dataclass(frozen=True, slots=True)
class Token:
    """A word with the space before it, the mark of a note, a line break, a picture …"""

    key: Hashable  # what has to be the same: words, look, link
    look: str  # the run's properties as XML
    link: Link
    text: str = ""
    elements: tuple[etree._Element, ...] = ()  # of the run, where it is no text
    note: str = ""  # the id of the note that it is the first mark of

    @property
    def is_word(self) -> bool:
        return not self.text or bool(bag_of_words(self.text))


def tokens_of(paragraph: etree._Element, side: Side, part: str) -> tuple[Token, ...]:
    """Return what stands in a paragraph, in order."""
    found: list[Token] = []
    for child in paragraph:
        if child.tag == W + "r":
            found += _of_run(child, side, NO_LINK)
        elif child.tag == W + "hyperlink":
            for run in child.findall(f"{W}r"):
                found += _of_run(run, side, _link(child, side, part))
    return tuple(found)


def plain_text(tokens: tuple[Token, ...]) -> str:
    return "".join(token.text or " " for token in tokens)


def _link(hyperlink: etree._Element, side: Side, part: str) -> Link:
    identity, anchor = hyperlink.get(f"{R}id"), hyperlink.get(f"{W}anchor", "")
    if identity:
        return "href", side.target(part, identity)
    return "anchor", side.note_name(side.bookmarks.get(anchor, ""))


def _of_run(run: etree._Element, side: Side, link: Link) -> Iterator[Token]:
    properties = run.find(f"{W}rPr")
    look = "" if properties is None else etree.tostring(properties, method="c14n").decode()
    content = [child for child in run if child.tag != W + "rPr"]
    reference = run.find(f"{W}footnoteReference")
    if reference is not None:
        note = reference.get(W + "id", "")
        key = ("note", side.note_name(note), link)
        yield Token(key, look, link, elements=tuple(content), note=note)
        return
    for child in content:
        if child.tag == W + "t":
            for word in split_words(child.text or ""):
                yield Token((word, look, link), look, link, text=word)
        else:
            yield Token((_said(child, side), look, link), look, link, elements=(child,))


def _said(element: etree._Element, side: Side) -> Hashable:
    """Return what an element that is no text shows: its name, or which picture in what size."""
    blip = element.find(f".//{_BLIP}")
    if blip is None:
        return str(element.tag)
    _, content = side.picture(blip.get(_EMBED, ""))
    extent, described = element.find(f".//{_DRAWN}extent"), element.find(f".//{_DRAWN}docPr")
    size = "" if extent is None else f"{extent.get('cx')} {extent.get('cy')}"
    alt = "" if described is None else described.get("descr", "")
    return "picture", sha256(content).hexdigest(), size, alt
