"""Pictures and drawings of a draft: pictures come in with their words, the rest is told."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from letters.document import Figure, Heading, ListBlock, NoteRef, Paragraph, Quotation, Text, plain
from letters.read_docx import Draft, read_draft
from letters.reading.drawings import MOST_PICTURES
from tests.letters.word_files import (
    END,
    HEAD,
    drawing,
    item,
    letter,
    note_mark,
    p,
    word_file,
)


def png(width: int = 30, height: int = 20) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), (90, 20, 20)).save(stream, "PNG")
    return stream.getvalue()


PICTURES = {"rGate": ("gate.png", png()), "rMap": ("map.emf", b"\x01\0\0\0" + bytes(36) + b" EMF")}
GATE = drawing("rGate", alt="A gate with a camera")


def shape(alt: str) -> str:
    return f'<v:shape alt="{alt}"><v:imagedata r:id="rGate"/></v:shape>'


def read(*content: str, **parts: object) -> Draft:
    return read_draft(letter(*content, **({"pictures": PICTURES} | parts)))


def told(draft: Draft) -> str:
    return "\n".join(draft.report)


def kinds(draft: Draft) -> list[str]:
    return [type(block).__name__ for block in draft.document.body]


class TestFigures:
    def test_a_picture_alone_in_its_paragraph_becomes_a_figure_with_its_words(self):
        draft = read(p("Before."), p(GATE), p("After."))
        figure = draft.document.body[1]
        assert isinstance(figure, Figure)
        assert figure.picture.alt == "A gate with a camera"
        assert (figure.picture.width, figure.picture.height) == (30, 20)
        assert kinds(draft) == ["Paragraph", "Figure", "Paragraph"]
        assert draft.report == ()

    def test_a_picture_inside_a_paragraph_is_set_after_it_and_told(self):
        draft = read(p("One ", GATE, " and two."))
        assert kinds(draft) == ["Paragraph", "Figure"]
        assert plain(draft.document.body[0].content) == "One and two."
        assert "the picture was set after the paragraph" in told(draft)

    def test_two_pictures_in_one_paragraph_become_two_figures(self):
        assert kinds(read(p(GATE, GATE))) == ["Figure", "Figure"]

    def test_a_picture_floating_beside_the_text_is_taken_too(self):
        floating = GATE.replace("wp:inline", "wp:anchor")
        assert kinds(read(p("Text.", floating))) == ["Paragraph", "Figure"]

    def test_a_picture_of_older_markup_is_taken_too(self):
        (figure,) = read(p(f"<w:r><w:pict>{shape('A gate')}</w:pict></w:r>")).document.body
        assert figure.picture.alt == "A gate"

    def test_a_picture_without_description_is_taken_and_asks_for_one(self):
        draft = read(p(drawing("rGate")))
        assert draft.document.body[0].picture.alt == ""
        assert "write one for those who can’t see" in told(draft)

    def test_the_line_below_in_the_caption_style_is_its_caption(self):
        draft = read(
            p(GATE), p("A gate", note_mark(4), style="Caption"), p("Text."), notes={4: p("In May.")}
        )
        figure, paragraph = draft.document.body
        assert figure.caption == (Text("A gate"), NoteRef(1))
        assert isinstance(paragraph, Paragraph)
        assert len(draft.document.notes) == 1

    def test_between_two_pictures_a_caption_belongs_to_the_one_above(self):
        first, second = read(p(GATE), p("One", style="Caption"), p(GATE)).document.body
        assert plain(first.caption) == "One"
        assert second.caption == ()

    def test_what_a_crop_hides_is_not_imported(self):
        cropped = drawing("rGate", alt="x", crop='<a:srcRect l="50000" b="25000"/>')
        (figure,) = read(p(cropped)).document.body
        assert (figure.picture.width, figure.picture.height) == (15, 15)

    @pytest.mark.parametrize(
        ("content", "shape"),
        [
            ([p("Facts", GATE, style="H2")], ["Heading", "Figure"]),
            ([p("Said.", GATE, style="Zitat")], ["Quotation", "Figure"]),
        ],
    )
    def test_a_picture_in_a_heading_or_a_quotation_follows_it(self, content, shape):
        draft = read(*content)
        assert kinds(draft) == shape
        assert isinstance(draft.document.body[0], Heading | Quotation)


class TestToldInstead:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (
                drawing("rMap", alt="A map"),
                "it is drawn in EMF, save it as PNG; described as “A map”",
            ),
            (drawing("rNone", alt="A map"), "it is not in the file; described as “A map”"),
            (drawing("rBroken"), "it can't be read, save it as PNG or JPEG"),
        ],
    )
    def test_a_picture_that_cannot_be_read_is_told_with_its_words(self, content, reason):
        pictures = PICTURES | {"rBroken": ("broken.png", png()[:40])}
        draft = read(p("Text."), p(content), pictures=pictures)
        assert kinds(draft) == ["Paragraph"]
        assert f"a picture was left out, for {reason}" in told(draft)

    def test_a_picture_outside_the_file_is_never_fetched(self):
        linked = drawing("rFar", alt="Far").replace("r:embed", "r:link")
        draft = read(p(linked), links={"rFar": "https://a.example/x.png"})
        assert kinds(draft) == []
        assert "it is not in the file; described as “Far”" in told(draft)

    def test_a_picture_in_a_list_is_told_for_it_would_part_the_list(self):
        draft = read(item("one"), item("two", GATE), item("three"))
        (block,) = draft.document.body
        assert isinstance(block, ListBlock)
        assert len(block.items) == 3
        assert "a picture in a list was left out, described as “A gate with a camera”" in told(
            draft
        )

    def test_a_picture_in_a_note_is_told(self):
        draft = read(p("a", note_mark(4)), notes={4: p("See ", GATE)})
        assert "its footnote: a picture or object was left out, described as “A gate" in told(draft)

    def test_a_logo_above_the_letter_is_told_and_parts_nothing_else(self):
        draft = read_draft(word_file(p(GATE) + HEAD + p("Text.") + END, pictures=PICTURES))
        assert "A picture in the letter’s head was left out: “A gate with a camera”" in told(draft)
        assert [one.name for one in draft.document.addressees] == ["Ms. Ada Moor"]

    def test_a_signature_below_the_closing_is_told(self):
        draft = read_draft(word_file(HEAD + p("Text.") + END + p(GATE), pictures=PICTURES))
        assert kinds(draft) == ["Paragraph"]
        assert "A picture was left out, for it stands after the closing: “A gate" in told(draft)

    def test_a_picture_in_a_header_is_told(self):
        draft = read(p("Text."), parts={"header": p(GATE)})
        assert "A picture in a header was left out, described as “A gate with a camera”." in (
            draft.report
        )

    def test_a_text_box_with_a_picture_is_told_word_by_word(self):
        boxed = (
            "<w:r><w:drawing><w:txbxContent><w:p><w:r><w:t>alpha</w:t></w:r></w:p></w:txbxContent>"
            '<a:blip r:embed="rGate"/></w:drawing></w:r>'
        )
        said = told(read(p("Text.", boxed)))
        assert "a text box was left out: “alpha”" in said
        assert "a picture or object was left out" in said

    def test_a_long_text_box_is_told_whole(self):
        words = [f"word{number}x" for number in range(300)]
        box = f"<w:r><w:pict><w:txbxContent>{p(' '.join(words))}</w:txbxContent></w:pict></w:r>"
        said = told(read(p("Text.", box)))
        assert not [word for word in words if word not in said]

    def test_a_chart_or_an_object_is_told(self):
        inline = '<wp:inline><wp:docPr descr="Faces a day"/></wp:inline>'
        chart = f"<w:r><w:drawing>{inline}</w:drawing></w:r>"
        embedded = f"<w:r><w:object>{shape('A sheet')}</w:object></w:r>"
        said = told(read(p("Text.", chart, embedded)))
        assert "a picture or object was left out, described as “Faces a day”" in said
        assert "a picture or object was left out, described as “A sheet”" in said

    def test_no_more_pictures_than_a_letter_takes_are_read(self):
        draft = read(*[p(GATE)] * (MOST_PICTURES + 2))
        assert len(draft.document.body) == MOST_PICTURES
        assert told(draft).count(f"a letter takes {MOST_PICTURES} at most") == 2
