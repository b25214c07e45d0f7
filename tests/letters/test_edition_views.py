"""The admin's screen of editions: who may see it, what it offers, what its buttons do.

Rosa and Imre organize, Olga is staff without rights on pages, and somebody isn't signed in.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from delivery.models import OutboundMessage
from home.founding import ORGANIZERS, found_site
from home.models import HomePage
from letters.models import Edition, LetterPage, LetterSettings
from signatories.models import SignOn
from signatories.services import withdraw_sign_ons
from tests.home.factories import a_campaign, a_letter
from tests.letters.factories import sign

pytestmark = pytest.mark.django_db


def person(username: str, *, organizes: bool = True) -> Client:
    """Return the browser of a member of staff who has signed in."""
    user = get_user_model().objects.create_user(username)
    if organizes:
        user.groups.add(Group.objects.get(name=ORGANIZERS))
    else:
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def letter() -> LetterPage:
    found_site(name="Open Gate Coalition", hostname="localhost", port=80)
    letter = a_letter(a_campaign(HomePage.objects.get()))
    sign(letter, "The Quiet Gate")
    sign(letter, "Access for All")
    return letter


@pytest.fixture
def rosa(letter: LetterPage) -> Client:
    return person("rosa")


@pytest.fixture
def imre(letter: LetterPage) -> Client:
    return person("imre")


@pytest.fixture
def olga(letter: LetterPage) -> Client:
    return person("olga", organizes=False)


def screen(letter: LetterPage) -> str:
    return reverse("letter_editions", args=[letter.pk])


def shown(client: Client, letter: LetterPage) -> str:
    return client.get(screen(letter)).content.decode()


def freeze(client: Client, letter: LetterPage) -> Edition:
    client.post(reverse("letter_editions_freeze", args=[letter.pk]))
    return letter.editions.first()


def approve(client: Client, edition: Edition, digest: str = "") -> str:
    """Press the button; return what the screen says then."""
    answer = client.post(
        reverse("edition_approve", args=[edition.pk]), {"digest": digest or edition.digest}
    )
    edition.refresh_from_db()
    return said(answer)


def dispatch(client: Client, edition: Edition) -> str:
    answer = client.post(reverse("edition_dispatch", args=[edition.pk]))
    edition.refresh_from_db()
    return said(answer)


def said(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_each_state_offers_its_own_button_and_no_other(
    letter: LetterPage, rosa: Client, imre: Client
) -> None:
    buttons = re.compile(r'<button class="button">([^<]+)<')
    assert buttons.findall(shown(rosa, letter)) == ["Freeze edition 1"]
    edition = freeze(rosa, letter)
    assert buttons.findall(shown(rosa, letter)) == []
    assert "waits for a second person" in shown(rosa, letter)
    assert buttons.findall(shown(imre, letter)) == ["Approve edition 1"]
    approve(imre, edition)
    assert buttons.findall(shown(rosa, letter)) == ["Send edition 1"]
    assert "by email to office@haldendevices.example" in shown(rosa, letter)
    dispatch(rosa, edition)
    assert buttons.findall(shown(rosa, letter)) == []
    assert "Edition 1 was sent. Nothing waits." in shown(rosa, letter)


def test_a_letter_that_nobody_signed_leads_to_the_review(letter: LetterPage, rosa: Client) -> None:
    SignOn.objects.update(status=SignOn.Status.VERIFIED)
    page = shown(rosa, letter)
    assert "Nobody stands under this letter yet" in page
    assert "2 sign-ons of this letter wait for review" in page
    link = re.search(r'href="([^"]+)">2 sign-ons', page)
    assert link, "no link to the review"
    assert rosa.get(link[1].replace("&amp;", "&")).status_code == 200


def test_a_letter_that_is_not_public_leads_to_its_editor(letter: LetterPage, rosa: Client) -> None:
    letter.unpublish()
    page = shown(rosa, letter)
    assert "isn’t published" in page
    assert "Freeze edition" not in page


def test_the_way_marks_where_the_letter_is(letter: LetterPage, rosa: Client) -> None:
    page = shown(rosa, letter)
    stages = re.findall(r'class="way__stage way__stage--(\w+)"', page)
    assert stages == ["done", "done", "now", "later", "later", "later"]
    assert page.count('aria-current="step"') == 1


def test_whoever_froze_an_edition_cannot_approve_it(letter: LetterPage, rosa: Client) -> None:
    edition = freeze(rosa, letter)
    assert "ask a second person" in approve(rosa, edition)
    assert edition.approved_at is None


def test_one_person_may_approve_where_the_settings_say_so(letter: LetterPage, rosa: Client) -> None:
    settings = LetterSettings.for_site(letter.get_site())
    settings.one_person_may_approve = True
    settings.save()
    edition = freeze(rosa, letter)
    assert "Edition 1 is approved" in approve(rosa, edition)
    assert "rosa, who also froze it" in shown(rosa, letter)


def test_a_digest_that_was_not_shown_approves_nothing(
    letter: LetterPage, rosa: Client, imre: Client
) -> None:
    edition = freeze(rosa, letter)
    assert "approved already, or has changed" in approve(imre, edition, "0" * 64)
    assert edition.approved_at is None


def test_pressing_a_button_twice_does_its_work_once(
    letter: LetterPage, rosa: Client, imre: Client
) -> None:
    edition = freeze(rosa, letter)
    approve(imre, edition)
    assert "approved already" in approve(imre, edition)
    assert "is on its way" in dispatch(rosa, edition)
    assert "nothing was sent again" in dispatch(rosa, edition)
    assert OutboundMessage.objects.filter(kind="letter").count() == 1


def test_an_edition_that_nobody_approved_is_not_sent(letter: LetterPage, rosa: Client) -> None:
    edition = freeze(rosa, letter)
    assert "isn't approved" in dispatch(rosa, edition)
    assert edition.dispatched_at is None


def test_an_edition_with_a_name_that_left_asks_for_a_new_one(
    letter: LetterPage, rosa: Client, imre: Client
) -> None:
    edition = freeze(rosa, letter)
    approve(imre, edition)
    gone = SignOn.objects.get(claimed_name="Access for All")
    withdraw_sign_ons(ids=[gone.pk], by=None, now=edition.frozen_at)
    page = shown(rosa, letter)
    assert "can’t be sent: 1 of its signatories has left" in page
    assert "Send edition 1" not in page
    assert "Freeze edition 2" in page
    assert freeze(rosa, letter).number == 2


def test_an_edition_that_is_not_right_can_be_followed_by_another(
    letter: LetterPage, rosa: Client
) -> None:
    freeze(rosa, letter)
    assert "Freeze edition 2" in shown(rosa, letter)
    assert freeze(rosa, letter).number == 2
    assert letter.editions.count() == 2


def test_each_line_of_the_ledger_leads_to_its_message(
    letter: LetterPage, rosa: Client, imre: Client, settings: Any, tmp_path: Any
) -> None:
    settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
    settings.LOCAL_MAILBOX_DIR = tmp_path
    edition = freeze(rosa, letter)
    approve(imre, edition)
    dispatch(rosa, edition)
    call_command("send_queued")
    page = shown(rosa, letter)
    message = OutboundMessage.objects.get(kind="letter")
    link = re.search(
        rf'href="([^"]+)" aria-label="Message {message.pk} to Ms. Ingrid Halden"', page
    )
    assert link, "no link to the message"
    inspected = rosa.get(link[1]).content.decode()
    assert "o…@haldendevices.example" in inspected or "@haldendevices.example" in inspected
    assert "office@" not in inspected
    assert "Accepted by the mail provider" in page
    assert "print it and post it" in page


def test_who_may_not_see_the_outbox_gets_no_link_into_it(
    letter: LetterPage, rosa: Client, imre: Client
) -> None:
    edition = freeze(rosa, letter)
    approve(imre, edition)
    dispatch(rosa, edition)
    group = Group.objects.get(name=ORGANIZERS)
    group.permissions.remove(Permission.objects.get(codename="view_outboundmessage"))
    page = shown(rosa, letter)
    assert "Where edition 1 went" in page
    assert "outboundmessage" not in page


def test_an_edition_s_files_are_marked_until_it_is_approved(
    letter: LetterPage, rosa: Client, imre: Client
) -> None:
    edition = freeze(rosa, letter)
    address = reverse("edition_file", args=[edition.pk, "txt"])
    assert b"Not approved" in rosa.get(address).content
    approve(imre, edition)
    assert b"Not approved" not in rosa.get(address).content


def test_an_approved_edition_s_files_are_given_as_frozen(
    letter: LetterPage, rosa: Client, imre: Client
) -> None:
    edition = freeze(rosa, letter)
    approve(imre, edition)
    for file in edition.files.all():
        address = reverse("edition_file", args=[edition.pk, file.format])
        answer = rosa.get(address)
        assert answer.content == bytes(file.content)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Content-Disposition"].startswith("attachment")
        assert address in shown(rosa, letter)
    assert rosa.get(reverse("edition_file", args=[edition.pk, "exe"])).status_code == 404
    assert (
        rosa.get(reverse("edition_addressee_file", args=[edition.pk, 1, "pdf"])).status_code == 404
    )


def test_each_step_leaves_a_line_in_the_log(letter: LetterPage, rosa: Client, imre: Client) -> None:
    edition = freeze(rosa, letter)
    approve(imre, edition)
    dispatch(rosa, edition)
    lines = PageLogEntry.objects.filter(page=letter.pk, action__startswith="letters.")
    found = [(line.action, line.user.username) for line in lines.order_by("timestamp")]
    assert found == [
        ("letters.freeze", "rosa"),
        ("letters.approve", "imre"),
        ("letters.dispatch", "rosa"),
    ]


def addresses(letter: LetterPage, edition: Edition) -> list[tuple[str, str]]:
    """Return every address of this screen, with the method that it takes."""
    return [
        ("get", screen(letter)),
        ("post", reverse("letter_editions_freeze", args=[letter.pk])),
        ("post", reverse("edition_approve", args=[edition.pk])),
        ("post", reverse("edition_dispatch", args=[edition.pk])),
        ("get", reverse("edition_file", args=[edition.pk, "docx"])),
    ]


def test_staff_without_rights_on_the_page_get_nowhere(
    letter: LetterPage, rosa: Client, olga: Client
) -> None:
    edition = freeze(rosa, letter)
    for method, address in addresses(letter, edition):
        answer = getattr(olga, method)(address, {"digest": edition.digest})
        assert answer.status_code == 302, address
        assert answer["Location"] == reverse("wagtailadmin_home"), address
    edition.refresh_from_db()
    assert (letter.editions.count(), edition.approved_at) == (1, None)


def test_who_is_not_signed_in_is_sent_to_sign_in(letter: LetterPage, rosa: Client) -> None:
    edition = freeze(rosa, letter)
    for method, address in addresses(letter, edition):
        answer = getattr(Client(), method)(address, {"digest": edition.digest})
        assert answer.status_code == 302, address
        assert answer["Location"].startswith(reverse("wagtailadmin_login")), address
    edition.refresh_from_db()
    assert (letter.editions.count(), edition.approved_at) == (1, None)


def test_a_letter_that_does_not_exist_is_not_found(letter: LetterPage, rosa: Client) -> None:
    assert rosa.get(reverse("letter_editions", args=[987654])).status_code == 404
    assert rosa.post(reverse("edition_approve", args=[987654])).status_code == 404


def test_looking_changes_nothing(letter: LetterPage, rosa: Client) -> None:
    edition = freeze(rosa, letter)
    for name in ("edition_approve", "edition_dispatch"):
        assert rosa.get(reverse(name, args=[edition.pk])).status_code == 405
    assert rosa.get(reverse("letter_editions_freeze", args=[letter.pk])).status_code == 405
    assert letter.editions.count() == 1
