"""A Word document's files as one ZIP with the lists of types and relations it must hold. Pure."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import IO

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
    "word/footerEven.xml": f"{_WORD}.footer+xml",
    "word/footerFirst.xml": f"{_WORD}.footer+xml",
    "word/footnotes.xml": f"{_WORD}.footnotes+xml",
    "word/headerDefault.xml": f"{_WORD}.header+xml",
    "word/headerEven.xml": f"{_WORD}.header+xml",
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
    ("rIdHeaderEven", f"{_OFFICE}/header", "headerEven.xml"),
    ("rIdFooterEven", f"{_OFFICE}/footer", "footerEven.xml"),
)
# The ZIP format knows no time before this; a fixed one keeps the bytes the same.
_TIME = (1980, 1, 1, 0, 0, 0)
_LEVEL = 3  # of ZIP: a third of the usual level's time, for files 2 % larger
Content = str | bytes | Iterable[str]  # pieces of a file too long to be held whole


@dataclass(frozen=True, slots=True)
class Relations:
    """What one part refers to outside of itself."""

    links: Mapping[str, str] = field(default_factory=dict)  # target: relationship id
    pictures: Mapping[str, str] = field(default_factory=dict)  # relationship id: target


def write_package(
    out: IO[bytes],
    files: Mapping[str, Content],
    relations: Mapping[str, Relations],
    *,
    pressed: bool = False,
) -> None:
    """Write the ZIP of `files` into `out`, with its types and the relations of its parts.

    Args:
        pressed: whether files are compressed; their bytes then depend on the release of zlib.
    Raises:
        KeyError: a file is of no kind that a letter has.
    """
    written: dict[str, Content] = dict(files)
    written["_rels/.rels"] = _relations(_OF_PACKAGE, Relations())
    of_document = tuple(one for one in _OF_DOCUMENT if f"word/{one[2]}" in files)
    for name in {"word/document.xml", *relations}:
        inside = of_document if name == "word/document.xml" else ()
        own = relations.get(name, Relations())
        folder, _, base = name.rpartition("/")
        if inside or own.links or own.pictures:
            written[f"{folder}/_rels/{base}.rels"] = _relations(inside, own)
    first = {"[Content_Types].xml": _types(files)}
    _write_zip(out, first | {name: written[name] for name in sorted(written)}, pressed=pressed)


def _types(files: Mapping[str, Content]) -> str:
    endings = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
    }
    pictures = sorted(name for name in files if name.startswith("word/media/"))
    for name in pictures:
        ending = name.rpartition(".")[2]
        endings[ending] = f"image/{ending}"
    defaults = "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in endings.items()
    )
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPES[name]}"/>'
        for name in sorted(files)
        if name not in pictures
    )
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'


def _relations(inside: tuple[tuple[str, str, str], ...], own: Relations) -> str:
    entries = [
        f'<Relationship Id="{number}" Type="{kind}" Target="{target}"/>'
        for number, kind, target in inside
    ]
    entries += [
        f'<Relationship Id="{number}" Type="{_OFFICE}/image" Target="{target}"/>'
        for number, target in own.pictures.items()
    ]
    entries += [
        f'<Relationship Id="{number}" Type="{_OFFICE}/hyperlink" Target="{escape(target)}" '
        'TargetMode="External"/>'
        for target, number in own.links.items()
    ]
    inner = "".join(entries)
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _write_zip(out: IO[bytes], files: Mapping[str, Content], *, pressed: bool) -> None:
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _TIME)
            if pressed:
                entry.compress_type = zipfile.ZIP_DEFLATED
                # An entry of one's own can be given a level in no other way.
                entry._compresslevel = _LEVEL  # type: ignore[attr-defined]
            entry.create_system = 0  # the same on every system
            if isinstance(content, str | bytes):
                archive.writestr(entry, content)
                continue
            with archive.open(entry, "w") as file:
                for piece in content:
                    file.write(piece.encode("utf-8"))


def same_parts(one: bytes, other: bytes) -> bool:
    """Return whether two packages hold the same files in the same order, however pressed."""
    try:
        with (
            zipfile.ZipFile(io.BytesIO(one)) as first,
            zipfile.ZipFile(io.BytesIO(other)) as second,
        ):
            return first.namelist() == second.namelist() and all(
                first.read(name) == second.read(name) for name in first.namelist()
            )
    except (zipfile.BadZipFile, zlib.error):
        return False


def _unpacked(package: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]
