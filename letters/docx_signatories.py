"""Who signed, as a Word document sets it: each group in columns of its own. Pure.

The columns are continuous sections, which Word balances; the names stay paragraphs that flow over
as many pages as they need, where a table of ten thousand rows would take minutes to open. They
are written in pieces, so that the names need not be held all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from letters.document import LetterDocument
from letters.docx_text import TAB, Look, Writer, paragraph
from letters.frame import colophon_lines, count_line, counts_line, name_line, names_affiliations
from letters.printable import printable_text
from letters.scripts import is_own, is_rtl
from letters.wording import words

_MARGIN = 1584  # 1.1 inches, in twentieths of a point like all lengths here
_SIZES = {"a4": (11906, 16838), "letter": (12240, 15840)}
_GAP = 280
_PIECE = 2_000  # names that are written at once
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
class PageSetup:
    """The paper and the parts that head and foot its pages."""

    width: int
    height: int
    references: str  # header and footer references; only the first section names them
    rtl: bool
    columns: int = 3  # of names

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
    rtl = is_rtl(document.language)
    return PageSetup(width, height, references, rtl, document.layout.columns)


def name_groups(document: LetterDocument) -> list[NameGroup]:
    """Return the document's own groups, as they are written."""
    people = document.layout.people
    return [
        NameGroup(
            group.key,
            group.label,
            len(group.signatories),
            ((name_line(one, people=people), one.lead) for one in group.signatories),
            names_affiliations(group),
        )
        for group in document.groups
    ]


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
    lines = colophon_lines(document)
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
    lead_runs = writer.runs(f" ({words(writer.language).lead})", Look("Soft"))
    own = is_own(writer.language)
    held: tuple[str, str] | None = None
    piece: list[str] = []
    for name, leads in names:
        if held:
            piece.append(f"{_OPEN}</w:pPr>{held[0]}{held[1]}</w:p>")
        if len(piece) >= _PIECE:
            yield "".join(piece)
            piece.clear()
        cleaned = printable_text(name)
        if own(cleaned):
            runs = f"<w:r><w:t>{escape(cleaned, quote=False)}</w:t></w:r>"
        else:
            runs = writer.runs(cleaned)
        held = runs, lead_runs if leads else ""
    if held:
        # What follows the names stays with the last of them.
        ends = f"{_KEPT}{setup.section(columns=setup.columns)}"
        piece.append(paragraph("Signatory", "".join(held), properties=ends))
    yield "".join(piece)


_OPEN = '<w:p><w:pPr><w:pStyle w:val="Signatory"/>'
