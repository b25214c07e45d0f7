"""Who changed what when: the marks of tracked changes, each with its own number. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from lxml import etree

from letters.reading.package import W

State = Literal["same", "ins", "del", "moveTo", "moveFrom"]
GONE = frozenset({"del", "moveFrom"})


@dataclass
class Marks:
    """Makes the marks of one document, all of one author and day."""

    author: str
    on: date | None
    used: int = 0
    ranges: int = 0

    def mark(self, name: str) -> etree._Element:
        """Return an element that says who and when; `name` such as ins, del or pPrChange."""
        element = etree.Element(W + name)
        element.set(W + "id", self.number())
        element.set(W + "author", self.author)
        if self.on:
            element.set(W + "date", f"{self.on.isoformat()}T00:00:00Z")
        return element

    def number(self) -> str:
        """Return the next free number for a mark or a bookmark."""
        self.used += 1
        return str(self.used)

    def move_range(self, state: State, name: str) -> tuple[etree._Element, etree._Element]:
        """Return what stands before and after a part that was moved; both places share `name`."""
        start = self.mark(f"{state}RangeStart")
        start.set(W + "name", name)
        end = etree.Element(W + f"{state}RangeEnd")
        end.set(W + "id", start.get(W + "id", ""))
        return start, end
