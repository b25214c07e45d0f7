"""What a reading of the code found: answers that told, limits that were none, facts that stayed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from delivery.services import suppress
from privacy.forms import form_token
from signatories import services, submitting, tokens
from signatories.models import SignOn
from signatories.texts import text_in_force
from signatories.tokens import Purpose
from tests.signatories.factories import NOW, a_letter, a_submission, mails, signed, token_in
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
    assert SignOn.objects.count() == len(queued) == submitting.A_DAY_FROM_ONE_CLIENT
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
    monkeypatch.setattr(submitting, "AN_HOUR", 10)
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
