"""What a reading of the code found: answers that told, limits that were none, facts that stayed."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import get_commands
from django.db import connection
from django.utils import timezone

from delivery.models import OutboundMessage
from delivery.services import suppress
from privacy import mail_limits
from privacy.forms import form_token
from privacy.pseudonyms import mailbox_pseudonym
from signatories import desk, own_page, own_wishes, retention, services, tokens
from signatories.models import Consent, Invitation, SignedText, SignOn, SignOnContact
from signatories.submission import stored_key
from signatories.texts import text_in_force
from signatories.tokens import Purpose
from tests.letters.factories import body, text
from tests.signatories.factories import (
    NOW,
    a_letter,
    a_sign_on,
    a_submission,
    mails,
    signed,
    token_in,
)
from tests.signatories.test_bar_public import NONCES
from tests.signatories.test_invitations import HARBOR, invited, say_yes
from tests.signatories.test_views import ANSWERS

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MAILBOXES = ("new", "pending", "confirmed", "suppressed", "signed")


def mailboxes_in_every_state(page, now):
    """Make one mailbox of each kind, named after it."""
    for kind in ("pending", "confirmed"):
        submission = a_submission(
            page, contact_email=f"{kind}@quay.example", organization=f"Q {kind}"
        )
        services.submit_sign_on(page=page, submission=submission, now=now)
    services.confirm_sign_on(token=token_in(mails()[-1], "confirm"), now=now)
    signed(page, now=now, contact_email="signed@quay.example", organization="Q signed")
    suppress(address="suppressed@quay.example", reason="complained", now=now)


@pytest.mark.parametrize("digest", ["right", "wrong"])
def test_every_mailbox_is_answered_alike_whatever_text_was_shown(client, digest):
    """R-04: a form with yesterday's text tells nothing about the mailbox either."""
    page, now, answers = a_letter(), timezone.now(), set()
    mailboxes_in_every_state(page, now)
    sha256 = text_in_force(page=page, now=now).sha256 if digest == "right" else "0" * 64
    for kind in MAILBOXES:
        fields = {
            **ANSWERS,
            "form_token": form_token("sign", now),
            "text_sha256": sha256,
            "contact_email": f"{kind}@quay.example",
            "organization": f"Q {kind}",
        }
        response = client.post(f"{page.get_url()}sign/", fields)
        said = NONCES.sub(b"", response.content)
        for typed in (f"{kind}@quay.example", f"Q {kind}"):
            said = said.replace(typed.encode(), b"")
        headers = {key: value for key, value in response.items() if key != "Content-Length"}
        answers.add((response.status_code, tuple(sorted(headers.items())), said))
    print(f"R-04: {len(MAILBOXES)} mailboxes, {digest} text: {len(answers)} kind of answer")
    assert len(answers) == 1
    assert (b"Check your mailbox" in answers.pop()[2]) == (digest == "right")


def test_a_client_can_not_cause_mail_to_any_number_of_mailboxes():
    """Six hundred requests in a minute: five hundred are kept, and their mail goes over hours."""
    page = a_letter()
    for _ in range(600):
        submission = a_submission(page)
        services.submit_sign_on(page=page, submission=submission, now=NOW, client="bomber")
    queued = mails("confirm-sign-on")
    assert SignOn.objects.count() == len(queued) == mail_limits.A_DAY_FROM_ONE_CLIENT
    by_hour = [0] * 6
    for mail in queued:
        by_hour[int((mail.not_before - NOW) / HOUR)] += 1
    print(f"mails by hour: {by_hour}")
    assert by_hour == [120, 120, 120, 120, 20, 0]
    later = {mail.not_before for mail in queued if mail.not_before > NOW}
    assert len(later) == 380
    services.submit_sign_on(
        page=page, submission=a_submission(page), now=NOW + 24 * HOUR, client="bomber"
    )
    assert SignOn.objects.count() == 501


def test_a_site_mails_five_hundred_an_hour_and_loses_none(monkeypatch):
    """R-06, of what forms cause: 13 times the cap from as many clients."""
    monkeypatch.setattr(mail_limits, "AN_HOUR", 10)
    page = a_letter()
    for number in range(130):
        submission = a_submission(page)
        services.submit_sign_on(
            page=page, submission=submission, now=NOW, client=f"client {number}"
        )
    queued = mails("confirm-sign-on")
    hours = [int((mail.not_before - NOW) / HOUR) for mail in queued]
    print(f"R-06: {len(queued)} mails over {len(set(hours))} hours")
    assert [hours.count(hour) for hour in range(13)] == [10] * 13
    last = queued[-1]
    assert services.expire_sign_ons(NOW + 73 * HOUR) < 130
    late = last.not_before + 71 * HOUR
    assert services.confirm_sign_on(token=token_in(last, "confirm"), now=late)


