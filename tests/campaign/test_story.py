from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign.models import CampaignDemand, CampaignPage, CampaignPartner, PressMention, UpdatePage
from home.models import HomePage
from letters.models import LetterPage
from tests.home import factories
from tests.letters import factories as letters

HERE = "/campaigns/front-door/"

pytestmark = pytest.mark.both_databases


@pytest.fixture
def campaign(home: HomePage) -> CampaignPage:
    return factories.a_campaign(home)


def an_update(campaign: CampaignPage, **fields) -> UpdatePage:
    values = {
        "title": "Mr. Okoro’s office acknowledges the letter",
        "slug": "acknowledged",
        "dated": date(2026, 11, 24),
        "lead": "“The committee will take it up.” We have asked for the date.",
        "body": "<p>The whole of the answer.</p>",
    }
    return campaign.add_child(instance=UpdatePage(**{**values, **fields}))


def read(client: Client, path: str = HERE) -> str:
    return client.get(path).content.decode()


def test_each_demand_says_in_words_where_it_stands(client: Client, campaign) -> None:
    text = letters.body(letters.demands("<p>End the sale.</p>", "<p>Say what was done.</p>"))
    letter = factories.a_letter(campaign, slug="stop", body=text)
    count = len(letter.demands())
    campaign.demand_rows = [
        CampaignDemand(
            letter=letter,
            number=2,
            standing="refused",
            settled_on=date(2026, 11, 19),
            remark="“We do not comment.” Spokesperson, 19 November.",
        ),
        CampaignDemand(text="Hold a public hearing", standing="met", settled_on=date(2026, 11, 20)),
    ]
    campaign.save()
    page = read(client)
    assert page.count('<span class="status asked">Asked</span>') == count - 1
    assert '<span class="status refused">Refused</span>' in page
    assert "“We do not comment.” Spokesperson" in page
    assert '<span class="status met">Met</span>' in page
    assert f"{count + 1}. Hold a public hearing" in page
    assert "Met: Hold a public hearing" in page, "the timeline tells it too"
    assert "20 Nov 2026" in page


def test_a_demand_of_an_embargoed_letter_isnt_told(client: Client, campaign) -> None:
    """E-01: what the organizer wrote about it is left out with it."""
    hidden = factories.a_letter(campaign, embargo_until=timezone.now() + timedelta(days=1))
    before = read(client)
    campaign.demand_rows = [
        CampaignDemand(letter=hidden, number=1, standing="met", settled_on=date(2026, 11, 1))
    ]
    campaign.save()
    assert read(client) == before


def test_the_timeline_joins_updates_letters_and_press(client: Client, campaign) -> None:
    factories.a_letter(campaign, slug="stop", title="Stop the trial", dated=date(2026, 11, 16))
    an_update(campaign)
    campaign.press = [
        PressMention(
            dated=date(2026, 11, 17),
            headline="Sixty groups ask",
            outlet="Bay Courier",
            url="https://courier.example",
        )
    ]
    campaign.partners = [
        CampaignPartner(name="Harbor Rights Project", role="lead"),
        CampaignPartner(name="Vecinos de Ybor", language="es"),
    ]
    campaign.save()
    page = read(client)
    story = page[page.index('id="updates"') :]
    assert story.index("acknowledges the letter") < story.index("Stop the trial")
    assert "“<bdi>Sixty groups ask</bdi>”" in page
    assert '<bdi lang="es">Vecinos de Ybor</bdi>' in page
    whole = read(client, f"{HERE}acknowledged/")
    assert "The whole of the answer." in whole
    assert "24 Nov 2026" in whole


def test_an_unpublished_update_is_nowhere(client: Client, campaign) -> None:
    """E-01: page, feed, feed of the site."""
    before = read(client)
    an_update(campaign, live=False, title="Not yet")
    assert read(client) == before
    for feed in (f"{HERE}feed/", "/feed/"):
        assert "Not yet" not in read(client, feed)


def test_the_feed_has_updates_and_letters_newest_first(client: Client, campaign) -> None:
    moment = datetime(2026, 11, 2, 9, tzinfo=UTC)
    letter = factories.a_letter(campaign, slug="stop", title="Stop <the> trial")
    LetterPage.objects.filter(pk=letter.pk).update(first_published_at=moment)
    hidden = timezone.now() + timedelta(days=1)
    factories.a_letter(campaign, slug="hidden", title="Hidden", embargo_until=hidden)
    update = an_update(campaign)
    UpdatePage.objects.filter(pk=update.pk).update(last_published_at=moment + timedelta(days=1))
    for address in (f"{HERE}feed/", "/feed/"):
        answer = client.get(address)
        feed = answer.content.decode()
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert "max-age=300" in answer["Cache-Control"]
        assert feed.index("acknowledges the letter") < feed.index("Stop &lt;the&gt; trial")
        assert "Hidden" not in feed
        assert "/campaigns/front-door/acknowledged/" in feed
        assert "2026-11-03T09:00:00" in feed
    assert 'type="application/atom+xml"' in read(client)


