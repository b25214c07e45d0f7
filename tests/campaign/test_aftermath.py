from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from campaign import action_desk, aftermath, figures, following, relaying
from campaign.models import Follower, SupporterDelivery, SupporterMessage
from delivery.models import OutboundMessage
from delivery.services import suppress
from home.models import HomePage
from officials.models import Channel
from tests.campaign.actions import (
    a_member_of_congress,
    a_senator,
    an_action,
    mailed_link,
    press,
)
from tests.campaign.test_relaying import DRAFT, ask
from tests.home import factories

DAY = timedelta(days=1)


@pytest.fixture
def campaign(home: HomePage):
    return factories.a_campaign(home)


def written(page, *people, now, **draft):
    """Return a confirmed message to these officials."""
    token = ask(page, *people, now=now, **draft)
    relaying.confirm_message(token=token, now=now)
    return SupporterMessage.objects.order_by("-pk").first()


def test_the_writer_is_asked_once_after_two_weeks_and_the_answer_is_counted(
    client: Client, campaign
) -> None:
    page, now = an_action(campaign, senator := a_senator()), timezone.now() - 15 * DAY
    written(page, senator, now=now)
    assert aftermath.ask_how_it_ended(now=now + 13 * DAY) == 0
    assert aftermath.ask_how_it_ended(now=now + 15 * DAY) == 1
    assert aftermath.ask_how_it_ended(now=now + 16 * DAY) == 0
    link = mailed_link("wrote")
    shown = client.get(link).content.decode()
    assert "How did it end?" in shown
    assert "Only the organizers see the totals." in shown
    told = {f"outcome-{senator.pk}": "answered"}
    assert "It is counted" in press(client, link, "how it ended", **told).content.decode()
    assert SupporterDelivery.objects.get().outcome == "answered"
    assert "Of 1 we were told of an answer." in figures.totals(page).words
    press(client, link, "how it ended", **{f"outcome-{senator.pk}": "<b>"})
    assert SupporterDelivery.objects.get().outcome == "answered", "nonsense changes nothing"


def test_opening_the_question_tells_nothing(client: Client, campaign) -> None:
    """T-03."""
    page, now = an_action(campaign, senator := a_senator()), timezone.now() - 15 * DAY
    written(page, senator, now=now)
    aftermath.ask_how_it_ended(now=timezone.now())
    link = mailed_link("wrote")
    before = list(SupporterDelivery.objects.values()), list(SupporterMessage.objects.values())
    client.get(link), client.head(link)
    assert before == (
        list(SupporterDelivery.objects.values()),
        list(SupporterMessage.objects.values()),
    )
    for wrong in (link[:-2] + "/", "/wrote/x/", "/write/x/"):
        assert client.get(wrong).status_code == 404


def test_who_had_written_before_is_not_asked_about_nothing_and_counts_once(campaign) -> None:
    page, now = an_action(campaign, senator := a_senator()), timezone.now()
    written(page, senator, now=now)
    written(page, senator, now=now + DAY)
    assert SupporterMessage.objects.confirmed().count() == 2
    assert aftermath.ask_how_it_ended(now=now + 16 * DAY) == 1
    assert action_desk.desk_of(page, now=now + DAY).confirmed == 1
    assert sum(bar.number for bar in figures.similarity(page).bands) == 1


def test_who_declined_the_question_is_never_asked(campaign) -> None:
    from dataclasses import replace

    page, now = an_action(campaign, senator := a_senator()), timezone.now()
    written(page, senator, now=now, draft=replace(DRAFT, wants_question=False))
    assert aftermath.ask_how_it_ended(now=now + 15 * DAY) == 0


def test_an_address_that_bounced_for_good_is_stopped_and_nobody_elses_message_goes_there(
    campaign,
) -> None:
    page, now = an_action(campaign, senator := a_senator(phone="850-555-0117")), timezone.now()
    written(page, senator, now=now)
    mail = OutboundMessage.objects.get(kind="supporter")
    OutboundMessage.objects.filter(pk=mail.pk).update(status="bounced")
    assert aftermath.stop_bounced(now=now) == 0, "a passing bounce stops nothing"
    SupporterDelivery.objects.update(bounce_noted_at=None)
    suppress(address=mail.to, reason="bounced", now=now)
    assert aftermath.stop_bounced(now=now) == 1
    assert aftermath.stop_bounced(now=now) == 0
    assert Channel.objects.get(kind="email").stopped_at == now
    (row,) = figures.by_official(page)
    assert (row.by_us, row.sent, row.lost) == (1, 1, 1)


def settle(now, status: str = "delivered") -> None:
    OutboundMessage.objects.filter(kind="supporter").update(status=status, updated_at=now)


def test_texts_are_erased_28_days_after_delivery_and_the_figures_stay(campaign) -> None:
    page, now = an_action(campaign, senator := a_senator()), timezone.now() - 60 * DAY
    message = written(page, senator, now=now)
    settle(now + 5 * DAY)
    assert aftermath.erase_old(now=now + 32 * DAY) == 0
    assert aftermath.erase_old(now=now + 34 * DAY) == 1
    message.refresh_from_db()
    assert (message.email, message.sender, message.town, message.message) == ("", "", "", "")
    assert message.mailbox_pseudonym, "nobody may write twice while the action is open"
    assert figures.totals(page).written == 1


