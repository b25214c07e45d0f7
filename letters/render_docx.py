"""The letter as a Word document with real footnotes, lists, headings and columns.

The package is written part by part: python-docx knows no footnotes, names itself as author and
writes other bytes every second. What is written is read back by it in the tests.
"""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path

from letters.document import LetterDocument
from letters.docx_body import BULLETS, DEMANDS, NUMBERS, BodyWriter
from letters.docx_package import Part, package
from letters.docx_signatories import page_setup, signatories
from letters.docx_text import Links, Look, Writer, footnote, paragraph, word_language
from letters.frame import running_head
from letters.printable import printable
from letters.scripts import is_rtl
from letters.wording import words

_FOLDER = Path(__file__).with_name("docx")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMES = f'xmlns:w="{_W}" xmlns:r="{_R}"'
_REFERENCES = "".join(
    f'<w:{kind}Reference w:type="{when}" r:id="rId{kind.title()}{when.title()}"/>'
    for kind in ("header", "footer")
    for when in ("first", "default")
)
_HEADER_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="4B4F57"/></w:pBdr>'
_MARKS = {BULLETS: "bullet", NUMBERS: "decimal", DEMANDS: "decimal"}


def render_docx(document: LetterDocument) -> bytes:
    """Return the letter as DOCX; the same document always gives the same bytes."""
    document = printable(document)
    setup = page_setup(document, _REFERENCES)
    text = Writer(document.language, Links())
    body = BodyWriter(document, text, setup.text_width)
    inner = body.all() + signatories(document, text, setup)
    notes = Writer(document.language, Links())
    parts = {
        "word/document.xml": Part("document", f"<w:body>{inner}</w:body>", text.links.ids),
        "word/footnotes.xml": Part("footnotes", _footnotes(document, text, notes), notes.links.ids),
        "word/numbering.xml": Part("numbering", _numbering(body.numberings)),
    }
    files = {
        name: f"{_HEAD}<w:{part.root} {_NAMES}>{part.inner}</w:{part.root}>"
        for name, part in parts.items()
    }
    files |= _headers(document) | _footers(document)
    files["word/styles.xml"] = _styles(document, setup.text_width)
    files |= {
        f"word/{name}": _file(name) for name in ("settings.xml", "fontTable.xml", "theme.xml")
    }
    files |= _properties(document)
    return package(files, {name: part.links for name, part in parts.items()})


def _file(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _styles(document: LetterDocument, width: int) -> str:
    language = "x-none" if document.language == "und" else word_language(document.language)
    rtl = is_rtl(document.language)
    values = {
        "language": language,
        "bidi_language": language if rtl else "ar-SA",
        "bidi": "<w:bidi/>" if rtl else "",
        "width": str(width),
    }
    styles = _file("styles.xml")
    for name, value in values.items():
        styles = styles.replace(f"{{{name}}}", value)
    return styles


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
    return separators + "".join(entries)


def _numbering(numberings: list[int]) -> str:
    abstract = "".join(_abstract(kind) for kind in _MARKS)
    restart = '<w:lvlOverride w:ilvl="{}"><w:startOverride w:val="1"/></w:lvlOverride>'
    restarts = "".join(restart.format(level) for level in range(9))
    numbers = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/>'
        f"{restarts if kind == NUMBERS else ''}</w:num>"
        for number, kind in enumerate(numberings, 1)
    )
    return abstract + numbers


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
        mark = paragraph(
            "Header", write(document.mark, Look("Accent", bold=True)), properties=centred
        )
    head = write(running_head(document), Look(italic=True))
    later = mark + paragraph("Header", head, properties=_HEADER_RULE)
    inner = {"First": mark or paragraph("Header", ""), "Default": later}
    return {
        f"word/header{when}.xml": f"{_HEAD}<w:hdr {_NAMES}>{content}</w:hdr>"
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
    content = f"{_HEAD}<w:ftr {_NAMES}>{paragraph('Footer', inner)}</w:ftr>"
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
            f'{_HEAD}<cp:coreProperties xmlns:cp="{office}/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"{inner}</cp:coreProperties>"
        ),
        "docProps/app.xml": (
            f'{_HEAD}<Properties xmlns="{office}/officeDocument/2006/extended-properties">'
            "<Application>Undersigned</Application></Properties>"
        ),
    }
