"""The letter as a Word document with real footnotes, lists, headings and columns.

The package is written part by part: python-docx knows no footnotes, names itself as author and
writes other bytes every second. What is written is read back by it in the tests.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import IO

from letters.document import LetterDocument
from letters.docx_body import BodyWriter
from letters.docx_lists import numbering
from letters.docx_margins import margin_parts, margin_texts
from letters.docx_package import Content, Relations, write_package
from letters.docx_signatories import NameGroup, page_setup, signatories
from letters.docx_styles import fixed_part, languages_of, settings_part, styles_part
from letters.docx_text import HEAD, NAMES, Links, Writer, footnote
from letters.printable import printable
from letters.stationery.sheet import Sheet, unpacked
from letters.stationery.wearing import wearing

_LOOSE = 2_000  # names up to which files are not compressed, for the same bytes everywhere


def render_docx(document: LetterDocument) -> bytes:
    """Return the letter as DOCX; the same document gives the same bytes wherever it is made.

    Thousands of names are compressed, and then the bytes depend on the release of zlib.
    """
    out = io.BytesIO()
    write_docx(document, out)
    return out.getvalue()


def write_docx(
    document: LetterDocument, out: IO[bytes], *, groups: Sequence[NameGroup] | None = None
) -> None:
    """Write the letter as DOCX into `out`, a file that can be sought in.

    Args:
        groups: who signed, where the names are better read one by one than held all at once; then
            those of `document` are left aside.
    """
    parts = word_parts(document, groups=groups)
    counts = [one.count for one in groups] if groups is not None else [document.signatory_count]
    write_package(out, parts.files, parts.relations, pressed=sum(counts) > _LOOSE)


@dataclass(frozen=True, slots=True)
class WordParts:
    """The files of a Word document before they are packed."""

    files: dict[str, Content]
    relations: dict[str, Relations]
    numberings: list[int]  # each list's abstract definition, from number 1


def word_parts(
    document: LetterDocument,
    *,
    groups: Sequence[NameGroup] | None = None,
    stacked: bool = False,
) -> WordParts:
    """Return the letter as the parts of a Word document.

    Args:
        groups: as for `write_docx`.
        stacked: whether address blocks, signatures and names stand in no table.
    """
    # Names are cleaned as they are written.
    signed = replace(document, groups=())
    cleaned = replace(printable(signed), groups=document.groups)
    sheet = unpacked(cleaned.stationery) if cleaned.stationery else None
    layout = sheet.layout if sheet else None
    even = layout is not None and layout.even
    setup = page_setup(cleaned, _references(even=even), layout)
    text, notes = (Writer(cleaned.language, Links()) for _ in range(2))
    body = BodyWriter(cleaned, text, setup.text_width, stacked=stacked)
    body.letterhead = not (sheet and sheet.has_letterhead)
    whole = _pieces(body.all(), signatories(cleaned, text, setup, groups, stacked=stacked))
    files: dict[str, Content] = {
        "word/footnotes.xml": _footnotes(cleaned, text, notes),
        "word/numbering.xml": numbering(body.numberings),
        "word/document.xml": whole,
        "word/styles.xml": styles_part(cleaned, setup.text_width),
        "word/settings.xml": settings_part(cleaned, even=even),
        **{f"word/{name}": fixed_part(name) for name in ("fontTable.xml", "theme.xml")},
        **margin_parts(margin_texts(cleaned)),
        **_properties(cleaned),
        **text.pictures.files,
    }
    of_text = Relations(text.links.ids, text.pictures.names)
    relations = {"word/document.xml": of_text, "word/footnotes.xml": Relations(notes.links.ids)}
    parts = WordParts(files, relations, body.numberings)
    if sheet:
        _dress(cleaned, sheet, parts)
    return parts


def _dress(document: LetterDocument, sheet: Sheet, parts: WordParts) -> None:
    """Put the parts of a letter into its stationery."""
    files = parts.files
    worn = wearing(sheet, str(files["word/styles.xml"]), languages_of(document))
    files["word/styles.xml"] = worn.styles
    files["word/theme.xml"] = worn.theme(str(files["word/theme.xml"]))
    for name in ("word/footnotes.xml", "word/document.xml"):
        content = files[name]
        if not isinstance(content, bytes):
            files[name] = worn.named([content] if isinstance(content, str) else content)
    margins, relations = worn.margins(margin_texts(document))
    files.update(margins | worn.pictures())
    parts.relations.update(relations)


def _references(*, even: bool) -> str:
    """Return the references of the first section to heads and feet of pages."""
    kinds = ("first", "default", "even") if even else ("first", "default")
    return "".join(
        f'<w:{place}Reference w:type="{when}" r:id="rId{place.title()}{when.title()}"/>'
        for place in ("header", "footer")
        for when in kinds
    )


def _pieces(inner: str, names: Iterable[str]) -> Iterator[str]:
    yield f"{HEAD}<w:document {NAMES}><w:body>{inner}"
    yield from names
    yield "</w:body></w:document>"


def _footnotes(document: LetterDocument, text: Writer, notes: Writer) -> str:
    """Return Word's two separators and every note, in the order in which the text refers to it."""
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" '
        f'w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for kind, number in (("separator", -1), ("continuationSeparator", 0))
    )
    by_number = {note.number: note for note in document.notes}
    entries = (
        footnote(by_number[number], position, notes) for number, position in text.seen.items()
    )
    return f"{HEAD}<w:footnotes {NAMES}>{separators}{''.join(entries)}</w:footnotes>"


def _properties(document: LetterDocument) -> dict[str, str]:
    """Return the document's properties: ours alone, dated as the letter is."""
    core = {
        "dc:title": document.title,
        "dc:creator": document.letterhead.name,
        "cp:lastModifiedBy": document.letterhead.name,
        "dc:language": "" if document.language == "und" else document.language,
    }
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in core.items() if text)
    day: date | None = document.dated or (document.version.dated if document.version else None)
    if day:
        inner += "".join(
            f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z'
            f"</dcterms:{name}>"
            for name in ("created", "modified")
        )
    office = "http://schemas.openxmlformats.org"
    return {
        "docProps/core.xml": (
            f'{HEAD}<cp:coreProperties xmlns:cp="{office}/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"{inner}</cp:coreProperties>"
        ),
        "docProps/app.xml": (
            f'{HEAD}<Properties xmlns="{office}/officeDocument/2006/extended-properties">'
            "<Application>Undersigned</Application></Properties>"
        ),
    }
