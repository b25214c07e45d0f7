"""Putting words together: inlines merged and trimmed, and the bare words of an element."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from letters.document import Break, Inline, Inlines, NoteRef, Text, plain
from letters.reading.characters import clean

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


def tidy(parts: list[Inline]) -> Inlines:
    """Merge neighbours of one look; take white space off the ends and around breaks."""
    merged: list[Inline] = []
    for part in parts:
        before = merged[-1] if merged else None
        if isinstance(part, Text):
            text = _without_lead(part.text, before)
            if isinstance(before, Text) and (before.bold, before.italic, before.href) == (
                part.bold,
                part.italic,
                part.href,
            ):
                merged[-1] = replace(before, text=before.text + text)
            elif text:
                merged.append(replace(part, text=text))
        else:
            if isinstance(part, Break):
                _trim_end(merged)
            merged.append(part)
    _trim_end(merged)
    while merged and isinstance(merged[0], Break):
        merged.pop(0)
    while merged and isinstance(merged[-1], Break):
        merged.pop()
        _trim_end(merged)
    return tuple(merged)


def _without_lead(text: str, before: Inline | None) -> str:
    """Return `text` without the spaces that are too many after `before`."""
    if before is None or isinstance(before, Break):
        return text.lstrip(_SPACES)
    return text.lstrip(" ") if isinstance(before, Text) and before.text[-1] == " " else text


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