def test_what_is_still_under_way_or_waits_to_be_printed_is_kept(campaign) -> None:
    senator, moss = a_senator(), a_member_of_congress("Ida Moss", 14)
    page, now = an_action(campaign, senator, moss), timezone.now() - 200 * DAY
    written(page, senator, moss, now=now)
    settle(now, "queued")
    assert aftermath.erase_old(now=now + 60 * DAY) == 0
    settle(now)
    assert aftermath.erase_old(now=now + 60 * DAY) == 0, "its paper isn't printed"
    SupporterDelivery.objects.update(printed_at=now + 50 * DAY)
    assert aftermath.erase_old(now=now + 77 * DAY) == 0
    assert aftermath.erase_old(now=now + 79 * DAY) == 1


def test_paper_that_was_never_printed_is_erased_after_half_a_year(campaign) -> None:
    page, now = an_action(campaign, moss := a_member_of_congress("Ida Moss", 14)), timezone.now()
    written(page, moss, now=now)
    assert aftermath.erase_old(now=now + 179 * DAY) == 0
    assert aftermath.erase_old(now=now + 181 * DAY) == 1


def test_who_wrote_is_forgotten_28_days_after_the_action_closed(campaign) -> None:
    now = timezone.now() - 100 * DAY
    page = an_action(campaign, senator := a_senator(), closes_at=now + 10 * DAY)
    written(page, senator, now=now)
    settle(now)
    aftermath.erase_old(now=now + 30 * DAY)
    assert SupporterMessage.objects.get().mailbox_pseudonym
    aftermath.erase_old(now=now + 39 * DAY)
    assert SupporterMessage.objects.get().mailbox_pseudonym == ""
    assert SupporterDelivery.objects.get().mailbox_pseudonym == ""


def test_who_wrote_is_forgotten_28_days_after_the_campaign_ended(campaign) -> None:
    now = timezone.now() - 100 * DAY
    page = an_action(campaign, senator := a_senator())
    written(page, senator, now=now)
    settle(now)
    campaign.result, campaign.ended_on = "won", timezone.localdate(now + 10 * DAY)
    campaign.save()
    aftermath.erase_old(now=now + 30 * DAY)
    assert SupporterMessage.objects.get().mailbox_pseudonym
    aftermath.erase_old(now=now + 39 * DAY)
    assert SupporterMessage.objects.get().mailbox_pseudonym == ""


def test_the_hourly_commands_count_what_they_did(campaign) -> None:
    page, now = an_action(campaign, senator := a_senator()), timezone.now() - 40 * DAY
    written(page, senator, now=now)
    settle(now)
    said = io.StringIO()
    call_command("follow_up_actions", dry_run=True, stdout=said)
    call_command("erase_expired", dry_run=True, stdout=said)
    assert "would erase of supporters: 1" in said.getvalue()
    assert SupporterMessage.objects.get().message
    call_command("follow_up_actions", stdout=said)
    call_command("erase_expired", stdout=said)
    assert "erased of supporters: 1" in said.getvalue()
    assert "stopped: 0, asked: 0" in said.getvalue()
    assert "erase_expired" in settings.HOURLY_COMMANDS
    assert "follow_up_actions" in settings.HOURLY_COMMANDS


@pytest.mark.django_db(transaction=True)
def test_after_its_time_nothing_of_a_supporter_is_in_the_database(tmp_path: Path) -> None:
    """P-03: 12 people through every feature, then retention; a byte scan finds none of them."""
    from dataclasses import replace

    from delivery.services import prune

    campaign = factories.a_campaign(factories.a_site())
    now = timezone.now() - 90 * DAY
    page = an_action(campaign, senator := a_senator(), closes_at=now + DAY)
    people = [f"canary{number}zq" for number in range(12)]
    for number, name in enumerate(people):
        moment = now + timedelta(seconds=number)
        draft = replace(
            DRAFT,
            email=f"{name}@example.org",
            sender=f"{name} Person",
            town=f"{name} Street",
            message=f"{name} wrote this",
            subject=f"About {name}",
        )
        token = ask(page, senator, draft=draft, now=moment)
        if number % 3:
            relaying.confirm_message(token=token, now=moment)
        address = f"{name}.follows@example.org"
        following.ask_to_follow(campaign=campaign, address=address, now=moment)
    aftermath.ask_how_it_ended(now=now + 15 * DAY)
    OutboundMessage.objects.update(status="delivered", updated_at=now + 16 * DAY)
    later = now + 60 * DAY
    following.forget_unconfirmed(now=later)
    relaying.forget_unconfirmed(now=later)
    aftermath.erase_old(now=later)
    prune(later)
    assert not Follower.objects.exists()
    assert SupporterMessage.objects.count() == 8
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            text = repr(cursor.fetchall()).casefold()
            found += [f"{name} in {table}" for name in people if name in text]
        assert found == []
    sealed = SupporterMessage.objects.exclude(email="").exclude(message="")
    assert not sealed.exists()
