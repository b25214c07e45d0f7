from __future__ import annotations

import itertools
import random
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from campaign import relaying
from campaign.action_forms import WriteForm
from campaign.models import ActionPage, ReportedContact, SupporterDelivery, SupporterMessage
from delivery.models import OutboundMessage
from home.models import HomePage
from officials.models import Official
from privacy.forms import form_token
from tests.campaign.actions import (
    WRITTEN,
    a_member_of_congress,
    a_senator,
    an_action,
    hidden,
    mailed_link,
    press,
    send,
)
from tests.home import factories
from tests.officials import factories as officials


@pytest.fixture
def campaign(home: HomePage):
    return factories.a_campaign(home)


@pytest.fixture
def senator(db: None) -> Official:
    return a_senator()


@pytest.fixture
def page(campaign, senator) -> ActionPage:
    return an_action(campaign, senator, finding="pick")


def test_paragraphs_are_put_in_order_without_a_script(client: Client, page, senator) -> None:
    moved = {**WRITTEN, "p1_place": "3", "own_place": "1", "p2_place": "0"}
    ordered = send(client, page, "write", step="order", to=senator.pk, **moved)
    places = [ordered.index(f'name="{name}"') for name in ("own", "p1", "p2")]
    assert places == sorted(places)
    assert "to correct" not in ordered
    read = send(client, page, "write", step="read", to=senator.pk, **moved)
    assert "My neighbor’s door filmed my children.\n\nI live in Temple Terrace.\n\nWith" in read
    assert "Please support a bill." not in read.split("</div>")[0]


def test_nothing_typed_is_lost_on_error(client: Client, page, senator) -> None:
    typed = {**WRITTEN, "sender": "", "own": "First line\nSecond <b>line</b>"}
    answer = send(client, page, "write", step="read", to=senator.pk, **typed)
    assert "One thing to correct" in answer
    assert 'href="#sender"' in answer
    assert "First line\nSecond &lt;b&gt;line&lt;/b&gt;</textarea>" in answer
    assert f'name="to" value="{senator.pk}"' in answer
    assert 'value="relay" checked' in answer


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"subject": "x" * 1_000}, "This can have 200 characters, but has 1,000."),
        ({"subject": "\u202e\x00"}, "Enter a subject"),
        ({"own": "x" * 2_001}, "This can have 2,000 characters"),
        ({"own": "y" * 1_999, "p1": "x" * 1_999, "p2": "z" * 2_000}, "can have 6,000 characters"),
        ({"p1_place": "0", "p2_place": "0", "own_place": "0"}, "every paragraph is left out"),
        ({"own": "See https://shop.example"}, "Leave out web and email addresses"),
        ({"town": "me@shop.example"}, "Leave out web and email addresses"),
        ({"sender": "=HYPERLINK(1)"}, "Names can"),
        ({"sender": "www.shop.example"}, "without a web or email address"),
        ({"way": "pigeon"}, "Choose how it should go"),
        ({"town": ""}, "Enter your street and town"),
    ],
)
def test_what_wont_do_is_said_in_a_sentence(client: Client, page, senator, wrong, sentence) -> None:
    answer = send(client, page, "write", step="read", to=senator.pk, **{**WRITTEN, **wrong})
    assert sentence in answer
    assert not SupporterMessage.objects.exists()


def test_html_in_a_message_stays_what_was_typed(client: Client, page, senator) -> None:
    typed = {**WRITTEN, "own": "<script>alert(1)</script>"}
    fields = {"to": senator.pk, "email": "jo@example.org", **typed}
    read = send(client, page, "write", step="read", **fields)
    assert "<script>" not in read
    assert "&lt;script&gt;alert(1)" in read
    send(client, page, "send", **fields)
    press(client, mailed_link("write"), "confirm message")
    mail = OutboundMessage.objects.get(kind="supporter")
    assert "<script>alert(1)</script>" in mail.body_text
    assert mail.body_html == ""


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("00000", ""), ("09123", "military"), ("00820", ""), ("abc", ""), ("", "Enter your postal")],
)
def test_a_place_that_leads_nowhere_is_explained_and_kept(
    client: Client, campaign, code, sentence
) -> None:
    page = an_action(campaign, a_member_of_congress("Ida Moss", 14))
    answer = send(client, page, "find", postal_code=code)
    assert "One thing to correct" in answer
    assert f'value="{code}"' in answer
    assert sentence.casefold() in answer.casefold()
    assert "1. Find yours" in answer


