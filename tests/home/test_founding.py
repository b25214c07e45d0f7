from __future__ import annotations

import io

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Site

from campaign.models import CampaignIndexPage
from delivery.models import SendingPause
from delivery.services import pause, paused
from home.founding import CAMPAIGNS_SLUG, ORGANIZERS, found_site, give_rights
from home.models import GivenRight, HomePage


@pytest.fixture
def founded(db: None) -> HomePage:
    return found_site(name="Front Porch Coalition", hostname="localhost", port=80)


def test_a_new_site_answers_at_once(client: Client, founded: HomePage) -> None:
    assert client.get("/").status_code == 200
    assert client.get(f"/{CAMPAIGNS_SLUG}/").status_code == 200


def test_wagtails_welcome_is_gone(founded: HomePage) -> None:
    assert Site.objects.get().root_page_id == founded.pk
    assert not Page.objects.filter(title__startswith="Welcome").exists()


def test_founding_again_changes_nothing(founded: HomePage) -> None:
    again = found_site(name="Another name", hostname="other.example", port=443)
    assert again.pk == founded.pk
    assert Site.objects.get().hostname == "localhost"
    assert CampaignIndexPage.objects.count() == 1
    assert Group.objects.filter(name=ORGANIZERS).count() == 1


def test_organizers_write_and_publish_and_rule_nothing_else(founded: HomePage) -> None:
    group = Group.objects.get(name=ORGANIZERS)
    rights = GroupPagePermission.objects.filter(group=group)
    on_pages = set(rights.values_list("permission__codename", flat=True))
    assert {"add_page", "change_page", "publish_page"} <= on_pages
    apps = set(group.permissions.values_list("content_type__app_label", flat=True))
    assert "auth" not in apps
    assert "wagtailcore" not in apps


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", "home", "campaign", check=True, dry_run=True, verbosity=0)


def rights() -> set[str]:
    group = Group.objects.get(name=ORGANIZERS)
    return {f"{one.content_type.app_label}.{one.codename}" for one in group.permissions.all()}


def test_a_group_of_an_earlier_release_gets_what_is_new_once(founded: HomePage) -> None:
    """What came with a release reaches a site that stood before it, without a second founding."""
    every, group = rights(), Group.objects.get(name=ORGANIZERS)
    new = Permission.objects.get(codename="change_outboundmessage")
    group.permissions.remove(new)
    GivenRight.objects.filter(name="delivery.change_outboundmessage").delete()
    out = io.StringIO()
    call_command("give_rights", stdout=out)
    assert out.getvalue() == "rights given: 1\n"
    assert rights() == every
    group.permissions.remove(new)
    call_command("give_rights", stdout=out)
    assert rights() == every - {"delivery.change_outboundmessage"}, "taken away stays away"
    assert "give_rights" in settings.HOURLY_COMMANDS


def test_without_an_organizers_group_no_right_is_given(db: None) -> None:
    assert give_rights() == 0
    assert not GivenRight.objects.exists()


def test_organizers_may_decide_in_the_outbox(client: Client, founded: HomePage) -> None:
    """The ledger sends them there: an uncertain letter, a provider that works again."""
    user = get_user_model().objects.create_user("rosa")
    user.groups.add(Group.objects.get(name=ORGANIZERS))
    client.force_login(user)
    pause(reason="the provider answered 401", now=timezone.now(), cause="provider")
    assert "Send again" in client.get("/admin/").content.decode()
    client.post(f"/admin/delivery/sending/{SendingPause.objects.get().pk}/resume/")
    assert not paused()
