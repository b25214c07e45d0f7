"""Which addressees an editor means, who names them by number or by name. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from letters.document import Addressee

_NUMBERS = re.compile(r"\d{1,3}(\s*(,|and)\s*\d{1,3})*", re.IGNORECASE)


def positions(typed: str, addressees: Sequence[Addressee]) -> tuple[int, ...]:
    """Return the positions, from 0 and in order, of the addressees that `typed` names.

    Args:
        typed: numbers from 1 with commas between ("1, 3"), or names or parts of names with
            semicolons between; an organization stands for everybody addressed there.
    Raises:
        ValueError: a sentence for the editor, where nobody or more than one person is meant.
    """
    found: set[int] = set()
    for part in filter(None, (part.strip() for part in re.split(r"[;\n]", typed))):
        found |= _numbered(part, len(addressees)) or _named(part, addressees)
    return tuple(sorted(found))


def reached(rule: str, chosen: Sequence[int], count: int) -> tuple[int, ...]:
    """Return the positions whose letters hold what is "only" for the chosen, or "not" for them."""
    if rule == "not":
        return tuple(position for position in range(count) if position not in chosen)
    return tuple(chosen)


def _numbered(part: str, count: int) -> set[int]:
    if not _NUMBERS.fullmatch(part):
        return set()
    numbers = {int(number) for number in re.findall(r"\d+", part)}
    wrong = sorted(number for number in numbers if not 1 <= number <= count)
    if wrong:
        raise ValueError(
            f"There is no addressee {wrong[0]}: the letter has {count}. Use their numbers or names."
        )
    return {number - 1 for number in numbers}


def _named(part: str, addressees: Sequence[Addressee]) -> set[int]:
    key = _key(part)
    for names in (_equal, _within):
        for field in ("name", "organization"):
            found = {
                position
                for position, one in enumerate(addressees)
                if names(key, _key(getattr(one, field)))
            }
            if field == "name" and len(found) > 1:
                raise ValueError(f"“{part}” is part of more than one addressee’s name: write more.")
            if found:
                return found
    raise ValueError(f"“{part}” is none of the addressees: use their numbers or names.")


def _equal(key: str, name: str) -> bool:
    return key == name


def _within(key: str, name: str) -> bool:
    return f" {key} " in f" {name} "


def _key(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())
