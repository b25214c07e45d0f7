from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from campaign import following, mailing
from campaign.models import Follower, UpdatePage
from delivery.models import OutboundMessage
from delivery.sending import drain
from home.models import HomePage
from tests.campaign.actions import mailed_link
from tests.campaign.test_story import an_update
from tests.flows.mailbox import mails
from tests.home import factories


@pytest.fixture
def campaign(home: HomePage, settings, tmp_path):
    settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
    settings.LOCAL_MAILBOX_DIR = tmp_path / "mailbox"
    return factories.a_campaign(home)


def a_follower(campaign, address: str) -> Follower:
    now = timezone.now()
    following.ask_to_follow(campaign=campaign, address=address, now=now)
    following.confirm_follower(token=mailed_link("follow").split("/")[2], now=now)
    return Follower.objects.order_by("-pk").first()


def updates() -> list[OutboundMessage]:
    return list(OutboundMessage.objects.filter(kind=OutboundMessage.Kind.UPDATE))


def test_an_update_goes_once_to_who_confirmed(campaign) -> None:
    a_follower(campaign, "ines@example.org")
    following.ask_to_follow(campaign=campaign, address="no@example.org", now=timezone.now())
    a_follower(factories.a_campaign(campaign.get_parent().get_parent(), slug="b"), "b@example.org")
    an_update(campaign)
    assert mailing.send_updates(now=timezone.now()) == 1
    assert mailing.send_updates(now=timezone.now()) == 0
    (mail,) = updates()
    assert mail.to == "ines@example.org"


@pytest.mark.parametrize("fields", [{"live": False}, {"notify": False}])
def test_an_update_that_isnt_for_the_mail_goes_to_nobody(campaign, fields) -> None:
    a_follower(campaign, "ines@example.org")
    an_update(campaign, **fields)
    assert mailing.send_updates(now=timezone.now()) == 0


def test_every_update_can_be_stopped_with_one_click_and_its_reader_is_forgotten(
    client: Client, campaign, settings
) -> None:
    """D-08: RFC 8058; afterwards nothing more goes, and the address is erased."""
    a_follower(campaign, "ines@example.org")
    an_update(campaign)
    mailing.send_updates(now=timezone.now())
    drain(now=timezone.now() + timedelta(seconds=1))
    (mail,) = mails(settings.LOCAL_MAILBOX_DIR, subject="Okoro")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.findall(r"/unsubscribe/[\w.:-]+/", mail["List-Unsubscribe"])[0]
    assert link in mail.get_body(("plain",)).get_content()
    client.get(link)
    assert mailing.forget_stopped(now=timezone.now()) == 0, "opening the link stopped nothing"
    client.post(link, {"List-Unsubscribe": "One-Click"})
    call_command("erase_supporters", stdout=io.StringIO())
    assert not Follower.objects.exists()
    an_update(campaign, slug="second")
    assert mailing.send_updates(now=timezone.now()) == 0
    a_follower(campaign, "ines@example.org")
    assert mailing.forget_stopped(now=timezone.now()) == 0, "who asked again is kept"
    an_update(campaign, slug="third")
    assert mailing.send_updates(now=timezone.now()) == 1


def test_the_command_counts(campaign) -> None:
    a_follower(campaign, "ines@example.org")
    an_update(campaign)
    said = io.StringIO()
    call_command("send_updates", dry_run=True, stdout=said)
    call_command("send_updates", stdout=said)
    assert "updates that would be mailed: 1" in said.getvalue()
    assert "mails queued: 1" in said.getvalue()
    assert UpdatePage.objects.get().mailed_at
