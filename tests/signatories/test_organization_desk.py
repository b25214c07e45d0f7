"""The registry in the admin: names edited inline, what an organization signed, merge and undo."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from signatories.models import Organization, OrganizationMerge, OrganizationName
from signatories.registry import merge_organizations
from tests.signatories.factories import NOW, a_letter, a_sign_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(django_user_model):
    group = Group.objects.create(name="readers")
    rights = ["access_admin", "view_organization", "view_organizationmerge"]
    group.permissions.set(Permission.objects.filter(codename__in=rights))
    user = django_user_model.objects.create_user("uri", password="a long made-up phrase")
    user.groups.add(group)
    return user


def url(name: str, *args) -> str:
    return reverse(Organization.snippet_viewset.get_url_name(name), args=args)


def merge_url(*organizations: Organization) -> str:
    address = reverse("wagtail_bulk_action", args=["signatories", "organization", "merge"])
    return f"{address}?" + "&".join(f"id={organization.pk}" for organization in organizations)


def answers(**changes) -> dict:
    names = changes.pop("names", [])
    fields = {"name": "Gulf Network", "website": "", "scope": "", "country": "", "region": ""}
    form = {**fields, "parent": "", "names-TOTAL_FORMS": len(names), "names-INITIAL_FORMS": 0}
    for number, (name, kind, language) in enumerate(names):
        row = {
            "name": name,
            "kind": kind,
            "language": language,
            "id": "",
            "ORDER": "",
            "DELETE": "",
        }
        form |= {f"names-{number}-{field}": value for field, value in row.items()}
    return {**form, **changes}


class TestEditing:
    def test_other_names_are_written_beside_the_name(self, admin_client):
        names = [("GN", "acronym", ""), ("Red del Golfo", "language", "es")]
        response = admin_client.post(url("add"), answers(names=names))
        assert response.status_code == 302
        made = Organization.objects.get()
        assert {name.name for name in made.names.all()} == {"GN", "Red del Golfo"}
        assert OrganizationName.objects.get(kind="language").language == "es"

    def test_a_name_without_letters_is_refused_with_a_sentence(self, admin_client):
        response = admin_client.post(url("add"), answers(names=[("!!!", "other", "")]))
        assert "Write the name in letters." in response.content.decode()
        assert not Organization.objects.exists()

    def test_nothing_is_a_chapter_of_itself(self, admin_client):
        known = Organization.objects.create(name="Gulf Network")
        response = admin_client.post(url("edit", known.pk), answers(parent=known.pk))
        assert "chapter of itself" in response.content.decode()

    def test_the_list_names_no_merged_record(self, admin_client):
        old = Organization.objects.create(name="Gulf Netwrok")
        kept = Organization.objects.create(name="Gulf Network")
        merge_organizations(source=old.pk, target=kept.pk, by=None, now=NOW)
        html = admin_client.get(url("list")).content.decode()
        assert "Gulf Network" in html
        assert "Gulf Netwrok" not in html


class TestInspecting:
    def test_it_shows_names_chapters_and_what_was_signed_anywhere(self, admin_client):
        first, second = a_letter(title="On cameras"), a_letter(title="On scanners")
        known = Organization.objects.create(name="Gulf Network")
        OrganizationName.objects.create(organization=known, name="Red del Golfo")
        Organization.objects.create(name="Gulf Network Ocala", parent=known)
        for page in (first, second):
            a_sign_on(page, "approved", organization=known)
        html = admin_client.get(url("inspect", known.pk)).content.decode()
        expected = ("Red del Golfo", "Gulf Network Ocala", "On cameras", "On scanners")
        assert [word for word in expected if word not in html] == []

    def test_it_suggests_and_merges_nothing(self, admin_client):
        known = Organization.objects.create(name="Gulf Network")
        Organization.objects.create(name="Gulf Netwrok")
        html = admin_client.get(url("inspect", known.pk)).content.decode()
        assert "Gulf Netwrok" in html
        assert "nearly the same spelling" in html
        assert not OrganizationMerge.objects.exists()

    def test_it_shows_no_contact(self, admin_client):
        known = Organization.objects.create(name="Gulf Network")
        a_sign_on(a_letter(), "approved", organization=known)
        html = admin_client.get(url("inspect", known.pk)).content.decode()
        assert "Mara" not in html
        assert "mara@" not in html


class TestMerging:
    def test_the_page_before_says_what_would_move(self, admin_client):
        old = Organization.objects.create(name="Gulf Netwrok")
        kept = Organization.objects.create(name="Gulf Network", website="https://gulf.example")
        a_sign_on(a_letter(), "approved", organization=old)
        html = admin_client.get(merge_url(old, kept)).content.decode()
        assert re.search(r"<input[^>]+>\s*Gulf Network \(gulf\.example\)", html)
        assert "From “Gulf Netwrok” move: 1 sign-on." in html
        assert "From “Gulf Network” move: nothing" in html
        assert not OrganizationMerge.objects.exists()

    def test_the_chosen_one_stays(self, admin_client, admin_user):
        old = Organization.objects.create(name="Gulf Netwrok")
        kept = Organization.objects.create(name="Gulf Network")
        admin_client.post(merge_url(old, kept), {"target": kept.pk})
        merge = OrganizationMerge.objects.get()
        assert (merge.source, merge.target, merge.merged_by) == (old, kept, admin_user)

    def test_a_refusal_is_shown(self, admin_client):
        page = a_letter(title="On cameras")
        old = Organization.objects.create(name="Gulf Netwrok")
        kept = Organization.objects.create(name="Gulf Network")
        for organization in (old, kept):
            a_sign_on(page, "approved", organization=organization)
        html = admin_client.get(merge_url(old, kept)).content.decode()
        assert "Both stand under “On cameras”" in html
        admin_client.post(merge_url(old, kept), {"target": kept.pk})
        assert not OrganizationMerge.objects.exists()

    def test_one_alone_is_not_merged(self, admin_client):
        known = Organization.objects.create(name="Gulf Network")
        html = admin_client.get(merge_url(known)).content.decode()
        assert "Choose at least two organizations" in html

    def test_undoing_from_the_merges_page(self, admin_client, admin_user):
        old = Organization.objects.create(name="Gulf Netwrok")
        kept = Organization.objects.create(name="Gulf Network")
        done = merge_organizations(source=old.pk, target=kept.pk, by=None, now=NOW)
        name = OrganizationMerge.snippet_viewset.get_url_name("inspect")
        address = reverse(name, args=[done.pk])
        assert "Undo the merge" in admin_client.get(address).content.decode()
        admin_client.post(address)
        done.refresh_from_db()
        old.refresh_from_db()
        assert done.undone_by == admin_user
        assert old.merged_into is None
        assert "Undo the merge</button>" not in admin_client.get(address).content.decode()

    def test_the_list_of_merges_says_who_and_when(self, admin_client, admin_user):
        old = Organization.objects.create(name="Gulf Netwrok")
        kept = Organization.objects.create(name="Gulf Network")
        merge_organizations(source=old.pk, target=kept.pk, by=admin_user, now=NOW)
        name = OrganizationMerge.snippet_viewset.get_url_name("list")
        html = admin_client.get(reverse(name)).content.decode()
        assert "“Gulf Netwrok” into “Gulf Network”" in html


class TestRights:
    def test_a_reader_merges_and_undoes_nothing(self, client, reader):
        old = Organization.objects.create(name="Gulf Netwrok")
        kept = Organization.objects.create(name="Gulf Network")
        client.force_login(reader)
        client.post(merge_url(old, kept), {"target": kept.pk})
        assert not OrganizationMerge.objects.exists()
        done = merge_organizations(source=old.pk, target=kept.pk, by=None, now=NOW)
        name = OrganizationMerge.snippet_viewset.get_url_name("inspect")
        client.post(reverse(name, args=[done.pk]))
        done.refresh_from_db()
        assert done.undone_at is None
