"""What a signer does on their own page, and what of it others can see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from privacy.forms import form_token
from signatories import consents, desk, own_wishes, tokens
from signatories.models import SignedText, SignOn, SignOnContact
from tests.signatories.factories import NOW, a_letter, a_sign_on, mails, signed, token_in
from tests.signatories.test_consents import change

pytestmark = pytest.mark.django_db


def page_of(sign_on: SignOn) -> str:
    return reverse("signatories:manage", args=[token_in(mails("sign-on-approved")[-1], "manage")])


def wish(client: Any, path: str, **sent: str) -> str:
    token = form_token("manage", timezone.now())
    return client.post(path, {"form_token": token, **sent}).content.decode()


def test_the_page_says_that_the_name_is_off_the_list_until_they_agree(client):
    page = a_letter()
    sign_on = signed(page)
    path = page_of(sign_on)
    assert "On the list." in client.get(path).content.decode()
    ada = get_user_model().objects.create_user("ada", "ada@example.org")
    change(page, ada, "substantive")
    shown = client.get(path).content.decode()
    assert "On the list." not in shown
    assert "Off the list: the text has changed since it was signed." in shown
    token = token_in(mails("text-changed")[-1], "agree")
    sha256 = SignedText.objects.get(page_id=page.pk, in_force=True).sha256
    assert consents.agree(token=token, text_sha256=sha256, now=timezone.now())
    assert "On the list." in client.get(path).content.decode()


def test_a_corrected_name_waits_for_a_reviewer(client):
    sign_on = signed(a_letter(), organization="Quay Neihgbors")
    said = wish(client, page_of(sign_on), wish="name", name="Quay Neighbors")
    assert "A reviewer reads the new name" in said
    sign_on.refresh_from_db()
    assert sign_on.printed_name == "Quay Neihgbors"
    ada = get_user_model().objects.create_user("ada")
    assert desk.accept_name(sign_on_id=sign_on.pk, by=ada)
    sign_on.refresh_from_db()
    assert (sign_on.printed_name, sign_on.requested_name) == ("Quay Neighbors", "")
    assert sign_on.sort_key.startswith("quay neighbors")
    assert not desk.accept_name(sign_on_id=sign_on.pk, by=ada)


def test_an_empty_name_is_refused_with_a_sentence(client):
    sign_on = signed(a_letter())
    said = wish(client, page_of(sign_on), wish="name", name=" \u200b")
    assert "Write the name as it should stand" in said


def test_updates_are_switched_on_and_off(client):
    sign_on = signed(a_letter())
    for sent, wanted in (({"updates": "on"}, True), ({}, False)):
        wish(client, page_of(sign_on), wish="updates", **sent)
        sign_on.refresh_from_db()
        assert sign_on.wants_updates == wanted


def test_erasing_keeps_the_organizations_signature_and_nothing_of_the_person(client):
    sign_on = signed(a_letter(), organization="Quay Neighbors")
    path = page_of(sign_on)
    said = wish(client, path, wish="erase")
    assert "<bdi>Quay Neighbors</bdi> still stands under the letter" in said
    sign_on.refresh_from_db()
    assert sign_on.status == "approved"
    assert sign_on.mailbox_pseudonym == ""
    assert not SignOnContact.objects.exists()
    assert not sign_on.tokens.exists()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("changes", [{"kind": "individual"}, {"status": "verified"}])
def test_erasing_a_person_or_an_undecided_request_takes_the_name_too(changes):
    sign_on = a_sign_on(a_letter(), **{"status": "approved", **changes})
    token = tokens.mint(sign_on, tokens.Purpose.MANAGE, now=NOW)
    assert own_wishes.erase_me(token=token, now=NOW)
    sign_on.refresh_from_db()
    assert sign_on.status == "withdrawn"
    assert not SignOn.objects.published(sign_on.page_id).exists()
    if sign_on.kind == "individual":
        assert sign_on.printed_name == ""


def test_lost_links_go_to_the_mailbox_that_signed(client):
    sign_on = signed(a_letter(), contact_email="teo@quay.example")
    own_wishes.send_links(address="teo@quay.example", now=timezone.now())
    (mail,) = mails("own-links")
    assert mail.to == "teo@quay.example"
    path = reverse("signatories:manage", args=[token_in(mail, "manage")])
    assert sign_on.printed_name in client.get(path).content.decode()


def test_asking_for_links_tells_nobody_whether_a_mailbox_has_signed(client):
    signed(a_letter(), contact_email="teo@quay.example")
    answers = set()
    for address in ("teo@quay.example", "nobody@quay.example"):
        sent = {"form_token": form_token("lost", timezone.now()), "email": address}
        answers.add(client.post("/manage/", sent).content)
    assert len(answers) == 1
    assert len(mails("own-links")) == 1


def test_links_are_sent_twice_a_day_at_most():
    signed(a_letter(), contact_email="teo@quay.example")
    for minute in range(20):
        own_wishes.send_links(address="teo@quay.example", now=NOW + timedelta(minutes=minute))
    assert len(mails("own-links")) == 2


def test_the_page_can_only_be_posted_from_our_own(client):
    sign_on = signed(a_letter())
    client.post(page_of(sign_on), {"wish": "erase"})
    assert SignOnContact.objects.exists()
