"""Rows of a sheet: what becomes of each, and that a second time changes nothing."""

import csv
import io
import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from openpyxl import Workbook

from delivery.models import OutboundMessage
from signatories.importing import GROUND, carry_out, plan_import
from signatories.mapping import map_columns
from signatories.models import ImportedRow, SignOn, SignOnContact
from signatories.row_outcomes import Outcome
from signatories.services import decline_sign_ons, withdraw_sign_ons
from signatories.sheets import sheet_of
from tests.signatories.factories import NOW, a_letter, a_sign_on

pytestmark = pytest.mark.django_db

OWN = Path(__file__).parent / "data" / "answers.csv"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "letters" / "sign-ons-google-form.csv"
HEADINGS = "Organization,Website,Your name,Title,Email,Place,Scope,Authority,Comments,Kind"
SOUND = {
    "organization": "Orchard Keepers",
    "website": "orchard.example",
    "person": "Lin Abel",
    "title": "Keeper",
    "email": "lin@orchard.example",
    "place": "Tampa, FL",
    "scope": "Local",
    "authority": "Yes",
    "comments": "",
    "kind": "",
}
M, P, R, N = Outcome.MATCHED, Outcome.POSSIBLE_DUPLICATE, Outcome.REFUSED, Outcome.NEW
AWKWARD = [M, P, M, P, R, N, P, P, R, R, M, R]
"""Of the twelve: intern, misspelling, "Inc.", acronym, formula, person, chapter, free mailbox,
no address, please remove us, line break, Greek letter."""


