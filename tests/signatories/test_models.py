"""What the rows themselves refuse."""

import pytest
from django.db import IntegrityError

from signatories.models import Organization, SignOn, SignOnSettings
from signatories.texts import text_in_force
from tests.signatories.factories import NOW, a_letter, a_sign_on

pytestmark = pytest.mark.django_db


def test_a_signed_text_can_neither_change_nor_go():
    text = text_in_force(page=a_letter(), now=NOW)
    text.text = "Other words"
    with pytest.raises(ValueError, match="can't change"):
        text.save()
    with pytest.raises(ValueError, match="can't be deleted"):
        text.delete()


def test_one_open_claim_per_page_name_and_mailbox():
    page = a_letter()
    a_sign_on(page, "pending", name="Quay", email="a@quay.example")
    with pytest.raises(IntegrityError):
        a_sign_on(page, "verified", name="The Quay", email="A+b@quay.example")


def test_an_organization_stands_once_under_a_page():
    page = a_letter()
    organization = Organization.objects.create(name="Quay")
    a_sign_on(page, "approved", organization=organization)
    with pytest.raises(IntegrityError):
        a_sign_on(page, "approved", organization=organization)


def test_published_is_approved_and_for_the_words_of_today():
    page = a_letter()
    for status in SignOn.Status.values:
        a_sign_on(page, status, name=f"Quay {status}")
    assert [s.claimed_name for s in SignOn.objects.published(page.pk)] == ["Quay approved"]


def test_no_log_line_can_hold_a_name():
    assert str(a_sign_on(a_letter(), name="Ana Ruiz")).startswith("Sign-on ")


def test_reading_the_settings_writes_nothing():
    assert SignOnSettings.current().confirm_hours == 72
    assert not SignOnSettings.objects.exists()
