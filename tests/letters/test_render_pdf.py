"""The PDF: the same words as the others, tagged, whatever the names are made of."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from letters.document import LetterDocument, Note, NoteRef
from letters.pdf_data import pdf_data
from letters.printable import printable
from letters.render_pdf import render_pdf
from letters.render_text import canonical_text
from tests.letters.documents import crowd, group, p, stadium_letter, t
from tests.letters.hostile import HOSTILE
from tests.letters.reading import pdf_words, squeezed
from tests.letters.test_render_docx import HOSTILE_LETTERS


@pytest.fixture(scope="module")
def sample() -> bytes:
    return render_pdf(stadium_letter())


def reader(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def named(*names: str) -> LetterDocument:
    return stadium_letter(groups=(group("local", "Local", list(names)),))


def test_the_pages_say_every_line_of_the_text(sample: bytes) -> None:
    said = squeezed(pdf_words(sample))
    missing = []
    for line in canonical_text(stadium_letter()).split("\n"):
        for piece in line.split("["):
            bare = piece.split("] ")[-1].split(" <")[0].removeprefix("- ")
            if squeezed(bare) not in said:
                missing.append(bare)
    # Only what stands across a page or column is not found in one piece.
    print(f"{len(missing)} lines are not in one piece: {missing}")
    assert len(missing) <= 2


def test_every_latin_name_stands_once(sample: bytes) -> None:
    pages = squeezed("".join(page.extract_text() for page in reader(sample).pages[-2:]))
    after = pages.split("Theundersigned")[1]
    names = [one.name for one in stadium_letter().signatories() if one.name.isascii()]
    assert len(names) > 40
    # A note may name one of them, and stand at the foot of the same page.
    noted = squeezed(canonical_text(stadium_letter()).split("\nNotes\n")[1])
    counts = {name: (after.count(squeezed(name)), noted.count(squeezed(name))) for name in names}
    assert [name for name, (found, also) in counts.items() if not 1 <= found <= 1 + also] == []


def test_names_in_other_scripts_are_set_in_their_letters(sample: bytes) -> None:
    said = squeezed(pdf_words(sample))
    assert "Центрцифровойсвободы" in said
    assert "FreeStadiumsAssociation" in said
    assert "U+" not in pdf_words(sample)


def test_the_pdf_is_tagged_titled_and_dated(sample: bytes) -> None:
    pdf = reader(sample)
    assert pdf.root_object["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a boolean of the PDF
    assert pdf.root_object["/Lang"] == "en-US"
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"Re: {stadium_letter().title}"
    assert pdf.metadata.author == "Alder Street Privacy Fund"
    assert f"{pdf.metadata.creation_date:%Y-%m-%d}" == "2026-10-30"
    assert b"pdfuaid" in pdf.root_object["/Metadata"].get_data()


def test_notes_stand_at_the_foot_of_the_page_that_refers_to_them(sample: bytes) -> None:
    first = reader(sample).pages[0].extract_text()
    assert "All papers are kept" in first
    assert "An appeal has been filed" in first
    assert "Printed with the family" not in first
    marks = pdf_data(printable(stadium_letter()))["notes"]
    print(f"{len(marks)} notes")
    assert len(marks) == 8


def test_each_page_says_which_of_how_many(sample: bytes) -> None:
    pages = reader(sample).pages
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page.extract_text()


@pytest.mark.parametrize(("paper", "width"), [("a4", 595), ("letter", 612)])
def test_the_paper_is_the_one_asked_for(paper: str, width: int) -> None:
    page = reader(render_pdf(stadium_letter(paper=paper))).pages[0]
    assert int(page.mediabox.width) == width


def test_a_mark_stands_on_every_page() -> None:
    for page in reader(render_pdf(stadium_letter(mark="Under embargo"))).pages:
        assert "Under embargo" in page.extract_text()


def test_a_character_without_a_font_stands_as_its_code() -> None:
    """A name never becomes boxes and never stops the letter."""
    content = render_pdf(named("Club \U0010fffd of Ohio"))
    assert squeezed("Club [U+10FFFD] of Ohio") in squeezed(pdf_words(content))
    assert b"pdfuaid" in reader(content).root_object["/Metadata"].get_data()


def test_names_act_never_as_markup() -> None:
    """F-07: text is data; nothing is read, run or fetched."""
    tricks = (
        '#read("/etc/passwd")',
        '#image("https://a.example/x.png")',
        "#sys.version *bold* $x^2$ <label> @ref",
        "[#panic()]",
    )
    said = squeezed(pdf_words(render_pdf(named(*tricks))))
    for trick in tricks:
        assert squeezed(trick) in said
    assert "root:x:0" not in said


def test_hostile_letters_become_pdfs() -> None:
    """F-04: 500 strings, each as a name, in the text, in a note and around the letter."""
    pages = [len(reader(render_pdf(letter)).pages) for letter in HOSTILE_LETTERS]
    print(f"{len(HOSTILE)} hostile strings on {sum(pages)} pages")
    assert all(pages)


@pytest.mark.parametrize("language", ["ar", "he", "ja", "de-CH", "und", "x!", "zh-Hant-TW"])
def test_any_language_can_be_set(language: str) -> None:
    assert reader(render_pdf(stadium_letter(language=language))).pages


def test_an_empty_letter_is_still_a_page() -> None:
    empty = LetterDocument("en", "", "", None, (), "", (), "")
    assert len(reader(render_pdf(empty)).pages) == 1


def test_a_demand_and_a_note_longer_than_a_page_lose_nothing() -> None:
    long = "word " * 1500 + "lastword"
    letter = stadium_letter(body=(p(t("Look"), NoteRef(1)), p(long)), notes=(Note(1, (p(long),)),))
    assert pdf_words(render_pdf(letter)).count("lastword") == 2


def test_a_group_of_many_pages_names_everybody_once() -> None:
    said = squeezed(pdf_words(render_pdf(crowd(400))))
    found = [n for n in range(400) if said.count(f"No{n}ofLakeCounty") == 1]
    assert len(found) == 400
