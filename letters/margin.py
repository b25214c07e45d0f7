"""Whether a letter's notes find room in the margin beside its text. Pure."""

from __future__ import annotations

from dataclasses import replace

from letters.document import LetterDocument, plain
from letters.render_text import canonical_text

# Heights in rem as the stylesheet sets them at 1280 px, rounded against the notes.
_LINE, _LINE_LETTERS, _BETWEEN = 1.85, 66, 0.9
_NOTE_LINE, _NOTE_LETTERS, _NOTE_BETWEEN = 1.27, 36, 0.9
_HEAD = 18.0  # what date, addressees and a large Re: line take above their letters
_DOCKET = 24.0  # the count, the button and the downloads stand above the first note


def notes_fit_the_margin(document: LetterDocument) -> bool:
    """Return whether the last note would end before the text does.

    Otherwise it would lie over the names below, so the notes are better listed at the end.
    """
    text = canonical_text(replace(document, notes=()))
    marked = canonical_text(document)
    bottom = _DOCKET
    for note in document.notes:
        letters = [len(plain(paragraph.content)) for paragraph in note.paragraphs]
        height = sum(count // _NOTE_LETTERS + 1 for count in letters) * _NOTE_LINE
        beside = _height(marked[: max(marked.find(f"[{note.number}]"), 0)])
        bottom = max(beside, bottom) + height + _NOTE_BETWEEN
    return bottom <= _height(text)


def _height(text: str) -> float:
    return _HEAD + len(text) / _LINE_LETTERS * _LINE + text.count("\n\n") * _BETWEEN