def rows(*changes):
    """Return a sheet: the sound row with each of `changes`."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(HEADINGS.split(","))
    for change in changes:
        writer.writerow({**SOUND, **change}.values())
    return held.getvalue().encode()


def as_workbook(content):
    """Return the same sheet as an XLSX."""
    book = Workbook()
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def plan(page, content, now=NOW):
    sheet = sheet_of(content)
    return plan_import(page=page, sheet=sheet, mapping=map_columns(sheet.headings), now=now)


def outcomes(made):
    return [row.outcome for row in made.rows]


def do(page, content, **options):
    made = plan(page, content)
    return made, carry_out(made, now=NOW, **options)


def counts():
    return (SignOn.objects.count(), SignOnContact.objects.count(), ImportedRow.objects.count())


def check_awkward_sheet(content, sound):
    """Hold a sheet of `sound` good rows and the twelve awkward ones against its promises."""
    page = a_letter()
    made, report = do(page, content)
    assert outcomes(made)[:sound] == [N] * sound
    assert outcomes(made)[sound:] == AWKWARD
    assert sum(row.is_sound for row in made.rows) == sound
    assert report.approved == 0
    waiting = SignOn.objects.waiting_for_review()
    assert waiting.count() == report.stored == SignOn.objects.count() == sound + 5
    later = [row for row in made.rows if row.later]
    assert len(later) == 1
    assert later[0].is_sound
    assert waiting.filter(review_note="").count() == sound - 1
    assert (
        "asked to be removed"
        in waiting.get(name_key=later[0].facts.name.casefold().replace("'", "")).review_note
    )
    person = SignOn.objects.get(kind=SignOn.Kind.INDIVIDUAL)
    assert "identification" not in person.affiliation
    before = counts()
    again, second = do(page, content)
    assert set(outcomes(again)) == {Outcome.UNCHANGED}
    assert second.stored == 0
    assert counts() == before
    assert OutboundMessage.objects.count() == 0
    return page, made


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_sound_rows_wait_and_awkward_rows_are_dealt_with(kind):
    content = OWN.read_bytes()
    check_awkward_sheet(content if kind == "csv" else as_workbook(content), sound=6)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data/letters is not on this machine")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_form_export_gives_66_sound_rows_and_12_as_reasoned(kind):
    """66 sound rows waiting for review, the 12 others as reasoned, second run all unchanged."""
    content = SHARED.read_bytes()
    page, made = check_awkward_sheet(content if kind == "csv" else as_workbook(content), sound=66)
    print(f"{kind}: {len(made.rows)} rows, {dict(made.counts())}")
    assert SignOn.objects.filter(country="US", region="FL").exists()
    assert {"MX", "GB", "KZ"} <= set(SignOn.objects.values_list("country", flat=True))
    other = as_workbook(content) if kind == "csv" else content
    assert set(outcomes(plan(page, other))) == {Outcome.UNCHANGED}


def test_a_plan_writes_nothing():
    page = a_letter()
    plan(page, OWN.read_bytes())
    assert counts() == (0, 0, 0)


def test_a_stored_row_holds_the_facts_and_seals_the_contact():
    do(a_letter(), rows({"comments": "Our board meets on the 12th"}))
    sign_on = SignOn.objects.get()
    assert (sign_on.claimed_name, sign_on.website_domain) == ("Orchard Keepers", "orchard.example")
    assert (sign_on.country, sign_on.region, sign_on.scope) == ("US", "FL", "local")
    assert (sign_on.status, sign_on.source) == ("verified", "import")
    assert sign_on.confirmed_at is None
    assert sign_on.attestation == "Yes"
    assert sign_on.contact.email == "lin@orchard.example"
    assert sign_on.contact.remark == "Our board meets on the 12th"
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, title, email, remark FROM signatories_signoncontact")
        sealed = " ".join(map(str, cursor.fetchone()))
    assert not any(part in sealed for part in ("Lin", "Keeper", "orchard", "board"))


@pytest.mark.parametrize(
    ("change", "outcome", "said"),
    [
        ({"email": ""}, R, "no email address"),
        ({"email": "not an address"}, R, "not one mailbox"),
        ({"email": "a@orchard.example, b@orchard.example"}, R, "not one mailbox"),
        ({"organization": "", "person": ""}, R, "there is no name"),
        ({"organization": "=1+1"}, R, "can't start with ="),
        ({"organization": "x" * 500}, R, "shorten"),
        ({"organization": "x" * 1_000_000}, R, "shorten"),
        ({"organization": "See www.orchard.example"}, R, "without a web"),
        ({"organization": "\u202eOrchard\u200b Keepers\x07"}, N, ""),
        ({"organization": "U.S. Orchard Keepers e.V."}, N, ""),
        ({"authority": "No"}, N, "may not sign"),
        ({"authority": ""}, N, "don't say"),
        ({"place": "Cascadia"}, N, "not known"),
        ({"scope": "purple"}, N, "no scope"),
        ({"website": ""}, N, "no website"),
        ({"website": "see our page"}, N, "no web address"),
        ({"email": "lin@elsewhere.example"}, N, "the website at orchard.example"),
        ({"email": "lin@gmail.com"}, N, "anybody can have one"),
        ({"organization": "Оrchard Keepers"}, N, "several alphabets"),
        ({"person": "=SUM(A1)"}, N, "begins like a formula"),
        ({"comments": "we must withdraw"}, R, "no sign-on of it is known"),
        ({"organization": ""}, N, "read as a person"),
        ({"comments": "as an individual"}, N, "read as a person"),
    ],
)
def test_each_trouble_is_told(change, outcome, said):
    made = plan(a_letter(), rows(change))
    row = made.rows[0]
    assert row.outcome == outcome
    assert said in row.reason
    assert row.is_sound == (outcome == N and not said)
    assert "orchard@" not in row.reason
    assert "lin@" not in row.reason


@pytest.mark.parametrize("comment", ["List us without our city", "Our board meets on the 12th"])
def test_ordinary_comments_are_no_removal(comment):
    assert plan(a_letter(), rows({"comments": comment})).rows[0].is_sound


def test_a_person_by_the_kind_column_is_sound():
    row = plan(a_letter(), rows({"kind": "Individual", "authority": ""})).rows[0]
    assert row.is_sound
    assert row.facts.kind == "individual"
    assert row.facts.name == "Lin Abel"
    assert row.facts.affiliation == "Keeper, Orchard Keepers"


def test_the_same_name_from_another_domain_is_for_review_not_matched():
    elsewhere = {"website": "orchard-campaign.example", "email": "x@orchard-campaign.example"}
    made = plan(a_letter(), rows({}, elsewhere))
    assert outcomes(made) == [N, P]
    assert "on record with orchard.example" in made.rows[1].reason


def test_a_row_that_changed_is_looked_at_again():
    page = a_letter()
    do(page, rows({}))
    made, report = do(page, rows({"title": "Chair"}))
    assert outcomes(made) == [M]
    assert report.stored == 0


def test_the_same_answer_twice_in_one_sheet_is_stored_once():
    made, report = do(a_letter(), rows({}, {}))
    assert outcomes(made) == [N, M]
    assert report.stored == 1


def test_a_plan_carried_out_twice_stores_its_rows_once():
    made, _ = do(a_letter(), rows({}))
    assert carry_out(made, now=NOW).stored == 0
    assert SignOn.objects.count() == 1


def test_another_letter_takes_the_same_sheet():
    do(a_letter(), rows({}))
    assert outcomes(plan(a_letter(title="Another matter"), rows({}))) == [N]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"organization": "The ORCHARD KEEPERS, Inc."},
        {"organization": "Orchard Kepers"},
        {"person": "Somebody Else", "email": "other@orchard.example"},
        {"title": "President"},
    ],
)
def test_a_later_import_cannot_add_who_withdrew(change):
    """S-08: a withdrawn organization comes back by itself only."""
    page = a_letter()
    gone = a_sign_on(
        page,
        "approved",
        name="Orchard Keepers",
        website="https://orchard.example",
        email="lin@orchard.example",
    )
    assert withdraw_sign_ons(ids=[gone.pk], by=None, now=NOW) == 1
    made, report = do(page, rows(change))
    assert outcomes(made) == [R]
    assert "only they can sign again" in made.rows[0].reason
    assert report.stored == 0


def test_an_imported_row_that_withdrew_stays_unchanged():
    """S-08: neither the same sheet nor a changed row brings it back."""
    page = a_letter()
    do(page, rows({}))
    withdraw_sign_ons(ids=[SignOn.objects.get().pk], by=None, now=NOW)
    assert outcomes(do(page, rows({}))[0]) == [Outcome.UNCHANGED]
    assert outcomes(do(page, rows({"title": "Chair"}))[0]) == [R]


def test_a_chapter_of_who_withdrew_waits_for_review():
    page = a_letter()
    do(page, rows({}))
    withdraw_sign_ons(ids=[SignOn.objects.get().pk], by=None, now=NOW)
    chapter = {"organization": "Orchard Keepers – Ohio Chapter", "email": "z@orchard.example"}
    made = plan(page, rows(chapter))
    assert outcomes(made) == [P]
    assert "withdrawn" in made.rows[0].reason


def test_a_declined_request_stands():
    page = a_letter()
    do(page, rows({}))
    decline_sign_ons(ids=[SignOn.objects.get().pk], by=None, reason="Not theirs.", now=NOW)
    made = plan(page, rows({"title": "Chair"}))
    assert outcomes(made) == [M]
    assert "was declined" in made.rows[0].reason


def test_an_unconfirmed_claim_of_a_stranger_does_not_block_a_row():
    page = a_letter()
    a_sign_on(page, "pending", name="Orchard Keepers", website="https://orchard.example")
    assert outcomes(plan(page, rows({}))) == [N]


def test_a_confirmed_claim_from_a_strange_mailbox_does_not_swallow_a_row():
    page = a_letter()
    a_sign_on(
        page, name="Orchard Keepers", website="https://orchard.example", email="x@bad.example"
    )
    assert outcomes(plan(page, rows({}))) == [P]


def test_an_open_request_of_the_same_mailbox_is_looked_at_again_next_time():
    page = a_letter()
    a_sign_on(page, "pending", name="Orchard Keepers", email="lin@orchard.example")
    assert outcomes(do(page, rows({}))[0]) == [M]
    SignOn.objects.update(status="lapsed", name_key="", claimed_name="", mailbox_pseudonym="")
    assert outcomes(do(page, rows({}))[0]) == [N]


def test_an_approved_name_is_matched():
    page = a_letter()
    a_sign_on(page, "approved", name="Orchard Keepers", website="https://orchard.example")
    assert outcomes(plan(page, rows({}))) == [M]


def test_a_request_to_be_removed_marks_the_name_that_stands_and_keeps_it():
    page = a_letter()
    sign_on = a_sign_on(page, "approved", name="Orchard Keepers", website="orchard.example")
    SignOn.objects.update(website_domain="orchard.example")
    made, _ = do(page, rows({"comments": "PLEASE REMOVE US. The board voted no."}))
    assert outcomes(made) == [R]
    sign_on.refresh_from_db()
    assert sign_on.status == "approved"
    assert "asked to be removed" in sign_on.review_note
    do(page, rows({"comments": "PLEASE REMOVE US. The board voted no."}))
    noted = SignOn.objects.get(pk=sign_on.pk).review_note
    assert noted.count("asked to be removed") == 1


def test_a_request_to_be_removed_counts_wherever_it_stands_in_the_sheet():
    made = plan(a_letter(), rows({"comments": "Please remove us"}, {}))
    assert outcomes(made) == [R, N]
    assert made.rows[1].later


def test_vouching_approves_the_sound_rows_only_and_mails_nobody():
    staff = get_user_model().objects.create_user("ona", password="x", is_staff=True)
    page = a_letter()
    made, report = do(page, OWN.read_bytes(), approved_by=staff)
    sound = [row for row in made.rows if row.is_sound and not row.later]
    assert report.approved == len(sound) == 5
    approved = SignOn.objects.filter(status="approved")
    assert set(approved.values_list("claimed_name", flat=True)) == {r.facts.name for r in sound}
    assert set(approved.values_list("decision_ground", "decided_by")) == {(GROUND, staff.pk)}
    assert SignOn.objects.waiting_for_review().count() == report.stored - report.approved
    assert OutboundMessage.objects.count() == 0


def test_nothing_is_stored_when_storing_fails_halfway(monkeypatch):
    made = plan(a_letter(), rows({}))
    made.rows[0].facts.__dict__["email"] = None
    with pytest.raises(Exception):  # noqa: B017, PT011  # whatever the database says
        carry_out(made, now=NOW)
    assert counts() == (0, 0, 0)


def test_no_row_is_sent_in_the_future():
    page = a_letter()
    made = plan(page, OWN.read_bytes(), now=NOW - timedelta(days=400))
    assert {row.submitted_at for row in made.rows} == {NOW - timedelta(days=400)}


def test_of_a_thousand_made_up_names_nearly_all_are_stored():
    """How long 9,000 take is measured by `bench/bench_import.py`."""
    chance = random.Random(5)
    words = ["".join(chance.choices("abcdefghijklmnop", k=7)) for _ in range(3_000)]
    made_up = [
        {
            "organization": " ".join(chance.choices(words, k=4)).title(),
            "website": f"org{number}.example",
            "email": f"a@org{number}.example",
        }
        for number in range(1_000)
    ]
    report = carry_out(plan(a_letter(), rows(*made_up)), now=NOW)
    assert report.stored > 988