def test_a_place_is_stored_nowhere(client: Client, campaign) -> None:
    """Only the officials travel on, in a signed note."""
    officials.a_postal_area("33617", "FL-14")
    page = an_action(campaign, moss := a_member_of_congress("Ida Moss", 14))
    answer = send(client, page, "find", postal_code="33617")
    assert "33617" not in answer
    assert str(moss.pk) in hidden(answer, "yours")[0]
    assert not SupporterMessage.objects.exists()


def test_two_people_of_one_name_and_an_official_with_three_offices(client: Client, campaign):
    first, second = a_senator("Uma Abara", 16), a_senator("Uma Abara", 14)
    for number in range(2):
        body = officials.a_body(f"Committee {number}")
        first.offices.create(body=body, title="Chair")
    page = an_action(campaign, first, second, finding="pick")
    shown = client.get(page.url).content.decode()
    assert shown.count("Senator Uma Abara") == 2
    assert "Florida, Senate district 16" in shown
    assert "Florida, Senate district 14" in shown


def test_a_list_emptied_while_the_page_is_open_is_said(client: Client, page, senator) -> None:
    page.target_list.members.all().delete()
    answer = send(client, page, "write", step="read", to=senator.pk, **WRITTEN)
    assert "Choose at least one official" in answer
    assert "Nobody stands on the list" in client.get(page.url).content.decode()


def test_a_closed_action_takes_nothing_and_says_so_kindly(client: Client, page, senator) -> None:
    page.closes_at = timezone.now() - timedelta(minutes=1)
    page.save()
    for answer in (
        client.get(page.url).content.decode(),
        send(client, page, "send", to=senator.pk, email="jo@example.org", **WRITTEN),
    ):
        assert "This action is closed" in answer
        assert "Thank you to everyone who wrote." in answer
    assert not SupporterMessage.objects.exists()


def test_steps_need_a_form_of_ours(client: Client, page, senator) -> None:
    fields = {"to": senator.pk, "email": "jo@example.org", **WRITTEN}
    assert client.post(f"{page.url}send/", fields).status_code == 200
    elsewhere = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    token = form_token("action", timezone.now())
    client.post(f"{page.url}send/", {**fields, "form_token": token}, headers=elsewhere)
    assert not SupporterMessage.objects.exists()
    assert client.get(f"{page.url}send/").status_code == 302
    assert client.get(f"{page.url}write/")["Location"] == page.url


def test_every_mailbox_sees_the_same_page(client: Client, page, senator) -> None:
    """R-04: new, waiting, has written, suppressed."""
    from delivery.services import suppress

    def answer(address: str) -> str:
        return send(client, page, "send", to=senator.pk, email=address, **WRITTEN)

    suppress(address="no@example.org", reason="by_staff", now=timezone.now())
    new, waiting, suppressed = (
        answer("a@example.org"),
        answer("a@example.org"),
        answer("no@example.org"),
    )
    press(client, mailed_link("write"), "confirm message")

    def masked(text: str) -> str:
        return (
            text.replace(hidden(text, "form_token")[0], "") if 'name="form_token"' in text else text
        )

    assert masked(new) == masked(waiting) == masked(suppressed) == masked(answer("a@example.org"))


def test_pages_with_something_typed_are_kept_by_nobody(client: Client, page, senator) -> None:
    """H-06, P-02."""
    shown = client.get(page.url)
    assert shown["Cache-Control"] == "public, max-age=30"
    data = {"form_token": form_token("action", timezone.now()), "to": senator.pk, **WRITTEN}
    for step in ("write", "send", "tick", "find"):
        answer = client.post(f"{page.url}{step}/", {**data, "step": "read"})
        assert answer["Cache-Control"] == "no-store", step
        assert answer["Referrer-Policy"] == "no-referrer", step
    assert client.cookies == {}


def test_results_are_published_only_if_the_organizer_chose_so(client: Client, page, senator):
    assert client.get(f"{page.url}results/").status_code == 302
    page.publish_results = True
    page.save()
    shown = client.get(f"{page.url}results/").content.decode()
    assert "How this is counted" in shown
    assert "Senator Uma Abara" in shown


