"""A comparison of two texts as plain text, and as a page that stands alone. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from letters.scripts import is_rtl
from signatories.wording_changes import Piece, Wording, in_context

_STYLE = Path(__file__).with_name("changes.css").read_text(encoding="utf-8")
_MARKS = {"same": ("", ""), "added": ("{+", "+}"), "removed": ("[-", "-]")}
_MOVED = {"away": "(moved away) ", "here": "(moved here) ", "": ""}
LEFT_OUT = "…"


def changes_text(title: str, sentence: str, lines: Sequence[Wording]) -> str:
    """Return the changed lines with their neighbours: [-what went-] and {+what came+}."""
    shown = (LEFT_OUT if line is None else _marked(line) for line in in_context(lines))
    return "\n\n".join([title, sentence, *shown]) + "\n"


def _marked(line: Wording) -> str:
    parts = (
        f"{_MARKS[one.happened][0]}{one.words}{_MARKS[one.happened][1]}" for one in line.pieces
    )
    return _MOVED[line.moved] + "".join(parts)


def changes_page(
    title: str, sentence: str, lines: Sequence[Wording], *, language: str, sides: tuple[str, str]
) -> str:
    """Return one HTML file that shows both texts side by side; it loads nothing.

    Args:
        language: of the letter, BCP 47.
        sides: what the two are called.
    """
    turn = ' dir="rtl"' if is_rtl(language) else ""
    heads = "".join(f'<th scope="col">{escape(side)}</th>' for side in sides)
    rows = "\n".join(_row(line) for line in in_context(lines))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n<p>{escape(sentence)}</p>\n"
        f"<table>\n<thead><tr>{heads}</tr></thead>\n"
        f'<tbody lang="{escape(language)}"{turn}>\n{rows}\n</tbody>\n</table>\n'
        "</main>\n</body>\n</html>\n"
    )


def _row(line: Wording | None) -> str:
    if line is None:
        return f'<tr><td colspan="2" class="left-out">{LEFT_OUT}</td></tr>'
    if not line.changed:
        return f'<tr><td colspan="2">{_pieces(line.pieces)}</td></tr>'
    moved = f"<i>{_MOVED[line.moved]}</i>" if line.moved else ""
    cells = (f"{moved if side else ''}{_pieces(side)}" for side in (line.before, line.after))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _pieces(pieces: Iterable[Piece]) -> str:
    names = {"added": "ins", "removed": "del"}
    return "".join(
        f"<{names[one.happened]}>{escape(one.words)}</{names[one.happened]}>"
        if one.happened in names
        else escape(one.words)
        for one in pieces
    )