def test_a_won_campaign_ends_with_dignity_and_closes_its_letters(client: Client, campaign) -> None:
    letter = factories.a_letter(campaign, slug="stop")
    assert "Sign as an organization" in read(client)
    campaign.result, campaign.ended_on = "won", date(2026, 11, 25)
    campaign.closing_statement = "Thank you all.\n\nThe cameras are gone."
    campaign.won = "No face search\nA hearing\n"
    before = timezone.now()
    campaign.save()
    page = read(client)
    assert "This campaign was won on 25 Nov 2026." in page
    assert "<p>The cameras are gone.</p>" in page
    assert "<li>A hearing</li>" in page
    assert "Sign as an organization" not in page
    assert "closed for signing" in read(client, f"{HERE}stop/sign/")
    letter.refresh_from_db()
    closed = letter.hard_deadline
    assert closed is not None
    assert before <= closed <= timezone.now()
    campaign.save()
    letter.refresh_from_db()
    assert letter.hard_deadline == closed, "closed once"


def at_once(campaign) -> None:
    campaign.save_revision().publish()


def at_its_hour(campaign) -> None:
    """Schedule the ending, let its hour pass, and the worker's command run."""
    past = timezone.now() - timedelta(minutes=1)
    campaign.go_live_at = timezone.now() + timedelta(hours=1)
    revision = campaign.save_revision()
    revision.publish()
    revision.refresh_from_db()
    assert revision.approved_go_live_at is not None
    assert LetterPage.objects.get().hard_deadline is None, "not before"
    revision.content["go_live_at"], revision.approved_go_live_at = past.isoformat(), past
    revision.save()
    call_command("publish_scheduled", stdout=io.StringIO())
    assert "publish_scheduled" in settings.MINUTELY_COMMANDS


def by_the_admin(campaign) -> None:
    """Press the editor's button “Publish”."""
    editor = Client()
    editor.force_login(factories.an_administrator())
    address = reverse("wagtailadmin_pages:edit", args=[campaign.pk])
    form = editor.get(address).context["form"]
    fields = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sets = {
        f"{name}-{count}": "0"
        for name in form.formsets
        for count in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")
    }
    body = {"body": '{"blocks": [], "entityMap": {}}'}
    ending = {"result": "lost", "ended_on": "2026-11-25", "action-publish": "1"}
    done = editor.post(address, {**fields, **sets, **body, **ending})
    assert done.status_code == 302, done.context["form"].errors


@pytest.mark.parametrize("published", [at_once, at_its_hour, by_the_admin])
def test_every_way_of_publishing_the_ending_closes_the_letters_drafts_included(
    campaign, published
) -> None:
    letter = factories.a_letter(campaign, slug="stop")
    letter.title = "A draft of better words"
    letter.save_revision()
    campaign.result, campaign.ended_on = "lost", date(2026, 11, 25)
    published(campaign)
    letter = LetterPage.objects.get(pk=letter.pk)
    assert letter.hard_deadline is not None
    draft = letter.get_latest_revision_as_object()
    assert draft.title == "A draft of better words"
    assert draft.hard_deadline == letter.hard_deadline


def test_a_draft_of_an_ending_closes_nothing(campaign) -> None:
    factories.a_letter(campaign, slug="stop")
    campaign.result, campaign.ended_on = "won", date(2026, 11, 25)
    campaign.save_revision()
    assert LetterPage.objects.get().hard_deadline is None


def test_a_letter_published_after_the_end_is_closed_within_the_hour(campaign) -> None:
    campaign.result, campaign.ended_on = "won", date(2026, 11, 25)
    campaign.save()
    factories.a_letter(campaign, slug="late")
    said = io.StringIO()
    call_command("follow_up_actions", stdout=said)
    assert "letters closed: 1" in said.getvalue()
    assert LetterPage.objects.get().hard_deadline is not None


def test_an_ended_campaign_without_letters_doesnt_say_that_none_has_come_yet(
    client: Client, campaign
) -> None:
    assert "No letter has been published yet." in read(client)
    campaign.result, campaign.ended_on = "lost", date(2026, 11, 25)
    campaign.save()
    assert "No letter has been published yet." not in read(client)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"result": "won"}, "ended_on"),
        ({"ended_on": date(2026, 1, 1)}, "result"),
    ],
)
def test_an_ending_needs_its_day_and_a_day_its_ending(campaign, fields, wrong) -> None:
    for name, value in fields.items():
        setattr(campaign, name, value)
    with pytest.raises(ValidationError) as refusal:
        campaign.full_clean()
    assert wrong in refusal.value.message_dict


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({}, "text"), ({"text": "A hearing", "standing": "met"}, "settled_on")],
)
def test_a_demand_needs_words_and_a_settled_one_its_day(fields, wrong) -> None:
    with pytest.raises(ValidationError) as refusal:
        CampaignDemand(**fields).clean()
    assert wrong in refusal.value.message_dict


def test_a_story_costs_the_same_however_long_it_is(
    client: Client, campaign, django_assert_max_num_queries
) -> None:
    for number in range(8):
        an_update(campaign, slug=f"u{number}")
        factories.a_letter(campaign, slug=f"l{number}")
    with django_assert_max_num_queries(40):
        client.get(HERE)
