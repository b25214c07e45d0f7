"""Names over columns: nothing lost, in order, even in height, no remnant."""

from __future__ import annotations

import random

import pytest

from letters.name_columns import LINE, height_of, pieces, rough_heights

ROOM, HANG = 1630, 92


def height(heights: list[int], column: range) -> int:
    return sum(heights[column.start : column.stop])


@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize("count", [1, 2, 3, 7, 40, 100, 513, 2_000])
def test_every_name_stands_once_and_in_order(count: int, columns: int) -> None:
    chance = random.Random(count)
    heights = [chance.choice((11, 11, 21, 31)) for _ in range(count)]
    shown = pieces(heights, columns)
    assert [at for piece in shown for column in piece for at in column] == list(range(count))
    assert all(1 <= len(piece) <= columns for piece in shown)


def test_columns_are_even_and_none_is_lower_than_the_next() -> None:
    shown = pieces([11] * 7, 3)
    assert [len(column) for column in shown[0]] == [3, 2, 2]
    assert [[len(column) for column in piece] for piece in pieces([11] * 4, 3)] == [[2, 1, 1]]


def test_no_piece_is_a_remnant() -> None:
    for count in range(60, 400):
        heights = [11] * count
        shown = pieces(heights, 3)
        highest = [max(height(heights, column) for column in piece) for piece in shown]
        assert min(highest) >= 5 * LINE, count
        assert max(highest) <= 18 * 11, count


def test_a_group_of_few_lines_stays_in_one_piece() -> None:
    assert len(pieces([11] * 45, 3)) == 1
    assert len(pieces([11] * 60, 3)) > 1


def test_while_names_follow_only_full_pieces_come() -> None:
    heights = [11, 21] * 100
    shown = pieces(heights, 3, more=True)
    assert all(len(piece) == 3 for piece in shown)
    assert shown[-1][-1].stop < len(heights)
    assert pieces([11] * 5, 3, more=True) == []


def test_a_name_higher_than_a_piece_stands_alone() -> None:
    heights = [11, 900, 11, 11]
    shown = pieces(heights, 2)
    assert [at for piece in shown for column in piece for at in column] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Blind Fans United", 1),
        ("Westbay Tenants’ Council of Alaska", 2),
        ("Association of Public Defenders’ Investigators", 2),
        ("開放球場協會", 1),
        ("開放球場協會" * 4, 2),
        ("x" * 100, 4),
        ("", 1),
    ],
)
def test_heights_are_those_of_the_lines_that_a_name_takes(name: str, lines: int) -> None:
    assert height_of(name, ROOM, HANG) // LINE == lines


def test_rough_heights_are_near_the_counted_ones() -> None:
    names = ["Readers’ Union", "Fairhaven Cooperative of Night Workers and Artists"]
    counted = [height_of(name, ROOM, HANG) for name in names]
    assert rough_heights(names, ROOM) == counted
