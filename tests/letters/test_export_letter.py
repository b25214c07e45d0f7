"""`export_letter`: one rendering of one letter, by slug or id."""

from __future__ import annotations

import io
import json
import re
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page

from campaign.models import CampaignIndexPage, CampaignPage
from letters.models import Edition, EditionFile, LetterPage
from letters.read_docx import read_draft
from letters.render_text import canonical_text
from letters.text import letter_text
from signatories.services import text_in_force
from tests.letters.factories import LetterPageFactory, a_parent
from tests.letters.word_files import LIBREOFFICE, PANDOC, shared_draft

pytestmark = pytest.mark.django_db

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def a_letter(**given: Any) -> Any:
    return LetterPageFactory(**given)


def export(*arguments: object) -> str:
    out = StringIO()
    call_command("export_letter", *map(str, arguments), stdout=out)
    return out.getvalue()


def refused(*arguments: object) -> str:
    with pytest.raises(CommandError) as refusal:
        export(*arguments)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("file_format", "begins"),
    [("docx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!"), ("txt", b"November"), ("json", b"{")],
)
def test_every_format_is_written(tmp_path, file_format, begins):
    page = a_letter()
    path = tmp_path / f"letter.{file_format}"
    export(page.slug, "--format", file_format, "--output", path)
    assert path.read_bytes().lstrip().startswith(begins)


def test_a_letter_is_found_by_its_id_too():
    page = a_letter()
    text = export(page.pk, "--format", "txt", "--output", "-")
    assert text.startswith(canonical_text(letter_text(page)))


def test_a_slug_that_several_letters_have_is_told_with_their_ids():
    first = a_letter(slug="gates")
    other = first.get_parent().add_child(instance=Page(title="Other", slug="other"))
    second = a_letter(slug="gates", parent=other)
    said = refused("gates", "--format", "txt", "--output", "-")
    assert said == (
        f"Several letters have the slug 'gates': give one of the ids {first.pk}, {second.pk}."
    )


@pytest.mark.parametrize("name", ["none", "999999", "9" * 40, "٣", ""])
def test_a_letter_that_is_not_there_is_told(name):
    assert f"No letter has the slug or id {name!r}" in refused(
        name, "--format", "txt", "--output", "-"
    )


def test_a_file_that_is_no_text_is_not_printed():
    page = a_letter()
    assert "give --output a file" in refused(page.slug, "--format", "pdf", "--output", "-")


def test_a_path_that_cannot_be_written_is_told(tmp_path):
    page = a_letter()
    said = refused(page.slug, "--format", "txt", "--output", tmp_path / "no" / "letter.txt")
    assert "Give --output another path" in said


def test_the_latest_draft_holds_what_is_not_published_yet():
    page = a_letter()
    page.title = "Take them all out"
    page.save_revision()
    public = export(page.slug, "--format", "json", "--output", "-")
    draft = export(page.slug, "--format", "json", "--output", "-", "--edition", "draft")
    assert json.loads(draft)["title"] == "Take them all out"
    assert json.loads(public)["title"] != "Take them all out"


def test_an_edition_is_the_file_that_was_frozen(tmp_path):
    page = a_letter()
    edition = _edition(page, 1, b"as it was frozen")
    page.title = "Later words"
    page.save()
    path = tmp_path / "letter.txt"
    export(page.slug, "--format", "txt", "--output", path, "--edition", edition.number)
    assert path.read_bytes() == b"as it was frozen"


@pytest.mark.parametrize("number", ["2", "0", "-1", "first"])
def test_an_edition_that_is_not_there_is_told_with_those_that_are(number):
    page = a_letter()
    _edition(page, 1, b"x")
    said = refused(page.slug, "--format", "txt", "--output", "-", f"--edition={number}")
    assert said == f"The letter has no edition {number!r}. Editions: 1."


def test_an_addressee_is_counted_from_one():
    page = a_letter()
    whole = export(page.slug, "--format", "txt", "--output", "-")
    assert export(page.slug, "--format", "txt", "--output", "-", "--addressee", 2) == whole
    for number in (0, 3, -1):
        said = refused(page.slug, "--format", "txt", "--output", "-", f"--addressee={number}")
        assert said == f"--addressee must be 1 to 2, got {number}."


