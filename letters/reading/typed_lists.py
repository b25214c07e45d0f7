"""Lists whose marks were typed by hand: "1. ", "(a) ", "• " at the head of neighbouring lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from letters.document import Inline, Inlines, Text
from letters.reading.findings import Findings, quoted
from letters.reading.lines import Line
from letters.reading.numbering import ListMark
from letters.reading.words import tidy

_MARK = re.compile(
    r"(?:(?P<bullet>[•▪◦‣·*–-])|(?P<open>\(?)(?P<number>\d{1,2}|[A-Za-z]|[ivxIVX]{2,5})(?P<end>[.)]))"
    r"[ \u00a0]+(?=\S)"
)
_DEEPEST = 3  # lists inside lists; who types more of them uses a list
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii")


@dataclass(frozen=True, slots=True)
class _Typed:
    """A mark as it may be read: "i" is the ninth letter or the first Roman number."""

    look: str  # marks of one list look alike: the bullet, or "(a)", "1.", "i)"
    number: int  # 0 for bullets
    length: int  # characters that the mark takes, the space after it included


def with_typed_marks(lines: Sequence[Line], findings: Findings) -> list[Line]:
    """Return the lines, those of typed lists with a mark of a list instead of the typed one.

    A list needs two neighbouring items at least, and numbers that count from 1; a list may stand
    between two items of another.
    """
    result: list[Line] = []
    position = 0
    while position < len(lines):
        items = _items(lines[position:])
        if len(items) < 2:
            result.append(lines[position])
            position += 1
            continue
        first = lines[position]
        findings.place = f"paragraph {first.number}"
        findings.here(
            f"a list of {len(items)} items with marks typed by hand became a list: "
            f"{quoted(first.text[:60])}"
        )
        result += [
            _item(line, typed, level, f"typed {first.number}")
            for line, (typed, level) in zip(lines[position:], items, strict=False)
        ]
        position += len(items)
    return result


def _items(lines: Sequence[Line]) -> list[tuple[_Typed, int]]:
    """Return mark and level of each item of the list that the lines begin with."""
    items: list[tuple[_Typed, int]] = []
    open_lists: list[_Typed] = []  # the last item at each level
    for line in lines:
        readings = _readings(line)
        level = _level(readings, open_lists)
        if level is None:
            break
        typed = _fitting(readings, open_lists[level] if level < len(open_lists) else None)
        open_lists[level:] = [typed]
        items.append((typed, level))
    # The inner list of a single item is more likely a slip than a list.
    while items and items[-1][1] > 0 and _is_alone(items):
        items.pop()
    return items


def _is_alone(items: list[tuple[_Typed, int]]) -> bool:
    last, level = items[-1]
    return not any(other == level and typed.look == last.look for typed, other in items[:-1])


def _level(readings: Sequence[_Typed], open_lists: Sequence[_Typed]) -> int | None:
    """Return where an item with one of these marks goes on; None where the list ends."""
    for level in reversed(range(len(open_lists))):
        if any(_follows(open_lists[level], one) for one in readings):
            return level
    known = {one.look for one in open_lists}
    begins = any(one.number in (0, 1) and one.look not in known for one in readings)
    return len(open_lists) if begins and len(open_lists) < _DEEPEST else None


def _fitting(readings: Sequence[_Typed], before: _Typed | None) -> _Typed:
    def fits(one: _Typed) -> bool:
        return one.number in (0, 1) if before is None else _follows(before, one)

    return next((one for one in readings if fits(one)), readings[0])


def _follows(before: _Typed, after: _Typed) -> bool:
    counts_on = after.number == before.number + 1 or (before.number == 0 == after.number)
    return before.look == after.look and counts_on


def _readings(line: Line) -> list[_Typed]:
    """Return what the typed mark of a line may mean; nothing for a line without one."""
    found = _MARK.match(line.text) if line.kind == "text" and line.mark is None else None
    if found is None or line.continues:
        return []
    if found["bullet"]:
        return [_Typed(found["bullet"], 0, found.end())]
    written = found["number"]
    case = "A" if written.isupper() else "a"

    def typed(kind: str, number: int) -> _Typed:
        return _Typed(f"{found['open']}{kind}{found['end']}", number, found.end())

    if written.isdecimal():
        return [typed("1", int(written))]
    ways: list[_Typed] = []
    if written.lower() in _ROMANS:
        ways.append(typed(f"roman {case}", _ROMANS.index(written.lower()) + 1))
    if len(written) == 1:
        ways.append(typed(case, ord(written.lower()) - ord("a") + 1))
    return ways


def _item(line: Line, typed: _Typed, level: int, series: str) -> Line:
    mark = ListMark(
        number_id=f"{series}/{typed.look}",
        level=level,
        ordered=typed.number > 0,
        format=_format(typed),
        series=f"{series}/{typed.look}",
        starts_anew=typed.number == 1,
        start=1,
    )
    return replace(line, content=_without(line.content, typed.length), mark=mark)


def _format(typed: _Typed) -> str:
    if not typed.number:
        return "bullet"
    if "1" in typed.look:
        return "decimal"
    return "lowerRoman" if "roman" in typed.look else "lowerLetter"


def _without(content: Inlines, length: int) -> Inlines:
    """Return the content without its first `length` characters."""
    rest: list[Inline] = []
    for part in content:
        if isinstance(part, Text) and length:
            cut = min(length, len(part.text))
            length -= cut
            rest.append(replace(part, text=part.text[cut:]))
        else:
            rest.append(part)
    return tidy([part for part in rest if not isinstance(part, Text) or part.text])
