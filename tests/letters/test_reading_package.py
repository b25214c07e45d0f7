"""The package of a Word file: its parts, what they refer to, and demands of a draft."""

from __future__ import annotations

import io
import zipfile

import pytest

from letters.document import Demands, Heading, ListBlock, Paragraph, plain
from letters.read_docx import read_draft
from letters.reading.package import MOST_PARTS, UnreadableDraft, open_package
from tests.letters.word_files import item, letter, note_mark, p, table

PICTURES = {"rGate": ("gate.png", b"picture")}


def test_parts_are_found_by_their_relation_and_read_whole():
    package = open_package(letter(p("x"), pictures=PICTURES, notes={4: p("n")}))
    assert package.main == "word/document.xml"
    assert package.related(package.main, "footnotes") == [("rfootnotes", "word/footnotes.xml")]
    assert package.embedded(package.main)["rGate"] == "word/media/gate.png"
    assert package.content("word/media/gate.png") == b"picture"
    assert package.content("WORD/MEDIA/GATE.PNG") == b"picture"


def test_a_part_that_is_not_there_is_empty():
    package = open_package(letter(p("x")))
    assert package.content("word/media/none.png") == b""
    assert package.xml("word/none.xml") is None
    assert package.related("word/none.xml", "image") == []


def test_addresses_outside_the_file_are_links_and_never_parts():
    package = open_package(letter(p("x"), links={"rFar": "https://a.example/x.png"}))
    assert package.links(package.main) == {"rFar": "https://a.example/x.png"}
    assert "rFar" not in package.embedded(package.main)


@pytest.mark.parametrize(
    "target", ["../../etc/passwd", "/etc/passwd", "../../../x", "media/../../x"]
)
def test_a_target_outside_the_package_finds_nothing(target):
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="x/image" Target="{target}"/></Relationships>'
    )
    data = letter(p("x"), replaced={"word/_rels/document.xml.rels": relations.encode()})
    package = open_package(data)
    name = package.embedded(package.main)["r1"]
    assert not name.startswith(("/", ".."))
    assert package.content(name) == b""


def test_a_file_of_very_many_parts_is_refused():
    stream = io.BytesIO(letter(p("x")))
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(MOST_PARTS):
            archive.writestr(f"word/x{number}.xml", "")
    with pytest.raises(UnreadableDraft, match="more than 2000 parts"):
        open_package(stream.getvalue())


class TestDemands:
    @pytest.mark.parametrize(
        "heading",
        [
            "What we ask", "What we demand", "What we are asking", "Our demands", "Our requests",
            "The demands", "We urge you to act", "Recommendations", "Demands", "2. What we want",
            "Was wir fordern", "Unsere Forderungen", "Nos demandes", "Nous demandons",
            "Nuestras demandas", "Lo que pedimos",
        ],
    )  # fmt: skip
    def test_a_list_under_such_a_heading_is_what_the_letter_asks(self, heading):
        (found,) = read_draft(letter(p(heading, style="H2"), item("a"), item("b"))).document.body
        assert isinstance(found, Demands)
        assert [plain(one.blocks[0].content) for one in found.demands] == ["a", "b"]

    @pytest.mark.parametrize(
        "heading", ["What we know", "Our work", "Demanding times", "Requesters"]
    )
    def test_a_list_under_another_heading_stays_a_list(self, heading):
        body = read_draft(letter(p(heading, style="H2"), item("a"), item("b"))).document.body
        assert [type(block) for block in body] == [Heading, ListBlock]

    @pytest.mark.parametrize(("between", "count"), [(0, 1), (1, 1), (3, 1), (4, 6)])
    def test_up_to_three_paragraphs_may_lead_to_the_list(self, between, count):
        body = read_draft(
            letter(p("What we ask", style="H2"), *[p("We say.")] * between, item("a"))
        ).document.body
        assert len(body) == count
        assert isinstance(body[0], Heading if count > 1 else Demands)

    def test_a_table_between_heading_and_list_leaves_both_as_they_are(self):
        body = read_draft(
            letter(p("What we ask", style="H2"), table(["a", "b"], ["c", "d"]), item("x"))
        ).document.body
        assert isinstance(body[0], Heading)
        assert isinstance(body[2], ListBlock)

    def test_notes_in_demands_and_their_sentences_are_kept(self):
        draft = read_draft(
            letter(
                p("What we ask", style="H2"), p("We ask", note_mark(1), ":"),
                item("stop", note_mark(2)), item("where", number=2, level=1),
                notes={1: p("First."), 2: p("Second.")},
            )
        )  # fmt: skip
        (found,) = draft.document.body
        assert isinstance(found, Demands)
        assert isinstance(found.intro[0], Paragraph)
        assert len(found.demands[0].blocks) == 2
        assert [note.number for note in draft.document.notes] == [1, 2]
