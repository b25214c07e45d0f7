from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from campaign import relaying, targets
from campaign.models import ActionPage, SupporterDelivery, SupporterMessage
from campaign.relaying import Draft, WritingRefused
from delivery.models import OutboundMessage
from delivery.services import suppress
from home.models import HomePage
from officials.models import Official
from officials.services import mark_inactive, stop_channel
from tests.campaign.actions import a_member_of_congress, a_senator, an_action, mailed_link
from tests.home import factories

DRAFT = Draft(
    subject="A warrant first",
    message="My own words about my own street.",
    sender="Jo Okafor",
    town="12 Elm Street, Tampa",
    email="jo@example.org",
)
SUPPORTER = OutboundMessage.Kind.SUPPORTER

pytestmark = pytest.mark.both_databases


@pytest.fixture
def campaign(home: HomePage):
    return factories.a_campaign(home)


def ask(page: ActionPage, *people: Official, draft: Draft = DRAFT, now=None, **more) -> str:
    """Submit a message; return the token that was mailed."""
    now = now or timezone.now()
    ids = [one.pk for one in people]
    relaying.submit_message(action=page, draft=draft, official_ids=ids, now=now, **more)
    return mailed_link("write").split("/")[2]


def sent_to() -> list[str]:
    return sorted(one.to for one in OutboundMessage.objects.filter(kind=SUPPORTER))


def test_one_letter_of_a_mailbox_to_an_official_under_an_action(campaign) -> None:
    """D-10: the second time, in another spelling, goes only to whom it had not gone."""
    first, second = a_senator(), a_senator("Bo Lindqvist", 14)
    page = an_action(campaign, first, second)
    now = timezone.now()
    relaying.confirm_message(token=ask(page, first, now=now), now=now)
    later = now + timedelta(minutes=5)
    other = replace(DRAFT, email="JO+again@example.org", message="Other words.")
    done = relaying.confirm_message(
        token=ask(page, first, second, draft=other, now=later), now=later
    )
    assert (done.before, [one.name for one in done.by_mail]) == (1, ["Senator Bo Lindqvist"])
    assert sent_to() == ["abara.16@flsenate.example", "lindqvist.14@flsenate.example"]


def test_the_database_itself_refuses_a_second_letter(campaign) -> None:
    page = an_action(campaign, senator := a_senator())
    now = timezone.now()
    for number in range(2):
        message = SupporterMessage.objects.create(
            action=page, mailbox_pseudonym="a" * 64, asked_at=now
        )
        facts = {"message": message, "action": page, "official": senator}
        with transaction.atomic():
            if number == 0:
                SupporterDelivery.objects.create(
                    **facts, mailbox_pseudonym="a" * 64, confirmed_at=now
                )
                continue
            with pytest.raises(IntegrityError), transaction.atomic():
                SupporterDelivery.objects.create(
                    **facts, mailbox_pseudonym="a" * 64, confirmed_at=now
                )


def test_an_unconfirmed_message_blocks_nobody(campaign) -> None:
    """Somebody else's request in my name doesn't take my one letter."""
    page = an_action(campaign, senator := a_senator())
    now = timezone.now()
    foreign = ask(page, senator, draft=replace(DRAFT, message="Not mine."), now=now)
    later = now + timedelta(minutes=2)
    mine = ask(page, senator, now=later)
    assert relaying.confirm_message(token=foreign, now=later) is None
    assert relaying.confirm_message(token=mine, now=later).by_mail
    (mail,) = OutboundMessage.objects.filter(kind=SUPPORTER)
    assert "My own words" in mail.body_text


def test_only_officials_of_the_list_are_written_to(campaign) -> None:
    """D-10: who isn't on the list, left office, or is on another action's list."""
    mine, gone = a_senator(), a_senator("Bo Lindqvist", 14)
    stranger = a_senator("Cy Vance", 3)
    an_action(campaign, stranger, slug="other")
    page = an_action(campaign, mine, gone)
    mark_inactive(ids=[gone.pk], reason="resigned", by=None, now=timezone.now())
    relaying.confirm_message(token=ask(page, mine, gone, stranger), now=timezone.now())
    assert sent_to() == ["abara.16@flsenate.example"]
    with pytest.raises(WritingRefused, match="at least one"):
        ask(page, stranger)


