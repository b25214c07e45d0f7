"""The letter as a Word document with real footnotes, lists, headings and columns.

The package is written part by part: python-docx knows no footnotes, names itself as author and
writes other bytes every second. What is written is read back by it in the tests.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import IO

from letters.document import LetterDocument
from letters.docx_body import BULLETS, DEMANDS, NUMBERS, BodyWriter
from letters.docx_frame import watermark
from letters.docx_package import Content, Relations, write_package
from letters.docx_signatories import NameGroup, PageSetup, page_setup, signatories
from letters.docx_text import (
    EAST_ASIAN_FONTS,
    Links,
    Look,
    Writer,
    footnote,
    paragraph,
    word_language,
)
from letters.frame import running_head
from letters.printable import printable
from letters.scripts import east_asian, is_rtl
from letters.wording import words

_FOLDER = Path(__file__).with_name("docx")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMES = f'xmlns:w="{_W}" xmlns:r="{_R}"'
_REFERENCES = "".join(
    f'<w:{kind}Reference w:type="{when}" r:id="rId{kind.title()}{when.title()}"/>'
    for kind in ("header", "footer")
    for when in ("first", "default")
)
_HEADER_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="4B4F57"/></w:pBdr>'
_LOOSE = 2_000  # names up to which files are not compressed, for the same bytes everywhere
_MARKS = {BULLETS: "bullet", NUMBERS: "decimal", DEMANDS: "decimal"}


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
    setup: PageSetup


def word_parts(
    document: LetterDocument,
    *,
    groups: Sequence[NameGroup] | None = None,
    stacked: bool = False,
) -> WordParts:
    """Return the letter as the parts of a Word document.

    Args:
        groups: as for `write_docx`.
        stacked: whether address blocks and signatures stand one below the other, never in a table.
    """
    # Names are cleaned as they are written.
    signed = replace(document, groups=())
    cleaned = replace(printable(signed), groups=document.groups)
    setup = page_setup(cleaned, _REFERENCES)
    text = Writer(cleaned.language, Links())
    body = BodyWriter(cleaned, text, setup.text_width, stacked=stacked)
    inner = body.all()
    notes = Writer(cleaned.language, Links())
    files: dict[str, Content] = {
        "word/footnotes.xml": _footnotes(cleaned, text, notes),
        "word/numbering.xml": numbering(body.numberings),
    }
    names = signatories(cleaned, text, setup, groups)
    files["word/document.xml"] = _pieces(inner, names)
    files |= _headers(cleaned) | _footers(cleaned)
    files["word/styles.xml"] = _styles(cleaned, setup.text_width)
    files["word/settings.xml"] = _settings(cleaned)
    files |= {f"word/{name}": _file(name) for name in ("fontTable.xml", "theme.xml")}
    files |= _properties(cleaned)
    files |= text.pictures.files
    relations = {
        "word/document.xml": Relations(text.links.ids, text.pictures.names),
        "word/footnotes.xml": Relations(notes.links.ids),
    }
    return WordParts(files, relations, body.numberings, setup)


def _pieces(inner: str, names: Iterable[str]) -> Iterator[str]:
    yield f"{HEAD}<w:document {NAMES}><w:body>{inner}"
    yield from names
    yield "</w:body></w:document>"


def _file(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _styles(document: LetterDocument, width: int) -> str:
    language = "x-none" if document.language == "und" else word_language(document.language)
    rtl, east = is_rtl(document.language), east_asian(document.language)
    values = {
        # Latin words in letters of other scripts: each of the three kinds has its own language.
        "language": "en-US" if rtl or east else language,
        "bidi_language": language if rtl else "ar-SA",
        "east_language": word_language(east or "zh-Hans"),
        "east_font": EAST_ASIAN_FONTS[east or "zh-Hans"],
        "bidi": "<w:bidi/>" if rtl else "",
        "width": str(width),
        # Arabic letters are joined, and neither they nor Chinese ones slant.
        "spaced": "" if rtl else '<w:caps/><w:spacing w:val="40"/>',
    }
    styles = _filled("styles.xml", values)
    return styles.replace("<w:i/><w:iCs/>", "") if rtl or east else styles


def _settings(document: LetterDocument) -> str:
    rtl, east = is_rtl(document.language), east_asian(document.language)
    values = {
        "hyphenation": "<w:autoHyphenation/>" if document.hyphenate else "",
        "east": f' w:eastAsia="{word_language(east)}"' if east else "",
        "bidi": f' w:bidi="{word_language(document.language)}"' if rtl else "",
    }
    return _filled("settings.xml", values)


def _filled(name: str, values: Mapping[str, str]) -> str:
    content = _file(name)
    for key, value in values.items():
        content = content.replace(f"{{{key}}}", value)
    return content


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


def numbering(numberings: list[int]) -> str:
    """Return the part that defines lists of these kinds, numbered from 1."""
    abstract = "".join(_abstract(kind) for kind in _MARKS)
    restart = '<w:lvlOverride w:ilvl="{}"><w:startOverride w:val="1"/></w:lvlOverride>'
    restarts = "".join(restart.format(level) for level in range(9))
    numbers = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/>'
        f"{restarts if kind == NUMBERS else ''}</w:num>"
        for number, kind in enumerate(numberings, 1)
    )
    return f"{HEAD}<w:numbering {NAMES}>{abstract}{numbers}</w:numbering>"


def _abstract(kind: int) -> str:
    """Return one kind of list: dashes, numbers, or the large numerals of the demands."""
    levels = []
    for level in range(1 if kind == DEMANDS else 9):
        left, hanging, look = 360 * (level + 1), 360, '<w:color w:val="8F1A12"/>'
        mark = "—" if kind == BULLETS else f"%{level + 1}."
        if kind == DEMANDS:
            left, hanging, mark = 560, 560, "%1"
            look += '<w:sz w:val="36"/><w:szCs w:val="36"/>'
        levels.append(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{_MARKS[kind]}"/>'
            f'<w:lvlText w:val="{mark}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>'
            f'<w:rPr><w:i w:val="0"/>{look}</w:rPr></w:lvl>'
        )
    multi = "singleLevel" if kind == DEMANDS else "hybridMultilevel"
    return (
        f'<w:abstractNum w:abstractNumId="{kind}"><w:multiLevelType w:val="{multi}"/>'
        f"{''.join(levels)}</w:abstractNum>"
    )


def _headers(document: LetterDocument) -> dict[str, str]:
    """Return the heads of pages: the mark on each, the short head from the second on."""
    write = Writer(document.language, Links()).runs
    mark = ""
    if document.mark:
        centred = '<w:jc w:val="center"/>'
        line = write(document.mark, Look("Accent", bold=True))
        mark = paragraph("Header", line + watermark(document.mark), properties=centred)
    head = write(running_head(document), Look(italic=True))
    later = mark + paragraph("Header", head, properties=_HEADER_RULE)
    inner = {"First": mark or paragraph("Header", ""), "Default": later}
    return {
        f"word/header{when}.xml": f"{HEAD}<w:hdr {NAMES}>{content}</w:hdr>"
        for when, content in inner.items()
    }


def _footers(document: LetterDocument) -> dict[str, str]:
    write = Writer(document.language, Links()).runs
    before, between = words(document.language).page
    field = '<w:fldSimple w:instr=" {} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    inner = (
        f"{write(f'{before} ')}{field.format('PAGE')}"
        f"{write(f' {between} ')}{field.format('NUMPAGES')}"
    )
    content = f"{HEAD}<w:ftr {NAMES}>{paragraph('Footer', inner)}</w:ftr>"
    return {f"word/footer{when}.xml": content for when in ("First", "Default")}


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
