"""Numbering of a Word file: from a paragraph to its list mark, by whatever way it was given."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from letters.reading.package import W
from letters.reading.styles import Styles, value


@dataclass(frozen=True, slots=True)
class ListMark:
    """What makes a paragraph an item of a list."""

    number_id: str
    level: int  # 0 is the outermost
    ordered: bool
    format: str  # Word's name: decimal, lowerLetter, bullet …
    series: str  # lists of one series count on, unless they start anew
    starts_anew: bool
    start: int
    shown: str = ""  # around the number, %1 for that of the outermost list: "%1.", "Article %1"
    blank: bool = False  # a mark that shows nothing: the paragraph continues the item before


class Numbering:
    """The numbering part: from a paragraph to its list mark."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, etree._Element] = {}
        self._numbers: dict[str, etree._Element] = {}
        for entry in () if root is None else root:
            if entry.tag == W + "abstractNum":
                self._abstract[entry.get(W + "abstractNumId", "")] = entry
            elif entry.tag == W + "num":
                self._numbers[entry.get(W + "numId", "")] = entry

    def mark(self, paragraph_properties: etree._Element | None) -> ListMark | None:
        """Return the list mark of a paragraph with these properties; None for no item."""
        number_id, level = self._said(paragraph_properties)
        number = self._numbers.get(number_id)
        if number is None:
            return None
        series = self._series(number)
        definition = self._level(number, series, level)
        numbering_format = value(definition, "numFmt") or "decimal"
        if numbering_format == "none":
            return None
        override = _of_level(number, "lvlOverride", level)
        anew = value(override, "startOverride")
        start = anew if anew is not None else value(definition, "start") or "1"
        shown = value(definition, "lvlText") or ""
        return ListMark(
            number_id=number_id,
            level=level,
            ordered=numbering_format != "bullet",
            format=numbering_format,
            series=series,
            starts_anew=anew is not None,
            start=int(start) if start.isdecimal() and len(start) < 7 else 1,
            blank=definition is not None and not shown.strip(),
            shown=shown,
        )

    def _said(self, paragraph_properties: etree._Element | None) -> tuple[str, int]:
        """Return (number id, level) by the paragraph's own markup, else by its styles."""
        own = None if paragraph_properties is None else paragraph_properties.find(W + "numPr")
        identity = value(paragraph_properties, "pStyle")
        sources = [own] if own is not None else []
        for style in self._styles.chain(identity):
            style_properties = style.find(W + "pPr")
            numbering = None if style_properties is None else style_properties.find(W + "numPr")
            if numbering is not None:
                sources.append(numbering)
        ids = [value(source, "numId") for source in sources]
        levels = [value(source, "ilvl") for source in sources]
        number_id = next((said for said in ids if said), "")
        level = next((said for said in levels if said), "") or self._level_of_style(
            number_id, identity
        )
        return number_id, int(level) if level in set("012345678") else 0

    def _level_of_style(self, number_id: str, identity: str | None) -> str:
        number = self._numbers.get(number_id)
        abstract = None if number is None else self._abstract.get(self._series(number))
        for level in () if abstract is None or identity is None else abstract.iter(W + "lvl"):
            if value(level, "pStyle") == identity:
                return level.get(W + "ilvl", "0")
        return "0"

    def _series(self, number: etree._Element) -> str:
        """Return the abstract id, through a numbering style where the list names one."""
        series = value(number, "abstractNumId") or ""
        linked = value(self._abstract.get(series), "numStyleLink")
        for identity, entry in self._abstract.items() if linked else ():
            if value(entry, "styleLink") == linked:
                return identity
        return series

    def _level(self, number: etree._Element, series: str, level: int) -> etree._Element | None:
        override = _of_level(number, "lvlOverride", level)
        replaced = None if override is None else override.find(W + "lvl")
        if replaced is not None:
            return replaced
        abstract = self._abstract.get(series)
        return None if abstract is None else _of_level(abstract, "lvl", level)


def _of_level(parent: etree._Element, name: str, level: int) -> etree._Element | None:
    return next(
        (child for child in parent.findall(W + name) if child.get(W + "ilvl") == str(level)), None
    )
