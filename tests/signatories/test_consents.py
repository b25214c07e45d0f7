"""Signers are told of editorial changes, and asked about substantive ones."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from privacy.forms import form_token
from signatories import consents
from signatories.models import Consent, SignedText, SignOn
from signatories.services import approve_sign_ons, confirm_sign_on, submit_sign_on, text_in_force
from tests.signatories.factories import (
    NOW,
    a_letter,
    a_sign_on,
    a_submission,
    mails,
    signed,
    token_in,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def page() -> Any:
    return a_letter()


@pytest.fixture
def ada() -> Any:
    return get_user_model().objects.create_user("ada", "ada@example.org")


def change(page: Any, ada: Any, kind: str, *, words: str = "Sincerely,", now: Any = None) -> int:
    """Change the page's words, say of what kind that is, and write to its signers."""
    now = now or timezone.now()
    before = text_in_force(page=page, now=now)
    page.closing = words
    page.save()
    after = text_in_force(page=page, now=now)
    consents.declare_change(
        earlier=before, later_sha256=after.sha256, kind=kind, summary="A closing.", by=ada, now=now
    )
    return consents.tell_of_changes(page_id=page.pk, now=now)


def test_an_editorial_change_tells_signers_and_keeps_their_names(page, ada):
    sign_on = signed(page)
    assert change(page, ada, "editorial") == 1
    (mail,) = mails("text-corrected")
    assert "A closing." in mail.body_text
    assert "You signed version 1; the letter now says version 2" in mail.body_text
    assert "/agree/" not in mail.body_text
    assert list(SignOn.objects.published(page.pk)) == [sign_on]


def test_a_substantive_change_asks_and_takes_the_name_off_until_the_button(page, ada, client):
    sign_on = signed(page)
    assert change(page, ada, "substantive") == 1
    assert not SignOn.objects.published(page.pk).exists()
    path = reverse("signatories:agree", args=[token_in(mails("text-changed")[-1], "agree")])
    for _ in range(2):
        shown = client.get(path).content.decode()
        assert "<del>Respectfully,</del>" in shown
        assert "<ins>Sincerely,</ins>" in shown
    assert not SignOn.objects.published(page.pk).exists(), "opening the page agreed"
    new = SignedText.objects.get(page_id=page.pk, in_force=True)
    sent = {"form_token": form_token("agree", timezone.now()), "text_sha256": new.sha256}
    assert "stands under the letter again" in client.post(path, sent).content.decode()
    assert list(SignOn.objects.published(page.pk)) == [sign_on]
    kept = [(one.text.number, one.agreed_at) for one in Consent.objects.order_by("text__number")]
    assert [number for number, _ in kept] == [1, 2]
    assert client.get(path).status_code == 404, "the link worked twice"


def agree(page: Any, mail: Any) -> bool:
    text = SignedText.objects.get(page_id=page.pk, in_force=True)
    token = token_in(mail, "agree")
    return consents.agree(token=token, text_sha256=text.sha256, now=timezone.now())


def test_agreeing_to_other_words_than_those_in_force_changes_nothing(page, ada):
    sign_on = signed(page)
    change(page, ada, "substantive")
    first = SignedText.objects.get(page_id=page.pk, in_force=True)
    page.closing = "Yours,"
    page.save()
    token = token_in(mails("text-changed")[-1], "agree")
    assert not consents.agree(token=token, text_sha256=first.sha256, now=timezone.now())
    sign_on.refresh_from_db()
    assert sign_on.signed_text.number == 1


def test_who_asked_and_has_not_been_reviewed_is_asked_too_and_can_be_approved_then(page, ada):
    sign_on = a_sign_on(page)
    change(page, ada, "substantive")
    ready = {"ids": [sign_on.pk], "by": ada, "ground": "known", "now": timezone.now()}
    assert approve_sign_ons(**ready) == 0
    assert agree(page, mails("text-changed")[-1])
    assert approve_sign_ons(**ready) == 1


