"""Tables of the letter's text as Word tables, their first row marked as heading. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from letters.document import Inlines, Table
from letters.docx_text import Writer, paragraph
from letters.table_columns import shares

_RULES = (
    '<w:tblBorders><w:top w:val="single" w:sz="6" w:space="0" w:color="16181D"/>'
    '<w:bottom w:val="single" w:sz="6" w:space="0" w:color="16181D"/>'
    '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="CFD2D6"/></w:tblBorders>'
)


def table(block: Table, writer: Writer, width: int, *, rtl: bool) -> Iterator[str]:
    """Yield a caption and a table as wide as the text, `width` in twentieths of a point."""
    if block.caption:
        yield paragraph("TableCaption", writer.inline(block.caption))
    widths = [int(width * share) for share in shares(block)]
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    yield (
        f"<w:tbl><w:tblPr>{'<w:bidiVisual/>' if rtl else ''}"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>{_RULES}<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="160" w:type="dxa"/>'
        f"</w:tblCellMar>{_LOOK}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )
    for position, row in enumerate(block.rows):
        yield _row(row, widths, writer, heads=position < block.header_rows)
    yield "</w:tbl>"
    yield paragraph("AfterTable", "")


_LOOK = (
    '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
    ' w:noHBand="1" w:noVBand="1"/>'
)


def _row(row: tuple[Inlines, ...], widths: list[int], writer: Writer, *, heads: bool) -> str:
    style = "TableHead" if heads else "TableText"
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraph(style, writer.inline(cell))}</w:tc>"
        for cell, width in zip(row, widths, strict=True)
    )
    header = "<w:tblHeader/>" if heads else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{cells}</w:tr>"
