"""An uploaded Word template becomes stationery: what is safe is kept, all else left out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from letters.document import Stationery
from letters.reading.package import Package, UnreadableDraft, W
from letters.stationery.margins import MarginTaker
from letters.stationery.sheet import Layout, Sheet, packed
from letters.stationery.suspicion import UnusableTemplate, open_template

__all__ = ["Taken", "UnusableTemplate", "take_template"]

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MOST_KEPT = 2_000_000  # bytes
_TABLE_STYLE = re.compile(r'<w:tblStyle w:val="([^"]*)"')
_NARROWEST = 4320  # of the text: 3 inches
_LONGEST_SIDE = 31_680  # 22 inches
_LEFT_BEHIND = (
    ("comments", "comments"),
    ("footnotes", "notes"),
    ("glossaryDocument", "building blocks"),
    ("customXml", "data for other programs"),
    ("people", "names of people"),
)


@dataclass
class Taken:
    """The stationery, and what of the file is no part of it, in sentences."""

    stationery: Stationery
    told: tuple[str, ...]


@dataclass
class _Telling:
    sentences: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        if sentence not in self.sentences:
            self.sentences.append(sentence)


def take_template(data: bytes) -> Taken:
    """Return the stationery in `data`, the bytes of a .docx or .dotx file.

    Raises:
        UnusableTemplate: it can't be a base template; the message names what was found.
    """
    package = open_template(data)
    telling = _Telling()
    try:
        stationery = packed(_sheet(package, telling))
    except UnreadableDraft as error:
        raise UnusableTemplate(str(error)) from error
    if len(stationery.content) > MOST_KEPT:
        raise UnusableTemplate(
            f"Styles and letterhead come to {len(stationery.content) // 100_000 / 10} MB, at most "
            f"{MOST_KEPT // 1_000_000} MB can be: make the pictures of the letterhead smaller and "
            "upload it again."
        )
    _tell_the_rest(package, telling)
    return Taken(stationery, tuple(telling.sentences))


def _sheet(package: Package, telling: _Telling) -> Sheet:
    body = package.xml(package.main)
    sections = [] if body is None else list(body.iter(W + "sectPr"))
    settings = _related(package, "settings")
    even = settings is not None and settings.find(f"{W}evenAndOddHeaders") is not None
    # The letter is one document: its pages are those of the template's first section.
    section = sections[0] if sections else etree.Element(W + "sectPr")
    taker = MarginTaker(package)
    margins = taker.of_section(section, even=even)
    worn = {name for one in margins.values() for name in _TABLE_STYLE.findall(one.inner)}
    colours, fonts = _schemes(package)
    return Sheet(
        styles=_styles(package, worn, telling),
        colours=colours,
        fonts=fonts,
        layout=_layout(section, even=even),
        margins=margins,
        pictures=taker.pictures,
    )


def _related(package: Package, kind: str) -> etree._Element | None:
    names = package.related(package.main, kind)
    return package.xml(names[0][1]) if names else None


def _layout(section: etree._Element, *, even: bool) -> Layout:
    """Return the page of a section; a page that no letter fits on is refused."""
    usual = Layout()
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    width, height = (_length(size, name, getattr(usual, long))
                     for name, long in (("w", "width"), ("h", "height")))  # fmt: skip
    top, right, bottom, left, header, footer = (
        _length(margins, name, getattr(usual, name))
        for name in ("top", "right", "bottom", "left", "header", "footer")
    )
    layout = Layout(width, height, top, right, bottom, left, header, footer, even)
    if width - left - right < _NARROWEST or height - top - bottom < _NARROWEST:
        raise UnusableTemplate(
            "The margins of the template leave less than 3 inches (7.6 cm) for the text: make "
            "them narrower and upload it again."
        )
    return layout


def _length(element: etree._Element | None, name: str, usual: int) -> int:
    """Return a length in twentieths of a point, the usual one where the file has none."""
    given = "" if element is None else element.get(W + name, "")
    try:
        value = abs(int(float(given)))
    except (ValueError, OverflowError):
        return usual
    return min(value, _LONGEST_SIDE)


def _schemes(package: Package) -> tuple[str, str]:
    """Return the theme's colours and fonts as XML, each empty where it has something unusual."""
    theme = _related(package, "theme")
    found = []
    for name in ("clrScheme", "fontScheme"):
        scheme = None if theme is None else theme.find(f"{A}themeElements/{A}{name}")
        found.append("" if scheme is None else _own_only(scheme, A))
    return found[0], found[1]


