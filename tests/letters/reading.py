"""Reads the words back out of each rendering, so that the tests can compare them."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from html.parser import HTMLParser

from lxml import etree
from pypdf import PdfReader

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def squeezed(text: str) -> str:
    """Return only letters and digits, in compatibility form: what no line break can change."""
    return "".join(
        character
        for character in unicodedata.normalize("NFKC", text)
        if unicodedata.category(character)[0] in "LN"
    )


def bag(text: str) -> list[str]:
    """Return the letters of `text` sorted, for renderings that put notes elsewhere."""
    return sorted(squeezed(text))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def html_words(html: str) -> str:
    """Return the words that a reader of the page sees, without what stands in its head."""
    parser = _Words()
    parser.feed(html)
    parser.close()
    return " ".join(parser.parts)


def docx_part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def docx_paragraphs(content: bytes, name: str = "word/document.xml") -> list[str]:
    """Return the text of every paragraph of one part, also of those in tables."""
    root = docx_part(content, name)
    return [
        "".join(node.text or "" for node in paragraph.iter(f"{W}t"))
        for paragraph in root.iter(f"{W}p")
    ]


def docx_names(content: bytes) -> list[str]:
    """Return the signatories, in order."""
    root = docx_part(content, "word/document.xml")
    return [
        "".join(node.text or "" for node in paragraph.iter(f"{W}t"))
        for paragraph in root.iter(f"{W}p")
        if paragraph.find(f"{W}pPr/{W}pStyle[@{W}val='Signatory']") is not None
    ]


def docx_name_columns(content: bytes) -> list[int]:
    """Return how many columns each table of names has."""
    root = docx_part(content, "word/document.xml")
    return [
        len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for table in root.iter(f"{W}tbl")
        if table.find(f".//{W}pStyle[@{W}val='Signatory']") is not None
    ]


def pdf_words(content: bytes) -> str:
    """Return the words of all pages, the heads and feet of pages left out."""
    pages = []
    for page in PdfReader(io.BytesIO(content)).pages:
        lines = page.extract_text().split("\n")
        pages.append("\n".join(line for line in lines if not re.match(r"Page \d+ of \d+$", line)))
    return "\n".join(pages)
