"""Heads and feet of a template's pages: words, lines, pictures, links, and nothing else. Pure."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace

from lxml import etree

from letters.docx_text import Links
from letters.pictures import UnusablePicture, re_encoded
from letters.printable import allowed_href
from letters.reading.package import MC, Package, R, W
from letters.stationery.sheet import KINDS, Margin
from letters.stationery.suspicion import UnusableTemplate, field_codes

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_WORD_2010 = "http://schemas.microsoft.com/office/word/2010"
_NAMESPACES = {
    "w": W[1:-1],
    "r": R[1:-1],
    "wp": f"{_DRAWING}/wordprocessingDrawing",
    "a": f"{_DRAWING}/main",
    "pic": f"{_DRAWING}/picture",
    "wps": f"{_WORD_2010}/wordprocessingShape",
    "wpg": f"{_WORD_2010}/wordprocessingGroup",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
}
_ALLOWED = frozenset(f"{{{uri}}}" for uri in _NAMESPACES.values())
_GRAPHICS = frozenset(_NAMESPACES[name] for name in ("pic", "wps", "wpg"))
_OPENED = frozenset(W + name for name in ("sdt", "sdtContent", "smartTag", "customXml"))
_DROPPED = frozenset(
    W + name
    for name in (
        "sdtPr sdtEndPr customXmlPr smartTagPr bookmarkStart bookmarkEnd proofErr permStart "
        "permEnd lastRenderedPageBreak numPr lang rsid fldData commentReference "
        "commentRangeStart commentRangeEnd footnoteReference endnoteReference"
    ).split()
) | {f"{{{_NAMESPACES['a']}}}extLst"}
_TRACKED = frozenset(W + name for name in ("ins", "del", "moveFrom", "moveTo"))
_NUMBERED = frozenset(f"{{{_NAMESPACES[space]}}}{name}" for space, name in
                      (("wp", "docPr"), ("pic", "cNvPr"), ("wps", "cNvPr")))  # fmt: skip
_ADDRESSES = frozenset({"href", "src", "link", "althref", "title"})
_FIRST_NUMBER = 9_001  # of pictures, above those of the text


@dataclass
class MarginTaker:
    """Takes the heads and feet of one section; pictures are encoded anew."""

    package: Package
    pictures: dict[str, bytes] = field(default_factory=dict)  # target: content
    numbered: int = 0
    _targets: dict[str, str] = field(default_factory=dict)  # part: target

    def of_section(self, section: etree._Element, *, even: bool) -> dict[str, Margin]:
        """Return the heads and feet by kind; a first page without its own has the usual ones."""
        named = dict(self.package.related(self.package.main, "header"))
        named |= dict(self.package.related(self.package.main, "footer"))
        own_first = section.find(f"{W}titlePg") is not None
        found: dict[str, Margin] = {}
        for kind in KINDS:
            place, when = kind[:6], kind[6:].lower()
            if when == "even" and not even:
                continue
            wanted = when if when != "first" or own_first else "default"
            parts = [
                named.get(reference.get(f"{R}id", ""), "")
                for reference in section.findall(f"{W}{place}Reference")
                if reference.get(f"{W}type", "default") == wanted
            ]
            if parts and parts[0]:
                found[kind] = self._margin(parts[0], place)
        return found

    def _margin(self, part: str, place: str) -> Margin:
        root = self.package.xml(part)
        tag = W + ("hdr" if place == "header" else "ftr")
        if root is None or root.tag != tag:
            raise UnusableTemplate(f"The part {part} is no {place}: save the file in Word again.")
        clean = etree.Element(tag, nsmap=_NAMESPACES)
        clean.extend(deepcopy(child) for child in root)
        _open_wrappers(clean)
        self._clean(clean, place)
        links = Links()
        pictures = self._relations(clean, part, links, place)
        etree.cleanup_namespaces(clean, keep_ns_prefixes=["w", "r"])
        texts = ((one.text or "").strip() for one in clean.iter(W + "t"))
        shown = any(texts) or any(True for _ in clean.iter(W + "drawing", W + "pict"))
        opening, _, rest = etree.tostring(clean, encoding="unicode").partition(">")
        inner = "" if opening.endswith("/") else rest.rpartition("</")[0]
        return Margin(
            opening=f"{opening.removesuffix('/')}>",
            inner=inner,
            links=links.ids,
            pictures=pictures,
            page_number=any(code.split()[:1] == ["PAGE"] for code in field_codes(clean)),
            empty=not shown,
        )

    def _clean(self, root: etree._Element, place: str) -> None:
        for element in list(root.iter(etree.Element)):
            if element is root:
                continue
            if element.tag in _TRACKED:
                raise UnusableTemplate(
                    f"The {place} has tracked changes: accept or refuse them in Word and upload "
                    "it again."
                )
            if element.tag in _DROPPED or _is_no_part(element):
                _take_out(element)
            elif element.tag == f"{{{_NAMESPACES['a']}}}graphicData":
                self._refuse_other_graphics(element, place)
            self._clean_attributes(element)

    def _clean_attributes(self, element: etree._Element) -> None:
        if element.tag in _NUMBERED:
            self.numbered += 1
            element.set("id", str(_FIRST_NUMBER + self.numbered))
            element.set("name", f"Letterhead {self.numbered}")
        for name in list(element.attrib):
            local = name.rpartition("}")[2].lower()
            plain = not name.startswith("{")
            foreign = not plain and not _in_allowed_space(name)
            # Addresses stand in relationships; anything else that names one is taken out.
            names_one = not name.startswith(R) and local in (
                "href",
                "src",
                "link",
                "althref",
                "title",
            )
            if foreign or names_one or "rsid" in local or name == f"{R}link":
                del element.attrib[name]

    def _refuse_other_graphics(self, data: etree._Element, place: str) -> None:
        if data.get("uri") not in _GRAPHICS:
            raise UnusableTemplate(
                f"The {place} has a chart or a diagram: replace it by a picture of it (PNG) and "
                "upload it again."
            )

    def _relations(
        self, root: etree._Element, part: str, links: Links, place: str
    ) -> dict[str, str]:
        """Give pictures and links ids of their own; return the pictures' targets by id."""
        known_links, known_parts = self.package.links(part), self.package.embedded(part)
        pictures: dict[str, str] = {}
        for element in root.iter(etree.Element):
            for name in [one for one in element.attrib if one.startswith(R)]:
                identity = element.get(name, "")
                if href := allowed_href(known_links.get(identity, "")):
                    element.set(name, links.id_of(href))
                elif identity in known_parts:
                    target = self._picture(known_parts[identity], place)
                    element.set(name, _id_of(target, pictures))
                else:
                    del element.attrib[name]
        return pictures

    def _picture(self, part: str, place: str) -> str:
        if part not in self._targets:
            try:
                picture = re_encoded(self.package.content(part))
            except UnusablePicture as error:
                raise UnusableTemplate(
                    f"A picture of the {place} can't be used: {error}."
                ) from error
            ending = picture.media_type.partition("/")[2]
            target = f"media/sheet{len(self._targets) + 1}.{ending}"
            self._targets[part] = target
            self.pictures[target] = replace(picture, alt="").content
        return self._targets[part]


def _id_of(target: str, pictures: dict[str, str]) -> str:
    for identity, known in pictures.items():
        if known == target:
            return identity
    identity = f"rIdSheet{len(pictures) + 1}"
    pictures[identity] = target
    return identity


def _is_no_part(element: etree._Element) -> bool:
    """Return whether an element is another program's, or says how something looked before."""
    tag = str(element.tag)
    return not _in_allowed_space(tag) or tag.endswith("Change")


def _in_allowed_space(name: str) -> bool:
    return name[: name.find("}") + 1] in _ALLOWED


def _open_wrappers(root: etree._Element) -> None:
    """Put what stands in content controls and alternatives in their place."""
    for element in list(root.iter(MC + "AlternateContent")):
        choice = element.find(f"{MC}Choice")
        _replace(element, list(choice) if choice is not None else [])
    while (wrapper := next(root.iter(*_OPENED), None)) is not None:
        _replace(wrapper, [one for one in wrapper if one.tag not in _DROPPED])


def _replace(element: etree._Element, content: list[etree._Element]) -> None:
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    parent.remove(element)
    for offset, child in enumerate(content):
        parent.insert(place + offset, child)


def _take_out(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
