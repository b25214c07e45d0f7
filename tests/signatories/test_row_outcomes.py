"""What becomes of a row, given who is known: the table of docs/import-signatories.md."""

import pytest

from signatories.row_facts import RowFacts
from signatories.row_outcomes import Known, Outcome, Standing, judge, judge_removal, trusted_domain

NAME, DOMAIN = "Orchard Keepers Network", "orchard.example"


def a_row(name=NAME, domain=DOMAIN, **changes):
    fields = {"website": f"https://{domain}" if domain else "", "email": f"lin@{domain}"}
    return RowFacts(9, name=name, shown_name=name, **{**fields, **changes})


def known(**changes):
    fields = {"name": NAME, "status": "verified", "domain": DOMAIN, "row_number": 2}
    everybody = Known()
    everybody.add(Standing(**{**fields, **changes}))
    return everybody


@pytest.mark.parametrize("name", [NAME, f"The {NAME.upper()}", f"{NAME}, Inc.", f" {NAME}  "])
@pytest.mark.parametrize("status", ["verified", "approved"])
def test_name_and_domain_together_match(name, status):
    judged = judge(a_row(name), "", known(status=status))
    assert judged.outcome == Outcome.MATCHED
    assert "row 2" in judged.reason


@pytest.mark.parametrize(
    ("name", "domain", "said"),
    [
        ("Orchard Keepers Netwrok", DOMAIN, "spelling"),
        ("OKN", DOMAIN, "acronym"),
        (f"{NAME} – Ohio Chapter", DOMAIN, "of its own, or the same"),
        (NAME, "other.example", "on record with orchard.example"),
        (NAME, "", "the same name"),
        ("Somebody Else", DOMAIN, "same web domain"),
        ("Somebody Else", "0rchard.example", "looks like"),
    ],
)
def test_weaker_likeness_waits_for_a_person(name, domain, said):
    judged = judge(a_row(name, domain), "", known())
    assert judged.outcome == Outcome.POSSIBLE_DUPLICATE
    assert judged.outcome.is_stored
    assert said in judged.reason


def test_an_unknown_name_is_new_and_without_doubts():
    judged = judge(a_row("Lantern Friends", "lantern.example"), "", known())
    assert (judged.outcome, judged.doubts) == (Outcome.NEW, ())


@pytest.mark.parametrize("name", [NAME, "Orchard Keepers Netwrok", "OKN", "Somebody Else"])
def test_who_withdrew_stays_away_under_any_spelling(name):
    """S-08: a row that speaks for the domain of who withdrew is refused."""
    judged = judge(a_row(name), "", known(status="withdrawn", since="2026-11-02"))
    assert judged.outcome == Outcome.REFUSED
    assert "2026-11-02" in judged.reason


def test_who_withdrew_and_signed_again_is_matched():
    everybody = known(status="withdrawn", since="2026-11-02")
    everybody.add(Standing(NAME, "approved", DOMAIN, sign_on_id=5))
    assert judge(a_row(), "", everybody).outcome == Outcome.MATCHED


def test_a_look_alike_from_another_domain_is_refused_from_its_own_waits():
    greek = NAME.replace("O", "Ο")
    assert judge(a_row(greek, "0rchard.example"), "", known()).outcome == Outcome.REFUSED
    assert judge(a_row(greek), "", known()).outcome != Outcome.REFUSED


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("pending", Outcome.MATCHED),
        ("verified", Outcome.MATCHED),
        ("declined", Outcome.MATCHED),
        ("withdrawn", Outcome.REFUSED),
        ("lapsed", Outcome.NEW),
    ],
)
def test_the_same_name_from_the_same_mailbox(status, outcome):
    judged = judge(a_row(), "p", known(status=status, domain="", pseudonym="p"))
    assert judged.outcome == outcome
    assert judged.final == (status != "pending")


def test_what_nobody_spoke_for_does_not_swallow_a_row():
    assert judge(a_row(), "", known(status="pending")).outcome == Outcome.NEW
    untrusted = judge(a_row(), "", known(is_trusted=False))
    assert untrusted.outcome == Outcome.POSSIBLE_DUPLICATE


def test_a_person_is_not_an_organization_of_that_name():
    assert judge(a_row(kind="individual"), "", known()).outcome == Outcome.NEW


def test_people_of_one_name_are_for_review():
    judged = judge(a_row(kind="individual"), "q", known(kind="individual", pseudonym="p"))
    assert judged.outcome == Outcome.POSSIBLE_DUPLICATE
    assert NAME not in judged.reason


def test_problems_refuse_and_say_where_the_name_stands():
    judged = judge(a_row(problems=("there is no email address",)), "", known())
    assert judged.outcome == Outcome.REFUSED
    assert "there already" in judged.reason


def test_a_removal_is_about_the_name_that_stands():
    assert judge_removal(a_row(), known()).about is not None
    assert judge_removal(a_row("Lantern", "lantern.example"), known()).about is None
    assert judge_removal(a_row(), known(status="withdrawn")).about is None


def test_a_mailbox_speaks_for_its_own_domain_only():
    assert trusted_domain("orchard.example", "mail.orchard.example")
    assert not trusted_domain("orchard.example", "other.example")
    assert not trusted_domain("", "")
    assert not trusted_domain("gmail.com", "gmail.com")
