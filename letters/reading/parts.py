"""The words of one paragraph as they come, with their looks; what has no place is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from lxml import etree

from letters.document import Break, Inline, Inlines, NoteRef, Text
from letters.reading.characters import clean, invisible_marks, private_characters, symbol
from letters.reading.fields import Fields
from letters.reading.findings import Findings, quoted
from letters.reading.package import W
from letters.reading.styles import Styles, switch, value
from letters.reading.words import tidy

_SOFT_HYPHEN = "\u00ad"
_UNMAPPED_LOOKS = {
    "u": "underlining was left out, the words were kept",
    "strike": "a line through words was left out, the words were kept",
    "dstrike": "a line through words was left out, the words were kept",
    "caps": "“all capitals” was left out, the words stand as they were typed",
    "smallCaps": "“small capitals” was left out, the words stand as they were typed",
    "highlight": "highlighting was left out, the words were kept",
}


@dataclass(frozen=True, slots=True)
class Look:
    """How words look in the letter."""

    bold: bool = False
    italic: bool = False
    href: str = ""


class Parts:
    """Collects the inlines of a paragraph."""

    def __init__(self, fields: Fields, findings: Findings) -> None:
        self._fields = fields
        self._findings = findings
        self._parts: list[Inline] = []

    def handlers(self) -> dict[str, Callable[[etree._Element, Look], None]]:
        """Return what collects each element of a run that holds no other elements."""
        return {
            "t": self.text,
            **dict.fromkeys(("br", "cr"), self.line_break),
            **dict.fromkeys(("tab", "ptab"), self.tab),
            "noBreakHyphen": self.hyphen,
            "softHyphen": self.soft_hyphen,
            "sym": self.symbol,
            "fldChar": self.field_character,
            "instrText": self.field_code,
        }

    def taken(self) -> Inlines:
        """Return what was collected, tidy, and begin anew."""
        parts, self._parts = self._parts, []
        return tidy(parts)

    def text(self, element: etree._Element, look: Look) -> None:
        self.add(element.text or "", look)

    def add(self, text: str, look: Look) -> None:
        """Add words; inside the code of a field they are kept aside and told."""
        if self._fields.in_code:
            self._fields.stray_text(text)
            return
        if self._fields.link:
            look = replace(look, href=self._fields.link)
        self._tell_characters(text)
        lines = text.replace(_SOFT_HYPHEN, "").replace("\u2028", "\u2029").split("\u2029")
        for number, line in enumerate(lines):
            if number:
                self._parts.append(Break())
            if line:
                self._parts.append(Text(clean(line), look.bold, look.italic, look.href))

    def mark(self, number: int) -> None:
        """Add the mark of note `number`."""
        self._parts.append(NoteRef(number))

    def line_break(self, element: etree._Element, _look: Look) -> None:
        if element.get(W + "type") in ("page", "column"):
            self._findings.count("page or column breaks were left out")
        else:
            self._parts.append(Break())

    def tab(self, _element: etree._Element, look: Look) -> None:
        if any(not isinstance(part, Text) or part.text.strip() for part in self._parts):
            self._findings.count("tab stops became spaces")
        self.add(" ", look)

    def hyphen(self, _element: etree._Element, look: Look) -> None:
        self.add("\u2011", look)

    def soft_hyphen(self, _element: etree._Element, look: Look) -> None:
        self.add(_SOFT_HYPHEN, look)

    def symbol(self, element: etree._Element, look: Look) -> None:
        font, code = element.get(W + "font", ""), element.get(W + "char", "")
        shown = symbol(font, code)
        if shown:
            self.add(shown, look)
        else:
            self._findings.here(f"the symbol {code} of the font {font} was left out")

    def field_character(self, element: etree._Element, _look: Look) -> None:
        self._fields.step(element.get(W + "fldCharType", ""), self._findings)

    def field_code(self, element: etree._Element, _look: Look) -> None:
        self._fields.add_code(element.text or "")

    def _tell_characters(self, text: str) -> None:
        for _ in range(invisible_marks(text)):
            self._findings.count("invisible marks (direction, zero width) were left out")
        for _ in range(text.count(_SOFT_HYPHEN)):
            self._findings.count("soft hyphens were left out")
        if private_characters(text):
            self._findings.here(f"a character of a symbol font may not show: {quoted(text)}")


def run_look(properties: etree._Element | None, look: Look, styles: Styles) -> Look:
    """Return `look` as a run with these properties changes it."""
    style = value(properties, "rStyle")
    bold, italic = switch(properties, "b"), switch(properties, "i")
    return replace(
        look,
        bold=bool(styles.looks(style, "b") if bold is None else bold),
        italic=bool(styles.looks(style, "i") if italic is None else italic),
    )


def tell_looks(properties: etree._Element | None, look: Look, findings: Findings) -> None:
    """Count the looks of a run that a letter doesn't have."""
    for name, sentence in _UNMAPPED_LOOKS.items():
        said = value(properties, name)
        is_link = name == "u" and bool(look.href)
        if said is not None and said not in ("0", "false", "off", "none") and not is_link:
            findings.count(sentence)
    if value(properties, "vertAlign") in ("superscript", "subscript"):
        findings.count("raised or lowered characters were set on the line")
