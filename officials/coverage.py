"""Which channels a group of officials can be reached by. Pure: imports no Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# From what arrives as written to what takes a supporter the most effort.
PREFERENCE = ("email", "form", "post", "phone", "fax")
NOUNS = {
    "email": "email",
    "form": "web form",
    "post": "postal address",
    "phone": "phone number",
    "fax": "fax number",
}
WAYS = {"email": "email", "form": "form", "post": "paper", "phone": "phone", "fax": "fax"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of a group can be reached, by what."""

    total: int
    having: Mapping[str, int]  # kind → how many have a channel of it that may be used
    first: Mapping[str, int]  # kind → how many are best reached by it
    unreachable: int

    def lines(self) -> list[str]:
        """Return sentences such as "14 of 160 have no email: paper.", the gravest last."""
        said = []
        without = self.total - self.having.get("email", 0)
        if without and self.total:
            instead = [
                f"{WAYS[kind]} {self.first[kind]:,}" if many > 1 else WAYS[kind]
                for many in [sum(1 for k in PREFERENCE[1:] if self.first.get(k))]
                for kind in PREFERENCE[1:]
                if self.first.get(kind)
            ]
            way = f": {', '.join(instead)}" if instead else ""
            said.append(f"{without:,} of {self.total:,} {_have(without)} no email{way}.")
        if self.unreachable:
            said.append(f"{self.unreachable:,} of {self.total:,} can't be reached by anything.")
        return said


def coverage(kinds_of_each: Iterable[Iterable[str]]) -> Coverage:
    """Return the coverage of officials, each given as the kinds of its usable channels."""
    total = unreachable = 0
    having = dict.fromkeys(PREFERENCE, 0)
    first = dict.fromkeys(PREFERENCE, 0)
    for kinds in kinds_of_each:
        total += 1
        held = set(kinds)
        for kind in held:
            having[kind] += 1
        best = next((kind for kind in PREFERENCE if kind in held), "")
        if best:
            first[best] += 1
        else:
            unreachable += 1
    return Coverage(total, having, first, unreachable)


def _have(number: int) -> str:
    return "has" if number == 1 else "have"
