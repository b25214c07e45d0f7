"""There and back: a letter that is exported, imported and exported again says the same."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from letters.document import (
    Addressee,
    Break,
    Demand,
    Demands,
    Figure,
    Heading,
    LetterDocument,
    Letterhead,
    ListBlock,
    ListItem,
    Note,
    NoteRef,
    Paragraph,
    Quotation,
    Table,
    Text,
    plain,
)
from letters.pictures import re_encoded
from letters.read_docx import Draft, UndecidedChanges, read_draft
from letters.render_docx import render_docx
from letters.render_text import canonical_text
from tests.letters import libreoffice
from tests.letters.reading import docx_paragraphs
from tests.letters.word_files import LIBREOFFICE, PANDOC, shared_draft

FARE_GATES = Path(__file__).resolve().parents[2] / "home" / "demo" / "fare-gates-draft.docx"


def there_and_back(document: LetterDocument) -> LetterDocument:
    """Return the letter that our own Word file of `document` is read as."""
    return read_draft(render_docx(document)).document


def assert_same(first: LetterDocument, second: LetterDocument) -> None:
    """Check text and structure, down to the looks; what only a page knows stays aside."""
    assert canonical_text(second) == canonical_text(first)
    assert second.body == first.body
    assert second.notes == first.notes
    assert [one.lines for one in second.addressees] == [one.lines for one in first.addressees]


def one(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def items(*texts: str, ordered: bool = False) -> ListBlock:
    return ListBlock(ordered, tuple(ListItem((one(text),)) for text in texts))


PLAIN = LetterDocument(
    language="en-US",
    title="Take the cameras off the fare gates",
    date_line="November 16, 2026",
    dated=date(2026, 11, 16),
    addressees=(
        Addressee(
            "Ms. Ada Moor", "Director", "Tern Transit", ("5 Quay Road", "Portland, ME 04101")
        ),
        Addressee("Mr. Ira Holt", "Mayor"),
    ),
    salutation="Dear Ms. Moor and Mr. Holt:",
    body=(one("We write about the gates."),),
    closing="Sincerely,",
)
FACTS = Heading((Text("What we know"),))


class TestOurOwnFiles:
    @pytest.mark.parametrize(
        "body",
        [
            (one("One."), one("Two.")),
            (Paragraph((Text("One"), Break(), Text("line more"))),),
            (Paragraph((Text("“Stop,” "), Text("they", bold=True), Text(" said"), Break(),
                        Text("p.\u00a07 non\u2011stop", italic=True))),),
            (Paragraph((Text("See "), Text("us", href="https://campaign.example/a?b=1&c=2"))),),
            (FACTS, one("One."), Heading((Text("In Portland"),), 3), one("Two.")),
            (items("a", "b"), one("Between."), items("c", ordered=True)),
            (ListBlock(True, (ListItem((one("a"), items("b", "c"))), ListItem((one("d"),)))),),
            (ListBlock(False, (ListItem((one("a"), items("b", ordered=True))),)), one("End.")),
            (Quotation((one("Said."), one("And more.")), (Text("A rider"),)),),
            (Quotation((one("Said."),)), one("After.")),
            (Demands((Text("What we ask"),), (one("We ask you to:"),),
                     (Demand(1, (one("stop"),)), Demand(2, (one("tell"), items("whom", "why"))))),),
            (Demands((Text("What we ask"),), (), (Demand(1, (one("stop"),)),)), one("Now."),
             Demands((Text("Our demands"),), (), (Demand(2, (one("go"),)),))),
            (one("1. typed by hand and alone"), one("Text.")),
        ],
        ids=["paragraphs", "break", "looks", "link", "headings", "lists", "nested", "inner numbers",
             "quotation", "no source", "demands", "demands twice", "typed"],
    )  # fmt: skip
    def test_each_kind_of_block_comes_back(self, body):
        letter = replace(PLAIN, body=body)
        assert_same(letter, there_and_back(letter))

    def test_two_lists_in_a_row_stay_two(self):
        letter = replace(PLAIN, body=(items("a", ordered=True), items("b", ordered=True)))
        assert_same(letter, there_and_back(letter))

    def test_notes_come_back_with_all_their_paragraphs(self):
        letter = replace(
            PLAIN,
            body=(
                Paragraph((Text("One"), NoteRef(1), Text(" and two"), NoteRef(2), Text("."))),
                Quotation((Paragraph((Text("Said"), NoteRef(3))),), (Text("A rider"),)),
            ),
            notes=(
                Note(
                    1, (Paragraph((Text("See "), Text("The Gate", italic=True), Text(", p. 7."))),)
                ),
                Note(2, (one("First."), one("Second."))),
                Note(3, (Paragraph((Text("us", href="mailto:us@tern.example"),)),)),
            ),
        )
        assert_same(letter, there_and_back(letter))

    def test_what_stands_around_the_text_is_told_and_no_part_of_it(self):
        letter = replace(
            PLAIN,
            letterhead=Letterhead("Harbor Rights Project", "for the undersigned", ("1 Pier",)),
            mark="Draft",
        )
        draft = read_draft(render_docx(letter))
        assert_same(letter, draft.document)
        assert "Harbor Rights Project" in "\n".join(draft.report)

    def test_delivery_reference_enclosures_and_copies_come_back(self):
        letter = replace(
            PLAIN,
            delivery_line="Via email and first-class mail",
            reference="Docket No. 2026-14",
            enclosures=("Map of the gates", "List of cameras"),
            copies=("City Council", "Ms. Ida Fenn"),
        )
        back = there_and_back(letter)
        assert_same(letter, back)
        for name in ("delivery_line", "reference", "enclosures", "copies"):
            assert getattr(back, name) == getattr(letter, name)

    def test_a_second_time_gives_the_same_file(self):
        once = there_and_back(replace(PLAIN, body=(FACTS, one("One."), items("a", "b"))))
        assert render_docx(there_and_back(once)) == render_docx(once)


def png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), (90, 20, 20)).save(stream, "PNG")
    return stream.getvalue()


TABLE = Table(
    (
        ((Text("Gate"),), (Text("Faces"),)),
        ((Text("North"),), (Text("412"), NoteRef(1))),
        ((Text("South"), Break(), Text("side")), ()),
    ),
    1,
    (Text("Faces by gate"),),
)
NO_HEAD = Table((((Text("a"),), (Text("b", italic=True),)), ((Text("c"),), (Text("d"),))), 0)
FIGURE = Figure(re_encoded(png(), alt="A gate with a camera"), (Text("The north gate"),))


class TestTablesAndPictures:
    @pytest.mark.parametrize("block", [TABLE, NO_HEAD], ids=["head", "no head"])
    def test_a_table_comes_back(self, block):
        notes = (Note(1, (one("In May."),)),) if block is TABLE else ()
        letter = replace(PLAIN, body=(one("We counted:"), block, one("So many.")), notes=notes)
        assert_same(letter, there_and_back(letter))

    def test_a_picture_comes_back_with_its_words(self):
        letter = replace(PLAIN, body=(one("See:"), FIGURE, one("So it is.")))
        back = there_and_back(letter)
        assert_same(letter, back)


class TestDrafts:
    @pytest.mark.parametrize("name", [PANDOC, LIBREOFFICE])
    def test_a_real_draft_comes_back(self, name):
        first = read_draft(shared_draft(name).read_bytes()).document
        second = there_and_back(first)
        assert_same(first, second)
        assert render_docx(second) == render_docx(first)
        print(f"{name}: {len(first.body)} blocks and {len(first.notes)} notes came back")

    def test_the_demo_s_draft_comes_back(self):
        first = read_draft(FARE_GATES.read_bytes()).document
        assert_same(first, there_and_back(first))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return libreoffice.saved_as_word(libreoffice.flat_letter(), tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def accepted(written: bytes) -> Draft:
    return read_draft(written, changes="accept")


class TestLibreOffice:
    """A letter with changes, a comment, 24 footnotes, an endnote and a table."""

    def test_its_changes_are_asked_about(self, written):
        with pytest.raises(UndecidedChanges, match="1 insertion, 1 deletion"):
            read_draft(written)

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ("accept", "Your gates look at faces every day and nobody was asked."),
            ("refuse", "Your gates look at faces for a short time and nobody was asked."),
        ],
    )
    def test_its_changes_go_the_way_that_was_said(self, written, changes, sentence):
        first = read_draft(written, changes=changes).document.body[0]
        assert isinstance(first, Paragraph)
        assert plain(first.content) == sentence

    def test_all_notes_are_there_in_order(self, accepted):
        notes = accepted.document.notes
        said = [plain(note.paragraphs[0].content) for note in notes]
        assert said == [f"Source {n}, page {n}." for n in range(1, libreoffice.NOTES + 2)]
        assert [len(note.paragraphs) for note in notes[:4]] == [1, 1, 2, 1]
        assert Text("page", italic=True) in notes[0].paragraphs[0].content
        print(f"{len(notes)} notes, the last one an endnote")

    def test_its_table_is_there_with_head_and_caption(self, accepted):
        (table,) = [block for block in accepted.document.body if isinstance(block, Table)]
        assert table.header_rows == 1
        assert plain(table.caption) == "Faces by gate"
        assert [[plain(cell) for cell in row] for row in table.rows] == [
            ["Gate", "Faces"], ["North", "412"], ["South", "98"],
        ]  # fmt: skip

    def test_its_comment_is_told_without_a_name(self, accepted):
        assert "The draft has 1 comment; none was imported." in accepted.report
        assert "A comment on “nobody was asked” was left out: “Is that so?”." in accepted.report
        assert "Kim" not in "\n".join(accepted.report)

    def test_it_comes_back_from_our_own_file(self, accepted):
        first = accepted.document
        assert_same(first, there_and_back(first))
        print(f"{len(first.body)} blocks and {len(first.notes)} notes came back")


def test_two_marks_side_by_side_are_two_numbers_and_come_back():
    """“24” and “1” beside each other would be read as 241."""
    body = (
        Paragraph((Text("One"), NoteRef(1), Text(" and two"), NoteRef(2), NoteRef(1), Text("."))),
    )
    letter = replace(PLAIN, body=body, notes=(Note(1, (one("a"),)), Note(2, (one("b"),))))
    assert "two\u00a01." in "".join(docx_paragraphs(render_docx(letter)))
    again = there_and_back(replace(letter, body=(
        Paragraph((Text("One"), NoteRef(1), NoteRef(2), Text("."))),)))  # fmt: skip
    assert again.body == (Paragraph((Text("One"), NoteRef(1), NoteRef(2), Text("."))),)