def test_who_confirms_after_the_change_is_asked_then(page, ada):
    submit_sign_on(page=page, submission=a_submission(page), now=NOW)
    assert change(page, ada, "substantive") == 0
    confirm_sign_on(token=token_in(mails("confirm-sign-on")[-1], "confirm"), now=NOW + HOUR)
    assert agree(page, mails("text-changed")[-1])


def test_signing_again_under_a_changed_text_mails_the_link_once_more(page, ada):
    sign_on = signed(page, contact_email="teo@quay.example", organization="Quay")
    change(page, ada, "substantive")
    again = a_submission(page, contact_email="teo@quay.example", organization="Quay")
    submit_sign_on(page=page, submission=again, now=timezone.now() + HOUR)
    assert len(mails("text-changed")) == 2
    assert agree(page, mails("text-changed")[-1])
    sign_on.refresh_from_db()
    assert sign_on.signed_text.in_force


def test_a_withdrawn_name_cannot_agree(page, ada):
    sign_on = signed(page)
    change(page, ada, "substantive")
    SignOn.objects.filter(pk=sign_on.pk).update(status="withdrawn")
    assert not agree(page, mails("text-changed")[-1])


def test_one_reminder_when_half_of_the_time_has_passed(page, ada):
    """Never after an answer, never twice, never after the deadline."""
    now = timezone.now()
    late, answers = a_sign_on(page, "approved"), a_sign_on(page, "approved")
    change(page, ada, "substantive", now=now)
    by_mailbox = {mail.to: mail for mail in mails("text-changed")}
    assert agree(page, by_mailbox[answers.contact.email])
    assert consents.remind_signers(now + timedelta(days=3)) == 0
    assert len(consents.due_reminders(now + timedelta(days=8))) == 0
    assert consents.remind_signers(now + timedelta(days=4)) == 1
    assert consents.remind_signers(now + timedelta(days=5)) == 0
    (reminder,) = mails("text-changed-reminder")
    assert reminder.to == late.contact.email


def test_after_the_deadline_the_link_opens_nothing(page, ada):
    signed(page)
    now = timezone.now()
    change(page, ada, "substantive", now=now)
    token = token_in(mails("text-changed")[-1], "agree")
    text = SignedText.objects.get(page_id=page.pk, in_force=True)
    late = now + timedelta(days=7, minutes=1)
    assert not consents.agree(token=token, text_sha256=text.sha256, now=late)


def test_the_command_counts_first(page, ada):
    said = io.StringIO()
    call_command("remind_signers", "--dry-run", stdout=said)
    call_command("remind_signers", stdout=said)
    assert said.getvalue() == "would remind: 0; changes to tell: 0\ntold: 0; reminded: 0\n"


def test_a_change_is_told_once(page, ada):
    signed(page)
    assert change(page, ada, "editorial") == 1
    assert consents.tell_of_changes(page_id=page.pk, now=timezone.now()) == 0
    assert consents.tell_all(timezone.now()) == 0


def test_what_is_declared_needs_a_sentence(page, ada):
    before = text_in_force(page=page, now=NOW)
    for kind, summary in (("editorial", " "), ("small", "A comma.")):
        with pytest.raises(ValueError, match="Say"):
            consents.declare_change(
                earlier=before, later_sha256="0" * 64, kind=kind, summary=summary, by=ada, now=NOW
            )


def test_an_edition_keeps_who_signed_it_after_they_agreed_to_more(page, ada):
    """What was printed under the first text stays signed when its signers agree to the second."""
    sign_on = signed(page)
    first = sign_on.signed_text
    change(page, ada, "substantive")
    assert agree(page, mails("text-changed")[-1])
    assert list(consents.signed(first)) == [sign_on]
    second = SignedText.objects.get(page_id=page.pk, in_force=True)
    assert list(consents.signed(second)) == [sign_on]