def test_an_invited_yes_takes_nothing_over_from_a_stranger(client):
    """Anybody can send a request in the invited mailbox's name; the invited words count."""
    page = a_letter()
    one, url = invited(page)
    stranger = {
        "organization": HARBOR.name.upper(),
        "website": "https://evil.example",
        "contact_name": "Mallory Vane",
        "contact_title": "Nobody",
        "contact_email": HARBOR.email.replace("office", "OFFICE"),
        "country": "DE",
        "updates": True,
    }
    submission = a_submission(page, **stranger)
    services.submit_sign_on(page=page, submission=submission, now=timezone.now())
    mail = mails("confirm-sign-on")[-1]
    say_yes(client, url, page)
    one.refresh_from_db()
    sign_on = one.sign_on
    assert (sign_on.status, sign_on.claimed_name) == ("verified", HARBOR.name)
    assert sign_on.website == "https://harbor.example"
    assert sign_on.country != "DE"
    assert not sign_on.wants_updates
    contact = sign_on.contact
    assert (contact.name, contact.email) == (ANSWERS["contact_name"], HARBOR.email)
    for purpose in (Purpose.CONFIRM, Purpose.MANAGE):
        token = token_in(mail, purpose.value)
        assert tokens.find(token, purpose, now=timezone.now()) is None
    assert client.get(f"/manage/{token_in(mail, 'manage')}/").status_code == 404


