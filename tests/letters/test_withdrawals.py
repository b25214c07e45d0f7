"""A name withdrawn after delivery: removed, or shown with its day; noted on what was delivered."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from letters.document import Signatory, Withdrawal
from letters.frame import withdrawal_line
from letters.labels import LANGUAGES
from letters.models import LetterPage
from letters.services import approve_edition, dispatch_edition, freeze_edition
from signatories import own_wishes, services
from signatories.models import SignOn, SignOnSettings
from signatories.services import declare_change, text_in_force
from tests.flows.mailbox import words_of
from tests.letters import factories as make
from tests.letters.documents import stadium_letter
from tests.signatories.factories import mails, signed, token_in

pytestmark = pytest.mark.django_db
LEAVES, STAYS, PERSON = "Bayshore Readers’ Circle", "Pier Street Tenants", "Ida Lund"
FILES = ("letter.docx", "letter.pdf", "letter.txt", "letter.json")
EDITION = tuple(f"editions/1/{name}" for name in (*FILES, "letter.html"))


@pytest.fixture
def page() -> LetterPage:
    """A letter that two organizations and a person signed, not yet delivered."""
    letter: LetterPage = make.LetterPageFactory.create(slug="cameras")
    for name in (LEAVES, STAYS):
        signed(letter, now=timezone.now(), organization=name)
    signed(letter, now=timezone.now(), contact_name=PERSON, kind="individual")
    return letter


def deliver(page: LetterPage) -> None:
    make_user = get_user_model().objects.create_user
    rosa, imre = make_user(f"rosa{timezone.now()}"), make_user(f"imre{timezone.now()}")
    now = timezone.now()
    edition = freeze_edition(letter=page, by=rosa, now=now)
    approve_edition(edition_id=edition.pk, digest=edition.digest, by=imre, now=now)
    assert dispatch_edition(edition_id=edition.pk, by=rosa, now=now)


def shown_as_withdrawn(page: LetterPage) -> LetterPage:
    LetterPage.objects.filter(pk=page.pk).update(after_delivery="shown")
    return LetterPage.objects.get(pk=page.pk)


def leave(name: str = LEAVES) -> SignOn:
    """Withdraw by the link in the newest mail, as the signer does."""
    sign_on = SignOn.objects.get(display_name=name)
    mail = [one for one in mails("sign-on-approved") if name in one.body_text][-1]
    assert services.withdraw_sign_on(token=token_in(mail, "manage"), now=timezone.now())
    sign_on.refresh_from_db()
    return sign_on


def said(page: LetterPage, *paths: str) -> dict[str, str]:
    """Return what stands at these addresses below the letter."""
    client, found = Client(), {}
    for path in paths:
        answer = client.get(f"{page.get_url()}{path}")
        assert answer.status_code == 200, path
        found[path] = " ".join(words_of(path, answer.content).split())
    return found


def test_before_delivery_it_vanishes_whatever_was_chosen(page: LetterPage) -> None:
    page = shown_as_withdrawn(page)
    assert not leave().withdrawn_after_delivery
    everywhere = said(page, "", "signatories/", "signatories.csv", *FILES)
    assert not [path for path, words in everywhere.items() if LEAVES in words]
    assert not [path for path, words in everywhere.items() if "ithdrawn after" in words]


def test_removed_it_leaves_every_name_and_the_edition_a_note(page: LetterPage) -> None:
    """The default; S-08: the name is nowhere, and a delivered edition says that one withdrew."""
    deliver(page)
    assert leave().withdrawn_after_delivery
    everywhere = said(page, "", "signatories/", "signatories.csv", *FILES, *EDITION)
    assert not [path for path, words in everywhere.items() if LEAVES in words]
    silent = [p for p in EDITION[:3] if "Withdrawn after delivery: 1" not in everywhere[p]]
    assert not silent
    today = timezone.localdate().isoformat()
    assert json.loads(everywhere["letter.json"])["withdrawals"] == [{"withdrawn_on": today}]


def test_shown_it_stands_everywhere_as_withdrawn_with_its_day(page: LetterPage) -> None:
    page = shown_as_withdrawn(page)
    deliver(page)
    sign_on = leave()
    everywhere = said(page, "", "signatories/", *FILES, *EDITION)
    assert not [path for path, words in everywhere.items() if LEAVES not in words]
    day = timezone.localdate().isoformat()
    for path in ("letter.json", "editions/1/letter.json"):
        told = json.loads(everywhere[path])
        assert told["signatory_count"] == 2
        assert LEAVES not in {one["name"] for one in told["signatories"]}
        (gone,) = told["withdrawals"]
        assert (gone["name"], gone["withdrawn_on"]) == (LEAVES, day)
        assert gone["text_sha256"] == sign_on.signed_text.sha256
    rows = list(csv.DictReader(io.StringIO(raw(page, "signatories.csv"))))
    assert {row["name"]: row["withdrawn_on"] for row in rows} == {
        LEAVES: day, STAYS: "", PERSON: "",
    }  # fmt: skip
    assert "Withdrawn after delivery" in everywhere["signatories/"]


def raw(page: LetterPage, path: str) -> str:
    return Client().get(f"{page.get_url()}{path}").content.decode()


def test_the_site_may_choose_it_for_every_letter(page: LetterPage) -> None:
    site = Site.objects.get(is_default_site=True)
    SignOnSettings.objects.create(site=site, after_delivery="shown")
    deliver(page)
    leave()
    assert LEAVES in said(page, "signatories/")["signatories/"]


def test_a_person_is_never_shown_as_withdrawn(page: LetterPage) -> None:
    page = shown_as_withdrawn(page)
    deliver(page)
    assert not leave(PERSON).withdrawn_after_delivery
    everywhere = said(page, "", "signatories/", *FILES, *EDITION)
    assert not [path for path, words in everywhere.items() if PERSON in words]
    assert "Withdrawn after delivery: 1" in everywhere["editions/1/letter.txt"]


def test_a_new_edition_names_who_stands_and_nobody_else(page: LetterPage) -> None:
    page = shown_as_withdrawn(page)
    deliver(page)
    leave()
    deliver(page)
    assert LEAVES in said(page, "editions/1/letter.txt")["editions/1/letter.txt"]
    assert LEAVES not in said(page, "editions/2/letter.txt")["editions/2/letter.txt"]


def test_under_other_words_nobody_is_named_as_withdrawn(page: LetterPage) -> None:
    """E-02: a withdrawn name stands only under the words that were signed."""
    page = shown_as_withdrawn(page)
    deliver(page)
    leave()
    before = text_in_force(page=page, now=timezone.now())
    page.closing = "With other words,"
    page.save()
    after = text_in_force(page=page, now=timezone.now())
    declare_change(
        earlier=before, later_sha256=after.sha256, kind="substantive", summary="Other words.",
        by=get_user_model().objects.create_user("ada"), now=timezone.now(),
    )  # fmt: skip
    assert LEAVES not in said(page, "")[""] + said(page, "signatories/")["signatories/"]


def test_the_signer_is_told_before_and_after_what_will_be_seen(page: LetterPage) -> None:
    page = shown_as_withdrawn(page)
    deliver(page)
    mail = [one for one in mails("sign-on-approved") if LEAVES in one.body_text][-1]
    own = Client().get(f"/manage/{token_in(mail, 'manage')}/").content.decode()
    assert "the list will say so" in own
    leave()
    told = mails("sign-on-withdrawn")[-1]
    for words in (told.body_text, told.body_html):
        assert "say that it has withdrawn, with the day" in words
    later = Client().get(f"/manage/{token_in(told, 'manage')}/").content.decode()
    assert "Shown as withdrawn" in later


def test_erasing_the_signers_details_leaves_the_organizations_note(page: LetterPage) -> None:
    page = shown_as_withdrawn(page)
    deliver(page)
    leave()
    token = token_in(mails("sign-on-withdrawn")[-1], "manage")
    assert own_wishes.erase_me(token=token, now=timezone.now() + timedelta(minutes=1))
    assert LEAVES in said(page, "signatories/")["signatories/"]


@pytest.mark.parametrize("language", [tag for tag, _ in LANGUAGES])
def test_every_language_says_it(language: str) -> None:
    day = date(2026, 11, 3)
    named = Withdrawal(day, Signatory("Harbor Watch", "organization", "national"))
    gone = (named, Withdrawal(day), Withdrawal(day))
    line = withdrawal_line(stadium_letter(language=language, withdrawals=gone))
    assert "Harbor Watch" in line
    assert "2026" in line
    assert line.endswith("; + 2")
    assert withdrawal_line(stadium_letter(language=language, withdrawals=gone[1:])).endswith("2")
    assert withdrawal_line(stadium_letter(language=language)) == ""
