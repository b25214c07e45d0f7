"""`import_letter`: from a Word file to an unpublished letter, or to one sentence."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from campaign.models import CampaignIndexPage, CampaignPage
from letters.models import LetterPage
from letters.render_text import canonical_text
from letters.text import letter_text
from tests.letters.factories import a_parent
from tests.letters.word_files import (
    LIBREOFFICE,
    PANDOC,
    deleted,
    ins,
    letter,
    p,
    r,
    shared_draft,
    word_file,
)


@pytest.fixture
def campaign(db: None) -> Page:
    index = a_parent().add_child(instance=CampaignIndexPage(title="Campaigns", slug="campaigns"))
    page: Page = index.add_child(instance=CampaignPage(title="Gates", slug="gates"))
    return page


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.docx"
    path.write_bytes(letter(p("We write about the gates.")))
    return path


def run(*arguments: object) -> list[str]:
    out = StringIO()
    call_command("import_letter", *map(str, arguments), stdout=out)
    return out.getvalue().splitlines()


def refused(*arguments: object) -> str:
    before = Page.objects.count()
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert Page.objects.count() == before, "nothing half-made"
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def test_the_slug_is_printed_last_and_the_letter_is_a_draft(campaign, draft):
    printed = run(draft, "--campaign", "gates")
    page = LetterPage.objects.get(slug=printed[-1])
    assert page.slug == "take-the-cameras-off-the-fare-gates"
    assert not page.live
    assert page.get_parent().specific == campaign


def test_title_and_slug_can_be_given(campaign, draft):
    assert run(draft, "--campaign", "gates", "--title", "Gates", "--slug", "g1")[-1] == "g1"
    assert LetterPage.objects.get(slug="g1").title == "Gates"


def test_importing_twice_gives_two_letters(campaign, draft):
    first, second = (run(draft, "--campaign", "gates")[-1] for _ in range(2))
    assert second == f"{first}-2"


def test_what_was_left_out_is_printed(campaign, tmp_path):
    path = tmp_path / "draft.docx"
    path.write_bytes(word_file(p("Working paper", style="Titel") + p("Dear Ada:") + p("Text.")))
    printed = "\n".join(run(path, "--campaign", "gates"))
    assert "left out: working title: “Working paper”" in printed
    assert "No Re: line was found" in printed


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    path = tmp_path / "changed.docx"
    path.write_bytes(letter(p("The ", ins(r("new ")), deleted("old "), "gates.")))
    return path


def test_tracked_changes_stop_the_import_and_both_choices_are_named(campaign, changed):
    said = refused(changed, "--campaign", "gates")
    assert "tracked changes that nobody decided on: 1 insertion, 1 deletion." in said
    assert said.endswith(
        "Say --changes accept to take them, or --changes refuse to read the text as it was "
        "before them."
    )
    assert refused(changed, "--campaign", "gates", "--changes", "ask") == said


@pytest.mark.parametrize(
    ("choice", "text"), [("accept", "The new gates."), ("refuse", "The old gates.")]
)
def test_tracked_changes_go_the_way_that_was_said(campaign, changed, choice, text):
    printed = run(changed, "--campaign", "gates", "--changes", choice)
    page = LetterPage.objects.get(slug=printed[-1])
    assert text in canonical_text(letter_text(page))
    assert sum("the tracked " in line for line in printed) == 2


def test_a_choice_that_is_none_is_refused(campaign, changed):
    with pytest.raises(CommandError, match="invalid choice"):
        run(changed, "--campaign", "gates", "--changes", "guess")


def test_a_choice_does_no_harm_where_nothing_is_tracked(campaign, draft):
    for choice in ("ask", "accept", "refuse"):
        slug = run(draft, "--campaign", "gates", "--changes", choice)[-1]
        assert "about the gates" in canonical_text(letter_text(LetterPage.objects.get(slug=slug)))


def test_comments_are_counted_and_printed_without_names(campaign, tmp_path):
    path = tmp_path / "commented.docx"
    comments = f'<w:comment w:id="1" w:author="Kim Roe">{p("Really?")}</w:comment>'
    path.write_bytes(letter(p("Text."), parts={"comments": comments}))
    printed = "\n".join(run(path, "--campaign", "gates"))
    assert "The draft has 1 comment; none was imported." in printed
    assert "Kim" not in printed


def test_a_campaign_that_is_not_there_is_told_with_those_that_are(campaign, draft):
    assert refused(draft, "--campaign", "gate") == (
        "No campaign has the slug 'gate'. Campaigns: gates."
    )


def test_a_page_that_is_no_campaign_is_not_taken_for_one(campaign, draft):
    assert "No campaign has the slug 'campaigns'" in refused(draft, "--campaign", "campaigns")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Dear Ms. Moor", "This is not a Word file"),
        (b"PK\x03\x04", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word 97–2003"),
        (letter(replaced={"word/document.xml": b"<w:p>"}), "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(campaign, tmp_path, content, sentence):
    path = tmp_path / "draft.docx"
    path.write_bytes(content)
    assert sentence in refused(path, "--campaign", "gates")


def test_a_path_that_is_not_there_or_a_folder_is_refused_in_one_line(campaign, tmp_path):
    assert "No such file" in refused(tmp_path / "none.docx", "--campaign", "gates")
    assert "Give the path of a Word file" in refused(tmp_path, "--campaign", "gates")


def test_bad_title_and_slug_are_refused_in_one_line(campaign, draft):
    assert "can't be a slug" in refused(draft, "--campaign", "gates", "--slug", "a b")
    assert "at most 255" in refused(draft, "--campaign", "gates", "--title", "t" * 300)


def test_hidden_characters_of_a_draft_reach_no_page(campaign, tmp_path):
    path = tmp_path / "draft.docx"
    path.write_bytes(
        word_file(
            p("Re: Ga\u202etes") + p("Dear A\u200bda:") + p("Te\ufeffxt\u202e.") + p("Yours,")
        )
    )
    page = LetterPage.objects.get(slug=run(path, "--campaign", "gates")[-1])
    assert (page.title, page.salutation) == ("Gates", "Dear Ada:")
    assert "Text." in canonical_text(letter_text(page))


def test_both_real_drafts_become_the_same_letter(campaign):
    pages = [
        LetterPage.objects.get(slug=run(shared_draft(name), "--campaign", "gates")[-1])
        for name in (PANDOC, LIBREOFFICE)
    ]
    assert letter_text(pages[0]) == letter_text(pages[1])
    assert [page.footnotes.count() for page in pages] == [8, 8]
    assert [page.addressees.count() for page in pages] == [2, 2]
