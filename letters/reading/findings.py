"""What the reader decided or could not take over, as sentences with their place."""

from __future__ import annotations

from collections import Counter

MOST_QUOTED = 400  # characters of text that a sentence about something else repeats


class Findings:
    """Collects sentences while a draft is read; `place` says where the reader stands."""

    def __init__(self) -> None:
        self.place = ""
        self._sentences: list[str] = []
        self._counts: Counter[str] = Counter()

    def say(self, sentence: str) -> None:
        """Add a sentence about the whole draft."""
        self._sentences.append(sentence)

    def here(self, finding: str) -> None:
        """Add a finding with the current place before it."""
        self._sentences.append(f"{self.place}: {finding}." if self.place else f"{finding}.")

    def count(self, kind: str) -> None:
        """Count something that happens often and is told once, e.g. "underlining"."""
        self._counts[kind] += 1

    def sentences(self) -> tuple[str, ...]:
        """Return all sentences: single findings in reading order, then what was counted."""
        counted = tuple(
            f"{kind[:1].upper()}{kind[1:]} ({times} {'place' if times == 1 else 'places'})."
            for kind, times in sorted(self._counts.items())
        )
        return (*self._sentences, *counted)


def quoted(text: str) -> str:
    """Return `text` on one line in quotation marks, shortened after MOST_QUOTED characters."""
    line = " ".join(text.split())
    if len(line) > MOST_QUOTED:
        line = line[:MOST_QUOTED].rstrip() + " …"
    return f"“{line}”"


def whole(text: str) -> str:
    """Return all of `text` on one line in quotation marks: it stands nowhere else any more."""
    return f"“{' '.join(text.split())}”"
