"""Who signed, as a Word document sets it: each group under its heading, in columns. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from letters.document import LetterDocument, SignatoryGroup
from letters.docx_names import GAP, KEPT, Columned, NameRow, flowing, name_table
from letters.docx_text import TAB, Look, Writer, paragraph
from letters.frame import (
    colophon_lines,
    count_line,
    counts_line,
    name_line,
    names_affiliations,
    turned,
)
from letters.printable import printable_text
from letters.scripts import is_rtl
from letters.stationery.sheet import Layout
from letters.wording import words

_MARGIN = 1584  # 1.1 inches, in twentieths of a point like all lengths here
_SIZES = {"a4": (11906, 16838), "letter": (12240, 15840)}
_EXACT = 2_000  # names up to which columns are balanced by the width of letters


@dataclass(frozen=True, slots=True)
class NameGroup:
    """A group whose names come one by one: `count` says beforehand how many."""

    key: str
    label: str
    count: int
    names: Iterable[NameRow]
    affiliations: bool = False  # whether the sentence about affiliations is due


@dataclass(frozen=True, slots=True)
class Margins:
    """What surrounds the text of a page."""

    top: int = 1340
    right: int = _MARGIN
    bottom: int = 1220
    left: int = _MARGIN
    header: int = 680
    footer: int = 600

    @property
    def attributes(self) -> str:
        sides = (("top", self.top), ("right", self.right), ("bottom", self.bottom),
                 ("left", self.left), ("header", self.header), ("footer", self.footer),
                 ("gutter", 0))  # fmt: skip
        return " ".join(f'w:{name}="{value}"' for name, value in sides)


@dataclass(frozen=True, slots=True)
class PageSetup:
    """The paper and the parts that head and foot its pages."""

    width: int
    height: int
    references: str  # header and footer references; only the first section names them
    rtl: bool
    columns: int = 3  # of names
    margins: Margins = Margins()

    @property
    def text_width(self) -> int:
        return self.width - self.margins.left - self.margins.right

    def columned(self, *, exact: bool, kept: bool) -> Columned:
        return Columned(self.columns, self.text_width, exact, kept)

    def section(self, *, columns: int = 1, first: bool = False) -> str:
        """Return section properties; only the first section has a first page of its own."""
        several = f' w:num="{columns}" w:equalWidth="1"' if columns > 1 else ""
        return (
            f"<w:sectPr>{self.references if first else ''}"
            f'<w:type w:val="{"nextPage" if first else "continuous"}"/>'
            f'<w:pgSz w:w="{self.width}" w:h="{self.height}"/>'
            f"<w:pgMar {self.margins.attributes}/>"
            f'<w:cols w:space="{GAP}"{several}/>'
            f"{'<w:titlePg/>' if first else ''}{'<w:bidi/>' if self.rtl else ''}</w:sectPr>"
        )


def page_setup(
    document: LetterDocument, references: str, layout: Layout | None = None
) -> PageSetup:
    """Return the paper that `document` asks for, or the one of its template."""
    width, height = _SIZES[document.paper]
    rtl, columns = is_rtl(document.language), document.layout.columns
    if layout is None:
        return PageSetup(width, height, references, rtl, columns)
    sides = (layout.top, layout.right, layout.bottom, layout.left, layout.header, layout.footer)
    return PageSetup(layout.width, layout.height, references, rtl, columns, Margins(*sides))


def name_groups(document: LetterDocument) -> list[NameGroup]:
    """Return the document's own groups, as they are written."""
    return [_name_group(one, people=document.layout.people) for one in document.groups]


def _name_group(group: SignatoryGroup, *, people: bool) -> NameGroup:
    members, affiliations = group.signatories, names_affiliations(group)
    names: list[NameRow] = [(one.name, one.lead) for one in members]
    if people or affiliations:
        names = [(name_line(one, people=people), one.lead) for one in members]
    return NameGroup(group.key, group.label, len(members), names, affiliations)


def signatories(
    document: LetterDocument,
    writer: Writer,
    setup: PageSetup,
    groups: Sequence[NameGroup] | None = None,
    *,
    stacked: bool = False,
) -> Iterator[str]:
    """Yield all that follows the closing, up to and with the last section's properties.

    Args:
        groups: who signed, where they come from elsewhere than from `document`.
        stacked: whether names are paragraphs in sections of several columns, not in tables.
    """
    known = words(document.language)
    counted = count_line(document)
    if groups is not None:
        counted = counts_line([(one.key, one.label, one.count) for one in groups], known)
    shown = [one for one in (groups or name_groups(document)) if one.count]
    if shown:
        # A list without a label stands right under the sentence, which then ends its section.
        ends = setup.section(first=True) if stacked and not shown[0].label else ""
        yield _opening(counted, writer, ends)
    lines = turned(colophon_lines(document), document.language)
    exact = sum(one.count for one in shown) <= _EXACT
    for group in shown:
        if group.label or group is not shown[0]:
            ends = setup.section(first=group is shown[0]) if stacked else ""
            yield _heading(group, writer, ends)
        followed = group is shown[-1] and bool(lines)
        if stacked or setup.columns == 1:
            ends = setup.section(columns=setup.columns) if stacked else ""
            yield from flowing(group.names, writer, ends)
        else:
            kept = group.affiliations or followed
            yield from name_table(group.names, writer, setup.columned(exact=exact, kept=kept))
        if group.affiliations:
            yield _remark(writer, KEPT if followed else "")
    yield from _end(lines, writer, setup, signed=bool(shown), stacked=stacked)


def _opening(counted: str, writer: Writer, properties: str) -> str:
    heading = paragraph("Undersigned", writer.runs(words(writer.language).undersigned))
    return heading + paragraph("SignatoryCount", writer.runs(counted), properties=properties)


def _end(
    lines: Sequence[str], writer: Writer, setup: PageSetup, *, signed: bool, stacked: bool
) -> Iterator[str]:
    """Yield the colophon of these lines, and the properties of the last section."""
    if lines:
        yield paragraph("Colophon", writer.lines(lines))
    elif signed:
        yield paragraph("Remark", "")
    yield setup.section(first=not (stacked and signed))


def _remark(writer: Writer, properties: str) -> str:
    said = writer.runs(words(writer.language).identification)
    return paragraph("Remark", said, properties=properties)


def _heading(group: NameGroup, writer: Writer, properties: str) -> str:
    count = writer.runs(str(group.count), Look("GroupCount"))
    heading = writer.runs(printable_text(group.label)) + TAB + count
    return paragraph("SignatoryGroup", heading, properties=properties)
