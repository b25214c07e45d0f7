"""The final copy: every signer whom a delivered printing names gets it, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from delivery.services import suppress
from letters.services import approve_edition, dispatch_edition, freeze_edition
from signatories import services
from tests.signatories.factories import a_letter, a_sign_on, mails, signed, token_in

pytestmark = pytest.mark.django_db
DELIVERED = "letter-delivered"


@pytest.fixture
def people():
    make = get_user_model().objects.create_user
    return make("rosa"), make("imre")


def sent_edition(page, people):
    """Freeze, approve and send the letter as it stands."""
    rosa, imre = people
    now = timezone.now()
    edition = freeze_edition(letter=page, by=rosa, now=now)
    assert approve_edition(edition_id=edition.pk, digest=edition.digest, by=imre, now=now)
    assert dispatch_edition(edition_id=edition.pk, by=rosa, now=now)
    return edition


def test_every_signer_gets_the_final_copy_with_its_files(people):
    page = a_letter()
    for n in range(3):
        signed(page, organization=f"Quay Club {n}", contact_email=f"office@quay{n}.example")
    a_sign_on(page, "verified", name="Waiting Club")
    edition = sent_edition(page, people)
    told = mails(DELIVERED)
    assert sorted(mail.to for mail in told) == [f"office@quay{n}.example" for n in range(3)]
    frozen = {file.format: bytes(file.content) for file in edition.files.filter(position=None)}
    for mail in told:
        files = mail.files.order_by("position")
        names = [one.filename.rpartition(".")[2] for one in files]
        assert sorted(names) == ["docx", "pdf"]
        for one, name in zip(files, names, strict=True):
            assert bytes(one.attachment.content) == frozen[name]


def test_the_copies_have_links_of_their_own():
    page = a_letter()
    first, second = (a_sign_on(page, "approved", name=f"Quay Club {n}") for n in range(2))
    ids = [first.pk, second.pk]
    services.tell_delivered(page=page, sign_on_ids=ids, edition=1, now=timezone.now())
    links = {token_in(mail, "manage") for mail in mails(DELIVERED)}
    assert len(links) == 2


def test_late_signers_stand_in_the_next_printing_and_are_mailed_alone(people):
    page = a_letter()
    signed(page, organization="Early Club", contact_email="office@early.example")
    first = sent_edition(page, people)
    page.hard_deadline = timezone.now() - timedelta(minutes=1)
    page.allow_late = True
    page.save()
    signed(page, now=timezone.now(), organization="Late Club", contact_email="office@late.example")
    second = sent_edition(page, people)
    assert (first.signatory_count, second.signatory_count) == (1, 2)
    assert [mail.to for mail in mails(DELIVERED)] == ["office@early.example", "office@late.example"]


def test_nobody_is_told_twice_or_against_their_will():
    page = a_letter()
    now = timezone.now()
    kept = a_sign_on(page, "approved", name="Kept Club")
    blocked = a_sign_on(page, "approved", name="Blocked Club")
    gone = a_sign_on(page, "withdrawn", name="Gone Club")
    erased = a_sign_on(page, "approved", name="Erased Club", email="")
    elsewhere = a_sign_on(a_letter(), "approved", name="Other Club")
    suppress(address=blocked.contact.email, reason="complained", now=now)
    ids = [one.pk for one in (kept, blocked, gone, erased, elsewhere)]
    assert services.tell_delivered(page=page, sign_on_ids=ids, edition=1, now=now) == 1
    assert services.tell_delivered(page=page, sign_on_ids=ids, edition=2, now=now) == 0
    assert [mail.to for mail in mails(DELIVERED)] == [kept.contact.email]


def test_a_hundred_and_fifty_copies_store_each_file_once(people):
    from delivery.models import Attachment

    page = a_letter()
    for n in range(150):
        a_sign_on(page, "approved", name=f"Quay Club {n}")
    sent_edition(page, people)
    assert len(mails(DELIVERED)) == 150
    assert Attachment.objects.count() == 2
