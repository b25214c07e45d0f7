"""A letter's Word parts in stationery: styles joined, letterhead kept, pages numbered. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from letters.docx_package import Content, Relations
from letters.reading.package import W
from letters.stationery.sheet import KINDS, Margin, Sheet

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OWN_HEAD = (
    '<w:{} xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
)
# As we write it; the words of a letter hold no "<".
_STYLE = re.compile(r'<w:(pStyle|rStyle|tblStyle) w:val="([^"]*)"/>')
_REFERS = ("basedOn", "next", "link")
_SCHEMES = ("clrScheme", "fontScheme")


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of a letter's words as Word names them, and how it is set."""

    latin: str
    east: str
    bidi: str
    east_font: str = ""  # where the letter is Chinese, Japanese or Korean
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class MarginTexts:
    """What of a letter stands on every page, as paragraphs."""

    mark: str = ""  # such as "Draft"
    later: str = ""  # the short head of later pages
    page: str = ""  # page x of y


@dataclass
class Wearing:
    """One letter in its stationery; the names of its styles are those of the template."""

    sheet: Sheet
    ids: dict[str, str] = field(default_factory=dict)  # of our style: in the document
    styles: str = ""

    def named(self, pieces: Iterable[str]) -> Iterator[str]:
        """Yield pieces of XML with the names of styles that the document has."""
        for piece in pieces:
            yield _STYLE.sub(self._name, piece)

    def _name(self, match: re.Match[str]) -> str:
        return f'<w:{match[1]} w:val="{self.ids.get(match[2], match[2])}"/>'

    def margins(self, texts: MarginTexts) -> tuple[dict[str, Content], dict[str, Relations]]:
        """Return the heads and feet of pages with their relations."""
        files: dict[str, Content] = {}
        relations: dict[str, Relations] = {}
        for kind in KINDS:
            when = kind[6:]
            if when == "Even" and not self.sheet.layout.even:
                continue
            margin = self.sheet.margins.get(kind)
            before, inner, after = self._margin(kind, margin, texts)
            name = f"word/{kind}.xml"
            files[name] = "".join([*self.named([before]), inner, *self.named([after])])
            if margin is not None and (margin.links or margin.pictures):
                relations[name] = Relations(margin.links, margin.pictures)
        return files, relations

    def _margin(self, kind: str, margin: Margin | None, texts: MarginTexts) -> tuple[str, str, str]:
        """Return what is ours before the template's content, that, and what is ours after it."""
        header = kind.startswith("header")
        root = "hdr" if header else "ftr"
        opening = margin.opening if margin else _OWN_HEAD.format(root)
        inner = margin.inner if margin else ""
        before = texts.mark if header else ""
        if header:
            after = texts.later if kind != "headerFirst" else ""
        else:
            after = "" if self._counts_pages(kind[6:]) else texts.page
        if not (before or inner or after):
            after = '<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr></w:p>'
        return f"{HEAD}{opening}{before}", inner, f"{after}</w:{root}>"

    def _counts_pages(self, when: str) -> bool:
        """Return whether the template has the page's number in its head or foot."""
        both = (self.sheet.margins.get(f"{place}{when}") for place in ("header", "footer"))
        return any(one is not None and one.page_number for one in both)

    def pictures(self) -> dict[str, Content]:
        return {f"word/{name}": content for name, content in self.sheet.pictures.items()}

    def theme(self, own: str) -> str:
        """Return our theme with the template's colours and fonts in it."""
        for name, scheme in zip(_SCHEMES, (self.sheet.colours, self.sheet.fonts), strict=True):
            before, opening, rest = own.partition(f"<a:{name} ")
            if scheme and opening:
                own = f"{before}{scheme}{rest.partition(f'</a:{name}>')[2]}"
        return own


def wearing(sheet: Sheet, own_styles: str, languages: Languages) -> Wearing:
    """Return how a letter with `own_styles` (styles.xml) wears the sheet."""
    ids, styles = _joined_styles(sheet.styles, own_styles, languages)
    return Wearing(sheet, dict(ids), styles)


