"""Tables: which are data, which are lines of an address, and which no letter can hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lxml import etree

from letters.document import Break, Inline, Inlines, NoteRef, Table, Text
from letters.reading.findings import Findings, whole
from letters.reading.package import W
from letters.reading.styles import switch, value
from letters.reading.words import words

MOST_ROWS = 100
MOST_COLUMNS = 10
LONGEST_CELL = 1_000  # characters; more is a page set in columns

ReadCell = Callable[[etree._Element], list[Inlines]]  # a cell's paragraphs that say something
_MERGED = ("gridSpan", "vMerge", "hMerge", "cellMerge")
_DRAWN = tuple(W + name for name in ("drawing", "pict", "object"))


def rows_of(table: etree._Element) -> list[list[etree._Element]]:
    """Return the cells of each row; those of a table inside one belong to that."""
    rows: list[list[etree._Element]] = []
    for row in table.iter(W + "tr"):
        if next(row.iterancestors(W + "tbl"), None) is table:
            cells = (c for c in row.iter(W + "tc") if next(c.iterancestors(W + "tr")) is row)
            rows.append(list(cells))
    return rows


def is_one_column(rows: Sequence[Sequence[etree._Element]]) -> bool:
    """Return whether a table is only a frame around paragraphs."""
    return all(len(row) <= 1 for row in rows)


def why_no_data(table: etree._Element, rows: Sequence[Sequence[etree._Element]]) -> str:
    """Return why the table can't stand in a letter; "" where it can."""
    long = any(len(words(cell)) > LONGEST_CELL for row in rows for cell in row)
    reasons = {
        "a table stands inside it": any(True for _ in table.iterdescendants(W + "tbl")),
        "cells are merged": any(_is_merged(one) for one in table.iter(W + "trPr", W + "tcPr")),
        "its rows have different numbers of cells": len({len(row) for row in rows}) > 1,
        "it has one row only": len(rows) == 1,
        f"it is larger than {MOST_ROWS} rows and {MOST_COLUMNS} columns": (
            len(rows) > MOST_ROWS or len(rows[0]) > MOST_COLUMNS
        ),
        "a picture stands inside it": next(table.iter(*_DRAWN), None) is not None,
        f"a cell has more than {LONGEST_CELL} characters": long,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _is_merged(properties: etree._Element) -> bool:
    if value(properties, "gridSpan") not in (None, "0", "1"):
        return True
    before, after = value(properties, "gridBefore"), value(properties, "gridAfter")
    return any(value(properties, name) is not None for name in _MERGED[1:]) or any(
        said not in (None, "0") for said in (before, after)
    )


def tell_table(rows: Sequence[Sequence[etree._Element]], why: str, findings: Findings) -> None:
    """Tell of a table that was left out, with all its words."""
    count = f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}"
    findings.here(f"a table with {count} was left out, for {why}; its words follow row by row")
    for number, row in enumerate(rows, 1):
        said = " | ".join(words(cell) for cell in row)
        if said.strip(" |"):
            findings.here(f"row {number} of that table: {whole(said)}")


def read_table(
    table: etree._Element,
    rows: Sequence[Sequence[etree._Element]],
    read_cell: ReadCell,
    findings: Findings,
) -> Table | None:
    """Return the table's cells, line by line joined; None where no cell says anything."""
    cells = tuple(tuple(_joined(read_cell(cell)) for cell in row) for row in rows)
    if not any(cell for row in cells for cell in row):
        return None
    said = value(table.find(W + "tblPr"), "tblCaption") or value(
        table.find(W + "tblPr"), "tblDescription"
    )
    if said:
        findings.here(f"the table’s description was left out: {whole(said)}")
    heads = [switch(row.find(W + "trPr"), "tblHeader") for row in table.findall(W + "tr")]
    if sum(head or 0 for head in heads) > 1:
        findings.here("the table has several head rows; all but the first became rows")
    first = cells[0]
    marked = bool(heads and heads[0]) or (len(cells) > 1 and all(_is_bold(cell) for cell in first))
    has_head = marked and not any(isinstance(part, NoteRef) for cell in first for part in cell)
    if marked and not has_head:
        findings.here("the table’s head row has notes, which no head has; it became a row")
    how = "its first row as head" if has_head else "without a head row"
    findings.here(f"a table with {len(cells)} rows and {len(first)} columns was taken, {how}")
    if has_head:
        return Table((tuple(_bare(cell, findings) for cell in first), *cells[1:]), 1)
    return Table(cells, 0)


def _joined(paragraphs: Sequence[Inlines]) -> Inlines:
    parts: list[Inline] = []
    for paragraph in paragraphs:
        parts += [Break(), *paragraph] if parts else paragraph
    return tuple(parts)


def _is_bold(cell: Inlines) -> bool:
    texts = [part for part in cell if isinstance(part, Text)]
    return bool(texts) and all(part.bold for part in texts)


def _bare(cell: Inlines, findings: Findings) -> Inlines:
    """Return a head cell as its words alone: what a head has, the letter gives it."""
    if any(isinstance(part, Text) and (part.italic or part.href) for part in cell):
        findings.count("italics and links in the head row of a table were left out")
    said = "".join(part.text if isinstance(part, Text) else " " for part in cell)
    bare = " ".join(said.split(" ")).strip(" ")
    return (Text(bare),) if bare else ()
