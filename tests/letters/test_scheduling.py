"""Editions sent at a chosen moment, tests to oneself, and reminders of answers that are due."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from delivery.models import OutboundMessage
from letters import services
from letters.ledger import record_response
from letters.models import Correspondence, Dispatch, Edition, LetterPage
from letters.reminding import due_answers, remind_due
from letters.scheduling import dispatch_scheduled, schedule_dispatch, unschedule
from letters.services import NotReady
from letters.trial import AN_HOUR, MARK, try_edition
from signatories.models import SignOn
from signatories.services import withdraw_sign_ons
from tests.letters.factories import LetterPageFactory, sign
from tests.letters.sending import frozen, sent
from tests.letters.test_edition_views import letter as signed_letter
from tests.letters.test_edition_views import person, said, shown

__all__ = ["signed_letter"]
pytestmark = [pytest.mark.django_db]
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
AT = NOW + timedelta(hours=20)


@pytest.fixture
def rosa() -> Any:
    return get_user_model().objects.create_user("rosa", "rosa@quayside.example")


@pytest.fixture
def letter() -> LetterPage:
    letter: LetterPage = LetterPageFactory.create()
    sign(letter, "The Quiet Gate", now=NOW)
    return letter


@pytest.fixture
def edition(letter: LetterPage, rosa: Any) -> Edition:
    """An edition that Rosa froze and Imre approved."""
    made = frozen(letter, by=rosa, now=NOW)
    imre = get_user_model().objects.create_user("imre")
    services.approve_edition(edition_id=made.pk, digest=made.digest, by=imre, now=NOW)
    return made


def scheduled(edition: Edition, rosa: Any, at: datetime = AT) -> None:
    assert schedule_dispatch(edition_id=edition.pk, at=at, by=rosa, now=NOW)


def run(edition: Edition, now: datetime) -> str:
    ended = str(dispatch_scheduled(now=now))
    edition.refresh_from_db()
    return ended


@pytest.mark.both_databases
def test_it_goes_at_its_moment_and_only_once(edition: Edition, rosa: Any) -> None:
    scheduled(edition, rosa)
    assert run(edition, AT - timedelta(seconds=1)) == "sent 0, held 0"
    assert not Dispatch.objects.exists()
    assert run(edition, AT + timedelta(minutes=1)) == "sent 1, held 0"
    assert (edition.dispatched_by, edition.held_because) == (rosa, "")
    assert run(edition, AT + timedelta(minutes=2)) == "sent 0, held 0"
    assert OutboundMessage.objects.filter(kind="letter").count() == 1


@pytest.mark.both_databases
def test_more_than_a_day_late_it_is_held_and_a_person_decides(edition: Edition, rosa: Any) -> None:
    scheduled(edition, rosa)
    late = AT + timedelta(hours=24, seconds=1)
    assert run(edition, late) == "sent 0, held 1"
    assert edition.dispatched_at is None
    assert edition.held_because == "Its moment passed more than 24 hours ago."
    assert run(edition, late + timedelta(hours=1)) == "sent 0, held 0"
    assert not OutboundMessage.objects.exists()
    assert services.dispatch_edition(edition_id=edition.pk, by=rosa, now=late)


def test_just_within_a_day_it_still_goes(edition: Edition, rosa: Any) -> None:
    scheduled(edition, rosa)
    assert run(edition, AT + timedelta(hours=24)) == "sent 1, held 0"


def test_what_changed_meanwhile_holds_it(letter: LetterPage, edition: Edition, rosa: Any) -> None:
    sign(letter, "Access for All", now=NOW)
    scheduled(edition, rosa)
    gone = SignOn.objects.get(claimed_name="The Quiet Gate")
    withdraw_sign_ons(ids=[gone.pk], by=None, now=NOW)
    assert run(edition, AT) == "sent 0, held 1"
    assert "no longer stand under this text" in edition.held_because
    assert not Dispatch.objects.exists()


def test_a_newer_edition_holds_the_older(letter: LetterPage, edition: Edition, rosa: Any) -> None:
    scheduled(edition, rosa)
    frozen(letter, by=rosa, now=NOW)
    assert run(edition, AT) == "sent 0, held 1"
    assert edition.held_because == "A newer edition was frozen since."


def test_who_can_t_sign_in_any_more_sends_nothing(edition: Edition, rosa: Any) -> None:
    scheduled(edition, rosa)
    rosa.is_active = False
    rosa.save()
    assert run(edition, AT) == "sent 0, held 1"


def test_a_moment_is_taken_back(edition: Edition, rosa: Any) -> None:
    scheduled(edition, rosa)
    assert unschedule(edition_id=edition.pk)
    assert not unschedule(edition_id=edition.pk)
    assert run(edition, AT) == "sent 0, held 0"


def test_a_held_edition_can_get_a_new_moment(edition: Edition, rosa: Any) -> None:
    scheduled(edition, rosa)
    run(edition, AT + timedelta(days=3))
    assert edition.held_because
    scheduled(edition, rosa, AT + timedelta(days=5))
    assert run(edition, AT + timedelta(days=5)) == "sent 1, held 0"


@pytest.mark.parametrize("at", [NOW, NOW - timedelta(days=1), NOW + timedelta(days=400)])
def test_a_moment_lies_within_the_year_to_come(edition: Edition, rosa: Any, at: datetime) -> None:
    with pytest.raises(NotReady, match="Choose a moment after"):
        schedule_dispatch(edition_id=edition.pk, at=at, by=rosa, now=NOW)


def test_what_nobody_approved_or_what_was_sent_is_not_scheduled(
    letter: LetterPage, rosa: Any
) -> None:
    waiting = frozen(letter, by=rosa, now=NOW)
    with pytest.raises(NotReady, match="approved and not yet sent"):
        schedule_dispatch(edition_id=waiting.pk, at=AT, by=rosa, now=NOW)
    imre = get_user_model().objects.create_user("imre")
    done = sent(letter, by=rosa, approver=imre, now=NOW)
    with pytest.raises(NotReady, match="approved and not yet sent"):
        schedule_dispatch(edition_id=done.pk, at=AT, by=rosa, now=NOW)


def test_one_that_fails_doesn_t_keep_the_others(
    letter: LetterPage, edition: Edition, rosa: Any, caplog: Any
) -> None:
    scheduled(edition, rosa)
    edition.files.all().delete()
    other = LetterPageFactory.create()
    sign(other, "The Quiet Gate", now=NOW)
    second = frozen(other, by=rosa, now=NOW)
    imre = get_user_model().objects.get(username="imre")
    services.approve_edition(edition_id=second.pk, digest=second.digest, by=imre, now=NOW)
    scheduled(second, rosa)
    assert run(edition, AT) == "sent 1, held 1"
    assert edition.held_because == "It could not be sent (KeyError)."
    assert not edition.dispatches.exists()


def test_the_command_counts_first_and_sends_then(edition: Edition, rosa: Any) -> None:
    Edition.objects.update(scheduled_for=NOW, scheduled_by=rosa)
    for arguments, words in ((["--dry-run"], "due: 1"), ([], "held 1")):
        out = io.StringIO()
        call_command("dispatch_scheduled", *arguments, stdout=out)
        assert words in out.getvalue()


# A test to oneself ------------------------------------------------------------------------------


def test_a_test_goes_to_oneself_marked_and_is_no_dispatch(edition: Edition, rosa: Any) -> None:
    assert try_edition(edition_id=edition.pk, by=rosa, now=NOW) == 1
    mail = OutboundMessage.objects.get()
    assert (mail.kind, mail.to) == ("notice", "rosa@quayside.example")
    assert mail.subject.startswith("[Test] ")
    assert MARK in mail.body_text
    assert MARK in mail.body_html
    names = [file.filename for file in mail.files.all()]
    assert all(name.startswith("Test ") for name in names)
    assert len(names) == 2
    edition.refresh_from_db()
    assert edition.dispatched_at is None
    assert not Dispatch.objects.exists()
    assert not Correspondence.objects.exists()


def test_a_test_needs_an_address_and_stops_after_ten(edition: Edition, rosa: Any) -> None:
    nobody = get_user_model().objects.create_user("olga")
    with pytest.raises(NotReady, match="no email address"):
        try_edition(edition_id=edition.pk, by=nobody, now=NOW)
    for number in range(AN_HOUR):
        try_edition(edition_id=edition.pk, by=rosa, now=NOW + timedelta(seconds=number))
    with pytest.raises(NotReady, match="10 tests in this hour"):
        try_edition(edition_id=edition.pk, by=rosa, now=NOW + timedelta(minutes=1))
    assert OutboundMessage.objects.count() == AN_HOUR


def test_the_screen_offers_a_test_a_moment_and_taking_it_back(signed_letter: LetterPage) -> None:
    rosa = person("rosa")
    user = get_user_model().objects.get(username="rosa")
    user.email = "rosa@quayside.example"
    user.save()
    imre = get_user_model().objects.create_user("imre")
    now = datetime.now(UTC)
    edition = frozen(signed_letter, by=user, now=now)
    services.approve_edition(edition_id=edition.pk, digest=edition.digest, by=imre, now=now)
    page = shown(rosa, signed_letter)
    assert "Mail it to me as a test" in page
    assert "Send it later" in page
    answer = rosa.post(reverse("edition_trial", args=[edition.pk]))
    assert "1 mail is on the way to your own address" in said(answer)
    address = reverse("edition_schedule", args=[edition.pk])
    assert "Choose a day and a time" in said(rosa.post(address, {"at": "tomorrow"}))
    at = (now + timedelta(days=2)).replace(tzinfo=None)
    assert "will be sent on" in said(rosa.post(address, {"at": at.isoformat(timespec="minutes")}))
    page = shown(rosa, signed_letter)
    assert f"Edition 1 will be sent on {at.day}" in page
    assert "Send edition 1" not in page
    assert "waits for a person again" in said(rosa.post(address, {"cancel": "1"}))
    assert Client().post(address, {"cancel": "1"}).status_code == 302
    edition.refresh_from_db()
    assert edition.scheduled_for is None


# Reminders --------------------------------------------------------------------------------------


def test_whoever_sent_it_is_reminded_once_for_each_day(
    letter: LetterPage, edition: Edition, rosa: Any
) -> None:
    services.dispatch_edition(edition_id=edition.pk, by=rosa, now=NOW)
    due = NOW + timedelta(days=14)
    assert remind_due(now=due - timedelta(days=1)) == 0
    assert remind_due(now=due) == 1
    assert remind_due(now=due + timedelta(days=1)) == 0
    mail = OutboundMessage.objects.get(kind="notice")
    assert mail.to == "rosa@quayside.example"
    assert "- Ms. Ingrid Halden: expected by 30 November 2026" in mail.body_text
    assert "- Mr. Desmond Okoro: expected by 30 November 2026" in mail.body_text
    Correspondence.objects.filter(addressee="Mr. Desmond Okoro").update(
        follow_up_on=date(2026, 12, 10)
    )
    assert remind_due(now=due + timedelta(days=10)) == 1
    assert "Halden" not in OutboundMessage.objects.filter(kind="notice").first().body_text


def test_who_has_answered_is_no_reason_to_remind(edition: Edition, rosa: Any) -> None:
    services.dispatch_edition(edition_id=edition.pk, by=rosa, now=NOW)
    later = NOW + timedelta(days=20)
    for one in Correspondence.objects.all():
        record_response(
            correspondence_id=one.pk, kind="met", received_on=NOW.date(), by=rosa, now=later
        )
    assert due_answers(later.date()) == []
    assert remind_due(now=later) == 0
