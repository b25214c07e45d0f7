"""A supporter's message: its paragraphs in the supporter's order, and how much is their own. Pure.

Pure: imports no Django.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SUBJECT_LIMIT = 200
PARAGRAPH_LIMIT = 2_000
MESSAGE_LIMIT = 6_000
MOST_PARAGRAPHS = 8
LEFT_OUT = 0  # the place of a paragraph that is not to stand in the message
OWN = "own"  # the key of the supporter's own sentences
_LINK = re.compile(r"https?://|www\.[a-z]|\b[\w.-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, under the name of its field, and the place that the supporter gave it."""

    key: str
    text: str
    place: int
    was: int = 0  # where it stood when the place was chosen; 0: nobody knows


def first_order(paragraphs: Sequence[str]) -> list[Passage]:
    """Return the organizer's paragraphs with room for own sentences after the first of them."""
    keys = [f"p{number}" for number in range(1, len(paragraphs) + 1)]
    named = list(zip(keys, paragraphs, strict=True))
    named.insert(min(1, len(named)), (OWN, ""))
    return [Passage(key, text, place) for place, (key, text) in enumerate(named, start=1)]


def arranged(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages in the order of their places, numbered anew; left-out ones come last.

    Where two have one place, who was moved up to it stands before who was there, and who was moved
    down to it after; else the one that stood first stays first.
    """
    chosen = [one for one in passages if one.place != LEFT_OUT]
    chosen.sort(key=_rank)
    kept = [Passage(one.key, one.text, place) for place, one in enumerate(chosen, start=1)]
    return kept + [one for one in passages if one.place == LEFT_OUT]


def _rank(passage: Passage) -> float:
    if not passage.was or passage.was == passage.place:
        return passage.place
    return passage.place + (0.5 if passage.place > passage.was else -0.5)


def message_of(passages: Sequence[Passage]) -> str:
    """Return the message in the supporter's order, an empty line between paragraphs."""
    chosen = [one for one in arranged(passages) if one.place != LEFT_OUT]
    return "\n\n".join(one.text.strip() for one in chosen if one.text.strip())


def holds_link(text: str) -> bool:
    """Return whether a web or mail address stands in the text."""
    return _LINK.search(text) is not None


def own_share(message: str, paragraphs: Sequence[str]) -> int:
    """Return how much of the message the supporter wrote: 0 to 100 of a hundred words."""
    words = _words(message)
    if not words:
        return 0
    offered = _words("\n".join(paragraphs))
    matching = SequenceMatcher(None, offered, words, autojunk=False).get_matching_blocks()
    # Single words that happen to be the same are no quotation.
    same = sum(block.size for block in matching if block.size >= 3)
    return round(100 * (len(words) - same) / len(words))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one official, as it is sent, copied or printed."""

    greeting: str  # "Dear Senator Abara:"
    subject: str
    message: str
    closing: str
    sender: str
    town: str

    @property
    def text(self) -> str:
        """The whole of it as plain text, with one newline at its end."""
        signed = [self.closing, self.sender, *self.town.splitlines()]
        name = "\n".join(line for line in signed if line.strip())
        return f"{self.greeting}\n\n{self.message}\n\n{name}\n"
