"""Heads and feet of a Word document's pages: mark, short head, page numbers. Pure."""

from __future__ import annotations

from letters.document import LetterDocument
from letters.docx_frame import watermark
from letters.docx_text import HEAD, NAMES, Links, Look, Writer, paragraph
from letters.frame import running_head
from letters.stationery.wearing import MarginTexts
from letters.wording import words

_HEADER_RULE = (
    '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="4B4F57"/></w:pBdr>'
    '<w:spacing w:after="160"/>'
)


def margin_texts(document: LetterDocument) -> MarginTexts:
    """Return what of the letter stands on its pages, as paragraphs."""
    write = Writer(document.language, Links()).runs
    mark = ""
    if document.mark:
        centred = '<w:jc w:val="center"/>'
        line = write(document.mark, Look("Accent", bold=True))
        mark = paragraph("Header", line + watermark(document.mark), properties=centred)
    head = write(running_head(document), Look(italic=True))
    before, between = words(document.language).page
    field = '<w:fldSimple w:instr=" {} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    pages = (
        f"{write(f'{before} ')}{field.format('PAGE')}"
        f"{write(f' {between} ')}{field.format('NUMPAGES')}"
    )
    later = paragraph("Header", head, properties=_HEADER_RULE)
    return MarginTexts(mark, later, paragraph("Footer", pages))


def margin_parts(texts: MarginTexts) -> dict[str, str]:
    """Return the heads and feet of pages: the mark on each, the short head from the second on."""
    first = texts.mark or paragraph("Header", "")
    heads = {"First": first, "Default": texts.mark + texts.later}
    parts = {
        f"word/header{when}.xml": f"{HEAD}<w:hdr {NAMES}>{content}</w:hdr>"
        for when, content in heads.items()
    }
    feet = f"{HEAD}<w:ftr {NAMES}>{texts.page}</w:ftr>"
    return parts | {f"word/footer{when}.xml": feet for when in heads}
