"""Styles of a Word file: what a paragraph is, beyond its own markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from letters.reading.package import W

_HEADING = re.compile(r"heading (\d)")
_TITLES = frozenset({"title", "subtitle"})
_QUOTATIONS = frozenset(
    {"block text", "quote", "intense quote", "quotations", "block quotation", "quotation"}
)
_SOURCES = frozenset({"quote source", "quotation source"})
# LibreOffice has a style for the captions of each kind of thing.
_CAPTIONS = frozenset(
    {"caption", "table caption", "image caption", "table", "figure", "illustration", "drawing"}
)
_INDENT = 300  # twentieths of a point; less is no quotation
_MOST_LINKS = 20  # styles based on styles; more is a circle
_OFF = frozenset({"0", "false", "off"})


def value(parent: etree._Element | None, name: str) -> str | None:
    """Return the `w:val` of the child `name`; "" where the child stands without one."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(W + "val", "")


def switch(properties: etree._Element | None, name: str) -> bool | None:
    """Return whether a property is on; None where nothing is said about it."""
    said = value(properties, name)
    return None if said is None else said not in _OFF


class Styles:
    """The styles part; answers for a paragraph style and all it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._default = ""
        for style in () if root is None else root.iter(W + "style"):
            identity = style.get(W + "styleId", "")
            self._styles.setdefault(identity, style)
            default = style.get(W + "default", "0") not in _OFF
            if default and style.get(W + "type") == "paragraph":
                self._default = identity
        self.language = "" if root is None else _language(root)

    def chain(self, identity: str | None) -> Iterator[etree._Element]:
        """Yield the style `identity` (None: the default one), then the styles it is based on."""
        current = self._default if identity is None else identity
        for _ in range(_MOST_LINKS):
            style = self._styles.get(current)
            if style is None:
                return
            yield style
            current = value(style, "basedOn") or ""

    def names(self, identity: str | None) -> list[str]:
        """Return the names of the style and its bases, in lower case."""
        return [(value(style, "name") or "").lower() for style in self.chain(identity)]

    def heading_level(self, paragraph_properties: etree._Element | None) -> int:
        """Return the outline level from 1; 0 for what is no heading."""
        identity = value(paragraph_properties, "pStyle")
        levels = [value(paragraph_properties, "outlineLvl")]
        for style in self.chain(identity):
            named = _HEADING.fullmatch((value(style, "name") or "").lower())
            if named:
                return int(named[1])
            levels.append(value(style.find(W + "pPr"), "outlineLvl"))
        said = next((level for level in levels if level is not None), "")
        return int(said) + 1 if said in set("012345678") else 0

    def is_title(self, identity: str | None) -> bool:
        return bool(_TITLES.intersection(self.names(identity)))

    def is_quotation(self, identity: str | None) -> bool:
        return bool((_QUOTATIONS | _SOURCES).intersection(self.names(identity)))

    def is_caption(self, identity: str | None) -> bool:
        return bool(_CAPTIONS.intersection(self.names(identity)))

    def is_source(self, identity: str | None) -> bool:
        """Return whether the style is one for the line that says whose words were quoted."""
        return bool(_SOURCES.intersection(self.names(identity)))

    def looks(self, identity: str | None, name: str) -> bool | None:
        """Return whether the style switches the look `name` ("b", "i") on; None if silent."""
        if identity is None:
            return None
        for style in self.chain(identity):
            said = switch(style.find(W + "rPr"), name)
            if said is not None:
                return said
        return None


def _indent(properties: etree._Element | None, *names: str) -> int:
    indent = None if properties is None else properties.find(W + "ind")
    for name in names:
        said = "" if indent is None else indent.get(W + name, "")
        if said.lstrip("-").isdecimal() and len(said) < 8:
            return int(said)
    return 0


def indented_twice(properties: etree._Element | None) -> bool:
    """Return whether a paragraph is set in from both sides, as quotations are."""
    left = _indent(properties, "left", "start")
    right = _indent(properties, "right", "end")
    return left >= _INDENT and right >= _INDENT


def hangs(properties: etree._Element | None) -> bool:
    """Return whether a paragraph without a mark of its own is set in like a list item."""
    return _indent(properties, "left", "start") >= _INDENT


def _language(root: etree._Element) -> str:
    for language in root.iterfind(f"{W}docDefaults//{W}lang"):
        return language.get(W + "val", "")
    return ""
