"""What frames the letter's text in a Word document: letterhead, addressees, closing. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from letters.document import HandSignature, LetterDocument
from letters.docx_text import BREAK, TAB, Look, Writer, paragraph
from letters.frame import closing_lists, contact_lines, hand_lines, turned
from letters.picture_size import HAND, LOGO, filled, fitted
from letters.scripts import is_rtl

_BOTTOM_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="{}" w:space="{}" w:color="16181D"/></w:pBdr>'
_PEN = '<w:spacing w:before="560"/>'  # room for a signature, in twentieths of a point
_LONGEST_WATERMARK = 70


def letterhead(document: LetterDocument, writer: Writer) -> Iterator[str]:
    """Yield the logos, then the sender at the left and how to reach them opposite."""
    head, write = document.letterhead, writer.runs
    if head.logos:
        runs = (writer.pictures.run(logo, filled(logo, LOGO)) for logo in head.logos)
        gap = '<w:r><w:t xml:space="preserve">    </w:t></w:r>'
        yield paragraph("LetterheadLogos", gap.join(runs))
    if not head.name:
        return
    left = [write(head.name, Look("SenderName"))]
    if head.line:
        left.append(write(head.line, Look(italic=True)))
    contact = turned(contact_lines(document), document.language)
    right = [write(line, Look("SenderContact")) for line in contact]
    rows = max(len(left), len(right))
    left += [""] * (rows - len(left))
    right += [""] * (rows - len(right))
    for row, (one, other) in enumerate(zip(left, right, strict=True)):
        style = "LetterheadName" if row == 0 else "LetterheadLine"
        rule = _BOTTOM_RULE.format(6, 8) if row == rows - 1 and row else ""
        yield paragraph(style, one + (TAB + other if other else ""), properties=rule)


def addressees(
    document: LetterDocument, writer: Writer, width: int, *, stacked: bool = False
) -> Iterator[str]:
    """Yield the address blocks, two beside each other; `width` in twentieths of a point.

    In letters from right to left they stand one below the other: LibreOffice 7.4 never ends laying
    out some such letters where the blocks are a table and notes stand on the same page.
    """
    blocks = [paragraph("Addressee", writer.lines(one.lines)) for one in document.addressees]
    if len(blocks) < 2 or stacked or is_rtl(document.language):
        yield from blocks
        return
    yield from _in_two_columns(blocks, paragraph("Addressee", ""), width)


def closing(
    document: LetterDocument, writer: Writer, width: int, *, stacked: bool = False
) -> Iterator[str]:
    """Yield the closing, who signs by hand, the enclosures and who gets a copy."""
    if document.closing:
        yield paragraph("Closing", writer.runs(document.closing))
    hands = [_hand(one, writer) for one in document.hand_signatures]
    if len(hands) < 2 or stacked or is_rtl(document.language):
        yield from hands
    else:
        yield from _in_two_columns(hands, paragraph("HandName", ""), width)
        yield paragraph("AfterTable", "")
    for word, items in closing_lists(document):
        text = writer.runs(word, Look("Soft")) + BREAK + writer.lines(items)
        yield paragraph("AfterClosing", text)


def _hand(signature: HandSignature, writer: Writer) -> str:
    picture = signature.picture
    drawn = writer.pictures.run(picture, fitted(picture, HAND)) if picture else ""
    room = "" if picture else _PEN
    return paragraph("HandSignature", drawn, properties=room) + paragraph(
        "HandName", writer.lines(hand_lines(signature))
    )


def _in_two_columns(blocks: list[str], empty: str, width: int) -> Iterator[str]:
    """Yield a table without rules, whose rows stay whole and on one page."""
    half = width // 2
    cell = f'<w:tc><w:tcPr><w:tcW w:w="{half}" w:type="dxa"/></w:tcPr>{{}}</w:tc>'
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{half * 2}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="200" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    grid = f'<w:gridCol w:w="{half}"/>' * 2
    yield f"<w:tblGrid>{grid}</w:tblGrid>"
    for start in range(0, len(blocks), 2):
        cells = [*blocks[start : start + 2], empty][:2]
        inner = "".join(cell.format(one) for one in cells)
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{inner}</w:tr>"
    yield "</w:tbl>"


def watermark(mark: str) -> str:
    """Return a run that draws `mark` large and pale across the page, behind the text."""
    text = escape(mark if len(mark) <= _LONGEST_WATERMARK else mark[: _LONGEST_WATERMARK - 1] + "…")
    width = min(500, 60 + 40 * len(mark))
    height = min(90, max(18, 2 * width // max(len(mark), 1)))
    style = (
        f"position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;"
        "rotation:315;z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        "mso-position-vertical-relative:margin"
    )
    return (
        '<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office">'
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
        '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
        '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
        '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" '
        'o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        '<v:shape id="Watermark" o:spid="_x0000_s2049" type="#_x0000_t136" alt="" '
        f'style="{style}" o:allowincell="f" fillcolor="#d9d5d4" stroked="f">'
        f'<v:fill opacity=".5"/><v:textpath style="font-family:Georgia;font-size:1pt" '
        f'string="{text}"/></v:shape></w:pict></w:r>'
    )
