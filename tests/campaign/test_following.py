from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaign import following
from campaign.models import Follower
from delivery.models import OutboundMessage
from delivery.services import suppress
from home.models import HomePage
from privacy import mail_limits
from privacy.forms import form_token
from privacy.pseudonyms import mailbox_pseudonym
from tests.home import factories

FOLLOW = "/campaigns/front-door/follow/"
MAILBOX = "ines@example.org"


@pytest.fixture
def campaign(home: HomePage):
    return factories.a_campaign(home)


def ask(client: Client, address: str = MAILBOX):
    token = form_token("follow", timezone.now())
    return client.post(FOLLOW, {"email": address, "form_token": token})


def mailed_link(place: int = 0) -> str:
    body = OutboundMessage.objects.order_by("-pk")[place].body_text
    found = re.search(r"/follow/[\w-]{43}/", body)
    assert found
    return found[0]


def test_a_visitor_asks_confirms_by_button_and_gets_updates(client: Client, campaign) -> None:
    page = client.get(FOLLOW)
    assert "Updates by email" in page.content.decode()
    assert page["Cache-Control"] == "public, max-age=30"
    assert "Check your mailbox" in ask(client).content.decode()
    link = mailed_link()
    client.get(link)
    client.head(link)
    assert Follower.objects.get().status == Follower.Status.ASKED, "opening the link confirmed"
    done = client.post(link, {"form_token": form_token("confirm follow", timezone.now())})
    assert "Confirmed." in done.content.decode()
    follower = Follower.objects.get()
    assert follower.status == Follower.Status.CONFIRMED
    assert follower.email == MAILBOX
    again = client.post(link, {"form_token": form_token("confirm follow", timezone.now())})
    assert again.status_code == 404


def test_every_mailbox_gets_the_same_answer(client: Client, campaign) -> None:
    """R-04: new, waiting, confirmed, suppressed."""
    first = ask(client).content
    waiting = ask(client).content
    following.confirm_follower(token=mailed_link().split("/")[2], now=timezone.now())
    confirmed = ask(client).content
    suppress(address="no@example.org", reason="by_staff", now=timezone.now())
    assert first == waiting == confirmed == ask(client, "no@example.org").content
    assert not OutboundMessage.objects.filter(to_domain="x").exists()
    subjects = [one.subject for one in OutboundMessage.objects.order_by("pk")]
    assert [subject.split(":")[0] for subject in subjects] == [
        "Confirm",
        "You get updates on No face search at the front door",
    ]


def test_one_mailbox_isnt_flooded(campaign, client: Client) -> None:
    """R-01: at most three mails a campaign and day, whatever the spelling, no words of theirs."""
    now = timezone.now()
    for minute in range(40):
        address = f"ines+{minute}@example.org"
        moment = now + timedelta(minutes=2 * minute) if now.hour < 22 else now
        following.ask_to_follow(campaign=campaign, address=address, now=moment)
    assert 1 <= OutboundMessage.objects.count() <= 3
    assert Follower.objects.count() == 1


def test_five_mails_of_sign_on_forms_leave_none_for_updates(campaign) -> None:
    now, pseudonym = timezone.now(), mailbox_pseudonym(MAILBOX)
    with_letters = [mail_limits.may_mail(page, pseudonym, now) for page in range(1, 7)]
    assert with_letters == [True] * 5 + [False]
    following.ask_to_follow(campaign=campaign, address=MAILBOX, now=now)
    assert not OutboundMessage.objects.exists()


def test_a_wrong_address_is_said_and_kept(client: Client, campaign) -> None:
    page = ask(client, "ines@").content.decode()
    assert "One thing to correct" in page
    assert 'value="ines@"' in page
    assert not Follower.objects.exists()


def test_a_post_from_elsewhere_does_nothing(client: Client, campaign) -> None:
    token = form_token("follow", timezone.now())
    client.post(
        FOLLOW,
        {"email": MAILBOX, "form_token": token},
        headers={"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    )
    client.post(FOLLOW, {"email": MAILBOX, "form_token": "x"})
    assert not Follower.objects.exists()


def test_a_link_ends_after_48_hours_and_the_request_is_erased(campaign) -> None:
    now = timezone.now()
    following.ask_to_follow(campaign=campaign, address=MAILBOX, now=now)
    token = mailed_link().split("/")[2]
    later = now + timedelta(hours=48, minutes=1)
    assert not following.confirm_follower(token=token, now=later)
    assert following.forget_unconfirmed(now=later) == 1
    assert not Follower.objects.exists()


def test_only_one_of_two_confirmations_counts_and_the_token_isnt_stored(campaign) -> None:
    """T-01, T-02."""
    now = timezone.now()
    following.ask_to_follow(campaign=campaign, address=MAILBOX, now=now)
    token = mailed_link().split("/")[2]
    stored = Follower.objects.values().get()
    assert token not in str(stored)
    for wrong in (token[:-1], token + "a", token[::-1], ""):
        assert following.find_follower(token=wrong, now=now) is None
    assert following.confirm_follower(token=token, now=now)
    assert not following.confirm_follower(token=token, now=now)


def test_a_campaign_that_has_ended_takes_nobody_and_says_so(client: Client, campaign) -> None:
    campaign.result, campaign.ended_on = "lost", timezone.localdate()
    campaign.save()
    assert "This campaign has ended" in client.get(FOLLOW).content.decode()
    assert "This campaign has ended" in ask(client).content.decode()
    assert not Follower.objects.exists()
