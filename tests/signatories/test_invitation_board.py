"""The organizer's board: who may see it, what it says first, what its buttons do."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, ModelLogEntry, PageLogEntry

from signatories import invitation_answers as answers
from signatories import inviting
from signatories.invitation_board import board, segments
from signatories.invitation_list import Invitee
from signatories.models import Invitation, PrivateLink
from tests.signatories.factories import a_letter, a_sign_on, a_submission, mails, token_in
from tests.signatories.test_viewsets import staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def ask(page, number, *, now=None):
    """Ask `number` made-up organizations; return their invitations."""
    known = Invitation.objects.filter(page_id=page.pk).count()
    wanted = range(known, known + number)
    invitees = [Invitee(f"Quay Club {n:03}", f"office@quay{n}.example") for n in wanted]
    inviting.invite(page=page, invitees=invitees, by=None, now=now or timezone.now())
    return list(Invitation.objects.filter(page_id=page.pk).order_by("pk"))[known:]


@pytest.fixture
def organizer(django_user_model):
    """Somebody who may publish every page."""
    from django.contrib.auth.models import Permission
    from wagtail.models import Page

    user = staff(django_user_model, "rosa")
    for codename in ("change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=user.groups.get(),
            page=Page.get_first_root_node(),
            permission=Permission.objects.get(
                codename=codename, content_type__app_label="wagtailcore"
            ),
        )
    return user


def urls(page, one):
    """Return every address of these screens, and whether it wants a POST."""
    step = [
        (reverse("signatories_invitation_step", args=[one.pk, verb]), True)
        for verb in ("remind", "revoke", "rotate", "note")
    ]
    return [
        (reverse("signatories_invitations", args=[page.pk]), False),
        (reverse("signatories_invite", args=[page.pk]), False),
        (reverse("signatories_invitations_export", args=[page.pk]), False),
        (reverse("signatories_general_link", args=[page.pk]), True),
        *step,
    ]


def test_only_who_may_publish_the_letter_sees_and_does_anything(client, django_user_model):
    page = a_letter()
    (one,) = ask(page, 1)
    outsider = staff(django_user_model, "otto", "change_signon", "view_signon")
    for user in (None, outsider):
        if user:
            client.force_login(user)
        for url, wants_post in urls(page, one):
            answer = client.post(url) if wants_post else client.get(url)
            assert answer.status_code == 302, (user, url)  # to the login, or away with a message
            assert one.name not in answer.content.decode()
    one.refresh_from_db()
    assert (one.revoked_at, one.note) == (None, "")
    assert PrivateLink.objects.count() == 1


def test_the_screens_answer_the_organizer(client, organizer):
    page = a_letter()
    (one,) = ask(page, 1)
    client.force_login(organizer)
    for url, wants_post in urls(page, one):
        answer = client.post(url) if wants_post else client.get(url)
        assert answer.status_code in (200, 302), url
        assert answer.get("Location", "/admin/invitations/").startswith("/admin/invitations/")
        if not wants_post:
            assert "no-store" in answer["Cache-Control"]
    assert (
        client.post(reverse("signatories_invitation_step", args=[one.pk, "x"])).status_code == 404
    )


def test_the_pages_own_screen_leads_to_the_board(client, organizer):
    page = a_letter()
    client.force_login(organizer)
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert reverse("signatories_invitations", args=[page.pk]) in shown


def test_the_board_first_says_what_waits():
    page = a_letter(hard_deadline=timezone.now() + 10 * DAY)
    now = timezone.now()
    assert [need.about for need in board(page, now=now).needs] == ["add"]
    yes, met, later, quiet, no = ask(page, 5)
    submission = a_submission(page, contact_email=yes.email, organization=yes.name)
    answers.answer_yes(invitation_id=yes.pk, submission=submission, now=now)
    today = timezone.localdate(now)
    for one, day in ((met, today - DAY), (later, today + DAY)):
        answers.answer_board(invitation_id=one.pk, until=day, today=today - DAY, now=now)
    answers.answer_no(invitation_id=no.pk, reason="", now=now)
    said = [need.sentence for need in board(page, now=now).needs]
    assert said[0] == "1 said yes and waits for your review."
    assert said[1] == "1 board has met, and there is no answer yet."
    assert said[2].startswith("1 has not answered. The next reminders go out from ")
    assert quiet.status == "asked"
    rows = board(page, now=now).rows
    assert {rows[0].invitation, rows[1].invitation} == {yes, met}


def test_the_picture_is_as_wide_as_the_counts():
    counted = Counter({"yes": 25, "board": 5, "no": 3, "asked": 7})
    parts = segments(counted)
    assert [part.key for part in parts] == ["yes", "board", "asked", "no"]
    assert sum(float(part.width) for part in parts) == pytest.approx(100, abs=0.01)
    for one, following in itertools.pairwise(parts):
        assert float(one.start) + float(one.width) == pytest.approx(
            float(following.start), abs=0.01
        )
    assert segments(Counter()) == ()


def test_the_picture_is_drawn_without_styles_in_the_page(client, organizer):
    page = a_letter()
    ask(page, 3)
    client.force_login(organizer)
    shown = client.get(reverse("signatories_invitations", args=[page.pk])).content.decode()
    picture = re.search(r"<svg class=\"round-bar\".*?</svg>", shown, re.DOTALL)
    assert picture
    assert "style" not in picture[0]
    assert "3 asked" in picture[0]


def test_once_the_list_is_closed_silence_is_no_answer():
    page = a_letter(hard_deadline=timezone.now() + DAY)
    ask(page, 2)
    later = timezone.now() + 2 * DAY
    assert [row.state for row in board(page, now=later).rows] == ["No answer"] * 2
    assert not any(row.can_remind for row in board(page, now=later).rows)


def test_a_hundred_and_fifty_rows_cost_as_many_queries_as_five(client, organizer):
    page = a_letter()
    client.force_login(organizer)
    costs = []
    for more in (5, 145):
        ask(page, more)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(reverse("signatories_invitations", args=[page.pk]))
        costs.append(len(caught))
    print(f"board: {costs[0]} queries for 5 rows, {costs[1]} for 150")
    assert costs[0] == costs[1]
    assert costs[1] <= 30


def test_typed_lines_a_sheet_and_an_earlier_letter_are_asked_together(client, organizer):
    page, earlier = a_letter(), a_letter(title="The letter before")
    a_sign_on(earlier, "approved", name="Steady Club", email="mara@steady.example")
    client.force_login(organizer)
    url = reverse("signatories_invite", args=[page.pk])
    assert "The letter before" in client.get(url).content.decode()
    sheet = SimpleUploadedFile("ask.csv", b"Organization;Email\nPier Club;a@pier.example\n;x\n")
    fields = {"lines": "Quay Club, a@quay.example\nNobody", "sheet": sheet, "earlier": earlier.pk}
    shown = client.post(url, fields, follow=True).content.decode()
    names = set(Invitation.objects.values_list("name", flat=True))
    assert names == {"Quay Club", "Pier Club", "Steady Club"}
    assert "Asked: 3." in shown
    assert "Line 2: there is no email address." in shown
    assert PageLogEntry.objects.filter(action="signatories.invite").count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Say whom to ask"),
        ({"sheet": SimpleUploadedFile("a.csv", b"Town\nTampa\n")}, "no column"),
        ({"sheet": SimpleUploadedFile("a.csv", b"\x00\x01\x02")}, "a.csv"),
    ],
)
def test_a_list_that_cannot_be_read_is_explained(client, organizer, fields, said):
    page = a_letter()
    client.force_login(organizer)
    shown = client.post(reverse("signatories_invite", args=[page.pk]), fields).content.decode()
    assert said in shown
    assert not Invitation.objects.exists()


def test_a_letter_of_others_is_not_asked_from(client, django_user_model, organizer):
    """Contacts of a letter that one may not publish stay where they are."""
    page, foreign = a_letter(), a_letter()
    a_sign_on(foreign, "approved", name="Foreign Club")
    GroupPagePermission.objects.update(page=page)
    client.force_login(organizer)
    url = reverse("signatories_invite", args=[page.pk])
    client.post(url, {"earlier": foreign.pk})
    assert not Invitation.objects.exists()


def test_the_general_link_is_shown_once_and_stored_as_a_digest(client, organizer):
    page = a_letter(circulation="private")
    client.force_login(organizer)
    url = reverse("signatories_general_link", args=[page.pk])
    shown = client.post(url)
    assert "no-store" in shown["Cache-Control"]
    found = re.search(r"/private/[\w-]{43}/", shown.content.decode())
    assert client.get(found[0]).status_code == 200
    board_url = reverse("signatories_invitations", args=[page.pk])
    assert found[0] not in client.get(board_url).content.decode()
    client.post(url, {"do": "revoke"})
    assert client.get(found[0]).status_code == 404


def test_steps_of_a_row_are_taken_and_logged(client, organizer):
    page = a_letter()
    one, other = ask(page, 2)
    client.force_login(organizer)

    def step(verb, which=one, **fields):
        client.post(reverse("signatories_invitation_step", args=[which.pk, verb]), fields)
        which.refresh_from_db()

    step("note", note="Call on Tuesday.")
    assert one.note == "Call on Tuesday."
    step("remind")
    assert one.reminded_by_hand_at is not None
    assert len(mails("invitation-reminder")) == 1
    old = token_in(mails("invitation:")[0], "invited")
    step("rotate")
    assert client.get(f"/invited/{old}/").status_code == 404
    step("revoke", other)
    assert other.revoked_at is not None
    done = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert {"signatories.revoke_invitation", "signatories.rotate_invitation"} <= done
    assert "@" not in str(list(ModelLogEntry.objects.values_list("label", "data")))


def test_the_export_holds_no_address_and_no_formula(client, organizer):
    page = a_letter()
    one, *_ = ask(page, 3)
    answers.answer_no(invitation_id=one.pk, reason="=cmd()", now=timezone.now())
    client.force_login(organizer)
    url = reverse("signatories_invitations_export", args=[page.pk])
    text = client.get(url).content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 3
    assert "@" not in text
    assert {row["state"] for row in rows} == {"Asked", "No"}
    assert "'=cmd()" in {row["reason"] for row in rows}
