"""Who signed for an organization, where the letter prints it: asked, agreed to, taken back."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from privacy.forms import form_token
from signatories import desk, inviting, own_wishes, private_access, services
from signatories.invitation_list import Invitee
from signatories.models import SignOn, SignOnContact
from tests.signatories.factories import NOW, a_letter, mails, token_in
from tests.signatories.test_views import ANSWERS, post, sign_url

pytestmark = pytest.mark.django_db
PERSON = "Teodora Lindqvist"


@pytest.fixture
def page() -> Any:
    """A letter that prints who signed."""
    return a_letter(signature_people=True)


@pytest.fixture
def ada() -> Any:
    return get_user_model().objects.create_user("ada")


def sent(client: Client, page: Any, **changes: str) -> SignOn:
    """Send the form and press the button that was mailed."""
    assert "Check your mailbox" in post(client, page, **changes).content.decode()
    now = timezone.now()
    link = token_in(mails("confirm-sign-on")[-1], "confirm")
    assert services.confirm_sign_on(token=link, now=now)
    return SignOn.objects.get()


def approved(sign_on: SignOn, by: Any) -> SignOn:
    ids = [sign_on.pk]
    assert services.approve_sign_ons(ids=ids, by=by, ground="known", now=timezone.now())
    return SignOn.objects.get(pk=sign_on.pk)


def public(client: Client, page: Any) -> str:
    """Return everything that visitors may read about the signatories, in one piece."""
    paths = ("", "signatories/", "signatories.csv", "letter.json", "letter.txt")
    return "".join(client.get(f"{page.get_url()}{path}").content.decode() for path in paths)


def own_link() -> str:
    return token_in(mails("sign-on-approved")[-1], "manage")


def test_it_is_asked_only_where_the_letter_prints_it(client: Client, page: Any) -> None:
    html = client.get(sign_url(page)).content.decode()
    assert 'name="print_person"' in html
    assert "I can take this back on my own page at any time" in html
    assert 'id="print_person" name="print_person" aria-describedby="print_person-hint">' in html
    assert 'name="print_person"' not in client.get(sign_url(a_letter())).content.decode()


def test_an_answer_where_nobody_asked_is_left_aside(client: Client, ada: Any) -> None:
    other = a_letter()
    made = approved(sent(client, other, print_person="on"), ada)
    assert (made.print_consent, made.printed_person) == ("", "")


def test_unticked_only_the_organization_is_named(client: Client, page: Any, ada: Any) -> None:
    made = approved(sent(client, page), ada)
    assert made.printed_person == ""
    assert PERSON not in public(client, page)


def test_agreed_it_is_printed_once_a_person_approved(client: Client, page: Any, ada: Any) -> None:
    made = sent(client, page, print_person="on")
    assert (made.print_consent, made.printed_person) == ("1", "")
    assert PERSON not in public(client, page)
    made = approved(made, ada)
    assert (made.printed_person, made.printed_title) == (PERSON, "Chair")
    said = json.loads(client.get(f"{page.get_url()}letter.json").content)
    assert said["signatories"][0]["person"] == PERSON
    table = client.get(f"{page.get_url()}signatories.csv").content.decode()
    rows = csv.DictReader(io.StringIO(table))
    assert next(rows)["person"] == PERSON
    for path in ("", "signatories/", "letter.txt"):
        assert PERSON in client.get(f"{page.get_url()}{path}").content.decode(), path


def test_a_person_who_signs_as_such_is_not_printed_twice(
    client: Client, page: Any, ada: Any
) -> None:
    made = approved(sent(client, page, print_person="on", kind="individual"), ada)
    assert (made.print_consent, made.printed_person) == ("", "")


def test_taken_back_on_the_own_page_it_leaves_at_once(client: Client, page: Any, ada: Any) -> None:
    approved(sent(client, page, print_person="on"), ada)
    address = f"/manage/{own_link()}/"
    assert PERSON in client.get(address).content.decode()
    button = form_token("manage", timezone.now())
    answer = client.post(address, {"form_token": button, "wish": "person"})
    assert "are not printed any more" in answer.content.decode()
    assert PERSON not in public(client, page)
    assert SignOn.objects.get().status == "approved"
    assert ModelLogEntry.objects.filter(action="signatories.print_consent").count() == 1


def test_agreed_to_after_the_approval_a_reviewer_reads_it_first(
    client: Client, page: Any, ada: Any
) -> None:
    made = approved(sent(client, page), ada)
    token = own_link()
    assert own_wishes.choose_printing(token=token, wanted=True, now=NOW)
    assert not own_wishes.choose_printing(token=token, wanted=True, now=NOW)
    assert PERSON not in public(client, page)
    assert list(SignOn.objects.asking_for_a_change()) == [made]
    assert desk.print_person(sign_on_id=made.pk, by=ada)
    assert not desk.print_person(sign_on_id=made.pk, by=ada)
    assert PERSON in public(client, page)
    assert not SignOn.objects.asking_for_a_change().exists()


def test_who_never_agreed_is_not_printed_by_anybody(client: Client, page: Any, ada: Any) -> None:
    made = approved(sent(client, page), ada)
    assert not desk.print_person(sign_on_id=made.pk, by=ada)
    assert PERSON not in public(client, page)


def test_erased_withdrawn_or_turned_into_a_person_nobody_is_printed(
    client: Client, page: Any, ada: Any
) -> None:
    made = approved(sent(client, page, print_person="on"), ada)
    desk.turn_into_person(sign_on_id=made.pk, by=ada, now=NOW)
    made.refresh_from_db()
    assert (made.printed_person, made.print_consent) == ("", "")


def test_erasing_ones_details_takes_the_printed_name_along(
    client: Client, page: Any, ada: Any
) -> None:
    approved(sent(client, page, print_person="on"), ada)
    assert own_wishes.erase_me(token=own_link(), now=timezone.now())
    made = SignOn.objects.get()
    assert (made.status, made.printed_person, made.print_consent) == ("approved", "", "")
    assert not SignOnContact.objects.exists()
    assert PERSON not in public(client, page)


def test_the_signer_can_download_what_they_agreed_to(client: Client, page: Any) -> None:
    sent(client, page, print_person="on")
    token = token_in(mails("confirm-sign-on")[-1], "manage")
    held = client.get(f"/manage/{token}/data.json").json()
    assert held["print_consent"] == "1"


def test_the_question_stands_beside_every_way_to_the_form(page: Any) -> None:
    """Also where the organization was invited, and below the general link."""
    now = timezone.now()
    asked = [Invitee("Quay Watch", "office@quaywatch.example")]
    inviting.invite(page=page, invitees=asked, by=None, now=now)
    invited = f"/invited/{token_in(mails('invitation:')[-1], 'invited')}/sign/"
    general = f"/private/{private_access.issue_general_link(page=page, by=None, now=now)}/sign/"
    for address in (invited, general):
        assert 'name="print_person"' in Client().get(address).content.decode()
    assert "print_person" not in ANSWERS
