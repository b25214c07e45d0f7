"""Putting words together: inlines merged and trimmed, and the bare words of an element."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from lxml import etree

from letters.document import Break, Inline, Inlines, NoteRef, Text, plain
from letters.reading.characters import clean

_MANY_SPACES = re.compile("  +")
_SPACES = " \u00a0"  # taken off the ends of paragraphs and lines


def words(element: etree._Element) -> str:
    """Return all words inside an element, deleted ones too, in reading order."""
    parts: list[str] = []
    for child in element.iter():
        name = etree.QName(child).localname
        if name in ("t", "delText"):
            parts.append(child.text or "")
        elif name in ("p", "br", "tab", "cr"):
            parts.append(" ")
    return clean(" ".join("".join(parts).split()))


def tidy(parts: Sequence[Inline]) -> Inlines:
    """Merge neighbours of one look; take white space off the ends, around breaks, between marks."""
    merged: list[Inline] = []
    for part in _without_gaps([*_joined(parts)]):
        if isinstance(part, Text):
            text = _without_lead(part.text, merged[-1] if merged else None)
            if text:
                merged.append(replace(part, text=text))
        else:
            if isinstance(part, Break):
                _trim_end(merged)
            merged.append(part)
    _trim_end(merged)
    while merged and isinstance(merged[-1], Break):
        merged.pop()
        _trim_end(merged)
    start = next((n for n, part in enumerate(merged) if not isinstance(part, Break)), 0)
    return tuple(merged[start:])


def _without_gaps(parts: Sequence[Inline]) -> Iterator[Inline]:
    """Yield the parts without the space that sets two marks of notes apart."""
    for place, part in enumerate(parts):
        around = (*parts[max(place - 1, 0) : place], *parts[place + 1 : place + 2])
        gap = isinstance(part, Text) and not part.text.strip(_SPACES)
        if not (gap and len(around) == 2 and all(isinstance(one, NoteRef) for one in around)):
            yield part


def _joined(parts: Sequence[Inline]) -> Iterator[Inline]:
    """Yield the parts, neighbouring texts of one look made one."""
    for key, group in groupby(parts, key=_look):
        run = list(group)
        if key is None:
            yield from run
        else:
            texts = [part for part in run if isinstance(part, Text)]
            text = _MANY_SPACES.sub(" ", "".join(part.text for part in texts))
            yield replace(texts[0], text=text)


def _look(part: Inline) -> tuple[bool, bool, str] | None:
    return (part.bold, part.italic, part.href) if isinstance(part, Text) else None


def _without_lead(text: str, before: Inline | None) -> str:
    """Return `text` without the spaces that are too many after `before`."""
    if before is None or isinstance(before, Break):
        return text.lstrip(_SPACES)
    return text.lstrip(" ") if isinstance(before, Text) and before.text.endswith(" ") else text


def _trim_end(merged: list[Inline]) -> None:
    while merged and isinstance(last := merged[-1], Text):
        text = last.text.rstrip(_SPACES)
        if text:
            merged[-1] = replace(last, text=text)
            return
        merged.pop()


def is_empty(content: Inlines) -> bool:
    """Return whether nothing would be seen: no words and no mark of a note."""
    has_mark = any(isinstance(part, NoteRef) for part in content)
    return not has_mark and not plain(content).strip(f"\n{_SPACES}")
