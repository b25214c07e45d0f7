"""The outbox in the admin: masked, without texts, and with the few steps a person may take."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from delivery import services
from delivery.models import OutboundMessage, SendingPause
from tests.delivery.mails import NOW, queued
from tests.delivery.test_local_mailbox import staff

pytestmark = pytest.mark.django_db
LIST = "wagtailsnippets_delivery_outboundmessage:list"
INSPECT = "wagtailsnippets_delivery_outboundmessage:inspect"


def bulk(step: str, *messages: OutboundMessage) -> str:
    ids = "&".join(f"id={message.pk}" for message in messages)
    return f"{reverse('wagtail_bulk_action', args=['delivery', 'outboundmessage', step])}?{ids}"


def test_the_list_shows_masked_recipients_and_no_texts(client):
    queued(body_text="the text of the letter")
    page = staff(client, "view_outboundmessage").get(reverse(LIST)).content.decode()
    assert "a…@harbor.example" in page
    assert "ada@harbor.example" not in page
    assert "the text of the letter" not in page
    assert "An open letter" not in page


@pytest.mark.parametrize(("query", "shown"), [("status=held", False), ("status=queued", True)])
def test_the_list_is_filtered_by_status(query, shown, client):
    queued()
    page = staff(client, "view_outboundmessage").get(f"{reverse(LIST)}?{query}").content.decode()
    assert ("a…@harbor.example" in page) == shown


def test_one_message_shows_what_happened_to_it_and_not_its_text(client):
    message = queued(body_text="the text of the letter")
    services.hold(ids=[message.pk], now=NOW)
    page = staff(client, "view_outboundmessage").get(reverse(INSPECT, args=[message.pk]))
    text = page.content.decode()
    assert "held" in text
    assert "ada@harbor.example" not in text
    assert "the text of the letter" not in text


def test_an_uncertain_letter_is_sent_again_by_a_person_with_an_audit_line(client):
    message = queued()
    OutboundMessage.objects.update(status="uncertain")
    staff(client, "view_outboundmessage", "change_outboundmessage")
    asked = client.get(bulk("resume", message)).content.decode()
    assert "second copy" in asked
    message.refresh_from_db()
    assert message.status == "uncertain"
    client.post(bulk("resume", message))
    message.refresh_from_db()
    assert message.status == "queued"
    line = ModelLogEntry.objects.get()
    assert (line.action, line.user.username) == ("delivery.resume", "staff")


@pytest.mark.parametrize(("step", "ends"), [("hold", "held"), ("cancel", "cancelled")])
def test_queued_mail_is_stopped(step, ends, client):
    messages = [queued(), queued()]
    staff(client, "view_outboundmessage", "change_outboundmessage")
    client.post(bulk(step, *messages))
    assert set(OutboundMessage.objects.values_list("status", flat=True)) == {ends}
    assert ModelLogEntry.objects.count() == 2


def test_who_may_only_look_can_not_act(client):
    message = queued()
    staff(client, "view_outboundmessage").post(bulk("cancel", message))
    message.refresh_from_db()
    assert message.status == "queued"


def test_nobody_adds_edits_or_deletes_a_message(admin_client):
    message = queued(body_text="the text of the letter")
    name = "wagtailsnippets_delivery_outboundmessage"
    for address in (
        reverse(f"{name}:add"),
        reverse(f"{name}:edit", args=[message.pk]),
        reverse(f"{name}:delete", args=[message.pk]),
    ):
        for ask in (admin_client.get, admin_client.post):
            assert b"the text of the letter" not in ask(address).content
    admin_client.post(bulk("delete", message))
    assert OutboundMessage.objects.filter(pk=message.pk, status="queued").exists()
    assert OutboundMessage.objects.count() == 1


def test_the_admins_first_page_says_that_mail_is_paused_and_a_person_ends_it(client):
    services.pause(reason="the provider answered 401", now=NOW)
    staff(client, "view_outboundmessage", "change_outboundmessage")
    assert "the provider answered 401" in client.get(reverse("wagtailadmin_home")).content.decode()
    pause = SendingPause.objects.get()
    client.post(reverse("delivery_admin:end_pause", args=[pause.pk]))
    pause.refresh_from_db()
    assert pause.ended_at
    assert "No mail goes out" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_ending_one_pause_leaves_the_others(client):
    """D-03: who mends the provider's key doesn't let mail of a restored copy go out."""
    services.pause(reason="the provider answered 401", now=NOW, cause="provider")
    services.pause(reason="restored from a backup", now=NOW, cause="restored")
    staff(client, "view_outboundmessage", "change_outboundmessage")
    first = SendingPause.objects.get(cause="provider")
    page = client.post(reverse("delivery_admin:end_pause", args=[first.pk]), follow=True)
    assert "Mail still waits" in page.content.decode()
    assert services.paused()
    assert SendingPause.objects.get(cause="restored").ended_at is None


def test_a_pause_is_not_ended_by_looking(client):
    services.pause(reason="the provider answered 401", now=NOW)
    staff(client, "view_outboundmessage", "change_outboundmessage")
    assert client.get(reverse("delivery_admin:end_pause", args=[1])).status_code == 405
    assert SendingPause.objects.get().ended_at is None


def test_everybody_who_signs_in_is_told_and_only_some_may_end_it(client):
    services.pause(reason="the provider answered 401", now=NOW, cause="provider")
    page = staff(client).get(reverse("wagtailadmin_home")).content.decode()
    assert "the provider answered 401" in page
    assert "Send again" not in page
    pause = SendingPause.objects.get()
    assert client.post(reverse("delivery_admin:end_pause", args=[pause.pk])).status_code != 200
    assert services.paused()


def test_only_an_administrator_lets_a_restored_copy_send(client, admin_client):
    """D-03: an organizer of a clone can't let its old mail go out."""
    services.pause(reason="restored from a backup", now=NOW, cause="restored")
    pause = SendingPause.objects.get()
    address = reverse("delivery_admin:end_pause", args=[pause.pk])
    staff(client, "view_outboundmessage", "change_outboundmessage")
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "restored from a backup" in page
    assert "Send again" not in page
    assert "An administrator lets it go out again." in page
    client.post(address)
    assert services.paused()
    admin_client.post(address)
    assert not services.paused()


def test_the_list_costs_the_same_however_long_it_is(client):
    """Why each message waits is told without asking the database for each."""
    staff(client, "view_outboundmessage")
    for number in range(3):
        queued(to=f"a{number}@harbor{number}.example")
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(LIST))
    for number in range(40):
        kind = ("letter", "notice", "supporter")[number % 3]
        zone = "America/New_York" if number % 2 else ""
        queued(to=f"b{number}@harbor{number}.example", kind=kind, office_zone=zone)
    OutboundMessage.objects.filter(
        pk__in=list(OutboundMessage.objects.values_list("pk", flat=True)[:9])
    ).update(status="uncertain")
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(LIST))
    print(f"outbox: {len(few)} queries for 3 messages, {len(many)} for 43")
    assert len(many) <= len(few)