def test_the_frame_for_other_sites_leads_to_the_action(client: Client, page) -> None:
    frame = client.get(f"{page.url}embed/")
    assert "Write to your officials" in frame.content.decode()
    assert 'target="_top"' in frame.content.decode()
    assert "X-Frame-Options" not in frame.headers


def test_a_client_cant_tick_without_end(client: Client, page, senator, monkeypatch) -> None:
    from campaign import ticks

    monkeypatch.setattr(ticks, "A_DAY_FROM_ONE_CLIENT", 3)
    told = {**WRITTEN, "way": "own_mail", "to": senator.pk, "official": senator.pk}
    for _ in range(5):
        send(client, page, "tick", result="done", **told)
    assert ReportedContact.objects.count() == 3
    send(client, page, "tick", result="done", **{**told, "official": 999_999})
    assert ReportedContact.objects.count() == 3


def test_an_action_can_be_previewed_unsaved(home: HomePage, rf) -> None:
    unsaved = ActionPage(title="New words", slug="new", lead="Soon.", subject="Re")
    answer = unsaved.make_preview_request(rf.get("/"), unsaved.default_preview_mode)
    assert answer.status_code == 200


def test_the_campaign_leads_to_its_open_actions(client: Client, page, campaign) -> None:
    assert f'<a class="button" href="{page.url}">' in client.get(campaign.url).content.decode()
    page.closes_at = timezone.now() - timedelta(minutes=1)
    page.save()
    assert f'<a class="button" href="{page.url}">' not in client.get(campaign.url).content.decode()


# D-10 ---------------------------------------------------------------------------------------------

_NASTY: list[Any] = [
    "", "0", "-1", "1,2,3", "9" * 40, "x" * 5_000, "\x00", "\ud800", "\u202egnp",
    "1\r\nBcc: e@x.example", "evil@shop.example", ["1", "2"], "{{ 7*7 }}", "' OR 1=1",
    "../../etc", "%0d%0aBcc:e@x.example",
    "a@x.example,b@x.example", "<a@x.example>", "on", "read", "order", "relay", "own_mail",
]  # fmt: skip


# Fields that could decide where a message goes; those that no form has are an attacker's guess.
_LEADING = (
    *("to", "yours", "district", "body1", "official", "email", "way", "form_token"),
    *("cc", "recipient"),
)


def somebody(number: int, senator: Official) -> dict[str, Any]:
    """Return the form as the supporter of this number sends it, whole and right."""
    return {"to": str(senator.pk), "email": f"jo{number}@example.org", "step": "read", **WRITTEN}


def mutations(number: int, base: dict[str, Any], values: list[Any]) -> dict[str, Any]:
    """Return the form with one to three fields changed, the same for the same number."""
    chance = random.Random(number)
    names = [*base, *_LEADING]
    changed = {chance.choice(names): chance.choice(values) for _ in range(chance.randint(1, 3))}
    return {**base, **changed}


def post_whole(client: Client, page: ActionPage, number: int, fields: dict[str, Any]) -> None:
    """Post it from a computer of its own: by address, middleware, token, view, form and service."""
    whole = {"form_token": form_token("action", timezone.now()), **fields}
    answer = client.post(
        f"{page.url}send/",
        urlencode(whole, doseq=True, errors="surrogatepass"),
        "application/x-www-form-urlencoded",
        REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}",
    )
    assert answer.status_code < 500, fields


def give_to_form(page: ActionPage, fields: dict[str, Any]) -> None:
    """Let the form alone judge it: nothing that it takes holds a control character."""
    form = WriteForm({k: v for k, v in fields.items() if isinstance(v, str)}, action=page)
    if form.is_valid():
        words = "".join(form.letter_facts.values())
        assert not any(ord(c) < 32 and c != "\n" for c in words), fields


def confirm_all_twice() -> int:
    """Confirm what every mailed link leads to, again and again; return how many links there are."""
    mails = OutboundMessage.objects.filter(key__startswith="confirm-mes")
    texts = list(mails.values_list("body_text", flat=True))
    for token in [*_tokens(texts), *_tokens(texts)]:
        relaying.confirm_message(token=token, now=timezone.now())
    return len(texts)


