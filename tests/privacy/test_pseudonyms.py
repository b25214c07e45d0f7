"""One mailbox, one pseudonym, whatever spelling."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from privacy.pseudonyms import canonical_mailbox, mailbox_pseudonym


@pytest.mark.parametrize(
    ("spellings", "canonical"),
    [
        (
            ["ada.q@gmail.com", "AdaQ@googlemail.com", "a.d.a.q+x+y@GMAIL.com"],
            "adaq@gmail.com",
        ),
        (["ada_q@proton.me", "a-d.aq+x@pm.me", "adaq@protonmail.com"], "adaq@proton.me"),
        (["ada@icloud.com", "ada+x@me.com", "ADA@mac.com"], "ada@icloud.com"),
        (["a.da@yandex.ru", "a-da+z@ya.ru", "a-da@yandex.com"], "a.da@yandex.ru"),
        (["ada+x@outlook.com", "Ada@Outlook.com"], "ada@outlook.com"),
        (["ada+letters@harbor.example", "Ada@HARBOR.example"], "ada@harbor.example"),
        (["ada@bücher.example", "ADA@xn--bcher-kva.example"], "ada@xn--bcher-kva.example"),
    ],
)
def test_spellings_of_one_mailbox_fold_to_one(spellings, canonical):
    assert {canonical_mailbox(spelling) for spelling in spellings} == {canonical}
    assert len({mailbox_pseudonym(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.da@harbor.example", "ada@harbor.example"),  # dots mean something elsewhere
        ("a.da@outlook.com", "ada@outlook.com"),
        ("ada@harbor.example", "ada@mail.harbor.example"),
        ("ada@gmail.com", "ada@gmail.example"),
        ("+x@gmail.com", "+y@gmail.com"),
    ],
)
def test_different_mailboxes_stay_apart(one, other):
    assert mailbox_pseudonym(one) != mailbox_pseudonym(other)


def test_a_pseudonym_says_nothing_about_the_address():
    pseudonym = mailbox_pseudonym("ada@harbor.example")
    assert len(pseudonym) == 64
    assert set(pseudonym) <= set("0123456789abcdef")


def test_a_new_field_key_in_front_keeps_the_pseudonyms(settings):
    before = mailbox_pseudonym("ada@harbor.example")
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    assert mailbox_pseudonym("ada@harbor.example") == before


def test_another_installation_has_other_pseudonyms(settings):
    before = mailbox_pseudonym("ada@harbor.example")
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert mailbox_pseudonym("ada@harbor.example") != before


def test_no_mailbox_no_pseudonym():
    with pytest.raises(ValueError, match="one email address"):
        mailbox_pseudonym("nobody")
