"""How signatures grew, drawn on the server, with the same as a table. Pure: imports no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from campaign.wording import short_date

LEFT, RIGHT, TOP, FLOOR = 40, 590, 40, 250  # of a picture of 640 × 300
_STEPS: tuple[int, ...] = tuple(figure * 10**power for power in range(7) for figure in (1, 2, 5))
_MOST_ROWS = 31
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GridLine:
    """A line across the picture at a round number."""

    y: int
    number: int

    @property
    def text_y(self) -> int:
        return self.y + 5


@dataclass(frozen=True, slots=True)
class DayLabel:
    """A day below the picture."""

    x: int
    words: str
    place: str  # "", "middle" or "end": how it stands at x


@dataclass(frozen=True, slots=True)
class Growth:
    """The picture, in units of 640 × 300, and its table."""

    caption: str
    told: str  # the same in a sentence
    grid: tuple[GridLine, ...]
    labels: tuple[DayLabel, ...]
    curve: str  # of an SVG path
    total: int
    end_y: int
    sent_x: int  # where the first letter was sent; 0 for nowhere
    rows: tuple[tuple[str, int], ...]
    period: str  # "Day", "Week to", "Month to"

    @property
    def under(self) -> str:
        """The path of the area below the curve."""
        return f"{self.curve} V{FLOOR} H{LEFT} Z"

    @property
    def sent_is_late(self) -> bool:
        """Whether the words beside the mark have to stand before it."""
        return self.sent_x > (LEFT + RIGHT) / 2


def growth_of(
    signed: Mapping[date, int], *, letters: int, today: date, sent_on: date | None = None
) -> Growth | None:
    """Return the picture of what grew until today; None before there are two days to compare.

    Args:
        signed: how many organizations signed on each day.
        letters: how many letters they signed.
        sent_on: when the first of these was sent.
    """
    days = sorted(day for day, many in signed.items() if many and day <= today)
    if len(days) < 2:
        return None
    sums: list[tuple[date, int]] = []
    total = 0
    for day in days:
        total += signed[day]
        sums.append((day, total))
    scale = _Scale(days[0], max(today, days[-1]), total)
    rows, period = _rows(sums)
    what = "Organizations that have signed"
    if letters > 1:
        what = f"Signatures of organizations under {letters} letters"
    return Growth(
        caption=f"{what}, {short_date(scale.first)} to {short_date(scale.last)}",
        told=f"From {sums[0][1]:,} on {short_date(days[0])} "
        f"to {total:,} on {short_date(days[-1])}.",
        grid=scale.grid(),
        labels=scale.labels(),
        curve=scale.curve(sums),
        total=total,
        end_y=scale.y(total),
        sent_x=scale.x(sent_on) if sent_on and scale.first <= sent_on <= scale.last else 0,
        rows=tuple((short_date(day), number) for day, number in rows),
        period=period,
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a day and a number stand."""

    first: date
    last: date
    most: int

    @property
    def step(self) -> int:
        return next(step for step in _STEPS if self.most / step <= 4)

    def x(self, day: date) -> int:
        span = (self.last - self.first).days or 1
        return LEFT + round((RIGHT - LEFT) * (day - self.first).days / span)

    def y(self, number: int) -> int:
        return FLOOR - round((FLOOR - TOP) * number / self.most)

    def grid(self) -> tuple[GridLine, ...]:
        numbers = range(self.step, self.most + 1, self.step)
        return tuple(GridLine(self.y(number), number) for number in numbers)

    def labels(self) -> tuple[DayLabel, ...]:
        middle = self.first + (self.last - self.first) / 2
        ends = [(self.first, ""), (middle, "middle"), (self.last, "middle")]
        days = ends if (self.last - self.first).days > 3 else [ends[0], ends[2]]
        return tuple(DayLabel(self.x(day), short_date(day)[:-5], place) for day, place in days)

    def curve(self, sums: Sequence[tuple[date, int]]) -> str:
        """Return the curve: level between two days on which somebody signed."""
        points = [(self.x(sums[0][0]), self.y(sums[0][1]))]
        for (_, before), (day, number) in pairwise(sums):
            points += [(self.x(day - _DAY), self.y(before)), (self.x(day), self.y(number))]
        points.append((RIGHT, self.y(sums[-1][1])))
        steps = [f"L{x} {y}" for x, y in dict.fromkeys(points)]
        return f"M{steps[0][1:]} {' '.join(steps[1:])}".strip()


def _rows(sums: Sequence[tuple[date, int]]) -> tuple[list[tuple[date, int]], str]:
    """Return the table's rows: every day, or the last of each week or month where days are many."""
    weeks = {(day.isocalendar().year, day.isocalendar().week): (day, many) for day, many in sums}
    months = {(day.year, day.month): (day, many) for day, many in sums}
    if len(sums) <= _MOST_ROWS:
        return list(sums), "Day"
    if len(weeks) <= _MOST_ROWS:
        return list(weeks.values()), "Week to"
    return list(months.values()), "Month to"
