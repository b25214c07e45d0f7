"""Drawings in the text: pictures are read, text boxes, charts and objects are told."""

from __future__ import annotations

from lxml import etree

from letters.document import Picture
from letters.pictures import LONGEST_SIDE, UnusablePicture, re_encoded
from letters.reading.characters import clean
from letters.reading.findings import Findings, quoted, whole
from letters.reading.package import Package, R, W
from letters.reading.words import words

LEFT_OUT = frozenset("drawing pict object oMath oMathPara".split())
MOST_PICTURES = 30

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"


class PictureReader:
    """Reads the pictures of one part of the package."""

    def __init__(self, package: Package, part: str, findings: Findings) -> None:
        self._package = package
        self._names = package.embedded(part)
        self._findings = findings
        self._read = 0
        self._taken: list[Picture] = []

    def taken(self) -> list[Picture]:
        """Return the pictures that were read since this was last asked."""
        pictures, self._taken = self._taken, []
        return pictures

    def read(self, element: etree._Element) -> None:
        """Keep the picture in a drawing for `taken`; tell of what is none."""
        shown = [*element.iter(_A + "blip"), *element.iter(_V + "imagedata")]
        plain = len(shown) == 1 and element.find(f".//{W}txbxContent") is None
        if etree.QName(element).localname not in ("drawing", "pict") or not plain:
            tell_drawing(element, self._findings)
            return
        name = self._names.get(shown[0].get(R + "embed") or shown[0].get(R + "id") or "", "")
        try:
            self._taken.append(self._picture(name, description(element), element))
        except UnusablePicture as error:
            self._tell(element, str(error))

    def _picture(self, name: str, alt: str, element: etree._Element) -> Picture:
        if not name:
            raise UnusablePicture("it is not in the file")
        if self._read >= MOST_PICTURES:
            raise UnusablePicture(f"a letter takes {MOST_PICTURES} at most")
        self._read += 1
        picture = re_encoded(self._package.content(name), alt=alt, crop=_crop(element))
        if not alt:
            self._findings.here("the picture has no description: write one for those who can’t see")
        if max(picture.width, picture.height) == LONGEST_SIDE:
            self._findings.here(f"the picture is no more than {LONGEST_SIDE} pixels long now")
        return picture

    def _tell(self, element: etree._Element, reason: str) -> None:
        said = description(element)
        self._findings.here(
            f"a picture was left out, for {reason}"
            + (f"; described as {whole(said)}" if said else "")
        )


def description(element: etree._Element) -> str:
    """Return what a drawing is said to show; "" where nothing is said."""
    told = (
        properties.get("descr") or properties.get("title") or properties.get("alt") or ""
        for properties in element.iter()
        if etree.QName(properties).localname in ("docPr", "shape", "imagedata")
    )
    return next((text for one in told if (text := clean(one).strip())), "")


def tell_drawing(element: etree._Element, findings: Findings) -> None:
    """Tell of a picture, an object, a text box or a formula that a letter can't hold there."""
    if etree.QName(element).localname.startswith("oMath"):
        findings.here(f"a formula was left out: {whole(words(element))}")
        return
    boxes = [words(box) for box in element.iter(W + "txbxContent")]
    for box in boxes:
        findings.here(f"a text box was left out: {whole(box)}")
    pictures = element.find(f".//{_A}blip") is not None
    if boxes and not pictures:
        return
    said = description(element)
    findings.here(
        "a picture or object was left out" + (f", described as {quoted(said)}" if said else "")
    )


def _crop(element: etree._Element) -> tuple[float, float, float, float]:
    """Return which shares of the sides are cut off, as a:srcRect says in thousandths of 1%."""
    rectangle = element.find(f".//{_A}srcRect")
    sides = ["" if rectangle is None else rectangle.get(side, "") for side in "ltrb"]
    left, top, right, bottom = (
        int(side) / 100_000 if side.isdecimal() and len(side) < 7 else 0.0 for side in sides
    )
    return left, top, right, bottom
