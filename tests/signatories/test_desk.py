"""What a reviewer does besides deciding, and what the signer hears of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from privacy.forms import form_token
from signatories import desk, services
from signatories.models import SignOn
from tests.signatories.factories import NOW, a_letter, a_sign_on, mails, signed, token_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Any:
    return get_user_model().objects.create_superuser("ada", "ada@example.org", "a long password")


@pytest.fixture
def staff(client: Any, ada: Any) -> Any:
    client.force_login(ada)
    return client


def take(staff: Any, sign_on: SignOn, step: str, **sent: str) -> Any:
    answer = staff.post(reverse("sign_on_step", args=[sign_on.pk, step]), sent, follow=True)
    sign_on.refresh_from_db()
    return answer.content.decode()


@pytest.mark.parametrize("status", ["approved", "declined"])
def test_a_decision_can_be_undone_and_the_log_keeps_it(staff, status):
    sign_on = a_sign_on(a_letter(), status, decided_at=NOW, decision_ground="known")
    assert "Back to review" in take(staff, sign_on, "undo")
    assert (sign_on.status, sign_on.decided_at, sign_on.decision_ground) == ("verified", None, "")
    assert not SignOn.objects.published(sign_on.page_id).exists()
    assert len(mails("sign-on-back-to-review")) == 1
    assert ModelLogEntry.objects.filter(action="signatories.undo", object_id=sign_on.pk).exists()
    assert "Nothing to undo" in take(staff, sign_on, "undo")


def test_what_was_undone_can_be_decided_anew(staff):
    sign_on = signed(a_letter())
    take(staff, sign_on, "undo")
    take(staff, sign_on, "decline", words="It asked us to.")
    assert sign_on.status == "declined"


def test_a_decline_is_not_undone_over_a_newer_request(ada):
    page = a_letter()
    old = a_sign_on(page, "declined", name="Quay", email="t@quay.example")
    a_sign_on(page, "verified", name="Quay", email="t@quay.example")
    assert not desk.undo_decision(sign_on_id=old.pk, by=ada, now=NOW)
    old.refresh_from_db()
    assert old.status == "declined"


def test_approve_and_next_leads_to_the_next_request(staff):
    page = a_letter()
    first, second = a_sign_on(page), a_sign_on(page)
    shown = take(staff, first, "approve", words="Known.", next="1")
    assert f"<h2><bdi>{second.printed_name}</bdi></h2>" in shown
    assert first.status == "approved"
    assert 'accesskey="a"' in shown


def test_a_name_with_letters_of_another_script_is_doubted_though_its_domain_matches(staff):
    sign_on = a_sign_on(a_letter(), name="\u0397arbor Rights Project")
    address = reverse("wagtailsnippets_signatories_signon:inspect", args=[sign_on.pk])
    assert "The name mixes letters of several scripts." in staff.get(address).content.decode()


def test_two_reviewers_at_once_one_is_told(staff, ada):
    sign_on = a_sign_on(a_letter())
    services.decline_sign_ons(ids=[sign_on.pk], by=ada, reason="no", now=NOW)
    assert "Not approved: somebody decided" in take(staff, sign_on, "approve")
    assert sign_on.status == "declined"


def test_the_signer_is_asked_and_the_answer_stands_in_the_thread(staff, client):
    sign_on = a_sign_on(a_letter())
    take(staff, sign_on, "ask", words="Is the board informed?")
    (mail,) = mails("sign-on-question")
    assert "Is the board informed?" in mail.body_text
    path = reverse("signatories:answer", args=[token_in(mail, "answer")])
    assert "Is the board informed?" in client.get(path).content.decode()
    assert sign_on.desk_entries.count() == 1, "opening the page answered"
    sent = {"form_token": form_token("answer", timezone.now()), "words": "Since May."}
    assert "Sent" in client.post(path, sent).content.decode()
    assert client.get(path).status_code == 404
    thread = [(entry.kind, entry.words) for entry in sign_on.desk_entries.all()]
    assert thread == [("question", "Is the board informed?"), ("answer", "Since May.")]


def test_the_thread_is_sealed_and_erased_with_the_contact(staff):
    sign_on = a_sign_on(a_letter())
    take(staff, sign_on, "note", words="Called Teodora.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM signatories_deskentry")
        assert "Teodora" not in str(cursor.fetchall())
    services.erase_contacts([sign_on.pk], now=NOW)
    assert not sign_on.desk_entries.exists()


def test_an_empty_question_is_not_sent(staff):
    sign_on = a_sign_on(a_letter())
    assert "Write something first." in take(staff, sign_on, "ask", words=" \u200b ")
    assert not mails("sign-on-question")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("office@pier.example", True),
        ("office@mail.pier.example", True),
        ("office@pier.example.evil.example", False),
        ("office@elsewhere.example", False),
        ("office@pier.example\nBcc: x@evil.example", False),
    ],
)
def test_a_second_contact_is_on_the_organizations_own_domain(staff, address, told):
    sign_on = a_sign_on(a_letter(), website="https://www.pier.example", email="m@gmail.com")
    take(staff, sign_on, "second", words=address)
    assert [mail.to for mail in mails("sign-on-second-contact")] == ([address] if told else [])


def test_an_objection_takes_the_name_off_until_review(staff, client):
    sign_on = a_sign_on(a_letter(), "approved", website="https://pier.example")
    take(staff, sign_on, "second", words="office@pier.example")
    path = reverse(
        "signatories:object", args=[token_in(mails("sign-on-second-contact")[0], "object")]
    )
    client.get(path)
    assert SignOn.objects.published(sign_on.page_id).exists(), "opening the page objected"
    client.post(path, {"form_token": form_token("objection", timezone.now()), "words": ""})
    sign_on.refresh_from_db()
    assert sign_on.status == "verified"
    assert "nobody signed for it" in sign_on.review_note


def test_an_organization_becomes_a_person_in_one_click_and_they_are_told(staff):
    page = a_letter()
    sign_on = signed(page, organization="Quay University", contact_name="Teodora Lindqvist")
    take(staff, sign_on, "person")
    assert (sign_on.kind, sign_on.status) == ("individual", "verified")
    assert (sign_on.printed_name, sign_on.affiliation) == ("Teodora Lindqvist", "Quay University")
    assert not SignOn.objects.published(page.pk).exists(), "public before anybody approved it"
    (mail,) = mails("sign-on-as-person")
    assert "Teodora Lindqvist, Quay University (for identification only)" in mail.body_text
    take(staff, sign_on, "approve", words="As she says.")
    assert list(SignOn.objects.published(page.pk)) == [sign_on]


def test_who_may_not_review_takes_no_step(client):
    sign_on = a_sign_on(a_letter())
    client.force_login(get_user_model().objects.create_user("sam", "sam@example.org"))
    for step in ("approve", "undo", "note", "person"):
        answer = client.post(reverse("sign_on_step", args=[sign_on.pk, step]), {"words": "x"})
        assert answer.status_code in (302, 403)
    sign_on.refresh_from_db()
    assert sign_on.status == "verified"
    assert not sign_on.desk_entries.exists()


def test_the_list_answers_in_twenty_queries_with_150_waiting(staff):
    """The bar: 150 rows with their reasons, however many there are."""
    page = a_letter()
    for _ in range(150):
        a_sign_on(page)
    address = reverse(SignOn.snippet_viewset.get_url_name("list"))
    staff.get(address)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        shown = staff.get(f"{address}?status=verified").content.decode()
    assert shown.count("Neighbors of Pier") >= 150
    print(f"150 rows: {len(counted)} queries")
    assert len(counted) <= 20
