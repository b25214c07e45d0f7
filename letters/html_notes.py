"""Marks of notes in HTML and the ways back to them, each mark with its own id. Pure."""

from __future__ import annotations

from collections import Counter
from html import escape

from letters.wording import Words


class NoteMarks:
    """Writes the marks of one letter's notes and counts them."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._written: Counter[int] = Counter()  # number of a note -> its marks so far

    def mark(self, number: int) -> str:
        self._written[number] += 1
        label = escape(self._words.note.format(number))
        return (
            f'<sup class="ref"><a id="{_mark_id(number, self._written[number])}"'
            f' href="#note-{number}" aria-label="{label}">{number}</a></sup>'
        )

    def ways_back(self, number: int) -> str:
        """Return a link to each mark of the note; to be called after the text was written."""
        return "".join(
            f'&nbsp;<a class="back" href="#{_mark_id(number, nth)}"'
            f' aria-label="{escape(self._words.back.format(_which(number, nth)))}">↑</a>'
            for nth in range(1, self._written[number] + 1)
        )


def _mark_id(number: int, nth: int) -> str:
    return f"ref-{number}" if nth == 1 else f"ref-{number}-{nth}"


def _which(number: int, nth: int) -> str:
    return str(number) if nth == 1 else f"{number} ({nth})"
