"""Who signed, as a Word document sets it: each group in three columns of its own. Pure.

The columns are continuous sections, which Word balances; the names stay paragraphs that flow over
as many pages as they need, where a table of ten thousand rows would take minutes to open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from letters.document import LetterDocument, SignatoryGroup
from letters.docx_text import TAB, Look, Writer, paragraph
from letters.frame import colophon_lines, count_line, name_line, names_affiliations
from letters.scripts import is_rtl
from letters.wording import words

_MARGIN = 1584  # 1.1 inches, in twentieths of a point like all lengths here
_SIZES = {"a4": (11906, 16838), "letter": (12240, 15840)}
_GAP = 280
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class PageSetup:
    """The paper and the parts that head and foot its pages."""

    width: int
    height: int
    references: str  # header and footer references; only the first section names them
    rtl: bool

    @property
    def text_width(self) -> int:
        return self.width - 2 * _MARGIN

    def section(self, *, columns: int = 1, first: bool = False) -> str:
        """Return section properties; only the first section has a first page of its own."""
        several = f' w:num="{columns}" w:equalWidth="1"' if columns > 1 else ""
        return (
            f"<w:sectPr>{self.references if first else ''}"
            f'<w:type w:val="{"nextPage" if first else "continuous"}"/>'
            f'<w:pgSz w:w="{self.width}" w:h="{self.height}"/>'
            f'<w:pgMar w:top="1340" w:right="{_MARGIN}" w:bottom="1220" w:left="{_MARGIN}"'
            ' w:header="680" w:footer="600" w:gutter="0"/>'
            f'<w:cols w:space="{_GAP}"{several}/>'
            f"{'<w:titlePg/>' if first else ''}{'<w:bidi/>' if self.rtl else ''}</w:sectPr>"
        )


def page_setup(document: LetterDocument, references: str) -> PageSetup:
    """Return the paper that `document` asks for."""
    width, height = _SIZES[document.paper]
    return PageSetup(width, height, references, is_rtl(document.language))


def signatories(document: LetterDocument, writer: Writer, setup: PageSetup) -> str:
    """Return all that follows the closing, up to and with the last section's properties."""
    parts = []
    groups = [group for group in document.groups if group.signatories]
    if groups:
        parts.append(paragraph("Undersigned", writer.runs(words(document.language).undersigned)))
        parts.append(paragraph("SignatoryCount", writer.runs(count_line(document))))
    for group in groups:
        parts += _group(group, writer, setup, first=group is groups[0])
    lines = colophon_lines(document)
    if lines:
        parts.append(paragraph("Colophon", writer.lines(lines)))
    elif groups:
        parts.append(paragraph("Remark", ""))
    return "".join(parts) + setup.section(first=not groups)


def _group(
    group: SignatoryGroup, writer: Writer, setup: PageSetup, *, first: bool
) -> Iterator[str]:
    """Yield a group's heading, which ends a section of one column, then its names in three."""
    count = writer.runs(str(len(group.signatories)), Look("GroupCount"))
    heading = writer.runs(group.label) + TAB + count
    yield paragraph("SignatoryGroup", heading, properties=setup.section(first=first))
    known = words(writer.language)
    names = list(group.signatories)
    for signatory in names:
        runs = writer.runs(name_line(signatory))
        if signatory.lead:
            runs += writer.runs(f" ({known.lead})", Look("Soft"))
        last = setup.section(columns=_COLUMNS) if signatory is names[-1] else ""
        yield paragraph("Signatory", runs, properties=last)
    if names_affiliations(group):
        yield paragraph("Remark", writer.runs(known.identification))