def _edition(page: LetterPage, number: int, content: bytes) -> Edition:
    """Return an edition as if it had been frozen, with one file."""
    from letters.compose import compose
    from letters.document_store import to_data

    now = timezone.now()
    edition = Edition.objects.create(
        letter=page,
        number=number,
        text=text_in_force(page=page, now=now),
        document=to_data(compose(page, now=now)),
        recipients=[],
        signatory_count=0,
        digest="0" * 64,
        frozen_at=now,
        frozen_on=now.date(),
    )
    EditionFile.objects.create(
        edition=edition, format="txt", content=content, sha256="0" * 64, size=len(content)
    )
    return edition


# The real drafts ----------------------------------------------------------------------------------


def exported(name: str, folder: Path) -> str:
    """Import the draft into a campaign of its own and return what export_letter writes."""
    index = CampaignIndexPage.objects.first() or a_parent().add_child(
        instance=CampaignIndexPage(title="Campaigns", slug="campaigns")
    )
    slug = f"campaign-{CampaignPage.objects.count()}"
    index.add_child(instance=CampaignPage(title="Doorbells", slug=slug))
    out = StringIO()
    call_command("import_letter", str(shared_draft(name)), "--campaign", slug, stdout=out)
    letter = LetterPage.objects.get(
        slug=out.getvalue().split()[-1], path__startswith=CampaignPage.objects.get(slug=slug).path
    )
    path = folder / f"{slug}.txt"
    export(letter.pk, "--format", "txt", "--output", path)
    return path.read_text()


def own_paragraphs(name: str) -> tuple[list[str], list[str]]:
    """Return the words of the draft's paragraphs and notes, read without any of our code."""
    with zipfile.ZipFile(io.BytesIO(shared_draft(name).read_bytes())) as archive:
        body = ElementTree.fromstring(archive.read("word/document.xml"))
        notes = ElementTree.fromstring(archive.read("word/footnotes.xml"))
    real = [note for note in notes if f"{W}type" not in note.attrib]
    return _paragraphs(body), [line for note in real for line in _paragraphs(note)]


def _paragraphs(root: Any) -> list[str]:
    breaks = {f"{W}br": " ", f"{W}tab": " "}
    found = [
        "".join(part.text or "" if part.tag == f"{W}t" else breaks.get(part.tag, "") for part in p)
        for p in ([*paragraph.iter()] for paragraph in root.iter(f"{W}p"))
    ]
    return [" ".join(text.split()) for text in found if text.strip()]


def bare(text: str) -> list[str]:
    """Return the paragraphs of an exported text without list marks, note marks and targets."""
    paragraphs = []
    for piece in text.strip().split("\n\n"):
        one = re.sub(r"<https?://[^>]*>|\[\d+\]", "", piece.strip())
        one = re.sub(r"^(?:\d+\.|-) ", "", one.strip())
        paragraphs += [" ".join(part.split()) for part in one.split("\n— ")]
    return [re.sub(r" ([.,;])", r"\1", one) for one in paragraphs]


def test_both_drafts_are_exported_as_the_same_text(tmp_path):
    assert exported(PANDOC, tmp_path) == exported(LIBREOFFICE, tmp_path)


def test_our_own_word_file_is_read_back_as_the_same_letter(tmp_path):
    page = a_letter()
    path = tmp_path / "letter.docx"
    export(page.slug, "--format", "docx", "--output", path)
    written, read = letter_text(page), read_draft(path.read_bytes()).document
    assert canonical_text(read) == canonical_text(written)
    assert read.body == written.body


@pytest.mark.parametrize("name", [PANDOC, LIBREOFFICE])
def test_the_exported_text_is_the_drafts_own_text(tmp_path, name):
    """Every paragraph of the draft, in order, but its working title; then the notes."""
    body, notes = own_paragraphs(name)
    wanted = [text.removeprefix("— ") for text in body[1:]] + ["Notes", *notes]
    got = bare(exported(name, tmp_path))
    print(f"{name}: {len(body)} paragraphs and {len(notes)} of notes compared")
    assert got == wanted
