"""What is kept of a base template: styles, colours and fonts, page, heads and feet of pages. Pure.

It is stored as a small archive with the same bytes on every machine.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from hashlib import sha256

from letters.document import Stationery

_TIME = (1980, 1, 1, 0, 0, 0)
KINDS = ("headerFirst", "headerDefault", "headerEven", "footerFirst", "footerDefault", "footerEven")


@dataclass(frozen=True, slots=True)
class Layout:
    """A page, all lengths in twentieths of a point."""

    width: int = 12240
    height: int = 15840
    top: int = 1440
    right: int = 1440
    bottom: int = 1440
    left: int = 1440
    header: int = 720
    footer: int = 720
    even: bool = False  # whether even pages have heads and feet of their own


@dataclass(frozen=True, slots=True)
class Margin:
    """The head or the foot of a page as XML: the opening tag of its root, and what stands in it."""

    opening: str
    inner: str
    links: Mapping[str, str] = field(default_factory=dict)  # address: relationship id
    pictures: Mapping[str, str] = field(default_factory=dict)  # relationship id: target
    page_number: bool = False
    empty: bool = False  # neither words nor pictures


@dataclass(frozen=True, slots=True)
class Sheet:
    """A base template as letters wear it."""

    styles: str
    colours: str  # a:clrScheme; empty for our own
    fonts: str  # a:fontScheme; empty for our own
    layout: Layout = Layout()
    margins: Mapping[str, Margin] = field(default_factory=dict)  # by kind, such as headerFirst
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # target: content

    @property
    def has_letterhead(self) -> bool:
        """Whether the first page's head says something: then the letter's own head is left out."""
        first = self.margins.get("headerFirst")
        return first is not None and not first.empty


def packed(sheet: Sheet) -> Stationery:
    """Return the sheet as it is stored."""
    margins = {kind: asdict(margin) for kind, margin in sheet.margins.items()}
    facts = {"layout": asdict(sheet.layout), "margins": margins}
    files = {
        "colours.xml": sheet.colours.encode(),
        "fonts.xml": sheet.fonts.encode(),
        "sheet.json": json.dumps(facts, ensure_ascii=False, sort_keys=True).encode(),
        "styles.xml": sheet.styles.encode(),
        **{name: sheet.pictures[name] for name in sorted(sheet.pictures)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = 0
            archive.writestr(entry, content)
    content = out.getvalue()
    return Stationery(sha256(content).hexdigest(), content)


def unpacked(stationery: Stationery) -> Sheet:
    """Return the sheet that was packed.

    Raises:
        ValueError: the bytes are not those that the digest stands for.
    """
    return _unpacked(stationery.sha256, stationery.content)


@lru_cache(maxsize=8)
def _unpacked(digest: str, content: bytes) -> Sheet:
    if sha256(content).hexdigest() != digest:
        raise ValueError(f"stationery {digest[:12]}… has other bytes: upload the template again")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    facts = json.loads(files.pop("sheet.json"))
    styles, colours, fonts = (
        files.pop(f"{name}.xml").decode() for name in ("styles", "colours", "fonts")
    )
    return Sheet(
        styles,
        colours,
        fonts,
        Layout(**facts["layout"]),
        {kind: Margin(**margin) for kind, margin in facts["margins"].items()},
        files,
    )