def test_a_list_emptied_between_form_and_button_sends_nothing(campaign) -> None:
    page = an_action(campaign, senator := a_senator())
    token = ask(page, senator)
    page.target_list.members.all().delete()
    done = relaying.confirm_message(token=token, now=timezone.now())
    assert done is not None
    assert (done.by_mail, done.on_paper) == ((), ())
    assert sent_to() == []
    assert not OutboundMessage.objects.filter(key__startswith="message-copy").exists()


def test_who_writes_to_160_at_once_is_told_why_not(campaign) -> None:
    people = [a_senator(f"Uma Abara {number}", number) for number in range(1, 13)]
    page = an_action(campaign, *people)
    with pytest.raises(WritingRefused, match=r"12 officials; one person can write to 10 at once"):
        ask(page, *people)
    assert not SupporterMessage.objects.exists()


def test_where_only_constituents_may_write_a_place_must_have_led_there(campaign) -> None:
    mine, other = a_senator(), a_senator("Bo Lindqvist", 14)
    page = an_action(campaign, mine, other, constituents_only=True)
    now = timezone.now()
    note = targets.proof(page, [mine.pk], now)
    yours = targets.proven(page, note, now)
    with pytest.raises(WritingRefused, match="Only people who live in the district"):
        ask(page, other, yours=yours)
    assert ask(page, mine, yours=yours)


@pytest.mark.parametrize("change", ["", "x", "cut", "old", "other"])
def test_a_note_that_isnt_ours_proves_nothing(campaign, change) -> None:
    """T-02: forged, cut, too old, of another action."""
    page = an_action(campaign, senator := a_senator())
    now = timezone.now()
    note = targets.proof(page, [senator.pk], now)
    assert targets.proven(page, note, now) == {senator.pk}
    asked = now + timedelta(hours=25) if change == "old" else now
    where = an_action(campaign, slug="other") if change == "other" else page
    wrong = {"": "", "x": note + "x", "cut": note[:-1]}.get(change, note)
    assert targets.proven(where, wrong, asked) == frozenset()


def test_an_official_without_an_address_gets_it_on_paper(campaign) -> None:
    page = an_action(campaign, moss := a_member_of_congress("Ida Moss", 14), a_senator())
    done = relaying.confirm_message(token=ask(page, moss), now=timezone.now())
    assert [one.name for one in done.on_paper] == ["Representative Ida Moss"]
    assert sent_to() == []
    assert SupporterDelivery.objects.to_print().count() == 1


def test_a_stopped_address_isnt_written_to(campaign) -> None:
    senator = a_senator()
    page = an_action(campaign, senator)
    token = ask(page, senator)
    channel = senator.channels.get(kind="email")
    stop_channel(channel_id=channel.pk, reason="bounced", now=timezone.now())
    relaying.confirm_message(token=token, now=timezone.now())
    assert sent_to() == []


def test_nothing_is_sent_before_it_opens_or_after_it_closed(campaign) -> None:
    senator, now = a_senator(), timezone.now()
    for slug, fields in (
        ("early", {"opens_at": now + timedelta(hours=1)}),
        ("late", {"closes_at": now - timedelta(hours=1)}),
    ):
        with pytest.raises(WritingRefused, match="not open"):
            ask(an_action(campaign, senator, slug=slug, **fields), senator)
    page = an_action(campaign, senator, closes_at=now + timedelta(hours=1))
    token = ask(page, senator, now=now)
    assert relaying.confirm_message(token=token, now=now + timedelta(hours=2)) is None
    assert sent_to() == []


