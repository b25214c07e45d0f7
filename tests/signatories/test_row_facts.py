"""What one row says: ticks, persons, requests to be removed, and what is left out."""

import pytest

from signatories.mapping import map_columns
from signatories.row_facts import BAD_MAILBOX, NO_MAILBOX, read_facts
from signatories.sheets import Row

HEADINGS = ("Organization", "Website", "Name", "Title", "Email", "Place", "Authority", "Comments")
SOUND = {
    "Organization": "Orchard Keepers",
    "Website": "www.orchard.example/about",
    "Name": "Lin Abel",
    "Title": "Keeper",
    "Email": "Lin+letters@ORCHARD.example",
    "Place": "Tampa, FL",
    "Authority": "Yes",
    "Comments": "",
}


def facts(**changes):
    cells = {**SOUND, **changes}
    return read_facts(Row(7, tuple(cells.values())), map_columns(HEADINGS))


def test_a_sound_row_is_cleaned():
    read = facts(Organization="  Orchard \n Keepers\u200b ")
    assert (read.number, read.name, read.kind) == (7, "Orchard Keepers", "organization")
    assert read.website == "https://www.orchard.example/about"
    assert (read.website_domain, read.mailbox_domain) == ("orchard.example", "orchard.example")
    assert (read.place.region, read.attested) == ("FL", "Yes")
    assert read.problems == read.doubts == ()


def test_a_persons_name_and_mailbox_are_not_in_what_is_logged():
    shown = repr(facts(Comments="call me"))
    assert not any(part in shown for part in ("Lin", "Keeper,", "letters", "call me"))


@pytest.mark.parametrize(
    "tick", ["Yes", "yes", "TRUE", "1", "x", "I agree", "Sí", "I am authorized"]
)
def test_a_yes_is_kept_as_it_was_ticked(tick):
    assert facts(Authority=tick).attested == tick


@pytest.mark.parametrize("tick", ["No", "0", "false", "I am not authorized", "not yet"])
def test_a_no_leaves_a_doubt(tick):
    read = facts(Authority=tick)
    assert read.attested == ""
    assert "may not sign" in read.doubts[0]


@pytest.mark.parametrize("tick", ["", "perhaps", "ask my director"])
def test_neither_leaves_a_doubt(tick):
    read = facts(Authority=tick)
    assert read.attested == ""
    assert "don't say" in read.doubts[0]


@pytest.mark.parametrize(
    "comment",
    [
        "PLEASE REMOVE US. The board voted no.",
        "Take us off",
        "please take our name off the letter",
        "We withdraw",
        "we have to withdraw, sorry",
        "Our board decided against it",
        "please don't list us",
        "We did not agree to sign",
        "unsign us",
    ],
)
def test_requests_to_be_removed_are_heard(comment):
    assert facts(Comments=comment).asks_removal


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "List us without our city",
        "Our board meets on the 12th",
        "Please send us the final text before delivery.",
        "not sure if my director already signed",
        "Please remove the cameras from all schools",
        "The city should withdraw its plan",
        "our office mailbox is down, using this one",
    ],
)
def test_other_comments_are_no_request(comment):
    assert not facts(Comments=comment).asks_removal


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"Organization": ""}, "no organization"),
        ({"Organization": "lin  ABEL"}, "is the person's"),
        ({"Title": "Engineer (affiliation for identification only)"}, "they say so"),
        ({"Comments": "I sign in my personal capacity"}, "they say so"),
    ],
)
def test_a_person_is_recognized_and_told(changes, why):
    read = facts(**changes)
    assert (read.kind, read.name) == ("individual", "Lin Abel")
    assert why in read.doubts[0]
    assert "identification" not in read.affiliation


def test_an_affiliation_names_title_and_organization():
    read = facts(Title="Engineer (for identification only)")
    assert read.affiliation == "Engineer, Orchard Keepers"


@pytest.mark.parametrize(
    ("email", "problem"),
    [
        ("", NO_MAILBOX),
        ("  ", NO_MAILBOX),
        ("lin", BAD_MAILBOX),
        ("a@b.example;c@d.example", BAD_MAILBOX),
    ],
)
def test_a_row_without_one_mailbox_has_a_problem(email, problem):
    assert facts(Email=email).problems == (problem,)


@pytest.mark.parametrize("website", ["", "-", "none", "N/A"])
def test_no_website_is_no_doubt_of_the_row_itself(website):
    read = facts(Website=website)
    assert read.website == ""
    assert read.doubts == ()


def test_a_name_with_an_address_is_not_shown():
    read = facts(Organization="Orchard lin@orchard.example")
    assert read.problems
    assert read.shown_name == "Orchard (address)"


def test_two_rows_with_another_time_say_the_same():
    headings = (*HEADINGS, "Timestamp")
    mapping = map_columns(headings)
    first, second = (
        read_facts(Row(n, (*SOUND.values(), moment)), mapping)
        for n, moment in ((1, "11/1/2026 8:00:00"), (2, "2026-11-01 08:00:00"))
    )
    assert first.typed == second.typed
