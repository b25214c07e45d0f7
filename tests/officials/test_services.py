"""`officials.services`: lists, channels, and the few changes."""

from __future__ import annotations

import pytest
from wagtail.models import ModelLogEntry

from officials import services
from officials.models import Channel, Official
from tests.officials.factories import NOW, TODAY, a_body, a_list, an_official

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_the_greeting_is_the_office_and_family_name_unless_somebody_says_otherwise():
    senator = an_official("Ana Soto", honorific="Senator", family_name="Soto")
    assert senator.greeting == "Dear Senator Soto"
    assert an_official("Ana Soto").greeting == "Dear Ana Soto"
    assert an_official("Ana Soto", salutation="Estimada Ana").greeting == "Estimada Ana"


def test_a_list_has_its_members_in_office_and_everybody_in_its_body():
    picked, gone = an_official("Ana Soto"), an_official("Ben Reyes", is_active=False)
    inside, left = an_official("Cy Lund", body="Council"), an_official("Di Moor", body="Council")
    left.offices.update(is_current=False)
    an_official("Ed Voss", body="Elsewhere")
    assert set(services.members_of(a_list(picked, gone))) == {picked}
    whole = a_list(picked, whole_body=a_body("Council"))
    assert set(services.members_of(whole)) == {picked, inside}


def test_a_list_that_its_source_ended_has_nobody():
    ended = a_list(an_official(), is_active=False)
    assert not services.members_of(ended).exists()


def test_channels_come_best_first_and_never_stopped_ones():
    reached = an_official(fax="1", phone="555-0100", post="1 Quay St", email="a@ostrava.example")
    stopped = Channel.objects.create(official=reached, kind="email", value="old@ostrava.example")
    assert services.stop_channel(channel_id=stopped.pk, reason="It bounced.", now=NOW)
    silent = an_official()
    found = services.channels_of([reached, silent])
    assert [c.kind for c in found[reached.pk]] == ["email", "post", "phone", "fax"]
    assert found[silent.pk] == []


def test_stopping_happens_once_and_leaves_a_line_without_the_address():
    reached = an_official(email="a@ostrava.example")
    channel = reached.channels.get()
    assert services.stop_channel(channel_id=channel.pk, reason="It bounced.", now=NOW)
    assert not services.stop_channel(channel_id=channel.pk, reason="Again.", now=NOW)
    channel.refresh_from_db()
    assert (channel.stopped_at, channel.stopped_because) == (NOW, "It bounced.")
    line = ModelLogEntry.objects.get(action="officials.stop_channel")
    assert line.object_id == str(reached.pk)
    assert "@" not in str(line.data)


def test_an_address_stops_wherever_it_stands_in_any_case():
    for _ in range(2):
        an_official(email="Desk@Ostrava.example")
    an_official(email="other@ostrava.example")
    stopped = services.stop_address(
        kind="email", value="desk@ostrava.example", reason="It bounced.", now=NOW
    )
    assert stopped == 2
    assert Channel.objects.usable().count() == 1


def test_a_checked_address_is_used_again(django_user_model):
    by = django_user_model.objects.create_user("noor")
    channel = an_official(email="a@ostrava.example").channels.get()
    assert not services.use_channel_again(channel_id=channel.pk, by=by, now=NOW)
    services.stop_channel(channel_id=channel.pk, reason="It bounced.", now=NOW)
    assert services.use_channel_again(channel_id=channel.pk, by=by, now=NOW)
    assert Channel.objects.usable().count() == 1


def test_who_leaves_office_stays_on_record_and_can_come_back(django_user_model):
    by = django_user_model.objects.create_user("noor")
    ids = [an_official().pk, an_official().pk]
    assert services.mark_inactive(ids=ids, reason="Lost the election", by=by, now=NOW) == 2
    assert services.mark_inactive(ids=ids, reason="Again", by=by, now=NOW) == 0
    gone = Official.objects.get(pk=ids[0])
    assert (gone.inactive_since, gone.inactive_because) == (TODAY, "Lost the election")
    assert services.mark_active(ids=ids[:1], by=by, now=NOW) == 1
    assert list(Official.objects.active().values_list("pk", flat=True)) == ids[:1]
    assert ModelLogEntry.objects.filter(user=by).count() == 3


def test_the_coverage_says_what_to_do_about_who_has_no_email():
    for number in range(3):
        an_official(email=f"a{number}@ostrava.example", phone=f"555-010{number}")
    an_official(post="1 Quay St")
    an_official(post="2 Quay St")
    covered = services.coverage_of(Official.objects.all())
    assert (covered.total, covered.having["email"], covered.first["post"]) == (5, 3, 2)
    assert covered.lines() == ["2 of 5 have no email: paper."]


def test_the_coverage_counts_who_has_nothing_and_mixed_ways():
    for channel in ({"form": "https://ostrava.example/form"}, {"post": "1 Quay St"}, {}):
        an_official(**channel)
    assert services.coverage_of(Official.objects.all()).lines() == [
        "3 of 3 have no email: form 1, paper 1.",
        "1 of 3 can't be reached by anything.",
    ]
    assert services.coverage_of(Official.objects.none()).lines() == []


def test_officials_whose_terms_are_over_on_record_are_overdue():
    over, running = an_official(body="House"), an_official(body="House")
    over.offices.update(ends_on=TODAY)
    an_official()
    assert list(Official.objects.overdue(TODAY)) == [over]
    assert running not in Official.objects.overdue(TODAY)
