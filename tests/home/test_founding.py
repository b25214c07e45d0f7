from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from wagtail.models import GroupPagePermission, Page, Site

from campaign.models import CampaignIndexPage
from home.founding import CAMPAIGNS_SLUG, ORGANIZERS, found_site
from home.models import HomePage


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
