"""Freezing, approving and dispatching an edition."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from delivery.models import OutboundMessage
from letters import services
from letters.document_store import from_data
from letters.models import Dispatch, Edition, LetterPage, LetterSettings
from signatories.models import SignOn
from signatories.services import text_in_force, withdraw_sign_ons
from tests.letters.factories import LetterPageFactory, body, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)


def signed(letter: LetterPage, *names: str) -> list[SignOn]:
    """Return approved sign-ons of organizations, under the text that the letter says now."""
    text = text_in_force(page=letter, now=NOW)
    return [
        SignOn.objects.create(
            page=letter,
            signed_text=text,
            status=SignOn.Status.APPROVED,
            claimed_name=name,
            display_name=name,
            name_key=name.casefold(),
            scope="national",
            submitted_at=NOW,
            confirmed_at=NOW,
            decided_at=NOW,
        )
        for name in names
    ]


@pytest.fixture
def letter() -> LetterPage:
    letter: LetterPage = LetterPageFactory.create()
    signed(letter, "The Quiet Gate", "Access for All")
    return letter


def person(username: str) -> Any:
    return get_user_model().objects.create_user(username=username)


def approved(letter: LetterPage) -> Edition:
    edition = services.freeze_edition(letter=letter, by=person("freezer"), now=NOW)
    assert services.approve_edition(
        edition_id=edition.pk, digest=edition.digest, by=person("approver"), now=NOW
    )
    return edition


def test_a_frozen_edition_keeps_the_names_in_printing_order(letter: LetterPage) -> None:
    edition = services.freeze_edition(letter=letter, by=person("a"), now=NOW)
    names = [signatory.name for signatory in from_data(edition.document).signatories()]
    assert names == ["Access for All", "The Quiet Gate"]
    assert edition.signatory_count == 2


def test_a_frozen_edition_has_a_file_in_every_format(letter: LetterPage) -> None:
    edition = services.freeze_edition(letter=letter, by=person("a"), now=NOW)
    files = {file.format: bytes(file.content) for file in edition.files.all()}
    assert set(files) == {"docx", "pdf", "html", "txt", "json"}
    assert zipfile.is_zipfile(io.BytesIO(files["docx"]))
    assert files["pdf"].startswith(b"%PDF-")
    for file in edition.files.all():
        assert file.sha256 == hashlib.sha256(bytes(file.content)).hexdigest()
        assert file.size == len(bytes(file.content))


def test_editions_count_up(letter: LetterPage) -> None:
    first = services.freeze_edition(letter=letter, by=person("a"), now=NOW)
    second = services.freeze_edition(letter=letter, by=person("b"), now=NOW)
    assert (first.number, second.number) == (1, 2)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"live": False}, "published"),
        ({"body": body()}, "no text"),
    ],
)
def test_an_incomplete_letter_is_not_frozen(
    letter: LetterPage, change: dict[str, Any], sentence: str
) -> None:
    for field, value in change.items():
        setattr(letter, field, value)
    letter.save()
    with pytest.raises(services.NotReady, match=sentence):
        services.freeze_edition(letter=letter, by=person("a"), now=NOW)
    assert not Edition.objects.exists()


def test_a_letter_without_addressees_is_not_frozen(letter: LetterPage) -> None:
    letter.addressees.all().delete()
    letter.save()
    with pytest.raises(services.NotReady, match="addressee"):
        services.freeze_edition(letter=letter, by=person("a"), now=NOW)


def test_a_letter_that_nobody_signed_is_not_frozen() -> None:
    with pytest.raises(services.NotReady, match="Nobody stands under"):
        services.freeze_edition(letter=LetterPageFactory.create(), by=person("a"), now=NOW)
    assert not Edition.objects.exists()


def test_whoever_froze_an_edition_cannot_approve_it(letter: LetterPage) -> None:
    freezer = person("a")
    edition = services.freeze_edition(letter=letter, by=freezer, now=NOW)
    with pytest.raises(services.NotReady, match="second person"):
        services.approve_edition(edition_id=edition.pk, digest=edition.digest, by=freezer, now=NOW)
    edition.refresh_from_db()
    assert edition.approved_at is None


def test_one_person_may_approve_where_the_settings_say_so_and_the_edition_says_it(
    letter: LetterPage,
) -> None:
    settings = LetterSettings.for_site(letter.get_site())
    settings.one_person_may_approve = True
    settings.save()
    freezer = person("a")
    edition = services.freeze_edition(letter=letter, by=freezer, now=NOW)
    assert services.approve_edition(
        edition_id=edition.pk, digest=edition.digest, by=freezer, now=NOW
    )
    edition.refresh_from_db()
    assert edition.approved_alone


def test_an_approval_of_another_digest_approves_nothing(letter: LetterPage) -> None:
    edition = services.freeze_edition(letter=letter, by=person("a"), now=NOW)
    assert not services.approve_edition(
        edition_id=edition.pk, digest="0" * 64, by=person("b"), now=NOW
    )
    edition.refresh_from_db()
    assert edition.standing == "frozen"


def test_the_digest_covers_where_the_letter_goes(letter: LetterPage) -> None:
    first = services.freeze_edition(letter=letter, by=person("a"), now=NOW)
    one = letter.addressees.first()
    one.email = "other@haldendevices.example"
    one.save()
    letter.save()
    second = services.freeze_edition(letter=letter, by=person("b"), now=NOW)
    assert services.digest_of(first.document, second.recipients) != first.digest


def test_an_edition_that_nobody_approved_is_not_sent(letter: LetterPage) -> None:
    edition = services.freeze_edition(letter=letter, by=person("a"), now=NOW)
    with pytest.raises(services.NotReady, match="approved"):
        services.dispatch_edition(edition_id=edition.pk, by=person("b"), now=NOW)
    assert not OutboundMessage.objects.filter(kind=OutboundMessage.Kind.LETTER).exists()


def test_each_addressee_with_an_address_gets_one_email_with_both_documents(
    letter: LetterPage,
) -> None:
    edition = approved(letter)
    assert services.dispatch_edition(edition_id=edition.pk, by=person("c"), now=NOW)
    message = OutboundMessage.objects.get(kind=OutboundMessage.Kind.LETTER)
    assert message.to == "office@haldendevices.example"
    assert "Access for All" in message.body_text
    assert "Access for All" in message.body_html
    channels = list(edition.dispatches.values_list("addressee", "channel"))
    assert channels == [("Ms. Ingrid Halden", "email"), ("Mr. Desmond Okoro", "post")]


def test_sending_twice_sends_once(letter: LetterPage) -> None:
    edition = approved(letter)
    sender = person("c")
    assert services.dispatch_edition(edition_id=edition.pk, by=sender, now=NOW)
    assert not services.dispatch_edition(edition_id=edition.pk, by=sender, now=NOW)
    assert Dispatch.objects.count() == 2
    assert OutboundMessage.objects.filter(kind=OutboundMessage.Kind.LETTER).count() == 1


def test_a_name_withdrawn_after_the_freeze_stops_the_dispatch(letter: LetterPage) -> None:
    edition = approved(letter)
    gone = SignOn.objects.get(claimed_name="Access for All")
    withdraw_sign_ons(ids=[gone.pk], by=None, now=NOW)
    with pytest.raises(services.NotReady, match="1 of its signatories"):
        services.dispatch_edition(edition_id=edition.pk, by=person("c"), now=NOW)
    edition.refresh_from_db()
    assert edition.dispatched_at is None
    assert not Dispatch.objects.exists()


def test_a_name_withdrawn_after_delivery_leaves_every_public_file(letter: LetterPage) -> None:
    """S-08, for printed editions: DOCX, PDF, web page, text and JSON."""
    edition = approved(letter)
    services.dispatch_edition(edition_id=edition.pk, by=person("c"), now=NOW)
    gone = SignOn.objects.get(claimed_name="Access for All")
    withdraw_sign_ons(ids=[gone.pk], by=None, now=NOW + timedelta(days=1))
    names = [s.name for s in services.public_document(edition).signatories()]
    assert names == ["The Quiet Gate"]
    for file_format in ("txt", "html", "json"):
        content = services.public_file(edition, file_format).decode()
        assert "Access for All" not in content
        assert "The Quiet Gate" in content
    kept = edition.files.get(format="txt")
    assert "Access for All" in bytes(kept.content).decode()


def test_an_untouched_edition_is_given_byte_for_byte(letter: LetterPage) -> None:
    edition = services.freeze_edition(letter=letter, by=person("a"), now=NOW)
    for file in edition.files.all():
        assert services.public_file(edition, file.format) == bytes(file.content)


def test_the_attachments_are_named_for_people(letter: LetterPage) -> None:
    edition = approved(letter)
    services.dispatch_edition(edition_id=edition.pk, by=person("c"), now=NOW)
    message = OutboundMessage.objects.get(kind=OutboundMessage.Kind.LETTER)
    names = sorted(message.files.values_list("filename", flat=True))
    assert names == [
        "2026-11-16 Letter to Halden Devices, Inc.docx",
        "2026-11-16 Letter to Halden Devices, Inc.pdf",
    ]


def test_an_edition_of_a_text_that_was_changed_is_not_sent(letter: LetterPage) -> None:
    edition = approved(letter)
    LetterPage.objects.filter(pk=letter.pk).update(body=body(text("<p>Quite another text.</p>")))
    text_in_force(page=LetterPage.objects.get(pk=letter.pk), now=NOW)
    with pytest.raises(services.NotReady, match="changed since"):
        services.dispatch_edition(edition_id=edition.pk, by=person("c"), now=NOW)
