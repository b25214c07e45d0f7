"""Tables of a draft: data comes in as a table, all else is told with every word."""

from __future__ import annotations

from typing import Any

import pytest

from letters.document import Break, Heading, NoteRef, Paragraph, Table, Text, plain
from letters.read_docx import Draft, read_draft
from letters.reading.tables import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from tests.letters.word_files import (
    END,
    HEAD,
    item,
    letter,
    link,
    note_mark,
    p,
    r,
    table,
    word_file,
)

STOPS = table(["Gate", "Faces"], ["North", "412"], ["South", "98"], head=True)


def read(*content: str, **parts: object) -> Draft:
    return read_draft(letter(*content, **parts))


def told(draft: Draft) -> str:
    return "\n".join(draft.report)


def cells(found: Any) -> list[list[str]]:
    assert isinstance(found, Table)
    return [[plain(cell) for cell in row] for row in found.rows]


class TestData:
    def test_a_simple_table_comes_in_cell_by_cell(self):
        draft = read(p("We counted:"), STOPS, p("That is too many."))
        kinds = [type(block) for block in draft.document.body]
        assert kinds == [Paragraph, Table, Paragraph]
        assert cells(draft.document.body[1]) == [
            ["Gate", "Faces"],
            ["North", "412"],
            ["South", "98"],
        ]
        assert draft.document.body[1].header_rows == 1
        assert "after paragraph 5: a table with 3 rows and 2 columns was taken" in told(draft)

    @pytest.mark.parametrize(
        ("rows", "head", "header_rows"),
        [
            ([["a", "b"], ["c", "d"]], True, 1),
            ([["a", "b"], ["c", "d"]], False, 0),
            ([[p(r("a", "<w:b/>")), p(r("b", "<w:b/>"))], ["c", "d"]], False, 1),
            ([[p(r("a", "<w:b/>")), "b"], ["c", "d"]], False, 0),
            ([[p(r("a", "<w:b/>")), ""], ["c", "d"]], False, 0),
        ],
        ids=["marked", "plain", "bold", "half bold", "bold and empty"],
    )
    def test_the_first_row_is_a_head_if_marked_or_all_bold(self, rows, head, header_rows):
        (found,) = read(table(*rows, head=head)).document.body
        assert found.header_rows == header_rows

    def test_a_head_keeps_its_words_without_looks(self):
        row = [p(r("Ga", "<w:b/>"), r("te", "<w:b/><w:i/>")), p(r("Faces", "<w:b/>"))]
        draft = read(table(row, ["a", "b"], head=True))
        assert draft.document.body[0].rows[0] == ((Text("Gate"),), (Text("Faces"),))
        assert "Italics and links in the head row" in told(draft)

    def test_cells_keep_looks_links_and_lines(self):
        cell = p("See ", link("here"), " ", r("now", "<w:i/>")) + p("Second line")
        draft = read(table(["a", "b"], ["c", cell]), links={"rLink": "https://campaign.example/a"})
        assert draft.document.body[0].rows[1][1] == (
            Text("See "),
            Text("here", href="https://campaign.example/a"),
            Text(" "),
            Text("now", italic=True),
            Break(),
            Text("Second line"),
        )

    def test_notes_in_cells_are_numbered_in_reading_order(self):
        draft = read(
            p("One", note_mark(4), "."),
            table(["a", "b"], [p("c", note_mark(9)), "d"]),
            p("Two", note_mark(5), "."),
            notes={4: p("n1"), 5: p("n3"), 9: p("n2")},
        )
        assert draft.document.body[1].rows[1][0] == (Text("c"), NoteRef(2))
        assert [plain(n.paragraphs[0].content) for n in draft.document.notes] == ["n1", "n2", "n3"]

    def test_a_head_with_a_note_becomes_a_row_and_the_note_stays(self):
        row = [p("a", note_mark(4)), "b"]
        draft = read(table(row, ["c", "d"], head=True), notes={4: p("Counted in May.")})
        assert draft.document.body[0].header_rows == 0
        assert len(draft.document.notes) == 1
        assert "head row has notes" in told(draft)

    def test_list_marks_in_cells_are_told(self):
        draft = read(table(["a", "b"], [item("one") + item("two"), "c"]))
        assert cells(draft.document.body[0])[1] == ["one\ntwo", "c"]
        assert "list marks in a cell were left out" in told(draft)

    def test_a_second_head_row_becomes_a_row_and_is_told(self):
        marked = STOPS.replace("<w:tr><w:tc>", "<w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc>", 1)
        draft = read(marked)
        assert len(draft.document.body[0].rows) == 3
        assert "several head rows" in told(draft)

    def test_the_tables_description_is_told(self):
        described = '<w:tblCaption w:val="Faces by gate"/>'
        assert "“Faces by gate”" in told(read(table(["a", "b"], ["c", "d"], properties=described)))

    def test_content_controls_around_rows_and_cells_are_looked_into(self):
        wrapped = STOPS.replace("<w:tc>", "<w:sdt><w:sdtContent><w:tc>").replace(
            "</w:tc>", "</w:tc></w:sdtContent></w:sdt>"
        )
        assert cells(read(wrapped).document.body[0])[1] == ["North", "412"]