@lru_cache(maxsize=32)
def _joined_styles(
    template: str, own: str, languages: Languages
) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return our styles' names in the document, and all styles: the template's, then what it lacks.

    A style of the template with the same name and kind takes the place of ours.
    """
    root = etree.fromstring(template)
    ours = etree.fromstring(own.encode())
    known = {_key(style): style.get(W + "styleId", "") for style in root.iter(W + "style")}
    taken = {identity.lower() for identity in known.values()}
    defaults = {style.get(W + "type") for style in root.iter(W + "style") if _is_default(style)}
    ids: dict[str, str] = {}
    added = []
    for style in ours.iter(W + "style"):
        identity = style.get(W + "styleId", "")
        if found := known.get(_key(style)):
            ids[identity] = found
            continue
        ids[identity] = identity if identity.lower() not in taken else f"Letter{identity}"
        added.append(style)
    for style in added:
        _renamed(style, ids, drop_default=style.get(W + "type") in defaults)
        root.append(style)
    _set_languages(root, ours, languages)
    if languages.rtl:
        _turn(root, ids.get("Normal", "Normal"))
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w"])
    return tuple(ids.items()), HEAD + etree.tostring(root, encoding="unicode")


def _key(style: etree._Element) -> tuple[str, str]:
    name = style.find(f"{W}name")
    said = "" if name is None else name.get(W + "val", "")
    return style.get(W + "type", ""), said.strip().lower()


def _is_default(style: etree._Element) -> bool:
    return style.get(W + "default") in ("1", "true", "on")


def _renamed(style: etree._Element, ids: Mapping[str, str], *, drop_default: bool) -> None:
    style.set(W + "styleId", ids[style.get(W + "styleId", "")])
    if drop_default:
        style.attrib.pop(W + "default", None)
    for name in _REFERS:
        for reference in style.findall(f"{W}{name}"):
            value = reference.get(W + "val", "")
            reference.set(W + "val", ids.get(value, value))


def _set_languages(root: etree._Element, ours: etree._Element, languages: Languages) -> None:
    """Give the defaults the languages of the letter, whatever the template was written in."""
    defaults = root.find(f"{W}docDefaults")
    if defaults is None:
        found = ours.find(f"{W}docDefaults")
        if found is not None:
            root.insert(0, found)
        return
    outer = _child(defaults, "rPrDefault", first=True)
    properties = _child(outer, "rPr")
    if languages.east_font:
        fonts = _child(properties, "rFonts", first=True)
        fonts.attrib.pop(W + "eastAsiaTheme", None)
        fonts.set(W + "eastAsia", languages.east_font)
    language = etree.Element(W + "lang")
    for name, value in (("val", languages.latin), ("eastAsia", languages.east),
                        ("bidi", languages.bidi)):  # fmt: skip
        language.set(W + name, value)
    _put_language(properties, language)


def _put_language(properties: etree._Element, language: etree._Element) -> None:
    """Put the language where the schema has it: before the last two of a run's properties."""
    after = [one for one in properties if one.tag in (W + "eastAsianLayout", W + "specVanish")]
    place = properties.index(after[0]) if after else len(properties)
    properties.insert(place, language)


def _turn(root: etree._Element, normal: str) -> None:
    """Let paragraphs run from right to left."""
    for style in root.iter(W + "style"):
        if style.get(W + "styleId") != normal or style.get(W + "type") != "paragraph":
            continue
        properties = style.find(f"{W}pPr")
        if properties is None:
            properties = etree.Element(W + "pPr")
            run = style.find(f"{W}rPr")
            style.insert(len(style) if run is None else style.index(run), properties)
        if properties.find(f"{W}bidi") is None:
            _insert_bidi(properties)


_BEFORE_BIDI = frozenset(W + name for name in (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr "
    "shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
    "autoSpaceDN"
).split())  # fmt: skip


def _insert_bidi(properties: etree._Element) -> None:
    place = sum(1 for one in properties if one.tag in _BEFORE_BIDI)
    properties.insert(place, etree.Element(W + "bidi"))


def _child(parent: etree._Element, name: str, *, first: bool = False) -> etree._Element:
    found = parent.find(f"{W}{name}")
    if found is None:
        found = etree.Element(W + name)
        parent.insert(0 if first else len(parent), found)
    return found