def _tokens(texts: list[str]) -> list[str]:
    return [text.split("/write/")[1].split("/")[0] for text in texts]


def strangers() -> list[str]:
    """Return the ids of officials whom the action doesn't write to."""
    return [str(a_senator(f"Not Chosen {number}", 20 + number).pk) for number in range(4)]


def test_no_mutated_post_reaches_anybody_else(client: Client, page, senator) -> None:
    """D-10, F-01: 10,000 mutated posts, of which nothing reaches anybody else.

    Counted are: whole posts through the site, each from a mailbox and a computer of its own, each
    field that could lead a message elsewhere with each value; and, as the rest, posts with one to
    three of any fields changed, of which only the form judges. All that then asks for it is
    confirmed, twice. The long test posts all 10,000 whole.
    """
    values = [*_NASTY, *strangers()]
    led = list(itertools.product(_LEADING, values))
    for number, (name, value) in enumerate(led):
        post_whole(client, page, number, {**somebody(number, senator), name: value})
    for number in range(len(led), 10_000):
        give_to_form(page, mutations(number, somebody(number, senator), values))
    _nobody_else_is_reached(senator)
    print(f"D-10: 10,000 posts, {len(led)} of them whole, {10_000 - len(led)} to the form")


@pytest.mark.long
def test_none_of_ten_thousand_whole_posts_reaches_anybody_else(
    client: Client, page, senator
) -> None:
    """D-10, F-01: 10,000 whole posts through the site, one to three of any fields changed."""
    values = [*_NASTY, *strangers()]
    for number in range(10_000):
        fields = mutations(number, somebody(number, senator), values)
        post_whole(client, page, number, fields)
    _nobody_else_is_reached(senator)
    print("D-10: 10,000 whole posts")


def _nobody_else_is_reached(senator: Official) -> None:
    """0 outside the action's targets, 0 before confirmation, 1 at most per sender and official."""
    assert not OutboundMessage.objects.filter(kind="supporter").exists(), "before confirmation"
    assert not SupporterDelivery.objects.exclude(official=senator).exists()
    for message in OutboundMessage.objects.filter(kind="confirmation"):
        assert "shop.example" not in message.body_text
    links = confirm_all_twice()
    sent = OutboundMessage.objects.filter(kind="supporter")
    assert {one.to for one in sent} == {"abara.16@flsenate.example"}
    senders = list(sent.values_list("reply_to", flat=True))
    assert len(senders) == len(set(senders))
    texts = [one.message + one.subject + one.sender for one in SupporterMessage.objects.all()]
    assert not any(ord(c) < 32 and c != "\n" for text in texts for c in text)
    print(f"D-10: {links} mails to confirm, {len(senders)} sent, 0 elsewhere")


def test_a_vacant_district_is_offered_and_whoever_lives_there_is_told(
    client: Client, campaign
) -> None:
    officials.a_postal_area("33617", "FL-14", "FL-20")
    page = an_action(campaign, a_member_of_congress("Ida Moss", 14))
    answer = send(client, page, "find", postal_code="33617")
    assert "Which district is yours?" in answer
    assert "Florida, district 20" in answer
    assert "no one is in office at present" in answer
    chosen = send(client, page, "write", district="nobody", yours=hidden(answer, "yours")[0])
    assert "Nobody is in office for the district that you chose" in chosen
    assert "Choose others" in chosen


def test_of_an_own_list_whose_areas_overlap_several_can_be_chosen(client: Client, campaign) -> None:
    """Up to the cap; nobody is guessed."""
    people = [
        officials.an_official(
            f"Kim Ito {number}", areas=["101"], body="Council", email=f"k{number}@c.example"
        )
        for number in range(4)
    ]
    page = an_action(campaign, *people, country="DE", most_officials=2)
    answer = send(client, page, "find", postal_code="10115")
    assert "To whom do you want to write?" in answer
    assert answer.count('type="checkbox"') == 4
    yours = hidden(answer, "yours")[0]
    two = send(client, page, "write", yours=yours, to=[people[0].pk, people[3].pk])
    assert hidden(two, "to") == [str(people[0].pk), str(people[3].pk)]
    everybody = send(client, page, "write", yours=yours, to=[one.pk for one in people])
    assert "You chose 4 officials; one person can write to 2 at once." in everybody