def _own_only(element: etree._Element, namespace: str) -> str:
    """Return the element as XML with nothing in it but one namespace and plain attributes."""
    for child in list(element.iter(etree.Element)):
        parent = child.getparent()
        tag = str(child.tag)
        if not tag.startswith(namespace) or tag == f"{namespace}extLst":
            if parent is not None and child is not element:
                parent.remove(child)
            continue
        for name in list(child.attrib):
            if name.startswith("{"):
                del child.attrib[name]
    copy = etree.fromstring(etree.tostring(element))
    etree.cleanup_namespaces(copy)
    copy.tail = None
    return etree.tostring(copy, encoding="unicode")


# Styles -----------------------------------------------------------------------------------------

_STYLE_PARTS = frozenset(W + name for name in ("docDefaults", "latentStyles", "style"))
_DROPPED = frozenset(W + name for name in ("rsid", "lang", "numPr"))


def _styles(package: Package, worn: set[str], telling: _Telling) -> str:
    """Return the styles as XML: without languages, numbers, and what is not Word's own.

    Args:
        worn: the styles of tables in heads and feet; of tables a letter has its own.
    """
    root = _related(package, "styles")
    worn = _with_bases(root, worn)
    kept = etree.Element(W + "styles", nsmap={"w": W[1:-1]})
    for child in () if root is None else list(root):
        if child.tag in _STYLE_PARTS and not _is_unused(child, worn):
            kept.append(child)
    if any(True for _ in kept.iter(W + "numPr")):
        telling.say("Numbers that styles give headings are left out: a letter numbers its demands.")
    for element in list(kept.iter(etree.Element)):
        parent = element.getparent()
        if parent is None:
            continue
        tag = str(element.tag)
        if not tag.startswith(W) or tag.endswith("Change") or tag in _DROPPED:
            parent.remove(element)
            continue
        for name in list(element.attrib):
            if not name.startswith(W) or "rsid" in name:
                del element.attrib[name]
    etree.cleanup_namespaces(kept, keep_ns_prefixes=["w"])
    return etree.tostring(kept, encoding="unicode")


def _is_unused(style: etree._Element, worn: set[str]) -> bool:
    """Return whether a style is one of lists, or of tables that no head or foot has."""
    kind, default = style.get(W + "type"), style.get(W + "default") in ("1", "true", "on")
    worn_here = kind == "table" and style.get(W + "styleId") in worn
    return kind in ("numbering", "table") and not default and not worn_here


def _with_bases(root: etree._Element | None, names: set[str]) -> set[str]:
    """Return the styles and all that they are based on."""
    bases = {
        style.get(W + "styleId", ""): base.get(W + "val", "")
        for style in (() if root is None else root.iter(W + "style"))
        if (base := style.find(f"{W}basedOn")) is not None
    }
    found, waiting = set(names), list(names)
    while waiting:
        below = bases.get(waiting.pop(), "")
        if below and below not in found:
            found.add(below)
            waiting.append(below)
    return found


# What is left behind ------------------------------------------------------------------------------


def _tell_the_rest(package: Package, telling: _Telling) -> None:
    for sentence in _rest(package):
        telling.say(sentence)


def _rest(package: Package) -> Iterator[str]:
    body = package.xml(package.main)
    text = "" if body is None else "".join(node.text or "" for node in body.iter(W + "t")).strip()
    if text:
        yield "The text of the template is left out: the letter has its own."
    sections = 0 if body is None else len(list(body.iter(W + "sectPr")))
    if sections > 1:
        yield f"It has {sections} sections; page and letterhead are those of the first."
    for kind, words in _LEFT_BEHIND:
        related = package.related(package.main, kind)
        if related and kind != "footnotes":
            yield f"Left out: its {words}."
    fonts = package.related(package.main, "fontTable")
    if fonts and package.related(fonts[0][1], "font"):
        yield "The fonts embedded in it are left out: readers need them on their computers."
    yield "Who wrote it, when and with what program is left out."
