"""What a draft has after its closing: enclosures and copies are kept, names and the rest told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from letters.document import Table
from letters.reading.findings import Findings, quoted, whole
from letters.reading.lines import Line

LONGEST_ENTRY = 200  # characters of one enclosure, or of one who gets a copy
_LABELS = {
    "enclosures": re.compile(
        r"(?:enclosures?|encl?s?\.?|attachments?|anlagen?|pièces? jointes?|anexos?|adjuntos?)"
        r"\s*(?:\(\d+\)\s*)?(?::|$)\s*",
        re.IGNORECASE,
    ),
    "copies": re.compile(
        r"(?:cc|c\.c\.|cop(?:y|ies)(?: to)?|kopie(?: an)?|copie à|(?:con )?copia a)\s*:\s*",
        re.IGNORECASE,
    ),
}


@dataclass(slots=True)
class After:
    """What the letter keeps of the lines after its closing."""

    enclosures: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)


def read_after(lines: Sequence[Line], findings: Findings) -> After:
    """Return enclosures and copies; a label alone on its line takes the lines below it."""
    after = After()
    waiting: list[str] | None = None  # the list of the label that stood alone
    for line in lines:
        label = _label(line)
        if label is None:
            if waiting is None or not _take(line, line.text.split("\n"), waiting):
                findings.say(f"{_what(line)} left out, for it stands after the closing: "
                             f"{whole(line.said)}.")  # fmt: skip
            continue
        entries = after.enclosures if label == "enclosures" else after.copies
        first, *rest = line.text.split("\n")
        first = first[_end(label, first) :]
        given = [*first.split(";"), *rest]
        waiting = None if any(one.strip() for one in given) else entries
        if not _take(line, given, entries):
            findings.say(f"Paragraph {line.number}, left out, for a line of it is too long: "
                         f"{whole(line.text)}.")  # fmt: skip
    for what, kept in (("enclosures", after.enclosures), ("who gets a copy", after.copies)):
        if kept:
            findings.say(f"Taken as {what}: {quoted('; '.join(kept))}.")
    return after


def _label(line: Line) -> str | None:
    if line.block is not None:
        return None
    return next((name for name, label in _LABELS.items() if label.match(line.text)), None)


def _end(label: str, text: str) -> int:
    found = _LABELS[label].match(text)
    return 0 if found is None else found.end()


def _take(line: Line, given: Sequence[str], entries: list[str]) -> bool:
    """Add what is given to the entries; False, and nothing added, where it can't be one."""
    kept = [text for one in given if (text := " ".join(one.split(" ")).strip())]
    if line.block is not None or any(len(one) > LONGEST_ENTRY for one in kept):
        return False
    entries += kept
    return True


def _what(line: Line) -> str:
    if line.block is None:
        return f"Paragraph {line.number},"
    return "A table was" if isinstance(line.block, Table) else "A picture was"
