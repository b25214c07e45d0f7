"""The letter page: what it says, when it can be signed and seen, what may be published."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from campaign.models import CampaignPage
from letters.blocks import WITH_LISTS
from letters.models import LetterPage
from letters.page_form import standing_under_other_words, what_is_missing
from signatories.models import SignedText, SignOn
from tests.letters import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_letter_is_said_to_go_to_each_organization_once():
    build = make.LetterPageFactory.build
    assert build().addressee_line() == "Letter to Halden Devices, Inc."
    assert build(addressees=[]).addressee_line() == ""
    people = [{"name": "Ms. A"}, {"name": "Mr. B"}, {"name": "x", "organization": "City of Tampa"}]
    line = "Letter to Ms. A, Mr. B and City of Tampa"
    assert build(addressees=people).addressee_line() == line


SIGNING = [
    ({}, "open"),
    ({"sign_on_opens_at": NOW + HOUR}, "not_yet"),
    ({"sign_on_opens_at": NOW}, "open"),
    ({"embargo_until": NOW + HOUR}, "not_yet"),
    ({"embargo_until": NOW + HOUR, "sign_on_opens_at": NOW - HOUR}, "not_yet"),
    ({"embargo_until": NOW - HOUR, "sign_on_opens_at": NOW + HOUR}, "not_yet"),
    ({"soft_deadline": NOW - HOUR}, "open"),
    ({"soft_deadline": NOW - HOUR, "hard_deadline": NOW + HOUR}, "open"),
    ({"hard_deadline": NOW}, "closed"),
]


@pytest.mark.parametrize(("fields", "phase"), SIGNING)
def test_it_can_be_signed_from_opening_to_the_hard_deadline(fields, phase):
    assert make.LetterPageFactory.build(**fields).signing_state(NOW).phase == phase


def test_lists_may_name_live_letters_whose_embargo_has_passed():
    shown = make.LetterPageFactory.create()
    past = make.LetterPageFactory.create(embargo_until=NOW)
    make.LetterPageFactory.create(live=False)
    make.LetterPageFactory.create(embargo_until=NOW + HOUR)
    assert list(LetterPage.objects.visible(NOW).order_by("pk")) == [shown, past]


def test_letters_stand_below_campaigns_and_have_no_pages_below():
    assert LetterPage.allowed_parent_page_models() == [CampaignPage]
    assert LetterPage.allowed_subpage_models() == []


def test_a_copy_has_its_own_notes_and_addressees():
    page = make.LetterPageFactory.create(
        notes=[(make.NOTE_A, "<p>One.</p><p>Two.</p>")],
        body=make.body(make.text(f"<p>x{make.note_mark(make.NOTE_A)}</p>")),
    )
    copy = page.copy(update_attrs={"slug": "copy"})
    page.footnotes.all().delete()
    copy = LetterPage.objects.get(pk=copy.pk)
    assert "[1] One.\n\n    Two." in copy.signable_text()
    assert len(copy.addressees.all()) == 2


def test_notes_and_addressees_come_back_with_a_revision():
    page = make.LetterPageFactory.create(
        notes=[(make.NOTE_A, "<p>One.</p>")],
        body=make.body(make.text(f"<p>x{make.note_mark(make.NOTE_A)}</p>")),
    )
    before = page.signable_text()
    revision = page.save_revision()
    page.footnotes = []
    page.save()
    assert LetterPage.objects.get(pk=page.pk).signable_text() != before
    assert revision.as_object().signable_text() == before


def test_a_letter_without_text_or_addressees_may_not_be_published():
    missing = what_is_missing(make.LetterPageFactory.build(body="[]", addressees=[]))
    assert set(missing) == {"body", None}
    assert what_is_missing(make.LetterPageFactory.build()) == {}


STANDING = [SignOn.Status.PENDING, SignOn.Status.VERIFIED, SignOn.Status.APPROVED]


@pytest.mark.parametrize("status", list(SignOn.Status))
def test_a_changed_text_concerns_those_who_signed(status):
    page = make.LetterPageFactory.create()
    make.sign(page, "Alpha", status=status)
    page = LetterPage.objects.get(pk=page.pk)
    assert what_is_missing(page) == {}
    page.closing = "Sincerely,"
    assert standing_under_other_words(page) == (1 if status in STANDING else 0)
    assert what_is_missing(page) == {}


# In the admin ---------------------------------------------------------------------------------


@pytest.fixture
def campaign():
    page = CampaignPage(title="Gates", slug="gates")
    make.a_parent().add_child(instance=page)
    return page


@pytest.fixture
def editor(client):
    user = get_user_model().objects.create_superuser("ada", "ada@example.org", "a long password")
    client.force_login(user)
    return client


def posted(*, addressees=1, text="<p>The gates look at faces.</p>", publish=True, **more):
    """Return what the letter's form sends."""
    body = [("text", rich_text(text, features=WITH_LISTS))] if text else []
    people = [
        {
            "name": f"Ms. Ingrid Halden {n}",
            "title": "",
            "organization": "",
            "postal_address": "",
            "email": "",
            "salutation_name": "",
        }
        for n in range(addressees)
    ]
    data = {
        "title": "Take the cameras out",
        "slug": "cameras",
        "language": "en-US",
        "dated": "2026-11-16",
        "salutation": "",
        "closing": "Respectfully,",
        "delivery_note": "",
        "body": streamfield(body),
        "addressees": inline_formset(people),
        "footnotes": inline_formset([]),
        "leads": inline_formset([]),
        "hand_signatures": inline_formset([]),
        "logos": inline_formset([]),
        "circulation": "public",
        "known_mailboxes": "site",
        "after_delivery": "site",
        "signature_columns": "3",
        "signature_grouping": "scope",
        **more,
    }
    return nested_form_data(data) | ({"action-publish": "1"} if publish else {})


