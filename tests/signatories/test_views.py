"""What visitors see and what their clicks do."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from privacy.forms import form_token
from signatories.models import SignOn
from tests.signatories.factories import a_letter, a_sign_on, mails, token_in

pytestmark = pytest.mark.django_db

ANSWERS = {
    "kind": "organization",
    "organization": "Bayshore Readers’ Circle",
    "website": "bayshorereaders.example",
    "scope": "local",
    "country": "US",
    "region": "Florida",
    "contact_name": "Teodora Lindqvist",
    "contact_title": "Chair",
    "contact_email": "teodora@bayshorereaders.example",
    "authority": "on",
}


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no hidden field {name}"
    return found[1]


def sign_url(page) -> str:
    return f"{page.get_url()}sign/"


def post(client, page, **changes):
    html = client.get(sign_url(page)).content.decode()
    fields = {name: hidden(html, name) for name in ("form_token", "text_sha256")}
    return client.post(sign_url(page), {**fields, **ANSWERS, **changes})


class TestSignPage:
    def test_it_asks_the_contracts_questions_and_ticks_nothing(self, client):
        html = client.get(sign_url(a_letter())).content.decode()
        for name in (*ANSWERS, "updates"):
            assert f'name="{name}"' in html
        assert not re.search(r'type="checkbox"[^>]*checked', html)
        assert 'value="organization" checked' in html

    def test_it_can_be_cached_and_sets_no_cookie(self, client):
        response = client.get(sign_url(a_letter()))
        assert response["Cache-Control"] == "public, max-age=30"
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")

    def test_sound_answers_lead_to_the_mailbox(self, client):
        page = a_letter()
        response = post(client, page)
        assert response.status_code == 200
        assert "<h1>Check your mailbox</h1>" in response.content.decode()
        assert response["Cache-Control"] == "no-store"
        assert not response.cookies
        sign_on = SignOn.objects.get()
        assert (sign_on.region, sign_on.website_domain) == ("FL", "bayshorereaders.example")
        assert not sign_on.wants_updates

    def test_wrong_answers_are_counted_in_title_and_summary(self, client):
        response = post(
            client, a_letter(), contact_title="", contact_email="teodora@bayshore", authority=""
        )
        html = response.content.decode()
        assert re.search(r"<title>\s*Three things to correct: Sign as an organization", html)
        assert '<h2 id="er">Three things to correct</h2>' in html
        assert '<a href="#contact_title">Enter your title</a>' in html
        assert 'class="errors" role="alert" aria-labelledby="er" tabindex="-1" autofocus' in html
        assert html.index('class="errors"') < html.index("<h1>")
        assert html.count('aria-invalid="true"') == 3

    def test_nothing_typed_is_lost_on_error(self, client):
        response = post(client, a_letter(), authority="", updates="on")
        html = response.content.decode()
        for name, value in ANSWERS.items():
            if name not in {"kind", "scope", "country", "authority"}:
                assert f'name="{name}" type="' in html
                assert f'value="{value}"' in html
        assert 'value="local" checked' in html
        assert 'value="US" selected' in html
        assert 'name="updates" checked' in html
        assert not SignOn.objects.exists()

    def test_a_form_from_elsewhere_is_shown_again(self, client):
        page = a_letter()
        response = client.post(sign_url(page), ANSWERS)
        assert "One thing to correct" in response.content.decode()
        assert not SignOn.objects.exists()

    def test_a_post_from_another_site_is_refused(self, client):
        page = a_letter()
        html = client.get(sign_url(page)).content.decode()
        fields = {name: hidden(html, name) for name in ("form_token", "text_sha256")}
        response = client.post(
            sign_url(page), {**fields, **ANSWERS}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert "sent from another site" in response.content.decode()
        assert not SignOn.objects.exists()

    def test_a_changed_text_is_said_and_the_form_shown_again(self, client):
        page = a_letter()
        response = post(client, page, text_sha256="0" * 64)
        html = response.content.decode()
        assert "The text has changed since this form was opened" in html
        assert ANSWERS["contact_name"] in html

    def test_a_letter_that_is_not_open_says_when(self, client):
        tomorrow = timezone.now() + timedelta(days=1)
        html = client.get(sign_url(a_letter(sign_on_opens_at=tomorrow))).content.decode()
        assert "not open for signing yet" in html
        assert "<form" not in html

    def test_a_closed_letter_takes_no_post(self, client):
        page = a_letter(hard_deadline=timezone.now())
        response = client.post(sign_url(page), ANSWERS)
        assert "closed for signing" in response.content.decode()
        assert not SignOn.objects.exists()

    def test_a_draft_has_no_form(self, client):
        page = a_letter(live=False)
        assert client.get(sign_url(page)).status_code == 404

    def test_what_was_typed_is_escaped(self, client):
        response = post(client, a_letter(), organization='"><script>x</script>', authority="")
        assert "<script>" not in response.content.decode()


class TestConfirmPage:
    def link(self, client, page=None, purpose="confirm"):
        post(client, page or a_letter())
        return f"/{purpose}/{token_in(mails()[-1], purpose)}/"

    def test_opening_the_link_does_not_confirm(self, client):
        response = client.get(self.link(client))
        assert "Confirm for Bayshore Readers’ Circle" in response.content.decode()
        assert SignOn.objects.get().status == "pending"
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"

    def test_the_button_confirms(self, client):
        link = self.link(client)
        token = hidden(client.get(link).content.decode(), "form_token")
        response = client.post(link, {"form_token": token})
        assert "Confirmed. A person reads it next." in response.content.decode()
        assert SignOn.objects.get().status == "verified"

    def test_a_post_without_the_forms_token_confirms_nothing(self, client):
        response = client.post(self.link(client))
        assert "One thing to correct" in response.content.decode()
        assert SignOn.objects.get().status == "pending"

    def test_a_used_link_looks_like_one_that_never_was(self, client):
        link = self.link(client)
        client.post(link, {"form_token": form_token("confirm", timezone.now())})
        used, never = client.get(link), client.get("/confirm/never/")
        assert used.status_code == never.status_code == 404
        assert used.content == never.content

    def test_the_manage_link_withdraws_after_a_button(self, client):
        link = self.link(client, purpose="manage")
        html = client.get(link).content.decode()
        assert "teodora@bayshorereaders.example" in html
        assert "SHA-256" in html
        assert SignOn.objects.get().status == "pending"
        response = client.post(link, {"form_token": hidden(html, "form_token")})
        assert "<h1>Withdrawn</h1>" in response.content.decode()
        assert SignOn.objects.get().status == "withdrawn"

    def test_everything_held_can_be_taken_along(self, client):
        link = self.link(client, purpose="manage")
        response = client.get(f"{link}data.json")
        held = json.loads(response.content)
        assert held["contact"]["email"] == "teodora@bayshorereaders.example"
        assert held["text"]["words"]
        assert response["Cache-Control"] == "no-store"

    def test_the_data_of_a_dead_link_is_not_there(self, client):
        assert client.get("/manage/never/data.json").status_code == 404


class TestList:
    def test_it_names_published_sign_ons_only(self, client):
        page = a_letter()
        a_sign_on(page, "approved", name="Pier Club")
        for status in ("pending", "verified", "declined", "withdrawn", "lapsed"):
            a_sign_on(page, status, name=f"Hidden {status}")
        html = client.get(f"{page.get_url()}signatories/").content.decode()
        assert "Pier Club" in html
        assert "Hidden" not in html

    def test_it_is_filtered_by_group_place_and_name(self, client):
        page = a_letter()
        a_sign_on(page, "approved", name="Pier Club", scope="local", region="FL")
        a_sign_on(page, "approved", name="Gulf Union", scope="national", region="NY")
        url = f"{page.get_url()}signatories/"
        for query in ({"group": "local"}, {"place": "Florida"}, {"q": "pier"}):
            html = client.get(f"{url}?{urlencode(query)}").content.decode()
            assert "Pier Club" in html
            assert "Gulf Union" not in html

    def test_a_hundred_a_page_sorted_without_the(self, client):
        page = a_letter()
        for number in range(101):
            a_sign_on(page, "approved", name=f"Club {number:03}", email="")
        a_sign_on(page, "approved", name="The Abbey", email="")
        url = f"{page.get_url()}signatories/"
        first, second = (client.get(f"{url}?page={n}").content.decode() for n in (1, 2))
        assert first.count('<th scope="row">') == 100
        assert first.index("The Abbey") < first.index("Club 000")
        assert second.count('<th scope="row">') == 2

    @pytest.mark.parametrize("query", ["page=x", "page=-1", "page=9999999", "group=%00", "place='"])
    def test_nonsense_in_the_address_is_no_error(self, client, query):
        page = a_letter()
        a_sign_on(page, "approved")
        assert client.get(f"{page.get_url()}signatories/?{query}").status_code == 200

    def test_an_empty_list_says_so(self, client):
        html = client.get(f"{a_letter().get_url()}signatories/").content.decode()
        assert "Nobody has signed" in html

    def test_the_query_count_does_not_grow(self, client, django_assert_max_num_queries):
        page = a_letter()
        for _ in range(30):
            a_sign_on(page, "approved", email="")
        url = f"{page.get_url()}signatories/"
        client.get(url)
        with django_assert_max_num_queries(25) as captured:
            client.get(url)
        thirty = len(captured)
        for _ in range(30):
            a_sign_on(page, "approved", email="")
        with django_assert_max_num_queries(thirty):
            client.get(url)

    def test_csv_holds_public_facts_and_no_formula(self, client):
        page = a_letter()
        a_sign_on(page, "approved", name="=HYPERLINK(1)", email="mara@pier.example")
        response = client.get(f"{page.get_url()}signatories.csv")
        lines = response.content.decode().splitlines()
        assert lines[0].split(",")[0] == "name"
        assert lines[1].startswith("'=HYPERLINK(1),organization,local,US,FL,,2026-11-16,")
        assert "Mara" not in response.content.decode()
        assert response["Content-Type"] == "text/csv; charset=utf-8"

    def test_other_methods_are_refused(self, client):
        page = a_letter()
        assert client.post(f"{page.get_url()}signatories/").status_code == 405
        assert client.delete(sign_url(page)).status_code == 405
