"""Word templates for the tests, as Word would save them, and what may be wrong with them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt, RGBColor

from tests.letters.pictures import logo

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def template(*, first: bool = True, page_number: bool = False, even: bool = False) -> bytes:
    """Return a template with a logo and a name in its head and a line in its foot.

    Args:
        first: whether they stand on the first page alone.
        page_number: whether its foot counts the pages.
        even: whether even pages have a head of their own.
    """
    document: Any = docx.Document()
    document.core_properties.author = "Kim Roe"
    document.add_paragraph("A text that nobody wants.")
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Heading 1"].font.color.rgb = RGBColor(0, 0x55, 0x88)
    document.styles["Heading 1"].font.size = Pt(17)
    section = document.sections[0]
    section.different_first_page_header_footer = first
    section.left_margin = Cm(3)
    head = section.first_page_header if first else section.header
    foot = section.first_page_footer if first else section.footer
    head.is_linked_to_previous = foot.is_linked_to_previous = False
    line = head.paragraphs[0]
    line.add_run().add_picture(io.BytesIO(logo("Harbor").content), width=Cm(2))
    line.add_run(" HARBOR RIGHTS LEAGUE").bold = True
    foot.paragraphs[0].text = "Registered charity 1234567"
    if page_number:
        foot.paragraphs[0]._p.append(field("PAGE"))
    if even:
        document.settings.odd_and_even_pages_header_footer = True
        section.even_page_header.is_linked_to_previous = False
        section.even_page_header.paragraphs[0].text = "Even pages"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def field(code: str) -> Any:
    return parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    )


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(data: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """Return the file with other parts; None takes one out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts(data) | dict(changes)).items():
            if content is not None:
                archive.writestr(name, content)
    return out.getvalue()


def replaced(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return the file with other words in one part, which has them."""
    content = parts(data)[part]
    assert old in content, f"{part} has no {old!r}"
    return with_parts(data, {part: content.replace(old, new, 1)})


def relations(*entries: tuple[str, str, bool]) -> bytes:
    """Return a list of relationships: (kind, target, external)."""
    inner = "".join(
        f'<Relationship Id="rIdX{number}" Type="{OFFICE}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if external else ''}/>"
        for number, (kind, target, external) in enumerate(entries)
    )
    return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'.encode()


def in_body(xml: str) -> bytes:
    """Return a template with more in its text."""
    return replaced(template(), "word/document.xml", b"<w:sectPr", f"{xml}<w:sectPr".encode())


def head_part(data: bytes) -> str:
    """Return the name of the part with the letterhead."""
    return next(name for name, content in parts(data).items() if b"HARBOR RIGHTS" in content)


def in_head(xml: str) -> bytes:
    """Return a template with more in the head of its first page."""
    data = template()
    return replaced(data, head_part(data), b"</w:hdr>", f"{xml}</w:hdr>".encode())


def of_head(*entries: tuple[str, str, bool], xml: str = "") -> bytes:
    """Return a template whose head has further relationships."""
    data = in_head(xml)
    folder, _, base = head_part(data).rpartition("/")
    name = f"{folder}/_rels/{base}.rels"
    inner = relations(*entries).partition(b">")[2]
    return with_parts(data, {name: parts(data)[name].replace(b"</Relationships>", inner)})
