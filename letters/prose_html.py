"""The text of a letter document as the page's editor stores it: the way back from `richtext`. Pure.

What `richtext` reads from this HTML equals what was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

from letters.document import Break, Inline, Inlines, ListBlock, ListItem, NoteRef, Paragraph, Text

NoteIds = Mapping[int, str]  # number of the note → its id on the page
NO_NOTES: NoteIds = {}


def prose_html(blocks: Sequence[Paragraph | ListBlock], notes: NoteIds = NO_NOTES) -> str:
    """Return paragraphs and lists as rich text, marks of notes by the ids in `notes`."""
    return "".join(
        f"<p>{inline_html(block.content, notes)}</p>"
        if isinstance(block, Paragraph)
        else _list_html(block, notes)
        for block in blocks
    )


def inline_html(content: Inlines, notes: NoteIds = NO_NOTES) -> str:
    """Return inline content as rich text; neighbours with one link share its tag."""
    parts = []
    for href, run in groupby(content, key=_href):
        inner = "".join(_part_html(part, notes) for part in run)
        parts.append(f'<a href="{escape(href)}">{inner}</a>' if href else inner)
    return "".join(parts)


def _href(part: Inline) -> str:
    return part.href if isinstance(part, Text) else ""


def _part_html(part: Inline, notes: NoteIds) -> str:
    match part:
        case Break():
            return "<br/>"
        case NoteRef():
            note_id = notes[part.number]
            return f'<footnote id="{note_id}">[{note_id[:6]}]</footnote>'
        case Text():
            html = escape(part.text, quote=False)
            html = f"<i>{html}</i>" if part.italic else html
            return f"<b>{html}</b>" if part.bold else html


def _list_html(block: ListBlock, notes: NoteIds) -> str:
    tag = "ol" if block.ordered else "ul"
    items = "".join(f"<li>{_item_html(item, notes)}</li>" for item in block.items)
    return f"<{tag}>{items}</{tag}>"


def _item_html(item: ListItem, notes: NoteIds) -> str:
    """Return an item: its one paragraph stands bare in it, as the editor stores it."""
    first, *rest = item.blocks
    if isinstance(first, Paragraph) and all(isinstance(block, ListBlock) for block in rest):
        return inline_html(first.content, notes) + prose_html(rest, notes)
    return prose_html(item.blocks, notes)