def stored(model) -> str:
    """Return every column of every row, as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608  (our own table)
        return repr(cursor.fetchall()).casefold()


@pytest.mark.parametrize("kind", ["individual", "organization"])
def test_an_erased_row_holds_no_name_in_any_column(kind):
    """By column: a withdrawn person, and an organization that nobody decided on."""
    words = dict.fromkeys(
        (
            "name", "display_name", "requested_name", "affiliation", "printed_person",
            "printed_title", "decision_ground", "review_note",
        ),
        "Xanthippe",
    )  # fmt: skip
    sign_on = a_sign_on(a_letter(), "withdrawn", kind=kind, withdrawn_at=NOW, **words)
    assert "xanthippe" in stored(SignOn)
    retention.erase_contacts([sign_on.pk], now=NOW)
    assert "xanthippe" not in stored(SignOn)
    sign_on.refresh_from_db()
    sign_on.save()
    assert SignOn.objects.get().sort_key == ""


def test_the_name_of_an_organization_that_was_approved_stays_as_evidence():
    sign_on = signed(a_letter(), organization="Quay Neighbors")
    services.withdraw_sign_ons(ids=[sign_on.pk], by=None, now=NOW)
    retention.erase_contacts([sign_on.pk], now=NOW)
    sign_on.refresh_from_db()
    assert sign_on.printed_name == "Quay Neighbors"


@pytest.mark.parametrize("status", ["approved", "verified"])
def test_erasing_oneself_leaves_no_word_in_the_outbox(status):
    page = a_letter()
    sign_on = signed(page, contact_email="teo@quay.example", contact_name="Teo Xanthos")
    if status == "verified":
        SignOn.objects.filter(pk=sign_on.pk).update(status=status, decided_at=None)
    token = token_in(mails("sign-on-approved")[-1], "manage")
    assert own_wishes.erase_me(token=token, now=NOW)
    left = OutboundMessage.objects.filter(to_pseudonym=mailbox_pseudonym("teo@quay.example"))
    assert left.count() == 2
    assert all(not (mail.to or mail.subject or mail.body_text) for mail in left)
    sign_on.refresh_from_db()
    assert bool(sign_on.printed_name) == (status == "approved")


def test_links_go_to_each_spelling_of_a_mailbox_with_its_own_sign_ons_only():
    page, other = a_letter(), a_letter()
    a_sign_on(page, "approved", name="First Club", email="teo.quay@gmail.com")
    a_sign_on(other, "approved", name="Second Club", email="teoquay+b@gmail.com")
    own_wishes.send_links(address="teoquay@gmail.com", now=NOW)
    said = {mail.to: mail.body_text for mail in mails("own-links")}
    assert set(said) == {"teo.quay@gmail.com", "teoquay+b@gmail.com"}
    assert "Second Club" not in said["teo.quay@gmail.com"]
    assert "First Club" not in said["teoquay+b@gmail.com"]


@pytest.mark.parametrize(
    "name", ["See www.evil.example", "=cmd()", "a@b.example", "!!!", "x" * 161]
)
def test_a_requested_name_is_as_sound_as_a_signed_one(name):
    sign_on = signed(a_letter())
    token = token_in(mails("sign-on-approved")[-1], "manage")
    with pytest.raises(ValueError, match=r"."):
        own_wishes.request_name(token=token, name=name, now=NOW)
    sign_on.refresh_from_db()
    assert sign_on.requested_name == ""


def test_a_signer_gets_all_that_is_held(client):
    """The file holds what reviewers wrote, what was asked for, and the invitation."""
    page = a_letter()
    _, url = invited(page)
    say_yes(client, url, page)
    sign_on = SignOn.objects.get()
    ada = get_user_model().objects.create_user("ada")
    desk.write_note(sign_on_id=sign_on.pk, by=ada, words="Called them.", now=NOW)
    desk.tell_second_contact(sign_on_id=sign_on.pk, by=ada, address="chair@harbor.example", now=NOW)
    SignOnContact.objects.update(remark="On behalf of the chair.")
    Consent.objects.create(sign_on=sign_on, text=sign_on.signed_text, agreed_at=NOW)
    Invitation.objects.update(note="Met in May.")
    columns = dict.fromkeys(
        ("requested_name", "printed_person", "printed_title", "review_note"), "Kept of them"
    )
    SignOn.objects.update(**columns)
    sign_on.refresh_from_db()
    held = own_page.everything_held(sign_on)
    assert {key: held[key] for key in columns} == columns
    said = json.dumps(held, default=str)
    for words in ("Called them.", "On behalf of the chair.", "Met in May.", "agreed_at"):
        assert words in said
    assert "chair@harbor.example" not in said


def test_an_accepted_name_is_compared_from_then_on():
    page = a_letter()
    website = "https://quay.example"
    a_sign_on(page, "approved", name="Quay Friends", website=website)
    one = a_sign_on(page, "verified", name="Quay Frends", website=website)
    ada = get_user_model().objects.create_user("ada")
    SignOn.objects.filter(pk=one.pk).update(requested_name="Quay Friends")
    with pytest.raises(ValueError, match="by another sign-on"):
        desk.accept_name(sign_on_id=one.pk, by=ada)
    one.refresh_from_db()
    assert (one.display_name, one.requested_name) == ("", "Quay Friends")
    SignOn.objects.filter(pk=one.pk).update(requested_name="Friends of the Lock")
    assert desk.accept_name(sign_on_id=one.pk, by=ada)
    one.refresh_from_db()
    assert one.name_key == stored_key("Friends of the Lock")


def test_what_is_promised_for_a_time_runs_every_hour():
    wanted = {"expire_sign_ons", "erase_expired", "remind_invited", "remind_signers"}
    assert wanted <= set(settings.HOURLY_COMMANDS) <= set(get_commands())


@pytest.mark.parametrize("kind", MAILBOXES)
def test_passing_an_invitation_on_tells_nothing_about_the_other_mailbox(client, kind):
    page = a_letter()
    mailboxes_in_every_state(page, timezone.now())
    one, url = invited(page)
    fields = {"contact_email": f"{kind}@quay.example", "organization": f"Q {kind}"}
    assert b"Check your mailbox" in say_yes(client, url, page, **fields).content
    one.refresh_from_db()
    assert one.status == "yes"
    assert one.forwarded_at is not None
    assert b'value="board"' not in client.get(url).content
    assert b"Check your mailbox" in say_yes(client, url, page).content


def test_looking_stores_no_text(client):
    """Words that were changed past the editor are numbered by the first form, not by a visitor."""
    page = a_letter()
    text_in_force(page=page, now=NOW)
    page.body = body(text("<p>Other words.</p>"))
    page.save()
    before = stored(SignedText)
    for below in ("", "sign/", "signatories/"):
        assert client.get(f"{page.get_url()}{below}").status_code == 200
    assert stored(SignedText) == before
    shown = client.get(f"{page.get_url()}sign/").content.decode()
    typed = re.search(r'name="text_sha256" value="([0-9a-f]{64})"', shown)
    assert typed is not None
    fields = {
        **ANSWERS,
        "form_token": form_token("sign", timezone.now()),
        "text_sha256": typed[1],
    }
    assert b"Check your mailbox" in client.post(f"{page.get_url()}sign/", fields).content
    assert SignOn.objects.get().signed_text.number == 2
