"""From lines with list marks to lists inside lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from letters.document import Break, ListBlock, ListItem, Paragraph
from letters.reading.findings import Findings, quoted
from letters.reading.lines import Line
from letters.reading.numbering import ListMark

DEEPEST_LIST = 5  # lists inside lists that the text of a letter keeps, a demand counted too
_PLAIN_FORMATS = frozenset({"decimal", "decimalZero", "bullet"})
_PLACES = re.compile(r"%[1-9]")


@dataclass(slots=True)
class _Item:
    paragraph: Paragraph
    lists: list[_List] = field(default_factory=list)


@dataclass(slots=True)
class _List:
    mark: ListMark
    items: list[_Item] = field(default_factory=list)

    def frozen(self) -> ListBlock:
        return ListBlock(
            self.mark.ordered,
            tuple(
                ListItem((item.paragraph, *(inner.frozen() for inner in item.lists)))
                for item in self.items
            ),
        )


class ListReader:
    """Builds the lists of one letter; remembers which series of numbers it has seen."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._seen: set[str] = set()

    def lists(self, lines: Sequence[Line]) -> list[ListBlock]:
        """Return the lists that neighbouring list lines make, one inside the other by level."""
        outer: list[_List] = []
        open_lists: list[_List] = []  # the list that is being filled at each depth
        for line in lines:
            self._findings.place = f"paragraph {line.number}"
            mark = self._near(line.mark)
            if mark is None:
                self._continue(open_lists, line)
                continue
            while open_lists and not _may_hold(open_lists[-1].mark, mark):
                open_lists.pop()
            if not open_lists or open_lists[-1].mark.level < mark.level:
                siblings = open_lists[-1].items[-1].lists if open_lists else outer
                open_lists.append(self._begin(mark, siblings))
            open_lists[-1].items.append(_Item(Paragraph(line.content)))
        return [built.frozen() for built in outer]

    def _near(self, mark: ListMark | None) -> ListMark | None:
        """Return the mark at a level that a letter has."""
        if mark is None or mark.level < DEEPEST_LIST:
            return mark
        self._findings.here(f"the item stands more than {DEEPEST_LIST} lists deep; it was moved up")
        return replace(mark, level=DEEPEST_LIST - 1)

    def _begin(self, mark: ListMark, siblings: list[_List]) -> _List:
        if mark.format not in _PLAIN_FORMATS:
            self._findings.here(f"the list is numbered with {mark.format}; here it has 1, 2, 3")
        if mark.ordered and _is_more_than_a_number(mark.shown):
            self._findings.here(f"the list’s marks read {quoted(mark.shown)}; here it has 1, 2, 3")
        key = f"{mark.series}/{mark.level}"
        if mark.ordered and mark.level == 0:
            if mark.start != 1:
                self._findings.here(f"the list begins with number {mark.start}; here it has 1")
            elif key in self._seen and not mark.starts_anew:
                self._findings.here("the list counts on from an earlier one; here it begins with 1")
            self._seen.add(key)
        built = _List(mark)
        siblings.append(built)
        return built

    def _continue(self, open_lists: list[_List], line: Line) -> None:
        """Add a line without a mark to the item before it, after a line break."""
        item = open_lists[-1].items[-1]
        self._findings.here(
            f"it continues a list item and was added to it after a line break: {quoted(line.text)}"
        )
        content = (*item.paragraph.content, Break(), *line.content)
        item.paragraph = Paragraph(content)


def _is_more_than_a_number(shown: str) -> bool:
    """Return whether a mark says words, or numbers of the lists around it ("2.1")."""
    rest = _PLACES.sub("", shown)
    return len(_PLACES.findall(shown)) > 1 or any(one.isalnum() for one in rest)


def _may_hold(one: ListMark, other: ListMark) -> bool:
    """Return whether an item marked `other` belongs into the list of `one`, or inside an item."""
    return one.level < other.level or (one.level == other.level and _same_list(one, other))


def _same_list(one: ListMark, other: ListMark) -> bool:
    if one.ordered != other.ordered:
        return False
    if one.number_id == other.number_id or not one.ordered:
        return True
    return one.series == other.series and not other.starts_anew