def create(editor, campaign, data):
    url = reverse("wagtailadmin_pages:add", args=["letters", "letterpage", campaign.pk])
    return editor.post(url, data)


def test_the_form_publishes_a_complete_letter_and_fixes_its_text(editor, campaign):
    create(editor, campaign, posted())
    page = LetterPage.objects.get(slug="cameras")
    assert page.live
    text = SignedText.objects.get(page_id=page.pk)
    assert (text.number, text.text) == (1, page.signable_text())


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({"text": ""}, "published with its text"),
        ({"addressees": 0}, "published with its addressees"),
    ],
)
def test_the_form_says_what_is_missing_and_keeps_what_was_written(
    editor, campaign, lacking, sentence
):
    response = create(editor, campaign, posted(**lacking))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert "Take the cameras out" in response.content.decode()
    assert not LetterPage.objects.filter(slug="cameras").exists()


def test_an_incomplete_letter_can_be_kept_as_a_draft(editor, campaign):
    create(editor, campaign, posted(text="", addressees=0, publish=False))
    assert not LetterPage.objects.get(slug="cameras").live


def test_deadlines_in_the_wrong_order_are_refused(editor, campaign):
    more = {"soft_deadline": "2026-12-11 12:00", "hard_deadline": "2026-12-01 12:00"}
    response = create(editor, campaign, posted(**more))
    assert "before the soft deadline" in response.content.decode()


def edit(editor, page, data):
    return editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def edited(page, **more):
    people = [
        {
            "id": one.pk,
            "name": one.name,
            "title": "",
            "organization": "",
            "postal_address": "",
            "email": "",
            "salutation_name": "",
        }
        for one in page.addressees.all()
    ]
    data = posted(addressees=0, **more)
    formset = {"addressees": inline_formset(people, initial=len(people))}
    return data | nested_form_data(formset)


def test_the_form_asks_before_it_publishes_a_changed_text_over_signatures(editor, campaign):
    create(editor, campaign, posted())
    page = LetterPage.objects.get(slug="cameras")
    make.sign(page, "Alpha")
    response = edit(editor, page, edited(page, text="<p>Other words.</p>"))
    question = editor.get(response["Location"]).content.decode()
    assert "what kind of change is it?" in question
    assert "It concerns 1 who signed" in question
    assert "<ins>Other words.</ins>" in question
    page = LetterPage.objects.get(pk=page.pk)
    assert "Other words." not in page.signable_text()
    assert "Other words." in page.get_latest_revision_as_object().signable_text()


def test_what_is_not_part_of_the_text_can_still_be_changed(editor, campaign):
    create(editor, campaign, posted())
    page = LetterPage.objects.get(slug="cameras")
    make.sign(page, "Alpha")
    edit(editor, page, edited(page, delivery_note="To be delivered by hand."))
    assert LetterPage.objects.get(pk=page.pk).delivery_note == "To be delivered by hand."


def test_a_changed_text_can_be_kept_as_a_draft(editor, campaign):
    create(editor, campaign, posted())
    page = LetterPage.objects.get(slug="cameras")
    make.sign(page, "Alpha")
    edit(editor, page, edited(page, text="<p>Other words.</p>", publish=False))
    page = LetterPage.objects.get(pk=page.pk)
    assert "Other words." in page.get_latest_revision_as_object().signable_text()
    assert "Other words." not in page.signable_text()


def test_an_editor_is_told_of_notes_that_are_not_printed(editor, campaign):
    notes = inline_formset([{"uuid": str(make.NOTE_A), "text": rich_text("<p>A</p>")}])
    url = reverse("wagtailadmin_pages:add", args=["letters", "letterpage", campaign.pk])
    response = editor.post(url, posted(publish=False, footnotes=notes), follow=True)
    assert "1 note is not named in the text" in response.content.decode()


def test_an_unsaved_letter_can_be_previewed(editor, campaign):
    url = reverse("wagtailadmin_pages:preview_on_add", args=["letters", "letterpage", campaign.pk])
    notes = inline_formset([{"uuid": str(make.NOTE_A), "text": rich_text("<p>On file.</p>")}])
    text = f"<p>x{make.note_mark(make.NOTE_A)}</p>"
    answer = editor.post(url, posted(text=text, footnotes=notes, publish=False))
    assert answer.json()["is_valid"], answer.json()
    shown = editor.get(url).content.decode()
    assert "Take the cameras out" in shown
    assert "On file." in shown
    assert 'id="ref-1"' in shown
    assert Page.objects.filter(slug="cameras").count() == 0