class TestCaptions:
    CAPTION = p("Table 1: Faces by gate", style="Caption")

    @pytest.mark.parametrize(
        "content", [(CAPTION, STOPS), (STOPS, CAPTION)], ids=["above", "below"]
    )
    def test_a_line_in_the_caption_style_beside_a_table_is_its_caption(self, content):
        (found,) = read(*content).document.body
        assert found.caption == (Text("Table 1: Faces by gate"),)

    def test_between_two_tables_it_belongs_to_the_one_below(self):
        first, second = read(STOPS, self.CAPTION, STOPS).document.body
        assert first.caption == ()
        assert plain(second.caption) == "Table 1: Faces by gate"

    def test_two_captions_find_their_tables(self):
        second = p("Table 2", style="Caption")
        blocks = read(self.CAPTION, STOPS, second, STOPS).document.body
        assert [plain(block.caption) for block in blocks] == ["Table 1: Faces by gate", "Table 2"]

    def test_a_caption_of_nothing_stays_text(self):
        (found,) = read(self.CAPTION).document.body
        assert plain(found.content) == "Table 1: Faces by gate"

    def test_a_caption_with_a_note_becomes_a_paragraph_that_keeps_it(self):
        caption = p("Faces", note_mark(4), style="Caption")
        draft = read(caption, STOPS, notes={4: p("In May.")})
        assert [type(block) for block in draft.document.body] == [Paragraph, Table]
        assert len(draft.document.notes) == 1
        assert "the caption has a note" in told(draft)

    def test_looks_in_a_tables_caption_are_told(self):
        draft = read(p(r("Faces", "<w:i/>"), style="Caption"), STOPS)
        assert "Looks and links in the caption of a table were left out (1 place)" in told(draft)


def spanning(xml: str, mark: str) -> str:
    return xml.replace("<w:tc>", f"<w:tc><w:tcPr>{mark}</w:tcPr>", 1)


WORDS = table(["alpha", "beta"], ["gamma", "delta"])


class TestWhatNoLetterHolds:
    @pytest.mark.parametrize(
        ("xml", "why"),
        [
            (spanning(WORDS, '<w:gridSpan w:val="2"/>'), "cells are merged"),
            (spanning(WORDS, '<w:vMerge w:val="restart"/>'), "cells are merged"),
            (spanning(WORDS, "<w:vMerge/>"), "cells are merged"),
            (WORDS.replace("<w:tr>", '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>', 1),
             "cells are merged"),
            (table(["alpha", "beta"], ["gamma", table(["delta", "x"], ["y", "z"]) + p()]),
             "a table stands inside it"),
            (table(["alpha", "beta"], ["gamma", "delta", "epsilon"]),
             "its rows have different numbers of cells"),
            (table(["alpha", "beta"], ["gamma", p("delta", "<w:r><w:drawing/></w:r>")]),
             "a picture stands inside it"),
            (table(["alpha", "beta"], ["gamma", "delta " * (LONGEST_CELL // 5)]),
             "a cell has more than"),
            (table(["alpha", "beta", "gamma", "delta"] * MOST_COLUMNS, ["x"] * 4 * MOST_COLUMNS),
             "it is larger than"),
            (table(["alpha", "beta"], *[["gamma", "delta"]] * MOST_ROWS), "it is larger than"),
            (table(["alpha", "beta", "gamma", "delta"]), "it has one row only"),
        ],
    )  # fmt: skip
    def test_it_is_left_out_and_told_with_every_word(self, xml, why):
        draft = read(p("Before."), xml, p("After."))
        assert not any(isinstance(block, Table) for block in draft.document.body)
        assert f"for {why}" in told(draft)
        assert all(word in told(draft) for word in ("alpha", "beta", "gamma", "delta"))

    def test_all_words_of_a_large_one_are_told(self):
        rows = [[f"w{row}x{column}y" for column in range(4)] for row in range(MOST_ROWS + 20)]
        draft = read(table(*rows))
        missing = [word for row in rows for word in row if word not in told(draft)]
        print(f"{sum(map(len, rows))} words looked for, {len(missing)} missing")
        assert not missing

    def test_notes_of_a_table_that_is_left_out_are_told(self):
        broken = spanning(table([p("a", note_mark(4)), "b"], ["c", "d"]), "<w:vMerge/>")
        draft = read(p("Text."), broken, notes={4: p("Counted in May.")})
        assert draft.document.notes == ()
        assert "“Counted in May.”" in told(draft)

    def test_a_frame_of_one_column_becomes_its_paragraphs(self):
        frame = table([p("Facts", style="H2") + p("One.")], [p("Two.") + item("a")])
        draft = read(frame)
        assert [type(block).__name__ for block in draft.document.body] == [
            "Heading", "Paragraph", "Paragraph", "ListBlock",
        ]  # fmt: skip
        assert isinstance(draft.document.body[0], Heading)
        assert "one column was read as paragraphs" in told(draft)

    def test_an_empty_table_leaves_nothing(self):
        assert read(p("Text."), table(["", ""], ["", ""])).document.body == (
            Paragraph((Text("Text."),)),
        )

    def test_a_table_after_the_closing_is_told_with_its_notes(self):
        signed = table(["Harbor Project", p("Tern Riders", note_mark(4))], ["Gull Union", "Quay"])
        draft = read_draft(word_file(HEAD + p("Text.") + END + signed, notes={4: p("Since May.")}))
        assert "A table was left out, for it stands after the closing" in told(draft)
        for text in ("Harbor Project | Tern Riders | Gull Union | Quay", "“Since May.”"):
            assert text in told(draft)

    def test_a_long_table_before_the_salutation_is_told(self):
        long = table(["alpha " * 30, "b"], ["c", "d"])
        draft = read_draft(word_file(p("November 16, 2026") + long + p("Dear Ada:") + p("Text.")))
        assert "A table in the letter’s head was left out" in told(draft)
        assert "alpha alpha" in told(draft)
