"""OSDI 1.1: everybody reads what is public, a key's holder hands in, a file of it comes in."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, PageViewRestriction

from delivery.models import OutboundMessage
from privacy.tokens import token_digest
from signatories import osdi_views
from signatories.models import OsdiKey, SignOn
from signatories.osdi_keys import find_key, make_key, revoke_key
from signatories.osdi_reading import FIELDS, NotOsdi, row_of, sheet_of_signatures
from signatories.row_outcomes import Known
from signatories.services import withdraw_sign_ons
from signatories.sheets import SheetUnreadable, sheet_of
from tests.signatories.factories import NOW, a_letter, a_sign_on, signed

PERSON = {
    "given_name": "Ana",
    "family_name": "Ruiz",
    "occupation": "Director",
    "email_addresses": [
        {"address": "old@quay.example"},
        {"address": "ana@quay.example", "primary": True},
    ],
    "postal_addresses": [{"region": "FL", "country": "US"}],
}
SIGNATURE = {
    "person": PERSON,
    "organization": {"name": "Quay Club", "undersigned:website": "quay.example"},
    "action_date": "2026-11-01T08:00:00Z",
    "comments": "Our board meets on the 12th",
}


def get(client, name, *args, **query):
    answer = client.get(reverse(f"signatories:{name}", args=args), query)
    return answer.status_code, answer.json()


def facts(signature):
    return dict(zip(FIELDS, row_of(signature), strict=True))


class TestReading:
    def test_a_signature_of_an_organization_becomes_a_row(self):
        said = facts(SIGNATURE)
        assert (said["organization"], said["website"]) == ("Quay Club", "quay.example")
        assert (said["contact_name"], said["contact_title"]) == ("Ana Ruiz", "Director")
        assert said["contact_email"] == "ana@quay.example"
        assert (said["region"], said["country"]) == ("FL", "US")
        assert said["submitted_at"] == "2026-11-01T08:00:00Z"

    def test_without_one_the_employer_counts(self):
        assert facts({"person": {**PERSON, "employer": "Pier Club"}})["organization"] == "Pier Club"

    def test_a_collection_is_a_sheet_with_a_row_each(self):
        embedded = {"_embedded": {"osdi:person": PERSON}, "action_date": "2026-11-02"}
        whole = {"page": 1, "_embedded": {"osdi:signatures": [SIGNATURE, embedded]}}
        sheet = sheet_of_signatures(json.dumps([whole, whole]).encode())
        assert [row.number for row in sheet.rows] == [1, 2, 3, 4]
        assert sheet.rows[1].cells[FIELDS.index("contact_email")] == "ana@quay.example"

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"{}", "holds no signatures"),
            (b'{"_embedded": {"osdi:signatures": 7}}', "holds no signatures"),
            (b"[" * 100_000, "no JSON"),
            (b'{"a": \xff}', "no JSON"),
            (b"{not json", "no JSON"),
        ],
    )
    def test_anything_else_is_refused_with_a_sentence(self, content, said):
        with pytest.raises(NotOsdi, match=said):
            sheet_of_signatures(content)
        with pytest.raises(SheetUnreadable, match="Export it as CSV or XLSX"):
            sheet_of(content, name="answers")

    @pytest.mark.parametrize("wrong", [None, 7, [], "x", {"address": 7}, [7], [{"address": {}}]])
    def test_values_of_the_wrong_kind_are_nothing(self, wrong):
        odd = {**PERSON, "email_addresses": wrong, "postal_addresses": wrong, "given_name": wrong}
        row_of({"person": odd, "organization": wrong, "comments": wrong, "_embedded": wrong})

    @pytest.mark.django_db
    def test_a_file_of_it_is_imported_like_a_sheet(self, tmp_path):
        file = tmp_path / "export.json"
        file.write_text(json.dumps({"_embedded": {"osdi:signatures": [SIGNATURE]}}))
        out = io.StringIO()
        call_command("import_signatories", a_letter().slug, str(file), stdout=out)
        assert "Read as OSDI" in out.getvalue()
        sign_on = SignOn.objects.get()
        assert (sign_on.claimed_name, sign_on.status) == ("Quay Club", "verified")
        assert (sign_on.country, sign_on.region) == ("US", "FL")


@pytest.mark.both_databases
@pytest.mark.django_db
class TestPublic:
    def test_from_the_entry_every_address_is_reached_by_links(self, client):
        page = a_letter()
        sign_on = signed(page)
        found = [reverse("signatories:osdi")]
        seen = {}
        while found:
            address = found.pop()
            answer = client.get(address)
            assert answer["Content-Type"] == "application/hal+json", address
            assert "public" in answer["Cache-Control"]
            assert not answer.cookies
            seen[address] = answer.json()
            links = [link for name, value in seen[address]["_links"].items() if name != "curies"
                     for link in (value if isinstance(value, list) else [value])]  # fmt: skip
            paths = {"/" + link["href"].split("/", 3)[3] for link in links}
            found += [
                p for p in paths - set(seen) if "record_signature" not in p and p not in found
            ]
        kinds = {path.split("?")[0] for path in seen}
        assert kinds == {
            reverse("signatories:osdi"),
            reverse("signatories:osdi_petitions"),
            reverse("signatories:osdi_petition", args=[page.pk]),
            reverse("signatories:osdi_signatures", args=[page.pk]),
            reverse("signatories:osdi_signature", args=[page.pk, sign_on.pk]),
            reverse("signatories:osdi_organizations"),
            reverse("signatories:osdi_organization", args=[sign_on.organization_id]),
        }
        everything = json.dumps(seen)
        assert "Teodora" not in everything
        assert "teodora@" not in everything

    def test_a_petition_says_its_text_its_digest_and_how_many_stand_there(self, client):
        page = a_letter()
        sign_on = signed(page)
        code, said = get(client, "osdi_petition", page.pk)
        assert code == 200
        assert (said["title"], said["total_signatures"]) == (page.sign_title(), 1)
        assert said["undersigned:text_sha256"] == sign_on.signed_text.sha256
        assert said["petition_text"] == sign_on.signed_text.text
        assert said["browser_url"].endswith(page.url)

    def test_a_signature_says_what_stands_in_print(self, client):
        page = a_letter()
        sign_on = signed(page, organization="Pier Club", region="FL")
        _, said = get(client, "osdi_signature", page.pk, sign_on.pk)
        assert said["undersigned:name"] == "Pier Club"
        assert said["undersigned:region"] == "FL"
        assert said["action_date"] == f"{sign_on.signed_on}T00:00:00Z"
        _, organization = get(client, "osdi_organization", sign_on.organization_id)
        assert organization["name"] == "Pier Club"
        assert organization["location"] == {"region": "FL", "country": "US", "public": True}

    def test_collections_come_in_pages(self, client):
        page = a_letter()
        for _ in range(5):
            a_sign_on(page, "approved")
        _, said = get(client, "osdi_signatures", page.pk, page="2", per_page="2")
        assert (said["total_records"], said["total_pages"], said["page"]) == (5, 3, 2)
        assert len(said["_embedded"]["osdi:signatures"]) == 2
        assert said["_links"]["next"]["href"].endswith("?page=3&per_page=2")
        assert said["_links"]["previous"]["href"].endswith("?page=1&per_page=2")
        for odd in ("0", "-1", "x", "9" * 40, "²"):
            assert get(client, "osdi_signatures", page.pk, page=odd, per_page=odd)[0] == 200

    @pytest.mark.parametrize("status", ["pending", "verified", "declined", "withdrawn", "lapsed"])
    def test_only_published_names_are_there(self, client, status):
        page = a_letter()
        sign_on = a_sign_on(page, status)
        assert get(client, "osdi_signatures", page.pk)[1]["total_records"] == 0
        assert get(client, "osdi_signature", page.pk, sign_on.pk)[0] == 404
        assert get(client, "osdi_organizations")[1]["total_records"] == 0

    def test_who_withdraws_is_gone_at_once(self, client):
        """S-08."""
        page = a_letter()
        sign_on = signed(page)
        withdraw_sign_ons(ids=[sign_on.pk], by=None, now=NOW)
        assert get(client, "osdi_signature", page.pk, sign_on.pk)[0] == 404
        assert get(client, "osdi_organization", sign_on.organization_id)[0] == 404
        assert get(client, "osdi_petition", page.pk)[1]["total_signatures"] == 0

    def hidden_pages(self):
        soon = timezone.now() + timedelta(days=2)
        embargoed, unpublished, restricted = a_letter(embargo_until=soon), a_letter(), a_letter()
        unpublished.unpublish()
        PageViewRestriction.objects.create(page=restricted, restriction_type="login")
        return embargoed, unpublished, restricted

    def test_a_hidden_letter_is_answered_like_one_that_is_not(self, client):
        """E-04."""
        shown = a_letter()
        for page in self.hidden_pages():
            sign_on = a_sign_on(page, "approved")
            for name, more in (
                ("osdi_petition", ()), ("osdi_signatures", ()), ("osdi_signature", (sign_on.pk,)),
            ):  # fmt: skip
                here = client.get(reverse(f"signatories:{name}", args=[page.pk, *more]))
                nowhere = client.get(reverse(f"signatories:{name}", args=[999_999, *more]))
                assert here.status_code == nowhere.status_code == 404
                assert here.content == nowhere.content
                assert dict(here.headers) == dict(nowhere.headers)
        _, listed = get(client, "osdi_petitions")
        assert [one["name"] for one in listed["_embedded"]["osdi:petitions"]] == [shown.slug]

    def test_many_names_cost_as_many_queries_as_few(self, client, django_assert_max_num_queries):
        page = a_letter()
        a_sign_on(page, "approved")
        address = reverse("signatories:osdi_signatures", args=[page.pk])
        with django_assert_max_num_queries(20) as few:
            client.get(address)
        for _ in range(24):
            a_sign_on(page, "approved")
        with django_assert_max_num_queries(len(few)):
            client.get(address)


@pytest.mark.both_databases
@pytest.mark.django_db
class TestHandingIn:
    def hand_in(self, client, page, token, signature=SIGNATURE, **headers):
        body = signature if isinstance(signature, bytes) else json.dumps(signature)
        return client.post(
            reverse("signatories:osdi_record_signature", args=[page.pk]),
            body,
            content_type="application/json",
            headers={"OSDI-API-Token": token, **headers},
        )

    def test_it_waits_for_review_and_nothing_is_published_or_mailed(self, client, admin_user):
        page = a_letter()
        token = make_key(page=page, label="Form of Pier Club", by=admin_user, now=NOW)
        answer = self.hand_in(client, page, token)
        assert answer.status_code == 202
        assert answer.json()["undersigned:state"] == "waits for review"
        sign_on = SignOn.objects.get()
        assert (sign_on.claimed_name, sign_on.status) == ("Quay Club", "verified")
        assert (sign_on.source, sign_on.confirmed_at) == ("import", None)
        assert sign_on.contact.email == "ana@quay.example"
        assert OutboundMessage.objects.count() == 0
        key = OsdiKey.objects.get()
        assert (key.received, key.last_used_at is None) == (1, False)

    def test_the_answer_does_not_tell_whether_it_was_known(self, client, admin_user):
        page = a_letter()
        a_sign_on(page, "withdrawn", name="Quay Club", website="https://quay.example")
        token = make_key(page=page, label="Form", by=admin_user, now=NOW)
        other = {**SIGNATURE, "organization": {"name": "Dune Club"}}
        answers = [self.hand_in(client, page, token, one) for one in (other, other, SIGNATURE)]
        assert len({(answer.status_code, answer.content) for answer in answers}) == 1
        assert SignOn.objects.waiting_for_review().count() == 1

    def test_it_looks_at_the_names_that_it_may_be_and_at_no_others(
        self, client, admin_user, monkeypatch
    ):
        page, looked_at = a_letter(), []
        add = Known.add
        monkeypatch.setattr(
            Known, "add", lambda known, one: (looked_at.append(one.name), add(known, one))
        )
        for number in range(5):
            a_sign_on(page, "approved", name=f"Dune Watch {number}")
        signed(page, organization="Harbor Lantern Society", website="https://hls.example")
        a_sign_on(page, "declined", name="Quay Club e. V.", website="", email="")
        a_sign_on(page, "verified", name="Other", website="https://www.quay.example", email="")
        a_sign_on(page, "withdrawn", name="Third", website="", email="Ana@quay.example")
        token = make_key(page=page, label="Form", by=admin_user, now=NOW)
        self.hand_in(client, page, token)
        known = [name for name in looked_at if name != "Quay Club"]
        assert sorted(known) == ["Other", "Quay Club e. V.", "Third"]
        looked_at.clear()
        slip = {**SIGNATURE, "organization": {"name": "Habror Lantern Society"}}
        self.hand_in(client, page, token, slip)
        assert "Harbor Lantern Society" in looked_at
        assert not [name for name in looked_at if name.startswith("Dune")]
        made = SignOn.objects.get(claimed_name="Habror Lantern Society")
        assert "may be Harbor Lantern Society" in made.review_note

    @pytest.mark.parametrize(
        ("signature", "code", "said"),
        [
            ({}, 400, "no email address"),
            ({"person": {"given_name": "Ana"}}, 400, "no email address"),
            ({**SIGNATURE, "organization": {"name": "=1+1"}}, 400, "can't start with"),
            (b"[]", 400, "no object"),
            (b"{", 400, "no JSON"),
            (b" " * 100_001, 413, "bytes at most"),
        ],
    )
    def test_what_cannot_be_taken_in_is_said_why(self, client, admin_user, signature, code, said):
        page = a_letter()
        token = make_key(page=page, label="Form", by=admin_user, now=NOW)
        answer = self.hand_in(client, page, token, signature)
        assert answer.status_code == code
        status = answer.json()["osdi:error"]["resource_status"][0]
        assert said in status["error_descriptions"][0]["description"]
        assert SignOn.objects.count() == 0

    def test_no_other_key_and_no_other_page_is_opened(self, client, admin_user):
        """T-02: every failure looks the same."""
        page, other = a_letter(), a_letter()
        good = make_key(page=page, label="Form", by=admin_user, now=NOW)
        revoked = make_key(page=page, label="Old form", by=admin_user, now=NOW)
        assert revoke_key(key_id=find_key(revoked, page_id=page.pk).pk, by=admin_user, now=NOW)
        tries = [(page, ""), (page, good[:-1]), (page, revoked), (page, "é" * 300), (other, good)]
        answers = [self.hand_in(client, where, token) for where, token in tries]
        gone = client.post(
            reverse("signatories:osdi_record_signature", args=[999_999]),
            headers={"OSDI-API-Token": good},
        )
        assert {answer.status_code for answer in (*answers, gone)} == {401}
        assert len({answer.content for answer in (*answers, gone)}) == 1
        assert SignOn.objects.count() == 0

    def test_only_its_digest_is_stored_and_the_log_says_who_made_it(self, admin_user):
        """T-01."""
        page = a_letter()
        token = make_key(page=page, label="Form", by=admin_user, now=NOW)
        key = OsdiKey.objects.get()
        assert key.sha256 == token_digest(token)
        assert len(token) >= 43
        assert revoke_key(key_id=key.pk, by=admin_user, now=NOW)
        assert not revoke_key(key_id=key.pk, by=admin_user, now=NOW)
        lines = PageLogEntry.objects.filter(action__endswith="_key").order_by("pk")
        assert [line.action.split(".")[1] for line in lines] == ["make_key", "revoke_key"]
        assert token not in str([line.data for line in lines])

    def test_so_many_come_in_an_hour(self, client, admin_user, monkeypatch):
        monkeypatch.setattr(osdi_views, "WRITES_AN_HOUR", 2)
        page = a_letter()
        token = make_key(page=page, label="Form", by=admin_user, now=NOW)
        codes = [self.hand_in(client, page, token).status_code for _ in range(3)]
        assert codes == [202, 202, 429]

    def test_it_is_sent_not_opened(self, client):
        address = reverse("signatories:osdi_record_signature", args=[a_letter().pk])
        assert client.get(address).status_code == 405


@pytest.mark.both_databases
@pytest.mark.django_db
class TestKeysInTheAdmin:
    def test_a_key_is_shown_once_and_revoked(self, admin_client):
        page = a_letter()
        make = reverse("signatories_make_key", args=[page.pk])
        assert "Say which system gets the key." in admin_client.post(make).content.decode()
        html = admin_client.post(make, {"label": "Form of Pier Club"}).content.decode()
        assert "shown this once" in html
        key = OsdiKey.objects.get()
        assert any(token_digest(word) == key.sha256 for word in html.replace("<", ">").split(">"))
        home = reverse("signatories_in_and_out", args=[page.pk])
        assert "shown this once" not in admin_client.get(home).content.decode()
        admin_client.post(reverse("signatories_revoke_key", args=[key.pk]))
        assert "revoked on" in admin_client.get(home).content.decode()

    def test_nobody_else_makes_or_revokes_one(self, client, admin_user, django_user_model):
        page = a_letter()
        make_key(page=page, label="Form", by=admin_user, now=NOW)
        client.force_login(django_user_model.objects.create_user("wes", password="x"))
        for address in (
            reverse("signatories_make_key", args=[page.pk]),
            reverse("signatories_revoke_key", args=[OsdiKey.objects.get().pk]),
        ):
            assert client.post(address, {"label": "x"}).status_code in (302, 403)
        assert OsdiKey.objects.filter(revoked_at=None).count() == 1
