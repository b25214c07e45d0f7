"""Who signed, as a Word document sets it: each group in columns of its own. Pure.

The columns are continuous sections, which Word balances; the names stay paragraphs that flow over
as many pages as they need, where a table of ten thousand rows would take minutes to open. They
are written in pieces, so that the names need not be held all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice

from letters.document import LetterDocument, Signatory
from letters.docx_text import TAB, Look, Writer, paragraph
from letters.frame import (
    colophon_lines,
    count_line,
    counts_line,
    name_line,
    names_affiliations,
    turned,
)
from letters.printable import is_printable, printable_text
from letters.scripts import is_own, is_rtl
from letters.stationery.sheet import Layout
from letters.wording import words

_MARGIN = 1584  # 1.1 inches, in twentieths of a point like all lengths here
_SIZES = {"a4": (11906, 16838), "letter": (12240, 15840)}
_GAP = 280
_PIECE = 512  # names that are written at once
_KEPT = "<w:keepNext/>"

NameRow = tuple[str, bool]  # the name as printed, and whether it is of a lead


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

    def section(self, *, columns: int = 1, first: bool = False) -> str:
        """Return section properties; only the first section has a first page of its own."""
        several = f' w:num="{columns}" w:equalWidth="1"' if columns > 1 else ""
        return (
            f"<w:sectPr>{self.references if first else ''}"
            f'<w:type w:val="{"nextPage" if first else "continuous"}"/>'
            f'<w:pgSz w:w="{self.width}" w:h="{self.height}"/>'
            f"<w:pgMar {self.margins.attributes}/>"
            f'<w:cols w:space="{_GAP}"{several}/>'
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
    return [
        NameGroup(
            group.key,
            group.label,
            len(group.signatories),
            _rows_of(group.signatories, people=document.layout.people),
            names_affiliations(group),
        )
        for group in document.groups
    ]


def _rows_of(signatories: Sequence[Signatory], *, people: bool) -> Iterable[NameRow]:
    if people or any(one.affiliation for one in signatories):
        return [(name_line(one, people=people), one.lead) for one in signatories]
    return [(one.name, one.lead) for one in signatories]


def signatories(
    document: LetterDocument,
    writer: Writer,
    setup: PageSetup,
    groups: Sequence[NameGroup] | None = None,
) -> Iterator[str]:
    """Yield all that follows the closing, up to and with the last section's properties.

    Args:
        groups: who signed, where they come from elsewhere than from `document`.
    """
    known = words(document.language)
    counted = count_line(document)
    if groups is not None:
        counted = counts_line([(one.key, one.label, one.count) for one in groups], known)
    shown = [one for one in (groups or name_groups(document)) if one.count]
    if shown:
        yield paragraph("Undersigned", writer.runs(known.undersigned))
        # A list without a label stands right under the sentence, which then ends its section.
        ends = "" if shown[0].label else setup.section(first=True)
        yield paragraph("SignatoryCount", writer.runs(counted), properties=ends)
    for group in shown:
        yield from _group(group, writer, setup, first=group is shown[0])
    lines = turned(colophon_lines(document), document.language)
    if lines:
        yield paragraph("Colophon", writer.lines(lines))
    elif shown:
        yield paragraph("Remark", "")
    yield setup.section(first=not shown)


def _group(group: NameGroup, writer: Writer, setup: PageSetup, *, first: bool) -> Iterator[str]:
    """Yield a group's heading, which ends a section of one column, then its names in columns."""
    if group.label or not first:
        count = writer.runs(str(group.count), Look("GroupCount"))
        heading = writer.runs(printable_text(group.label)) + TAB + count
        yield paragraph("SignatoryGroup", heading, properties=setup.section(first=first))
    yield from _names(group.names, writer, setup)
    if group.affiliations:
        yield paragraph("Remark", writer.runs(words(writer.language).identification))


def _names(names: Iterable[NameRow], writer: Writer, setup: PageSetup) -> Iterator[str]:
    """Yield the paragraphs of names, many in one piece; the last one ends their section."""
    lead = writer.runs(f" ({words(writer.language).lead})", Look("Soft"))
    coming = iter(names)
    rows = list(islice(coming, _PIECE))
    while following := list(islice(coming, _PIECE)):
        yield _rows(rows, writer, lead)
        rows = following
    if rows:
        yield _rows(rows[:-1], writer, lead)
        # What follows the names stays with the last of them.
        name, leads = rows[-1]
        ends = f"{_KEPT}{setup.section(columns=setup.columns)}"
        runs = writer.runs(printable_text(name)) + (lead if leads else "")
        yield paragraph("Signatory", runs, properties=ends)


def _rows(rows: list[NameRow], writer: Writer, lead: str) -> str:
    if not any(leads for _, leads in rows):
        return _written([name for name, _ in rows], writer) if rows else ""
    return "".join(_written([name], writer, lead if leads else "") for name, leads in rows)


def _written(names: list[str], writer: Writer, after: str = "") -> str:
    """Return a paragraph for each name; in one go where nothing in any of them is unusual."""
    together = "\n".join(names)
    unlike_ascii = together.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    characters = unlike_ascii.decode("utf-8", "surrogatepass")
    if is_printable(names, together, characters) and is_own(characters, writer.language):
        text = escape(together, quote=False)
        return f"{_OPEN}<w:r><w:t>{text.replace(_NEXT, _BETWEEN)}</w:t></w:r>{after}</w:p>"
    if len(names) > 1:
        middle = len(names) // 2
        return _written(names[:middle], writer) + _written(names[middle:], writer)
    return f"{_OPEN}{writer.runs(printable_text(names[0]))}{after}</w:p>"


_NEXT = "\n"
_ASCII = bytes([0x0A, *range(0x20, 0x7F)])  # nothing in these can be unusual
_OPEN = '<w:p><w:pPr><w:pStyle w:val="Signatory"/></w:pPr>'
_BETWEEN = f"</w:t></w:r></w:p>{_OPEN}<w:r><w:t>"
