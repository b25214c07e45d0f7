from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from campaign.demands import listed_demands
from campaign.listing import letters_below
from home.models import HomePage
from signatories.models import SignOn
from tests.home import factories
from tests.letters import factories as letters

NOW = timezone.now()


def test_letters_stand_newest_first(home: HomePage) -> None:
    campaign = factories.a_campaign(home)
    for day in (date(2026, 9, 3), date(2026, 11, 16), None):
        factories.a_letter(campaign, dated=day)
    dates = [one.dated for one in letters_below(home, now=NOW)]
    assert dates == [date(2026, 11, 16), date(2026, 9, 3), None]


def test_only_names_that_are_published_count(home: HomePage) -> None:
    letter = factories.a_letter(factories.a_campaign(home))
    for status in SignOn.Status:
        factories.sign_on(letter, f"Group {status}", status=status)
    factories.sign_on(letter, "Ada Okoro", kind=SignOn.Kind.INDIVIDUAL, scope="")
    (listed,) = letters_below(home, now=NOW)
    assert (listed.organizations, listed.individuals) == (1, 1)
    assert listed.signing == "1 organization and 1 individual"


def test_embargoed_draft_and_restricted_letters_are_absent(home: HomePage) -> None:
    """E-04: lists name what anyone may see, and nothing else."""
    campaign = factories.a_campaign(home)
    until = NOW + timedelta(hours=1)
    factories.a_letter(campaign, slug="embargoed", embargo_until=until)
    factories.a_letter(campaign, slug="draft", live=False)
    hidden = factories.a_letter(campaign, slug="hidden")
    PageViewRestriction.objects.create(page=hidden, restriction_type="password", password="made-up")
    assert letters_below(home, now=NOW) == []
    assert [one.page.slug for one in letters_below(home, now=until)] == ["embargoed"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Open for signatures"),
        (
            {"hard_deadline": datetime(2026, 12, 11, 12, tzinfo=NOW.tzinfo)},
            "Open until 11 Dec 2026",
        ),
        (
            {
                "soft_deadline": datetime(2026, 12, 1, 12, tzinfo=NOW.tzinfo),
                "hard_deadline": datetime(2026, 12, 11, 12, tzinfo=NOW.tzinfo),
            },
            "Open until 1 Dec 2026",
        ),
        ({"hard_deadline": datetime(2026, 11, 1, tzinfo=NOW.tzinfo)}, "The list is closed"),
        (
            {"sign_on_opens_at": datetime(2026, 11, 25, 12, tzinfo=NOW.tzinfo)},
            "Opens on 25 Nov 2026",
        ),
    ],
)
def test_whether_a_letter_can_be_signed_is_said_in_words(
    home: HomePage, fields: dict[str, datetime], words: str
) -> None:
    factories.a_letter(factories.a_campaign(home), **fields)
    (listed,) = letters_below(home, now=datetime(2026, 11, 20, tzinfo=NOW.tzinfo))
    assert listed.signing_words == words


def test_a_hundred_letters_cost_as_many_queries_as_one(
    home: HomePage, django_assert_max_num_queries: object
) -> None:
    campaign = factories.a_campaign(home)

    def measured() -> int:
        with django_assert_max_num_queries(12) as seen:  # type: ignore[operator]
            listed_demands(letters_below(home, now=NOW), [])
        return len(seen)

    factories.sign_on(factories.a_letter(campaign), "Group")
    measured()  # the first one also learns where sites are rooted
    one = measured()
    for _ in range(15):
        factories.sign_on(factories.a_letter(campaign), "Group")
    assert measured() == one


def test_demands_lead_to_the_place_where_they_are_made(home: HomePage) -> None:
    campaign = factories.a_campaign(home)
    text = letters.body(letters.demands("<p>End the <b>sale</b>.</p>", "<p>Say what was done.</p>"))
    factories.a_letter(campaign, slug="stop", body=text)
    first, second = listed_demands(letters_below(campaign, now=NOW), [])
    assert (first.number, first.text) == (1, "End the sale.")
    assert second.url == "/campaigns/front-door/stop/#demand-2"
    assert first.letter == ""


def test_a_demand_that_goes_on_in_a_list_ends_in_a_full_stop(home: HomePage) -> None:
    campaign = factories.a_campaign(home)
    asked = letters.demands("<p>Destroy it, and prove it:</p><ul><li>the pictures</li></ul>")
    factories.a_letter(campaign, slug="stop", body=letters.body(asked))
    (demand,) = listed_demands(letters_below(campaign, now=NOW), [])
    assert demand.text == "Destroy it, and prove it."


def test_the_first_demand_of_each_of_several_letters_says_whose_it_is(home: HomePage) -> None:
    campaign = factories.a_campaign(home)
    two = letters.body(letters.demands("<p>Stop.</p>", "<p>Say why.</p>"))
    factories.a_letter(campaign, title="To the council", body=two)
    factories.a_letter(campaign, title="To the company", body=two)
    named = [one.letter for one in listed_demands(letters_below(campaign, now=NOW), [])]
    assert named == ["To the company", "", "To the council", ""]
