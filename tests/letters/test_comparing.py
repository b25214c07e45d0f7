"""Two versions of a letter side by side: the public page, the admin's, the command, the file."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from home.founding import found_site
from letters import services
from letters.comparing import Comparison, changes_docx, comparison, edition_version, text_version
from letters.models import Edition, LetterPage
from letters.read_docx import read_draft
from letters.render_text import canonical_text
from signatories.models import SignedText, SignOn
from signatories.services import declare_change, text_in_force, withdraw_sign_ons
from tests.letters import factories as make
from tests.letters.test_edition_views import person

pytestmark = pytest.mark.django_db

OLD = "The ticket gates of the stadium now look at faces, and nobody was asked."
NEW = "The ticket gates of the stadium now look at every face, and nobody was asked."


@pytest.fixture
def letter() -> LetterPage:
    """A letter whose words changed after two had signed."""
    return changed(delivered=False)


@pytest.fixture
def delivered() -> LetterPage:
    """The same, printed and sent with each of its two texts."""
    return changed(delivered=True)


def changed(*, delivered: bool) -> LetterPage:
    note = make.note_mark(make.NOTE_A)
    page = make.LetterPageFactory.create(
        slug="gates",
        notes=[(make.NOTE_A, "<p>Counted in May.</p>")],
        body=make.body(make.text(f"<p>{OLD}{note}</p>"), make.demands("<p>Switch them off.</p>")),
    )
    make.sign(page, "Alpha Fund")
    make.sign(page, "Beta Fund")
    if delivered:
        printed(page)
    first = SignedText.objects.get(page_id=page.pk)
    page.body = make.body(make.text(f"<p>{NEW}{note}</p>"), make.demands("<p>Switch it off.</p>"))
    page.save_revision()
    user = get_user_model().objects.create_user("una")
    second = page.signable_text()
    declare_change(
        earlier=first,
        later_sha256=sha256(second.encode()).hexdigest(),
        kind="editorial",
        summary="Two words are clearer.",
        by=user,
        now=timezone.now(),
    )
    page.latest_revision.publish()
    page = LetterPage.objects.get(pk=page.pk)
    make.sign(page, "Gamma Fund")
    if delivered:
        printed(page)
    return page


def printed(page: LetterPage) -> Edition:
    """Freeze and send an edition; nothing leaves the outbox."""
    now = timezone.now()
    people = [get_user_model().objects.get_or_create(username=name)[0] for name in ("ada", "bo")]
    page = LetterPage.objects.get(pk=page.pk)
    text_in_force(page=page, now=now)
    edition = services.freeze_edition(letter=page, by=people[0], now=now)
    services.approve_edition(edition_id=edition.pk, digest=edition.digest, by=people[1], now=now)
    services.dispatch_edition(edition_id=edition.pk, by=people[0], now=now)
    return edition


def compared(page: LetterPage) -> Comparison:
    return comparison(text_version(page, 1), text_version(page, 2))


class TestPublicPage:
    def test_the_texts_stand_with_what_changed_between_the_last_two(self, client, letter):
        shown = client.get(f"{letter.url}texts/").content.decode()
        assert "Editorial change: Two words are clearer." in shown
        assert "Changes from text 1 to text 2" in shown
        assert "3 words added, 2 removed." in shown
        assert '<del><span class="away" lang="en">[removed: </span>faces' in shown
        assert '<ins><span class="away" lang="en">[added: </span>every face' in shown

    def test_editions_show_who_came_and_who_left(self, client, delivered):
        shown = client.get(f"{delivered.url}editions/").content.decode()
        assert "1 new under it" in shown
        assert "<bdi>Gamma Fund</bdi>" in shown
        assert "no longer under it" not in shown

    def test_a_withdrawn_name_stands_in_no_comparison(self, client, delivered):
        gone = SignOn.objects.get(claimed_name="Beta Fund")
        withdraw_sign_ons(ids=[gone.pk], by=None, now=timezone.now())
        page = client.get(f"{delivered.url}editions/").content.decode()
        word = client.get(f"{delivered.url}editions/1-2/changes.docx").content
        assert "Beta" not in page
        assert "Beta" not in str(read_draft(word, changes="accept").report)

    def test_any_two_can_be_chosen_in_either_order(self, client, letter):
        shown = client.get(f"{letter.url}texts/?from=2&to=1").content.decode()
        assert "Changes from text 2 to text 1" in shown
        assert "2 words added, 3 removed." in shown

    def test_what_is_not_there_is_not_found(self, client, delivered):
        for below in (
            "texts/?from=1&to=9", "texts/?from=x&to=2", "texts/?from=1", "editions/?from=1&to=3",
            "texts/1-9/changes.docx", "editions/2-3/changes.docx", "texts/0-1/changes.docx",
            "texts/?from=²&to=1", "texts/?from=1&to=99999999999999999999",
        ):  # fmt: skip
            assert client.get(f"{delivered.url}{below}").status_code == 404, below

    def test_under_embargo_neither_page_nor_file_is_there(self, client, letter):
        LetterPage.objects.update(embargo_until=timezone.now() + timedelta(hours=1))
        for below in ("texts/", "editions/", "texts/1-2/changes.docx", "editions/1-2/changes.docx"):
            assert client.get(f"{letter.url}{below}").status_code == 404, below

    def test_a_letter_of_one_text_compares_nothing(self, client):
        page = make.LetterPageFactory.create()
        make.sign(page, "Alpha Fund")
        assert "<table" not in client.get(f"{page.url}texts/").content.decode()
        assert "not been delivered yet" in client.get(f"{page.url}editions/").content.decode()

    def test_the_letter_leads_to_its_texts(self, client, letter):
        assert f'href="{letter.url}texts/"' in client.get(letter.url).content.decode()

    def test_the_word_file_gives_back_both_texts(self, client, delivered):
        texts = SignedText.objects.filter(page_id=delivered.pk).order_by("number")
        for what in ("texts", "editions"):
            answer = client.get(f"{delivered.url}{what}/1-2/changes.docx")
            assert answer["Content-Disposition"].startswith("attachment; filename=")
            drafts = [read_draft(answer.content, changes=how) for how in ("refuse", "accept")]
            assert [canonical_text(one.document) for one in drafts] == [one.text for one in texts]


class TestAdmin:
    @pytest.fixture
    def rosa(self, letter):
        found_site(name="Open Gate Coalition", hostname="localhost", port=80)
        client = Client()
        client.force_login(get_user_model().objects.create_superuser("rosa"))
        return client

    def address(self, letter: LetterPage, query: str = "") -> str:
        return reverse("letter_compare", args=[letter.pk]) + query

    def test_texts_and_the_draft_can_be_compared(self, rosa, letter):
        letter.title = "Take all cameras out"
        letter.save_revision()
        shown = rosa.get(self.address(letter)).content.decode()
        assert "Changes from text 2 to the draft" in shown
        assert "Text 1" in shown
        word = rosa.get(self.address(letter, "?from=text-1&to=draft&format=docx"))
        assert read_draft(word.content, changes="accept").document.title == letter.title

    def test_a_version_that_is_not_there_is_told(self, rosa, letter):
        answer = rosa.get(self.address(letter, "?from=text-7&to=draft"))
        assert answer.status_code == 404
        assert "The letter has no text 7. There are: 1, 2." in answer.content.decode()

    def test_only_who_may_publish_the_letter_sees_it(self, client, rosa, letter):
        assert person("olga", organizes=False).get(self.address(letter)).status_code in (302, 403)
        assert client.get(self.address(letter)).status_code == 302


class TestCommand:
    def run(self, *arguments: object) -> str:
        out = StringIO()
        call_command("compare_letter", *map(str, arguments), stdout=out)
        return out.getvalue()

    def refused(self, *arguments: object) -> str:
        with pytest.raises(CommandError) as refusal:
            self.run(*arguments)
        assert "\n" not in str(refusal.value)
        return str(refusal.value)

    def test_text_shows_what_went_and_what_came(self, letter):
        said = self.run("gates", "--from", 1, "--to", 2, "--format", "txt", "--output", "-")
        assert "now look at [-faces-]{+every face+}, and nobody was asked.[1]" in said

    def test_every_format_is_written(self, delivered, tmp_path):
        for kind, begins in (("docx", b"PK"), ("html", b"<!doctype"), ("txt", b"Take")):
            path = tmp_path / f"changes.{kind}"
            told = self.run("gates", "--from", "edition-1", "--to", "edition-2", "--format", kind,
                            "--output", path)  # fmt: skip
            assert path.read_bytes().startswith(begins)
            assert told == "Changes from edition 1 to edition 2: 3 words added, 2 removed.\n"
        assert "New under it: Gamma Fund." in (tmp_path / "changes.txt").read_text("utf-8")

    def test_bad_input_is_one_sentence(self, letter, tmp_path):
        more = ("--format", "txt", "--output", tmp_path / "x")
        for given, sentence in (
            (("gates", "--from", 1, "--to", 3), "The letter has no text 3. There are: 1, 2."),
            (
                ("gates", "--from", "edition-8", "--to", 1),
                "The letter has no edition 8. There are: none yet.",
            ),
            (("gates", "--from", "one", "--to", 1), "A version is a text's number, edition-N or"),
            (("nowhere", "--from", 1, "--to", 2), "No letter has the slug or id 'nowhere'."),
        ):
            assert self.refused(*given, *more).startswith(sentence)
        as_word = ("--format", "docx", "--output", "-")
        assert "docx is no text" in self.refused("gates", "--from", 1, "--to", 2, *as_word)


def test_a_text_that_no_revision_says_any_more_is_compared_by_its_lines(letter):
    """What was signed stays readable, whatever became of the page's history."""
    letter.revisions.all().delete()
    page = LetterPage.objects.get(pk=letter.pk)
    content = changes_docx(page, compared(page), now=timezone.now())
    said = read_draft(content, changes="refuse").document
    assert OLD in canonical_text(said)


def test_only_what_was_sent_is_an_edition_for_everybody(delivered):
    now = timezone.now()
    services.freeze_edition(
        letter=delivered, by=get_user_model().objects.get(username="ada"), now=now
    )
    assert edition_version(delivered, 3, public=False).number == 3
    with pytest.raises(ValueError, match="no edition 3"):
        edition_version(delivered, 3, public=True)
