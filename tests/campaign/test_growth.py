"""How signatures grew: the picture and its table say the same."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaign.growth import FLOOR, LEFT, RIGHT, TOP, Growth, growth_of
from campaign.wording import short_date
from home.models import HomePage
from tests.home import factories

FIRST = date(2026, 11, 2)
TODAY = date(2026, 11, 30)


def grown(signed: dict[int, int], **fields) -> Growth:
    """Return the picture of so many signatures on these days after the first."""
    by_day = {FIRST + timedelta(days=number): many for number, many in signed.items()}
    made = growth_of(by_day, **{"letters": 1, "today": TODAY, **fields})
    assert made is not None
    return made


def points(picture: Growth) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in re.findall(r"(\d+) (\d+)", picture.curve)]


def test_the_table_says_how_many_had_signed_by_each_day():
    picture = grown({0: 1, 3: 13, 11: 38})
    assert picture.rows == (("2 Nov 2026", 1), ("5 Nov 2026", 14), ("13 Nov 2026", 52))
    assert picture.total == 52
    assert picture.told == "From 1 on 2 Nov 2026 to 52 on 13 Nov 2026."
    assert picture.caption == "Organizations that have signed, 2 Nov 2026 to 30 Nov 2026"


def test_the_curve_rises_stays_in_its_frame_and_is_level_between():
    drawn = points(grown({0: 1, 3: 13, 11: 38}))
    assert drawn == sorted(drawn, key=lambda one: (one[0], -one[1]))
    assert all(LEFT <= x <= RIGHT and TOP <= y <= FLOOR for x, y in drawn)
    assert drawn[-1][1] == drawn[-2][1] == TOP, "level until today"


@pytest.mark.parametrize("most", [2, 3, 9, 66, 700, 2_318, 100_000])
def test_at_most_four_lines_at_round_numbers(most):
    grid = grown({0: 1, 5: most - 1}).grid
    assert 1 <= len(grid) <= 4
    assert all(re.fullmatch(r"[1-9]\d?0*", str(line.number)) for line in grid)
    assert grid[-1].number <= most


def test_many_days_are_told_by_week_and_very_many_by_month():
    assert grown(dict.fromkeys(range(60), 1), today=date(2027, 2, 1)).period == "Week to"
    by_month = grown(dict.fromkeys(range(0, 700, 3), 2), today=date(2028, 12, 1))
    assert by_month.period == "Month to"
    assert len(by_month.rows) <= 31
    assert by_month.rows[-1][1] == by_month.total


def test_nothing_is_drawn_before_two_days_can_be_compared():
    assert growth_of({}, letters=1, today=TODAY) is None
    assert growth_of({FIRST: 12}, letters=1, today=TODAY) is None


def test_several_letters_are_said_for_names_may_stand_under_each():
    assert grown({0: 1, 1: 1}, letters=2).caption.startswith(
        "Signatures of organizations under 2 letters, "
    )


def test_the_page_draws_it_with_a_table_and_no_goal(home: HomePage, client: Client) -> None:
    letter = factories.a_letter(factories.a_campaign(home), slug="stop")
    now = timezone.now()
    for number, ago in enumerate((20, 20, 17, 9), start=1):
        factories.sign_on(letter, f"Group {number}", confirmed_at=now - timedelta(days=ago))
    third = short_date(timezone.localdate(now - timedelta(days=17)))
    page = client.get("/campaigns/front-door/").content.decode()
    assert '<svg viewBox="0 0 640 300" role="img" aria-labelledby="grown grown-words">' in page
    assert f'<th scope="row">{third}</th><td class="num">3</td>' in page
    assert "<progress" not in page
    assert "goal" not in page
