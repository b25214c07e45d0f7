"""Captions: which line of that style belongs to which table or picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from letters.document import Figure, NoteRef, Table, Text
from letters.reading.findings import Findings, quoted
from letters.reading.lines import Line


def with_captions(lines: Sequence[Line], findings: Findings) -> list[Line]:
    """Return the lines, each caption in the table or picture beside it; others become text.

    A picture has its caption below it, a table above; only where nothing stands there, the other
    way round.
    """
    result = list(lines)
    for position, line in enumerate(lines):
        if line.kind != "caption":
            continue
        result[position] = replace(line, kind="text")
        target = _target(result, position)
        findings.place = f"paragraph {line.number}"
        if target is not None and _may_caption(line, result[target], findings):
            result[target] = _captioned(result[target], line)
            result[position] = replace(line, kind="empty")
    return [line for line in result if line.kind != "empty"]


def _target(lines: Sequence[Line], position: int) -> int | None:
    """Return where the table or picture stands that the line at `position` may describe."""
    free = [
        place
        for place in (position - 1, position + 1)
        if 0 <= place < len(lines) and _is_free(lines[place])
    ]
    usual = [
        place for place in free if isinstance(lines[place].block, Figure) == (place < position)
    ]
    return next(iter([*usual, *free]), None)


def _is_free(line: Line) -> bool:
    return line.block is not None and not line.block.caption


def _may_caption(caption: Line, line: Line, findings: Findings) -> bool:
    """Return whether the line can hold the caption: that of a table is words alone."""
    if isinstance(line.block, Figure):
        return True
    if any(isinstance(part, NoteRef) for part in caption.content):
        findings.here(f"the caption has a note and became a paragraph: {quoted(caption.text)}")
        return False
    if any(isinstance(p, Text) and (p.bold or p.italic or p.href) for p in caption.content):
        findings.count("looks and links in the caption of a table were left out")
    return True


def _captioned(line: Line, caption: Line) -> Line:
    if isinstance(line.block, Table):
        words = Text(" ".join(caption.text.split("\n")))
        return replace(line, block=replace(line.block, caption=(words,)))
    if isinstance(line.block, Figure):
        return replace(line, block=replace(line.block, caption=caption.content))
    return line