def test_an_action_of_a_campaign_that_has_ended_is_closed(campaign) -> None:
    page = an_action(campaign, senator := a_senator())
    campaign.result, campaign.ended_on = "won", timezone.localdate()
    campaign.save()
    with pytest.raises(WritingRefused, match="not open"):
        ask(ActionPage.objects.get(pk=page.pk), senator)


def test_beyond_the_days_cap_messages_go_on_the_next_day(campaign) -> None:
    people = [a_senator(f"Uma Abara {number}", number) for number in range(1, 6)]
    page = an_action(campaign, *people, most_a_day=2)
    now = timezone.now()
    done = relaying.confirm_message(token=ask(page, *people, now=now), now=now)
    moments = sorted(
        OutboundMessage.objects.filter(kind=SUPPORTER).values_list("not_before", flat=True)
    )
    days = [(moment - now).days for moment in moments]
    assert days == [0, 0, 1, 1, 2]
    assert done.last_due == now + timedelta(days=2)


def test_a_suppressed_mailbox_causes_nothing(campaign) -> None:
    page, now = an_action(campaign, senator := a_senator()), timezone.now()
    suppress(address=DRAFT.email, reason="by_staff", now=now)
    relaying.submit_message(action=page, draft=DRAFT, official_ids=[senator.pk], now=now)
    assert not SupporterMessage.objects.exists()
    assert not OutboundMessage.objects.exists()


def test_the_mail_to_confirm_holds_no_words_of_the_form(campaign) -> None:
    """R-01: whoever writes in somebody else's name can't tell them anything."""
    page = an_action(campaign, senator := a_senator())
    nasty = Draft("Buy now cheap", "Visit my shop", "Evil Name", "Evil Town", "victim@example.org")
    ask(page, senator, draft=nasty)
    (mail,) = OutboundMessage.objects.all()
    for words in ("Buy now", "my shop", "Evil"):
        assert words not in mail.subject + mail.body_text + mail.body_html
    assert "Senator Uma Abara" in mail.body_text


def test_a_mailbox_gets_three_mails_an_action_at_most(campaign) -> None:
    """R-01: 200 requests in all spellings."""
    page, now = an_action(campaign, senator := a_senator()), timezone.now()
    start = now.replace(hour=1, minute=0)
    for number in range(200):
        draft = replace(DRAFT, email=f"jo+{number}@example.org")
        moment = start + timedelta(minutes=2 * number)
        relaying.submit_message(action=page, draft=draft, official_ids=[senator.pk], now=moment)
    assert OutboundMessage.objects.count() == 3


def test_what_nobody_confirmed_is_erased_with_its_choice(campaign) -> None:
    page, now = an_action(campaign, senator := a_senator()), timezone.now()
    token = ask(page, senator, now=now)
    later = now + timedelta(hours=49)
    assert relaying.confirm_message(token=token, now=later) is None
    assert relaying.forget_unconfirmed(now=later) == 1
    assert not SupporterMessage.objects.exists()
    assert not SupporterDelivery.objects.exists()


def test_the_texts_stand_sealed(campaign) -> None:
    """P-07, T-01: no word, name, address or token in the rows."""
    page = an_action(campaign, senator := a_senator())
    token = ask(page, senator)
    relaying.confirm_message(token=token, now=timezone.now())
    with connection.cursor() as cursor:
        for table in ("campaign_supportermessage", "campaign_supporterdelivery"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            stored = str(cursor.fetchall())
            for secret in ("jo@example", "Okafor", "Elm Street", "own words", "warrant", token):
                assert secret not in stored


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_button_pressed_in_parallel_sends_one_letter() -> None:
    """S-03 for messages: 8 presses at once, one letter."""
    campaign = factories.a_campaign(factories.a_site())
    page = an_action(campaign, senator := a_senator())
    token, results = ask(page, senator), []
    gate = threading.Barrier(8)

    def press() -> None:
        gate.wait()
        try:
            results.append(relaying.confirm_message(token=token, now=timezone.now()))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in results if one is not None]) == 1
    assert sent_to() == ["abara.16@flsenate.example"]
