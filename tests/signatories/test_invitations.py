"""Invitations: whom they reach, what is answered by their link, when they remind."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from delivery.models import OutboundMessage
from delivery.services import suppress
from privacy.forms import form_token
from signatories import inviting, services
from signatories.invitation_list import Invitee
from signatories.models import Invitation, PrivateLink, SignOn
from signatories.private_access import LinkRefused
from signatories.texts import text_in_force
from tests.signatories.factories import a_letter, a_sign_on, mails, signed, token_in
from tests.signatories.test_views import ANSWERS

pytestmark = pytest.mark.django_db
HARBOR = Invitee("Harbor Rights League", "office@harbor.example")
DAY = timedelta(days=1)


def invited(page, invitee=HARBOR, *, now=None):
    """Return the invitation of `invitee` and the address that was mailed."""
    report = inviting.invite(page=page, invitees=[invitee], by=None, now=now or timezone.now())
    assert report.asked == 1, report.passed_over
    mail = mails("invitation:")[-1]
    return Invitation.objects.latest("pk"), f"/invited/{token_in(mail, 'invited')}/"


def press(client, url, answer, **fields):
    """Press one of the buttons at a personal link."""
    token = form_token("invited", timezone.now())
    return client.post(url, {"answer": answer, "form_token": token, **fields})


def say_yes(client, url, page, **changes):
    """Send the sign-on form at a personal link."""
    fields = {
        **ANSWERS,
        "organization": HARBOR.name,
        "website": "https://harbor.example",
        "contact_email": "",
        "form_token": form_token("sign", timezone.now()),
        "text_sha256": text_in_force(page=page, now=timezone.now()).sha256,
    }
    return client.post(f"{url}sign/", {**fields, **changes})


# Asking -------------------------------------------------------------------------------------------


def test_each_invitee_gets_one_mail_with_a_link_of_its_own():
    page = a_letter()
    asked = [Invitee(f"Quay Club {n}", f"office@quay{n}.example") for n in range(40)]
    report = inviting.invite(page=page, invitees=asked, by=None, now=timezone.now())
    sent = mails("invitation:")
    assert report.asked == len(sent) == 40
    assert len({token_in(mail, "invited") for mail in sent}) == 40
    assert {mail.to for mail in sent} == {one.email for one in asked}


def test_nobody_is_asked_twice_in_any_spelling_of_the_mailbox():
    page = a_letter()
    invited(page, Invitee("Quay Club", "quay.club+letters@gmail.com"))
    again = [
        Invitee("Quay Club", "quayclub@gmail.com"),
        Invitee("Quay", "QUAY.CLUB@googlemail.com"),
    ]
    report = inviting.invite(page=page, invitees=again, by=None, now=timezone.now())
    assert report.asked == 0
    assert len(report.passed_over) == 2
    assert len(mails("invitation:")) == 1


def test_a_suppressed_mailbox_is_not_asked():
    page = a_letter()
    suppress(address=HARBOR.email, reason="complained", now=timezone.now())
    report = inviting.invite(page=page, invitees=[HARBOR], by=None, now=timezone.now())
    assert report.asked == 0
    assert not mails("invitation")
    assert "@" not in report.passed_over[0]


def test_who_stands_under_the_letter_is_not_asked():
    page = a_letter()
    signed(page, organization=HARBOR.name, website="https://harbor.example")
    report = inviting.invite(page=page, invitees=[HARBOR], by=None, now=timezone.now())
    assert report.passed_over == (f"{HARBOR.name}: it stands under the letter already.",)


def test_a_link_that_would_open_nothing_is_not_mailed():
    now = timezone.now()
    embargoed = a_letter(embargo_until=now + DAY)
    with pytest.raises(LinkRefused, match="under embargo"):
        inviting.invite(page=embargoed, invitees=[HARBOR], by=None, now=now)
    with pytest.raises(LinkRefused, match="Publish"):
        inviting.invite(page=a_letter(live=False), invitees=[HARBOR], by=None, now=now)
    with pytest.raises(LinkRefused, match="closed"):
        inviting.invite(page=a_letter(hard_deadline=now), invitees=[HARBOR], by=None, now=now)
    assert not Invitation.objects.exists()


def test_the_invited_mailbox_is_sealed_in_the_table():
    from django.db import connection

    invited(a_letter())
    with connection.cursor() as cursor:
        cursor.execute("SELECT email, contact_name, reason FROM signatories_invitation")
        assert "harbor" not in str(cursor.fetchall())


def test_earlier_signatories_are_asked_within_their_retention_only():
    now = timezone.now()
    earlier = a_letter(hard_deadline=now - 10 * DAY)
    old = a_letter(hard_deadline=now - 200 * DAY)
    kept = a_sign_on(earlier, "approved", name="Kept Club")
    a_sign_on(earlier, "declined", name="Declined Club")
    a_sign_on(earlier, "approved", name="Erased Club", email="")
    a_sign_on(old, "approved", name="Old Club")
    assert [one.name for one in inviting.invitees_of(earlier, now=now)] == ["Kept Club"]
    assert inviting.invitees_of(earlier, now=now)[0].email == kept.contact.email
    assert inviting.invitees_of(old, now=now) == []


# Answering ----------------------------------------------------------------------------------------


def test_opening_the_link_changes_nothing(client):
    page = a_letter()
    one, url = invited(page)
    for _ in range(3):
        assert client.get(url).status_code == 200
        assert client.get(f"{url}sign/").status_code == 200
        client.head(url)
    one.refresh_from_db()
    assert one.status == "asked"
    assert one.opened_at is None


def test_the_page_shows_the_letter_and_the_three_answers(client):
    page = a_letter()
    one, url = invited(page)
    shown = client.get(url).content.decode()
    assert page.title in shown
    assert one.name in shown
    assert all(f'value="{answer}"' in shown for answer in ("yes", "board", "no", "read"))
    assert HARBOR.email not in shown


def test_a_button_says_that_the_letter_was_read(client):
    one, url = invited(a_letter())
    assert press(client, url, "read").status_code == 302
    one.refresh_from_db()
    assert (one.status, one.opened_at is not None) == ("opened", True)


def test_yes_leads_to_the_form_with_what_is_on_record(client):
    page = a_letter()
    record = signed(
        a_letter(), organization=HARBOR.name, website="https://harbor.example", region="GA"
    ).organization
    one, url = invited(page)
    assert one.organization == record
    answer = press(client, url, "yes")
    assert answer["Location"] == f"{url}sign/"
    shown = client.get(answer["Location"]).content.decode()
    assert f'value="{HARBOR.name}"' in shown
    assert 'value="https://harbor.example"' in shown
    assert HARBOR.email not in shown


def test_an_invited_yes_skips_the_mailbox_but_not_the_review(client):
    page = a_letter()
    one, url = invited(page)
    assert "Check your mailbox" in say_yes(client, url, page).content.decode()
    one.refresh_from_db()
    sign_on = one.sign_on
    assert (one.status, sign_on.status, sign_on.source) == ("yes", "verified", "invitation")
    assert sign_on.contact.email == HARBOR.email
    assert not SignOn.objects.published(page.pk).exists()
    assert not mails("confirm-sign-on")
    assert [mail.to for mail in mails("invitation-answered")] == [HARBOR.email]
    assert services.approve_sign_ons(ids=[sign_on.pk], by=None, ground="known", now=timezone.now())
    assert SignOn.objects.published(page.pk).get() == sign_on


def test_a_colleague_confirms_by_mail_and_the_reviewer_is_told(client):
    page = a_letter()
    one, url = invited(page)
    say_yes(client, url, page, contact_email="mara@harborlocal.example")
    one.refresh_from_db()
    assert (one.status, one.sign_on.status, one.sign_on.source) == ("yes", "pending", "form")
    assert one.forwarded_at is not None
    assert "another mailbox" in one.sign_on.review_note
    assert "@" not in one.sign_on.review_note
    mail = mails("confirm-sign-on")[-1]
    assert mail.to == "mara@harborlocal.example"
    services.confirm_sign_on(token=token_in(mail, "confirm"), now=timezone.now())
    one.sign_on.refresh_from_db()
    assert one.sign_on.status == "verified"


def test_a_published_link_never_holds_more_than_one_open_claim(client):
    """Strangers press as they like: one claim, and the invited mailbox still gets through."""
    page = a_letter()
    one, url = invited(page)
    for n in range(6):
        say_yes(client, url, page, contact_email=f"n{n}@stranger{n}.example")
    assert SignOn.objects.open().filter(page_id=page.pk).count() == 1
    say_yes(client, url, page)
    one.refresh_from_db()
    assert one.sign_on.contact.email == HARBOR.email
    assert SignOn.objects.open().filter(page_id=page.pk).get() == one.sign_on
    shown = say_yes(client, url, page, contact_email="late@stranger.example").content.decode()
    assert "answered with yes already" in shown
    assert SignOn.objects.open().filter(page_id=page.pk).count() == 1


def test_a_published_link_is_held_back(client):
    page = a_letter()
    _, url = invited(page)
    said = [press(client, url, "read").status_code for _ in range(25)]
    assert said.count(302) == 20
    assert "used very often" in press(client, url, "no").content.decode()
    assert client.get(url).status_code == 200


def test_a_board_day_is_kept_and_a_past_one_explained(client):
    one, url = invited(a_letter())
    today = timezone.localdate()
    wrong = press(client, url, "board", until=(today - DAY).isoformat())
    assert "That day has passed" in wrong.content.decode()
    assert "Enter the day" in press(client, url, "board", until="soon").content.decode()
    far = press(client, url, "board", until=(today + 400 * DAY).isoformat())
    assert "more than a year" in far.content.decode()
    press(client, url, "board", until=(today + 9 * DAY).isoformat())
    one.refresh_from_db()
    assert (one.status, one.board_until) == ("board", today + 9 * DAY)


def test_no_is_kept_with_its_reason_and_can_become_yes(client):
    page = a_letter()
    one, url = invited(page)
    press(client, url, "no", reason="We don't\nsign <b>letters</b>.")
    one.refresh_from_db()
    assert (one.status, one.reason) == ("no", "We don't\nsign <b>letters</b>.")
    say_yes(client, url, page)
    one.refresh_from_db()
    assert one.status == "yes"


def test_yes_is_not_undone_by_the_link(client):
    page = a_letter()
    one, url = invited(page)
    say_yes(client, url, page)
    for answer in ("no", "read"):
        press(client, url, answer)
    press(client, url, "board", until=(timezone.localdate() + DAY).isoformat())
    one.refresh_from_db()
    assert one.status == "yes"


def test_after_a_declined_request_the_link_takes_another(client):
    page = a_letter()
    one, url = invited(page)
    say_yes(client, url, page)
    one.refresh_from_db()
    first = one.sign_on
    services.decline_sign_ons(ids=[first.pk], by=None, reason="Wrong name.", now=timezone.now())
    say_yes(client, url, page, organization="Harbor Rights League, Inc.")
    one.refresh_from_db()
    assert one.sign_on != first
    assert one.sign_on.status == "verified"


def test_a_request_of_the_public_form_is_confirmed_by_the_link(client):
    page = a_letter()
    one, url = invited(page)
    say_yes(client, page.get_url(), page, contact_email=HARBOR.email)
    assert SignOn.objects.get().status == "pending"
    say_yes(client, url, page)
    one.refresh_from_db()
    assert SignOn.objects.get() == one.sign_on
    assert one.sign_on.status == "verified"


def test_a_form_from_another_site_answers_nothing(client):
    one, url = invited(a_letter())
    fields = {"answer": "no", "form_token": form_token("invited", timezone.now())}
    client.post(url, fields, headers={"Origin": "https://elsewhere.example"})
    client.post(url, {"answer": "no"})
    one.refresh_from_db()
    assert one.status == "asked"


def test_nobody_signs_by_the_link_once_the_list_has_closed(client):
    page = a_letter(hard_deadline=timezone.now() + DAY)
    one, url = invited(page)
    page.hard_deadline = timezone.now()
    page.save()
    assert "closed" in client.get(f"{url}sign/").content.decode()
    assert "closed for signing" in say_yes(client, url, page).content.decode()
    assert not SignOn.objects.exists()
    one.refresh_from_db()
    assert one.status == "asked"


def test_a_changed_text_is_read_again_before_yes(client):
    page = a_letter()
    one, url = invited(page)
    shown = say_yes(client, url, page, text_sha256="0" * 64).content.decode()
    assert "The text has changed" in shown
    one.refresh_from_db()
    assert (one.status, one.sign_on) == ("asked", None)


# Taking back --------------------------------------------------------------------------------------


def test_a_revoked_invitation_opens_nothing(client):
    page = a_letter()
    one, url = invited(page)
    missing = client.get("/invited/nothing-of-ours/")
    assert inviting.revoke_invitation(invitation_id=one.pk, by=None, now=timezone.now())
    assert not inviting.revoke_invitation(invitation_id=one.pk, by=None, now=timezone.now())
    for path in (url, f"{url}sign/", f"{url}letter.pdf"):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, missing.content), path
    assert press(client, url, "no").status_code == 404
    invited(page)  # and can be asked again


def test_a_new_link_closes_the_one_before(client):
    one, url = invited(a_letter())
    assert inviting.rotate_link(invitation_id=one.pk, by=None, now=timezone.now())
    fresh = f"/invited/{token_in(mails('invitation:')[-1], 'invited')}/"
    assert fresh != url
    assert client.get(url).status_code == 404
    assert client.get(fresh).status_code == 200


def test_unpublishing_closes_every_link(client):
    page = a_letter()
    _, url = invited(page)
    page.unpublish()
    assert client.get(url).status_code == 404
    assert client.get(f"{url}sign/").status_code == 404


def test_only_digests_of_links_are_stored():
    _, url = invited(a_letter())
    link = PrivateLink.objects.get()
    assert re.fullmatch(r"[0-9a-f]{64}", link.sha256)
    assert link.sha256 not in url


# Reminding ----------------------------------------------------------------------------------------


def run(now):
    return inviting.remind_due(now, timezone.localdate(now))


def test_one_reminder_before_each_deadline_and_none_after_an_answer(client):
    start = timezone.now()
    page = a_letter(soft_deadline=start + 10 * DAY, hard_deadline=start + 17 * DAY)
    silent, _ = invited(page, now=start)
    answered, url = invited(page, Invitee("Quay Club", "a@quay.example"), now=start)
    press(client, url, "no")
    sent = [run(start + n * DAY / 4) for n in range(4 * 20)]
    assert sum(sent) == 2
    assert [n / 4 for n, number in enumerate(sent) if number] == [7, 14]
    assert {mail.to for mail in mails("invitation-reminder")} == {silent.email}
    answered.refresh_from_db()
    assert answered.reminded_soft_at is None


def test_a_reminder_carries_a_link_and_leaves_the_first_one_good(client):
    start = timezone.now()
    page = a_letter(hard_deadline=start + 4 * DAY)
    _, first = invited(page, now=start - 3 * DAY)
    assert run(start + 2 * DAY) == 1
    second = f"/invited/{token_in(mails('invitation-reminder')[0], 'invited')}/"
    assert first != second
    assert client.get(first).status_code == client.get(second).status_code == 200


def test_a_board_is_left_alone_until_it_has_met(client):
    start = timezone.now()
    page = a_letter(soft_deadline=start + 5 * DAY, hard_deadline=start + 12 * DAY)
    one, url = invited(page, now=start)
    press(client, url, "board", until=(timezone.localdate(start) + 6 * DAY).isoformat())
    assert run(start + 4 * DAY) == 0
    assert run(start + 10 * DAY) == 1
    one.refresh_from_db()
    assert (one.status, one.reminded_soft_at) == ("board", None)


def test_who_signed_by_another_way_is_not_reminded():
    start = timezone.now()
    page = a_letter(hard_deadline=start + 10 * DAY)
    invited(page, now=start)
    a_sign_on(page, name=HARBOR.name)
    assert run(start + 8 * DAY) == 0


def test_a_reminder_by_hand_takes_the_place_of_the_one_that_was_due():
    start = timezone.now()
    page = a_letter(soft_deadline=start + 10 * DAY, hard_deadline=start + 20 * DAY)
    one, _ = invited(page, now=start)
    assert inviting.remind(invitation_id=one.pk, by=None, now=start + 5 * DAY)
    assert not inviting.remind(invitation_id=one.pk, by=None, now=start + 5 * DAY)
    assert run(start + 8 * DAY) == 0
    assert run(start + 18 * DAY) == 1


def test_the_command_counts_and_a_dry_run_sends_nothing(capsys):
    from django.core.management import call_command

    start = timezone.now()
    page = a_letter(hard_deadline=start + 2 * DAY)
    for n in range(3):
        invited(page, Invitee(f"Quay {n}", f"a@quay{n}.example"), now=start - 3 * DAY)
    call_command("remind_invited", "--dry-run")
    assert not mails("invitation-reminder")
    call_command("remind_invited")
    call_command("remind_invited")
    assert capsys.readouterr().out.split("\n")[:3] == [
        "would remind: 3",
        "reminded: 3",
        "reminded: 0",
    ]
    assert len(mails("invitation-reminder")) == 3


def test_no_reminder_for_a_letter_that_no_link_opens():
    start = timezone.now()
    page = a_letter(hard_deadline=start + 2 * DAY)
    invited(page, now=start - 3 * DAY)
    page.unpublish()
    assert run(start) == 0


def test_keys_of_mails_hold_no_address():
    invited(a_letter())
    assert not OutboundMessage.objects.filter(key__contains="harbor").exists()


# Keeping ------------------------------------------------------------------------------------------


def test_contacts_of_invitations_are_erased_in_time(client):
    from signatories.invitation_retention import erase_invited, invited_long_enough

    start = timezone.now()
    page, endless = a_letter(hard_deadline=start + 10 * DAY), a_letter()
    one, url = invited(page, now=start)
    other, other_url = invited(endless, Invitee("Quay Club", "a@quay.example"), now=start)
    press(client, other_url, "no", reason="Our reasons")
    assert erase_invited(start + 89 * DAY) == 0
    assert invited_long_enough(start + 91 * DAY).get() == other
    assert erase_invited(start + 91 * DAY) == 1
    assert erase_invited(start + 101 * DAY) == 1
    assert erase_invited(start + 101 * DAY) == 0
    for gone in (one, other):
        gone.refresh_from_db()
        assert (gone.email, gone.contact_name, gone.reason, gone.mailbox_pseudonym) == ("",) * 4
        assert gone.name
    assert not PrivateLink.objects.exists()
    assert client.get(url).status_code == 404
