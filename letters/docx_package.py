"""A Word document's files as one ZIP with the lists of types and relations it must hold. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = {
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "word/document.xml": f"{_WORD}.document.main+xml",
    "word/fontTable.xml": f"{_WORD}.fontTable+xml",
    "word/footerDefault.xml": f"{_WORD}.footer+xml",
    "word/footerFirst.xml": f"{_WORD}.footer+xml",
    "word/footnotes.xml": f"{_WORD}.footnotes+xml",
    "word/headerDefault.xml": f"{_WORD}.header+xml",
    "word/headerFirst.xml": f"{_WORD}.header+xml",
    "word/numbering.xml": f"{_WORD}.numbering+xml",
    "word/settings.xml": f"{_WORD}.settings+xml",
    "word/styles.xml": f"{_WORD}.styles+xml",
    "word/theme.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
}
_OF_PACKAGE = (
    ("rIdDocument", f"{_OFFICE}/officeDocument", "word/document.xml"),
    ("rIdCore", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ("rIdApp", f"{_OFFICE}/extended-properties", "docProps/app.xml"),
)
_OF_DOCUMENT = (
    ("rIdStyles", f"{_OFFICE}/styles", "styles.xml"),
    ("rIdFonts", f"{_OFFICE}/fontTable", "fontTable.xml"),
    ("rIdTheme", f"{_OFFICE}/theme", "theme.xml"),
    ("rIdSettings", f"{_OFFICE}/settings", "settings.xml"),
    ("rIdNumbering", f"{_OFFICE}/numbering", "numbering.xml"),
    ("rIdFootnotes", f"{_OFFICE}/footnotes", "footnotes.xml"),
    ("rIdHeaderFirst", f"{_OFFICE}/header", "headerFirst.xml"),
    ("rIdHeaderDefault", f"{_OFFICE}/header", "headerDefault.xml"),
    ("rIdFooterFirst", f"{_OFFICE}/footer", "footerFirst.xml"),
    ("rIdFooterDefault", f"{_OFFICE}/footer", "footerDefault.xml"),
)
# The ZIP format knows no time before this; a fixed one keeps the bytes the same.
_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """A part in Word's own vocabulary: its root element, what is in it, and its outside links."""

    root: str
    inner: str
    links: Mapping[str, str] = field(default_factory=dict)  # target: relationship id


def package(files: Mapping[str, str], links: Mapping[str, Mapping[str, str]]) -> bytes:
    """Return the ZIP of `files` with types and relations; `links` are each part's outside targets.

    Raises:
        KeyError: a file is of no kind that a letter has.
    """
    written = dict(files)
    written["_rels/.rels"] = _relations(_OF_PACKAGE, {})
    for name in ("word/document.xml", "word/footnotes.xml"):
        inside = _OF_DOCUMENT if name == "word/document.xml" else ()
        folder, _, base = name.rpartition("/")
        if inside or links.get(name):
            written[f"{folder}/_rels/{base}.rels"] = _relations(inside, links.get(name, {}))
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPES[name]}"/>' for name in sorted(files)
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    types = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="{rels}"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{overrides}</Types>"
    )
    return _zip({"[Content_Types].xml": types} | {name: written[name] for name in sorted(written)})


def _relations(inside: tuple[tuple[str, str, str], ...], links: Mapping[str, str]) -> str:
    own = "".join(
        f'<Relationship Id="{number}" Type="{kind}" Target="{target}"/>'
        for number, kind, target in inside
    )
    outside = "".join(
        f'<Relationship Id="{number}" Type="{_OFFICE}/hyperlink" Target="{escape(target)}" '
        'TargetMode="External"/>'
        for target, number in links.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{own}{outside}</Relationships>'


def _zip(files: Mapping[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            archive.writestr(entry, content.encode("utf-8"))
    return target.getvalue()
