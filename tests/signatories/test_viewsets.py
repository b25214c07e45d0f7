"""The review in the admin: who sees what, and what a decision leaves behind."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page

from signatories.models import Organization, SignOn
from tests.signatories.factories import NOW, a_letter, a_sign_on, mails, signed

pytestmark = pytest.mark.django_db
LIST = "/admin/snippets/signatories/signon/"


def staff(django_user_model, name, *codenames):
    """Return a user whose group has the admin and these permissions."""
    group = Group.objects.create(name=f"{name}s")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    user = django_user_model.objects.create_user(name, password="a long made-up phrase")
    user.groups.add(group)
    return user


@pytest.fixture
def reviewer(django_user_model):
    return staff(django_user_model, "rae", "change_signon", "view_signon")


@pytest.fixture
def reader(django_user_model):
    return staff(django_user_model, "uri", "view_signon")


@pytest.fixture
def outsider(django_user_model):
    return staff(django_user_model, "otto")


def url(name: str, *args) -> str:
    return reverse(SignOn.snippet_viewset.get_url_name(name), args=args)


def decide(client, action: str, ids, **answers):
    query = "&".join(f"id={pk}" for pk in ids)
    address = reverse("wagtail_bulk_action", args=["signatories", "signon", action])
    return client.post(f"{address}?{query}", answers)


class TestList:
    def test_it_shows_what_a_reviewer_needs(self, client, reviewer):
        page = a_letter()
        signed(page, organization="Gulf Network", website="https://gulf.example")
        a_sign_on(
            page,
            name="Gulf Netwrok",
            website="https://netwrok.example",
            email="pat@gmail.com",
        )
        client.force_login(reviewer)
        html = client.get(f"{url('list')}?status=verified").content.decode()
        assert "Gulf Netwrok" in html
        assert "netwrok.example" in html
        assert re.search(r"look closer</span>\s*gmail\.com", html)
        assert "Gulf Network (9" in html
        assert page.title in html

    def test_it_shows_no_contact(self, client, reviewer):
        a_sign_on(a_letter())
        client.force_login(reviewer)
        html = client.get(url("list")).content.decode()
        assert "Mara" not in html
        assert "mara@" not in html

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("status=verified", {"Waiting Harbor"}),
            ("kind=individual", {"Ana of the Pier"}),
            ("status=declined", {"Ana of the Pier"}),
            ("source=import", set()),
        ],
    )
    def test_it_is_filtered(self, client, reviewer, query, names):
        page = a_letter()
        a_sign_on(page, name="Waiting Harbor")
        a_sign_on(page, "declined", name="Ana of the Pier", kind="individual")
        client.force_login(reviewer)
        html = client.get(f"{url('list')}?{query}").content.decode()
        assert {name for name in ("Waiting Harbor", "Ana of the Pier") if name in html} == names

    def test_it_is_filtered_by_letter(self, client, reviewer):
        here, there = a_letter(), a_letter()
        a_sign_on(here, name="Here we are")
        a_sign_on(there, name="There they are")
        client.force_login(reviewer)
        html = client.get(f"{url('list')}?page={here.pk}").content.decode()
        assert "Here we are" in html
        assert "There they are" not in html

    @pytest.mark.parametrize("query", ["", "status=verified", "status=verified&page={}"])
    def test_a_hundred_and_fifty_rows_cost_twenty_queries_at_most(
        self, client, reviewer, django_assert_max_num_queries, query
    ):
        page = a_letter()
        address = f"{url('list')}?{query.format(page.pk)}"
        for _ in range(5):
            a_sign_on(page)
        client.force_login(reviewer)
        client.get(address)
        with django_assert_max_num_queries(20) as five:
            client.get(address)
        for number in range(145):
            a_sign_on(page, name=f"Neighbors of Dock {number}", email=f"o@dock{number}.example")
        with django_assert_max_num_queries(20) as many:
            html = client.get(address).content.decode()
        print(f"queries: {len(five)} for 5 rows, {len(many)} for 150")
        assert html.count("data-bulk-action-checkbox") >= 150


class TestRights:
    def test_an_outsider_sees_nothing(self, client, outsider):
        sign_on = a_sign_on(a_letter())
        client.force_login(outsider)
        for address in (url("list"), url("inspect", sign_on.pk)):
            assert client.get(address).status_code in (302, 403)

    def test_a_reader_decides_nothing_and_sees_no_contact(self, client, reader):
        sign_on = a_sign_on(a_letter())
        client.force_login(reader)
        html = client.get(url("inspect", sign_on.pk)).content.decode()
        assert "Show contact" not in html
        response = client.post(url("inspect", sign_on.pk))
        assert response.status_code in (302, 403)
        assert b"mara@" not in response.content
        decide(client, "approve", [sign_on.pk], ground="")
        sign_on.refresh_from_db()
        assert sign_on.status == "verified"

    def test_nobody_adds_or_deletes_by_hand(self, admin_client):
        sign_on = a_sign_on(a_letter())
        assert admin_client.get(url("add")).status_code in (302, 403, 404)
        admin_client.post(url("delete", sign_on.pk))
        decide(admin_client, "delete", [sign_on.pk])
        assert SignOn.objects.filter(pk=sign_on.pk).exists()


class TestInspecting:
    def test_it_says_why(self, client, reviewer):
        sign_on = a_sign_on(a_letter(), email="mara@elsewhere.example")
        client.force_login(reviewer)
        html = client.get(url("inspect", sign_on.pk)).content.decode()
        assert "The mailbox is at elsewhere.example" in html
        assert "mara@" not in html

    def test_the_contact_is_shown_on_request_and_the_look_is_logged(self, client, reviewer):
        sign_on = a_sign_on(a_letter(), email="mara@pier.example")
        client.force_login(reviewer)
        response = client.post(url("inspect", sign_on.pk))
        assert "mara@pier.example" in response.content.decode()
        assert "no-store" in response["Cache-Control"]
        entry = ModelLogEntry.objects.get(action="signatories.show_contact")
        assert entry.user == reviewer
        assert "mara" not in f"{entry.label} {entry.data}".lower()

    def test_an_erased_contact_is_said_to_be(self, client, reviewer):
        sign_on = a_sign_on(a_letter(), email="")
        client.force_login(reviewer)
        assert "Erased" in client.post(url("inspect", sign_on.pk)).content.decode()
        assert not ModelLogEntry.objects.filter(action="signatories.show_contact").exists()


class TestDeciding:
    def test_many_are_approved_with_an_audit_line_each(self, client, reviewer):
        page = a_letter()
        ids = [a_sign_on(page).pk for _ in range(5)]
        client.force_login(reviewer)
        response = decide(client, "approve", ids, ground="domain matches")
        assert response.status_code == 302
        assert SignOn.objects.published(page.pk).count() == 5
        entries = ModelLogEntry.objects.filter(action="signatories.approve", user=reviewer)
        assert entries.count() == 5
        assert not any("Pier" in f"{entry.label}{entry.data}" for entry in entries)

    def test_the_page_before_says_whom_it_concerns(self, client, reviewer):
        sign_on = a_sign_on(a_letter(), name="Pier Club")
        client.force_login(reviewer)
        address = reverse("wagtail_bulk_action", args=["signatories", "signon", "approve"])
        html = client.get(f"{address}?id={sign_on.pk}").content.decode()
        assert "Pier Club" in html
        assert SignOn.objects.get().status == "verified"

    def test_a_second_claim_of_the_same_organization_is_left(self, client, reviewer):
        page = a_letter()
        pair = [
            a_sign_on(page, name="Pier", website="https://pier.example", email=f"{n}@pier.example")
            for n in "ab"
        ]
        client.force_login(reviewer)
        response = decide(client, "approve", [s.pk for s in pair], ground="")
        html = client.get(response["Location"]).content.decode()
        assert "1 approved. 1 left as before" in html

    def test_declining_without_a_reason_asks_for_it(self, client, reviewer):
        sign_on = a_sign_on(a_letter())
        client.force_login(reviewer)
        assert decide(client, "decline", [sign_on.pk], reason="").status_code == 200
        assert SignOn.objects.get().status == "verified"

    def test_a_declined_signer_reads_the_reason(self, client, reviewer):
        sign_on = a_sign_on(a_letter())
        client.force_login(reviewer)
        decide(client, "decline", [sign_on.pk], reason="We could not reach you.")
        assert SignOn.objects.get().status == "declined"
        assert "We could not reach you." in mails()[-1].body_text

    def test_staff_withdraw_at_a_signers_word(self, client, reviewer):
        sign_on = a_sign_on(a_letter(), "approved")
        client.force_login(reviewer)
        decide(client, "withdraw", [sign_on.pk])
        assert SignOn.objects.get().status == "withdrawn"

    def test_how_a_name_is_printed_can_be_corrected(self, client, reviewer):
        sign_on = a_sign_on(a_letter(), name="pier club")
        client.force_login(reviewer)
        answers = {"display_name": "Pier Club", "scope": "local", "country": "US", "region": "FL"}
        client.post(url("edit", sign_on.pk), answers)
        sign_on.refresh_from_db()
        assert (sign_on.printed_name, sign_on.claimed_name) == ("Pier Club", "pier club")


class TestFirstScreen:
    def test_it_says_how_many_wait(self, client, reviewer):
        page = a_letter()
        for _ in range(3):
            a_sign_on(page)
        client.force_login(reviewer)
        assert "3 sign-ons wait for review" in client.get("/admin/").content.decode()

    def test_an_outsider_is_not_told(self, client, outsider):
        a_sign_on(a_letter())
        client.force_login(outsider)
        assert "for review" not in client.get("/admin/").content.decode()


class TestDeletingPages:
    def test_a_signed_page_stays_with_a_sentence(self, admin_client):
        page = a_letter()
        a_sign_on(page, "approved")
        address = reverse("wagtailadmin_pages:delete", args=[page.pk])
        response = admin_client.post(address)
        assert response.status_code == 302
        html = admin_client.get(response["Location"]).content.decode()
        assert "can&#x27;t be deleted: sign-ons belong to it" in html
        assert Page.objects.filter(pk=page.pk).exists()

    def test_its_parent_stays_too(self, admin_client):
        page = a_letter()
        a_sign_on(page)
        parent = page.get_parent()
        admin_client.post(reverse("wagtailadmin_pages:delete", args=[parent.pk]))
        assert Page.objects.filter(pk=page.pk).exists()

    def test_the_same_for_many(self, admin_client):
        page = a_letter()
        a_sign_on(page)
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        response = admin_client.post(f"{address}?id={page.pk}")
        assert response.status_code == 302
        assert Page.objects.filter(pk=page.pk).exists()

    def test_an_unsigned_page_goes_with_its_texts(self, client, admin_client):
        page = a_letter()
        client.get(f"{page.get_url()}sign/")
        admin_client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        assert not Page.objects.filter(pk=page.pk).exists()


class TestOrganizations:
    def test_a_second_of_one_name_and_domain_is_refused_with_a_sentence(self, admin_client):
        Organization.objects.create(name="Pier Club", website="https://pier.example")
        address = reverse(Organization.snippet_viewset.get_url_name("add"))
        answers = {"name": "The Pier Club", "website": "https://www.pier.example", "scope": ""}
        html = admin_client.post(address, answers).content.decode()
        assert "on record already" in html
        assert Organization.objects.count() == 1

    def test_old_requests_come_first(self, client, reviewer):
        page = a_letter()
        a_sign_on(page, name="Young", submitted_at=NOW)
        a_sign_on(page, name="Elder", submitted_at=NOW - timedelta(days=3))
        client.force_login(reviewer)
        html = client.get(url("list")).content.decode()
        assert html.index("Elder") < html.index("Young")


class TestPreviewOfABulkDecision:
    """What the page before a bulk decision says will change."""

    def asked(self, client, *sign_ons) -> str:
        address = reverse("wagtail_bulk_action", args=["signatories", "signon", "approve"])
        query = "&".join(f"id={one.pk}" for one in sign_ons)
        return client.get(f"{address}?{query}").content.decode()

    def test_it_names_the_doubts_about_each(self, client, reviewer):
        page = a_letter()
        sound = a_sign_on(page, name="Sound Quay")
        doubtful = a_sign_on(page, name="Odd Quay", email="odd@gmail.com")
        client.force_login(reviewer)
        html = self.asked(client, sound, doubtful)
        assert "<b>2</b> will be approved; about <b>1</b> of them there are doubts" in html
        assert "The mailbox is at gmail.com, where anybody can have one." in html

    def test_it_says_who_is_left_and_approves_the_others(self, client, reviewer):
        page = a_letter()
        old = a_sign_on(page, name="Old Words Quay")
        page.closing = "With other words,"
        page.save()
        new = a_sign_on(page, name="New Words Quay")
        client.force_login(reviewer)
        html = self.asked(client, old, new)
        assert "<b>1</b> will be approved" in html
        assert "Old Words Quay</bdi>: its text has changed since" in html
        decide(client, "approve", [old.pk, new.pk], ground="Known.")
        standing = SignOn.objects.filter(status="approved").values_list("claimed_name", flat=True)
        assert list(standing) == ["New Words Quay"]

    def test_records_that_cannot_be_merged_get_no_button(self, client, admin_client):
        page = a_letter()
        both = [signed(page, organization=f"Quay {n}").organization for n in range(2)]
        address = reverse("wagtail_bulk_action", args=["signatories", "organization", "merge"])
        html = admin_client.get(f"{address}?id={both[0].pk}&id={both[1].pk}").content.decode()
        assert "They can’t be merged as they stand" in html
        assert "Both stand under" in html
        assert ">Merge</button>" not in html
