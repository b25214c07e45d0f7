"""The names of a group in a Word document: columns in a table without rules. Pure.

Each row of the table is a piece that stays on its page, and each cell of it a column: a name is cut
neither between columns nor between pages. Columns of a section would be left to who opens the
document, and LibreOffice cuts names there, whatever their paragraphs ask for. Names are written in
pieces, so that they need not be held all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import islice

from letters.docx_text import Look, Writer, paragraph
from letters.name_columns import Columns, height_of, pieces, rough_heights
from letters.printable import is_printable, printable_text
from letters.scripts import is_own, is_rtl
from letters.wording import words

NameRow = tuple[str, bool]  # the name as printed, and whether it is of a lead

GAP = 280  # between columns, in twentieths of a point like all lengths here
_LETTER = 1.74  # the size of a name’s letters, in hundredths of which widths are counted
_HANG = 160  # how far the second line of a name is set in
_BELOW = 40  # what stands free between two pieces
_AT_ONCE = 1024  # names that are written at once
_NEXT = "\n"
_ASCII = bytes([0x0A, *range(0x20, 0x7F)])  # nothing in these can be unusual
_STYLE = '<w:pStyle w:val="Signatory"/>'
_OPEN, _CLOSE = f"<w:p><w:pPr>{_STYLE}</w:pPr>", "</w:p>"
KEPT = "<w:keepNext/>"
_EMPTY = paragraph("AfterTable", "")  # a cell must hold a paragraph


@dataclass(frozen=True, slots=True)
class Columned:
    """How the names of a group are set.

    Args:
        width: of the text.
        exact: whether heights are counted by the width of letters, which takes longer.
        kept: whether what follows the names stays on the page of the last of them.
    """

    columns: int
    width: int
    exact: bool
    kept: bool

    @property
    def column(self) -> int:
        """The width of a column with what stands free beside it."""
        return (self.width + GAP) // self.columns

    def heights(self, names: Sequence[str]) -> list[int]:
        room = int((self.column - GAP) / _LETTER)
        if not self.exact:
            return rough_heights(names, room)
        return [height_of(name, room, int(_HANG / _LETTER)) for name in names]

    def opening(self, *, rtl: bool) -> str:
        """Return the start of the table, which is as wide as the text and what stands free."""
        half = GAP // 2
        grid = f'<w:gridCol w:w="{self.column}"/>' * self.columns
        return (
            f"<w:tbl><w:tblPr>{'<w:bidiVisual/>' if rtl else ''}"
            f'<w:tblW w:w="{self.column * self.columns}" w:type="dxa"/>'
            f'<w:tblInd w:w="{-half}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
            f'<w:left w:w="{half}" w:type="dxa"/><w:bottom w:w="{_BELOW}" w:type="dxa"/>'
            f'<w:right w:w="{half}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>"
        )

    def rows(self, shown: Sequence[Columns], names: _Written) -> str:
        """Return rows of the table, one for each piece of the names, in one go."""
        cell = f'<w:tc><w:tcPr><w:tcW w:w="{self.column}" w:type="dxa"/></w:tcPr>'
        opening = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell}{names.start}"
        closing = f"{names.end}</w:tc></w:tr>"
        beside = f"{names.end}</w:tc>{cell}{names.start}"
        between = names.end + names.start
        parts = []
        for piece in shown:
            columns = [between.join(names.names[one.start : one.stop]) for one in piece]
            parts.append(opening)
            for column in columns[:-1]:
                parts += (column, beside)
            parts.append(columns[-1])
            missing = f"</w:tc>{cell}{_EMPTY}" * (self.columns - len(piece))
            parts.append(f"{names.end}{missing}</w:tc></w:tr>" if missing else closing)
        return "".join(parts)


def name_table(names: Iterable[NameRow], writer: Writer, setting: Columned) -> Iterator[str]:
    """Yield the table of a group's names, many rows at once."""
    yield setting.opening(rtl=is_rtl(writer.language))
    coming = iter(names)
    rows = list(islice(coming, _AT_ONCE))
    while rows:
        following = list(islice(coming, _AT_ONCE))
        texts, leads = zip(*rows, strict=True)
        shown = pieces(setting.heights(texts), setting.columns, more=bool(following))
        written = _written(texts, leads, writer)
        end = len(shown) - (setting.kept and not following)
        yield setting.rows(shown[:end], written)
        yield setting.rows(shown[end:], written.with_properties(KEPT))
        rows = rows[shown[-1][-1].stop if shown else 0 :] + following
    yield "</w:tbl>"


def flowing(names: Iterable[NameRow], writer: Writer, ends: str) -> Iterator[str]:
    """Yield the names as paragraphs; the last has the properties `ends` too."""
    coming = iter(names)
    rows = list(islice(coming, _AT_ONCE))
    while rows:
        following = list(islice(coming, _AT_ONCE))
        texts, leads = zip(*rows, strict=True)
        written = _written(texts, leads, writer)
        last = len(rows) - (not following)
        if last:
            yield written.paragraphs(0, last)
        if not following:
            yield written.with_properties(KEPT + ends).paragraphs(last, len(rows))
        rows = following


@dataclass(frozen=True, slots=True)
class _Written:
    """Names as XML; `start` and `end` stand around each of them, for many are quickly joined."""

    names: Sequence[str]
    start: str
    end: str

    def paragraphs(self, start: int, stop: int) -> str:
        between = self.end + self.start
        return f"{self.start}{between.join(self.names[start:stop])}{self.end}"

    def with_properties(self, properties: str) -> _Written:
        """Return the names with further properties of their paragraphs."""
        return replace(self, start=self.start.replace(_STYLE, _STYLE + properties))


def _written(names: Sequence[str], leads: Sequence[bool], writer: Writer) -> _Written:
    """Return the names as XML; in one go where nothing in any of them is unusual."""
    if not any(leads) and (plain := _plain(names, writer)):
        return _Written(plain, f"{_OPEN}<w:r><w:t>", f"</w:t></w:r>{_CLOSE}")
    lead = writer.runs(f" ({words(writer.language).lead})", Look("Soft"))
    return _Written(
        [
            writer.runs(printable_text(name)) + (lead if leading else "")
            for name, leading in zip(names, leads, strict=True)
        ],
        _OPEN,
        _CLOSE,
    )


def _plain(names: Sequence[str], writer: Writer) -> list[str] | None:
    """Return the names as texts of one run each, or None where something in one is unusual."""
    together = _NEXT.join(names)
    unlike_ascii = together.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    characters = "".join(set(unlike_ascii.decode("utf-8", "surrogatepass")))
    if is_printable(names, together, characters) and is_own(characters, writer.language):
        return escape(together, quote=False).split(_NEXT)
    return None
