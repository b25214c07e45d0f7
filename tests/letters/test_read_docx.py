"""Reading a Word draft: what becomes of everything that people put into one."""

from __future__ import annotations

import contextlib
import io
import random
import time
import zipfile
from datetime import date
from typing import Any

import pytest

from letters.document import (
    Addressee,
    Break,
    Demands,
    Heading,
    LetterDocument,
    ListBlock,
    ListItem,
    NoteRef,
    Paragraph,
    Quotation,
    Text,
    plain,
)
from letters.read_docx import Draft, UnreadableDraft, read_draft
from letters.reading import package
from tests.letters.word_files import (
    END,
    HEAD,
    LIBREOFFICE,
    PANDOC,
    field,
    item,
    letter,
    lines,
    link,
    note_mark,
    p,
    r,
    shared_draft,
    table,
    word_file,
)


def body(*content: str, **parts: object) -> tuple[Any, ...]:
    """Return the blocks that a draft's body becomes."""
    return read_draft(letter(*content, **parts)).document.body


def blocks_of(draft: Draft) -> tuple[Any, ...]:
    return draft.document.body


def told(draft: Draft) -> str:
    return "\n".join(draft.report)


def report(*content: str, **parts: object) -> str:
    return told(read_draft(letter(*content, **parts)))


def texts(document: LetterDocument) -> list[str]:
    return [plain(block.content) for block in document.body if isinstance(block, Paragraph)]


@pytest.fixture(scope="module")
def drafts() -> tuple[Draft, Draft]:
    both = [read_draft(shared_draft(name).read_bytes()) for name in (PANDOC, LIBREOFFICE)]
    return both[0], both[1]


class TestSharedDrafts:
    """The same draft, written by two programs."""

    def test_both_programs_files_become_the_same_letter(self, drafts):
        assert drafts[0].document == drafts[1].document

    def test_the_head_is_read_to_the_line(self, drafts):
        document = drafts[0].document
        assert document.dated == date(2026, 11, 16)
        assert document.date_line == "November 16, 2026"
        assert document.addressees == (
            Addressee(
                "Ms.\u00a0Ingrid Halden",
                "Chief Executive Officer",
                "Halden Devices, Inc.",
                ("1200 Harbor Way", "Tampa, FL 33602"),
            ),
            Addressee(
                "Mr.\u00a0Desmond Okoro",
                "Chair, Committee on Technology and Human Rights",
                "Board of Directors, Halden Devices, Inc.",
            ),
        )
        assert document.title.startswith("Stop supplying face recognition")
        assert document.salutation == "Dear Ms.\u00a0Halden and Mr.\u00a0Okoro:"
        assert document.closing == "Sincerely,"

    def test_eight_notes_come_in_order_and_one_has_two_paragraphs(self, drafts):
        notes = drafts[0].document.notes
        assert [note.number for note in notes] == list(range(1, 9))
        assert [len(note.paragraphs) for note in notes] == [1] * 7 + [2]
        firsts = [plain(note.paragraphs[0].content) for note in notes]
        assert all(text == text.strip() for text in firsts)

    def test_notes_keep_their_links_and_italics(self, drafts):
        notes = drafts[0].document.notes
        parts = [part for note in notes for par in note.paragraphs for part in par.content]
        hrefs = [part.href for part in parts if isinstance(part, Text) and part.href]
        assert hrefs == [
            "https://campaign.example/evidence/mou.pdf",
            "https://campaign.example/evidence/accounts",
        ]
        italics = [part.text for part in parts if isinstance(part, Text) and part.italic]
        assert italics[0] == "bundle"

    def test_numbered_list_quotation_and_links_are_there(self, drafts):
        blocks = drafts[0].document.body
        (numbered,) = [block for block in blocks if isinstance(block, ListBlock)]
        assert (numbered.ordered, len(numbered.items)) == (True, 3)
        (quotation,) = [block for block in blocks if isinstance(block, Quotation)]
        assert plain(quotation.source) == "A resident who answered the coalition’s survey"
        links = [
            part.href
            for block in blocks
            if isinstance(block, Paragraph)
            for part in block.content
            if isinstance(part, Text) and part.href
        ]
        assert links == [
            "https://campaign.example/evidence?topic=faces&lang=en",
            "mailto:letters@campaign.example",
        ]

    def test_what_is_asked_becomes_four_demands_with_a_list_in_the_last(self, drafts):
        (demands,) = [b for b in drafts[0].document.body if isinstance(b, Demands)]
        assert plain(demands.heading) == "What we ask"
        assert len(demands.intro) == 1
        assert [demand.number for demand in demands.demands] == [1, 2, 3, 4]
        inner = demands.demands[3].blocks[1]
        assert isinstance(inner, ListBlock)
        assert (inner.ordered, len(inner.items)) == (False, 2)

    def test_the_working_title_is_told_and_no_part_of_the_letter(self, drafts):
        title = "Coalition letter on face recognition and doorbell cameras"
        for draft in drafts:
            assert title not in "\n".join(texts(draft.document))
            assert f"working title: “{title}”" in told(draft)


class TestHead:
    def test_separate_paragraphs_make_address_blocks_parted_by_an_empty_one(self):
        draft = read_draft(
            word_file(
                p("16 November 2026")
                + p("Dr. Ada Moor")
                + p("Tern Transit")
                + p()
                + p("Mr. Ira Holt")
                + p("Mayor")
                + p("ira@city.example")
                + p("Re: Gates")
                + p("Dear both,")
                + p("Text.")
                + END
            )
        )
        assert draft.document.addressees == (
            Addressee("Dr. Ada Moor", "", "Tern Transit"),
            Addressee("Mr. Ira Holt", "Mayor"),
        )
        assert draft.emails == ("", "ira@city.example")
        assert draft.document.dated == date(2026, 11, 16)

    def test_an_honorific_begins_the_next_addressee(self):
        draft = read_draft(
            word_file(
                p("November 16, 2026")
                + "".join(p(t) for t in ("Ms. Ada Moor", "Director", "Mr. Ira Holt", "Mayor"))
                + p("Dear both:")
                + p("Text.")
            )
        )
        assert [one.name for one in draft.document.addressees] == ["Ms. Ada Moor", "Mr. Ira Holt"]

    def test_addresses_in_a_table_are_read_cell_by_cell(self):
        cells = [lines("Ms. Ada Moor", "Director"), p("Mr. Ira Holt") + p("Mayor")]
        row = "".join(f"<w:tc>{cell}</w:tc>" for cell in cells)
        table = f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"
        draft = read_draft(
            word_file(p("November 16, 2026") + table + p("Dear both:") + p("Text.") + table + END)
        )
        assert draft.document.addressees == (
            Addressee("Ms. Ada Moor", "Director"),
            Addressee("Mr. Ira Holt", "Mayor"),
        )
        assert "read as lines of the letter's head" in told(draft)
        assert "a table with 1 row was left out, for it has one row only" in told(draft)
        assert "row 1 of that table: “Ms. Ada Moor Director | Mr. Ira Holt Mayor”" in told(draft)

    def test_long_addresses_of_many_lines_in_a_table_are_read_too(self):
        rows = ("Ms. Ada Moor", "President and Chief Executive Officer", "Tern Transit of Maine",
                "88 Foundry Street", "Portland, ME 04101")  # fmt: skip
        both = table([lines(*rows), lines("Mr. Ira Holt", *rows[1:])])
        draft = read_draft(word_file(p("November 16, 2026") + both + p("Dear both:") + p("Text.")))
        assert [one.lines[0] for one in draft.document.addressees] == [
            "Ms. Ada Moor",
            "Mr. Ira Holt",
        ]
        assert draft.document.addressees[0].lines == rows

    def test_every_address_line_is_printed_in_its_order(self):
        rows = ("The Fare Board", "Office of Rules", "Second Bureau", "Desk Nine", "1 Pier Road")
        draft = read_draft(word_file(lines(*rows) + p("Dear Board:") + p("Text.")))
        assert draft.document.addressees[0].lines == rows

    def test_what_stands_before_the_date_is_told(self):
        draft = read_draft(word_file(p("Coalition for Gates") + HEAD + p("Text.") + END))
        assert draft.document.addressees[0].name == "Ms. Ada Moor"
        assert "“Coalition for Gates”" in told(draft)

    def test_a_delivery_line_is_kept_and_no_addressee(self):
        draft = read_draft(
            word_file(
                p("November 16, 2026")
                + p("VIA EMAIL")
                + p("Ada Moor")
                + p("Dear Ada:")
                + p("Text.")
            )
        )
        assert [one.name for one in draft.document.addressees] == ["Ada Moor"]
        assert draft.document.delivery_line == "VIA EMAIL"

    @pytest.mark.parametrize(
        ("written", "day"),
        [
            ("Monday, November 16, 2026", date(2026, 11, 16)),
            ("November 16th, 2026", date(2026, 11, 16)),
            ("2026-11-16", date(2026, 11, 16)),
            ("11/16/2026", date(2026, 11, 16)),
            ("16. November 2026", date(2026, 11, 16)),
            ("16 de noviembre de 2026", date(2026, 11, 16)),
            ("le 16 novembre 2026", date(2026, 11, 16)),
            ("Nov. 16, 2026", date(2026, 11, 16)),
        ],
    )
    def test_dates_are_read_as_people_write_them(self, written, day):
        draft = read_draft(word_file(p(written) + p("Ada Moor") + p("Dear Ada:") + p("Text.")))
        assert draft.document.dated == day
        assert f"“{written}” was read as November 16, 2026" in told(draft)

    def test_a_draft_without_head_is_imported_with_its_gaps_told(self):
        draft = read_draft(word_file(p("We write about the gates, at some length. " * 5)))
        assert len(texts(draft.document)) == 1
        for gap in ("No Re: line", "No addressee", "No date", "No salutation", "No closing"):
            assert gap in told(draft)

    def test_a_draft_without_any_text_is_imported_empty(self):
        draft = read_draft(word_file(""))
        assert draft.document.body == ()
        assert "No text was found" in told(draft)

    def test_a_re_line_of_many_words_is_cut_and_told_whole(self):
        title = "gates " * 100
        draft = read_draft(word_file(p(f"Re: {title}") + p("Dear Ada:") + p("Text.")))
        assert len(draft.document.title) == 255
        assert title.strip() in told(draft)

    def test_a_re_line_may_follow_the_salutation(self):
        draft = read_draft(word_file(p("Dear Ada,") + p("Re: Gates") + p("Text.")))
        assert draft.document.title == "Gates"
        assert texts(draft.document) == ["Text."]


class TestBody:
    def test_runs_of_one_look_are_merged_and_smart_quotes_and_hard_spaces_stay(self):
        (paragraph,) = body(p("They said", " ", "“", "no", "”", " at §\u00a07."))
        assert paragraph == Paragraph((Text("They said “no” at §\u00a07."),))

    def test_bold_and_italic_come_from_runs_and_styles(self):
        (paragraph,) = body(
            p(r("a", "<w:b/>"), r("b", "<w:i/>"), r("c", '<w:rStyle w:val="Fett"/>')).replace(
                "<w:t", "<w:t"
            )
        )
        assert paragraph.content == (
            Text("a", bold=True),
            Text("b", italic=True),
            Text("c", bold=True),
        )

    def test_a_look_that_is_switched_off_is_off(self):
        (paragraph,) = body(p(r("a", '<w:rStyle w:val="Fett"/><w:b w:val="0"/>')))
        assert paragraph.content == (Text("a"),)

    def test_heading_levels_become_two_and_three_by_rank(self):
        draft = read_draft(
            letter(p("One", style="H1"), p("Two", style="H3"), p("Three", style="Own"), p("x."))
        )
        levels = [block.level for block in draft.document.body if isinstance(block, Heading)]
        assert levels == [2, 3, 3]
        assert "more than two levels deep" in told(draft)

    def test_a_short_bold_paragraph_is_a_heading_and_told(self):
        draft = read_draft(letter(p("First."), p(r("What happened", "<w:b/>")), p("Then.")))
        assert draft.document.body[1] == Heading((Text("What happened"),), 2)
        assert "taken as a heading: “What happened”" in told(draft)

    def test_lists_nest_by_level_whatever_their_number_ids(self):
        (block,) = body(
            item("a"),
            item("b"),
            item("b1", number=2, level=1),
            item("b2", number=2, level=1),
            item("b2x", number=2, level=2),
            item("c"),
        )
        one = lambda text: Paragraph((Text(text),))  # noqa: E731
        deep = ListBlock(False, (ListItem((one("b2x"),)),))
        inner = ListBlock(False, (ListItem((one("b1"),)), ListItem((one("b2"), deep))))
        assert block == ListBlock(
            True, (ListItem((one("a"),)), ListItem((one("b"), inner)), ListItem((one("c"),)))
        )

    def test_numbering_may_come_from_a_style_or_a_numbering_style(self):
        blocks = body(p("dot", style="Points"), p("Between."), item("one", number=5))
        kinds = [block.ordered for block in blocks if isinstance(block, ListBlock)]
        assert kinds == [False, True]

    def test_a_list_that_starts_anew_is_a_list_of_its_own(self):
        blocks = body(item("a"), item("b"), item("c", number=11))
        assert [len(block.items) for block in blocks] == [2, 1]

    def test_numbers_that_a_letter_cannot_show_are_told(self):
        said = report(
            item("a", number=4), p("Between."), item("b", number=12), p("And."), item("c"), p("x."),
            item("d"),
        )  # fmt: skip
        assert "numbered with lowerLetter" in said
        assert "begins with number 4" in said
        assert "counts on from an earlier one" in said

    def test_a_paragraph_inside_an_item_stays_in_it(self):
        draft = read_draft(letter(item("a"), item("more of a", number=3), item("b")))
        (block,) = blocks_of(draft)
        assert len(block.items) == 2
        assert Break() in block.items[0].blocks[0].content
        assert "continues a list item" in told(draft)

    def test_items_below_five_lists_are_moved_up_and_told(self):
        said = report(*(item("x", level=level) for level in range(8)))
        assert said.count("it was moved up") == 3

    def test_a_quotation_takes_its_source_from_the_line_with_the_dash(self):
        (block,) = body(p("Said.", style="Zitat"), p("— A ", r("rider", "<w:i/>"), style="Zitat"))
        assert block == Quotation(
            (Paragraph((Text("Said."),)),), (Text("A "), Text("rider", italic=True))
        )

    def test_the_source_may_stand_after_a_line_break_or_in_the_next_paragraph(self):
        broken = p("Said.", "<w:r><w:br/></w:r>", "— A rider", style="Zitat")
        after = p("Said.", style="Zitat") + p("— A rider")
        for xml in (broken, after):
            (block,) = body(xml)
            assert plain(block.source) == "A rider"

    def test_the_source_may_have_a_style_of_its_own(self):
        (block,) = body(p("Said.", style="Zitat"), p("A rider", style="Source"))
        assert plain(block.source) == "A rider"

    def test_text_set_in_from_both_sides_is_a_quotation(self):
        (block,) = body(p("Said.", properties='<w:ind w:left="720" w:right="720"/>'))
        assert isinstance(block, Quotation)

    @pytest.mark.parametrize("heading", ["What we ask", "Our demands", "WE ASK", "Recommendations"])
    def test_a_list_under_such_a_heading_becomes_demands(self, heading):
        (block,) = body(p(heading, style="H2"), p("We ask you to:"), item("a"), item("b"))
        assert isinstance(block, Demands)
        assert [demand.number for demand in block.demands] == [1, 2]

    def test_demands_are_numbered_through_the_letter(self):
        blocks = body(
            p("What we ask", style="H2"), item("a"), p("Our demands", style="H2"),
            item("b", number=11),
        )  # fmt: skip
        numbers = [d.number for block in blocks for d in block.demands]
        assert numbers == [1, 2]

    def test_such_a_heading_without_list_stays_a_heading(self):
        blocks = body(p("What we ask", style="H2"), p("Nothing."))
        assert isinstance(blocks[0], Heading)

    def test_names_after_the_closing_are_told_and_left_out(self):
        draft = read_draft(
            word_file(HEAD + p("Text.") + END + p("Harbor Project") + p("Tern Riders"))
        )
        assert draft.document.closing == "Sincerely,"
        assert texts(draft.document) == ["Text."]
        for text in ("“Harbor Project”", "“Tern Riders”"):
            assert text in told(draft)

    @pytest.mark.parametrize(
        ("after", "enclosures", "copies"),
        [
            ([p("cc: Council; Ms. Ida Fenn")], (), ("Council", "Ms. Ida Fenn")),
            ([lines("cc:", "Council", "Ms. Ida Fenn")], (), ("Council", "Ms. Ida Fenn")),
            ([p("Enclosures (2): Map; List"), p("cc: Council")], ("Map", "List"), ("Council",)),
            ([p("Enclosures:"), p("Map"), p("List")], ("Map", "List"), ()),
            ([p("Copies to: Council")], (), ("Council",)),
            ([p("Encl.: Map")], ("Map",), ()),
            ([p("Anlagen: Karte"), p("Kopie an: Rat")], ("Karte",), ("Rat",)),
        ],
    )
    def test_enclosures_and_copies_after_the_closing_are_kept(self, after, enclosures, copies):
        draft = read_draft(word_file(HEAD + p("Text.") + END + p("Tern Riders") + "".join(after)))
        assert draft.document.enclosures == enclosures
        assert draft.document.copies == copies
        assert "“Tern Riders”" in told(draft)
        assert f"“{'; '.join(copies or enclosures)}”" in told(draft)

    @pytest.mark.parametrize(
        ("head", "title", "reference"),
        [
            (p("Re: Gates") + p("Docket No. 2026-14"), "Gates", "Docket No. 2026-14"),
            (lines("Re: Gates", "Bill AB 1215"), "Gates", "Bill AB 1215"),
            (lines("Re: Gates", "and doors"), "Gates and doors", ""),
            (p("Re: Gates") + p("H.R. 4021"), "Gates", "H.R. 4021"),
        ],
    )
    def test_a_docket_or_bill_number_under_the_re_line_is_the_reference(
        self, head, title, reference
    ):
        draft = read_draft(
            word_file(p("November 16, 2026") + p("Ada Moor") + head + p("Dear Ada:") + p("Text."))
        )
        assert (draft.document.title, draft.document.reference) == (title, reference)

    def test_a_mark_typed_by_hand_that_stands_alone_stays_and_is_told(self):
        draft = read_draft(letter(p("1. First"), p("Between."), p("• Second")))
        assert texts(draft.document) == ["1. First", "Between.", "• Second"]
        assert told(draft).count("typed by hand") == 2


class TestNotes:
    NOTES = {
        4: p("<w:r><w:footnoteRef/></w:r>", "<w:r><w:tab/></w:r>", " First note."),
        9: p("<w:r><w:footnoteRef/></w:r>", " Second ", link("here")) + p("Its end."),
    }

    def test_notes_are_numbered_by_where_the_text_names_them(self):
        draft = read_draft(
            letter(
                p("B", note_mark(9), " and a", note_mark(4), "."),
                notes=self.NOTES,
                note_links={"rLink": "https://campaign.example/a"},
            )
        )
        first, second = draft.document.notes
        assert first.paragraphs[0].content == (
            Text("Second "),
            Text("here", href="https://campaign.example/a"),
        )
        assert plain(first.paragraphs[1].content) == "Its end."
        assert plain(second.paragraphs[0].content) == "First note."
        assert blocks_of(draft)[0].content[1] == NoteRef(1)

    def test_endnotes_become_footnotes_and_are_told(self):
        draft = read_draft(
            letter(
                p("A", note_mark(4), " b", note_mark(4, "endnote"), "."),
                notes=self.NOTES,
                endnotes={4: p("From the end.")},
            )
        )
        assert [plain(n.paragraphs[0].content) for n in draft.document.notes] == [
            "First note.",
            "From the end.",
        ]
        assert "An endnote became a footnote (1 place)" in told(draft)

    def test_a_note_of_the_head_or_a_heading_is_told_with_its_words(self):
        draft = read_draft(
            letter(p("Facts", note_mark(4), style="H2"), p("B", note_mark(9)), notes=self.NOTES)
        )
        assert [note.number for note in draft.document.notes] == [1]
        assert "“First note.”" in told(draft)

    def test_a_mark_without_note_and_a_note_without_mark_are_told(self):
        draft = read_draft(letter(p("A", note_mark(77), "."), notes=self.NOTES))
        assert draft.document.notes == ()
        assert "mark of a footnote without text" in told(draft)
        assert "no mark of the text points to was left out: “First note.”" in told(draft)

    def test_an_own_mark_is_told(self):
        own = '<w:r><w:footnoteReference w:id="4" w:customMarkFollows="1"/><w:t>*</w:t></w:r>'
        draft = read_draft(letter(p("A", own, "."), notes=self.NOTES))
        assert blocks_of(draft)[0].content == (Text("A"), NoteRef(1), Text("."))
        assert "the note's own mark “*”" in told(draft)


TABLE = table(["Cell", "Other"]).replace("</w:tbl>", "<w:tr/><w:tr/></w:tbl>")
PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:docPr id="1" descr="A gate"/></wp:inline></w:drawing></w:r>'
)
BOX = (
    "<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>"
    + p("Boxed")
    + "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>"
    + p("Boxed")
    + "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


class TestWhatALetterCannotHold:
    """Nothing is dropped without a sentence that says what and where."""

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (TABLE, "after paragraph 5: a table with 3 rows was left out, for its rows have diff"),
            (p("x", PICTURE), "paragraph 6: a picture or object was left out, described as “A"),
            (p("x", BOX), "paragraph 6: a text box was left out: “Boxed”."),
            (p("x", "<w:r><w:pict><v:shape/></w:pict></w:r>"), "a picture or object was left out"),
            (p("x", "<w:r><w:object/></w:r>"), "a picture or object was left out"),
            (p("x", r("dim", "<w:vanish/>")), "hidden text was left out: “dim”"),
            (p("x", "<m:oMath><m:t>a=b</m:t></m:oMath>"), "a formula was left out: “a=b”"),
            (p("x", r("u", '<w:u w:val="single"/>')), "Underlining was left out, the words"),
            (p("x", r("s", "<w:strike/>")), "A line through words was left out"),
            (p("x", r("2", '<w:vertAlign w:val="superscript"/>')), "Raised or lowered characters"),
            (p("x", "<w:r><w:tab/></w:r>", "y"), "Tab stops became spaces (1 place)"),
            (p("x", '<w:r><w:br w:type="page"/></w:r>', "y"), "Page or column breaks were left"),
            (p("x\u200b\u202ey"), "Invisible marks (direction, zero width) were left out (2"),
            (p("x", "<w:r><w:softHyphen/></w:r>", "y"), "Soft hyphens were left out (1 place)"),
            (p("x", field("DATE \\@ yyyy", "2026")), "a field (DATE) was replaced by the text"),
            (p("x", '<w:r><w:sym w:font="Webdings" w:char="F041"/></w:r>'), "the symbol F041"),
            (p("x", link("here", identity="rBad")), "the link of “here” to “javascript:alert(1)”"),
            (p("x", '<w:hyperlink w:anchor="top">' + r("up") + "</w:hyperlink>"), "to “#top”"),
            (p("x", "<w:r><w:wholeNewThing/></w:r>"), "does not know (wholeNewThing)"),
            ('<w:altChunk r:id="r1"/>', "a document inside the document was left out"),
        ],
    )  # fmt: skip
    def test_it_is_told(self, content, sentence):
        draft = read_draft(letter(p("One."), content, links={"rBad": "javascript:alert(1)"}))
        assert sentence in told(draft)
        hrefs = [part.href for b in blocks_of(draft) for part in b.content]
        assert not any(hrefs)

    def test_headers_and_footers_are_told(self):
        said = report(
            p("Text."),
            parts={
                "header": p("Draft 3"),
                "footer": p("Page ", field("PAGE", "2")),
            },
        )
        assert "A header was left out: “Draft 3”." in said
        assert "A footer was left out: “Page 2”." in said

    def test_symbols_of_known_fonts_become_characters(self):
        mark = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
        (paragraph,) = body(p(mark, " done, no", "<w:r><w:noBreakHyphen/></w:r>", "one."))
        assert plain(paragraph.content) == "✓ done, no\u2011one."

    def test_a_link_field_becomes_a_link(self):
        (paragraph,) = body(p(field('HYPERLINK "https://campaign.example/a"', "there")))
        assert paragraph.content == (Text("there", href="https://campaign.example/a"),)

    def test_a_field_that_never_ends_keeps_its_words_in_the_report(self):
        broken = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        draft = read_draft(letter(p("x", broken, "in the code"), p("After the code.")))
        assert "a field's code was left out: “in the code”" in told(draft)
        assert texts(draft.document) == ["x", "After the code."]

    def test_content_controls_and_smart_tags_are_looked_into(self):
        control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('Inside.')}</w:sdtContent></w:sdt>"
        tag = p("<w:smartTag>" + r("tagged") + "</w:smartTag>")
        assert texts(read_draft(letter(control, tag)).document) == ["Inside.", "tagged"]


class TestBadInput:
    """A sentence that says what and what to do."""

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "The file is empty"),
            (b"Dear Ms. Moor", "not a Word file"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Word 97–2003"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
                "protected by a password",
            ),
            (b"{\\rtf1 hello}", "RTF"),
            (b"%PDF-1.7", "PDF"),
            (b"PK\x03\x04 nothing more", "damaged"),
            (letter(p("x"))[:-300], "damaged"),
            (letter(replaced={"word/document.xml": b"<w:document"}), "word/document.xml can't be"),
            (
                letter(replaced={"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
                "XML entities",
            ),
            (letter(replaced={"word/document.xml": b"<a>" * 200 + b"</a>" * 200}), "levels deep"),
            (letter(replaced={"word/document.xml": b"<a/>"}), "holds no text"),
            (letter(main_type="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
            (letter(replaced={"word/vbaProject.bin": b"x"}), "macros"),
            (letter(main_type="application/vnd.ms-excel.spreadsheetml.sheet.main+xml"), "Excel"),
        ],
    )
    def test_it_is_refused_with_a_sentence(self, content, sentence):
        with pytest.raises(UnreadableDraft) as refusal:
            read_draft(content)
        assert sentence in str(refusal.value)
        assert str(refusal.value).endswith(".")
        assert "\n" not in str(refusal.value)

    def test_a_zip_of_something_else_is_refused(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("photo.jpg", b"x")
        with pytest.raises(UnreadableDraft, match="not a Word document"):
            read_draft(stream.getvalue())

    def test_a_file_that_unpacks_to_very_much_is_refused(self):
        bomb = letter(replaced={"word/document.xml": b" " * (package.MOST_PART_BYTES + 1)})
        assert len(bomb) < 100_000
        with pytest.raises(UnreadableDraft, match="unpacks to more than 16 MB"):
            read_draft(bomb)

    def test_a_file_that_is_very_large_is_refused(self):
        with pytest.raises(UnreadableDraft, match="larger than 25 MB"):
            read_draft(b"PK" + bytes(package.MOST_FILE_BYTES))

    def test_a_text_that_is_no_letter_any_more_is_refused(self):
        with pytest.raises(UnreadableDraft, match="without annexes"):
            read_draft(word_file("<w:p/>" * 6_000))

    @pytest.mark.parametrize(
        "body",
        [
            "<w:p>" + "<w:r><w:t>a</w:t></w:r>" * 100_000 + "</w:p>",
            "<w:p/>" * 4_000 + "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" * 20_000,
            p(*['<w:r><w:fldChar w:fldCharType="begin"/></w:r>'] * 20_000),
            p("a@" * 200_000) + p("Dear you:"),
            "<w:p><w:r>" + "<w:br/>" * 200_000 + "</w:r></w:p>",
        ],
        ids=["runs", "tables", "fields", "address", "breaks"],
    )
    def test_a_file_made_to_be_slow_is_read_or_refused_in_seconds(self, body):
        began = time.process_time()
        with contextlib.suppress(UnreadableDraft):
            read_draft(word_file(body))
        took = time.process_time() - began
        print(f"{len(body):,} characters of XML in {took:.1f} s")
        assert took < 20

    def test_an_entity_from_outside_is_never_read(self, tmp_path):
        secret = tmp_path / "secret.txt"
        secret.write_text("secret words")
        xml = f'<!DOCTYPE a [<!ENTITY b SYSTEM "{secret.as_uri()}">]><a>&b;</a>'.encode()
        with pytest.raises(UnreadableDraft) as refusal:
            read_draft(letter(replaced={"word/document.xml": xml}))
        assert "secret words" not in str(refusal.value)

    def test_a_style_that_is_based_on_itself_does_no_harm(self):
        assert texts(read_draft(letter(p("Text.", style="Round"))).document) == ["Text."]

    def test_word_files_in_strict_form_are_read(self):
        plain_file = letter(p("Text."))
        with zipfile.ZipFile(io.BytesIO(plain_file)) as archive:
            main = archive.read("word/document.xml")
        strict = main.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        draft = read_draft(letter(p("Text."), replaced={"word/document.xml": strict}))
        assert draft.document == read_draft(plain_file).document

    def test_chance_changes_never_raise_anything_else(self):
        """300 damaged drafts: each is read or refused with a sentence."""
        chance = random.Random(20261116)
        whole = letter(
            p("One", note_mark(4), BOX),
            item("a"),
            item("b", number=2, level=1),
            TABLE,
            p(field("DATE", "x"), link("y")),
            p("Said.", style="Zitat"),
            notes=TestNotes.NOTES,
            links={"rLink": "https://campaign.example/a"},
            compression=zipfile.ZIP_STORED,
        )
        read = refused = 0
        for _ in range(300):
            changed = bytearray(whole)
            for _ in range(chance.randint(1, 12)):
                place = chance.randrange(len(changed))
                match chance.randrange(4):
                    case 0:
                        changed[place] = chance.randrange(256)
                    case 1:
                        del changed[place : place + chance.randint(1, 40)]
                    case 2:
                        changed[place:place] = changed[place : place + chance.randint(1, 60)]
                    case _:
                        changed[place] ^= 1 << chance.randrange(8)
            try:
                read_draft(bytes(changed))
                read += 1
            except UnreadableDraft:
                refused += 1
        print(f"damaged files: {read} read, {refused} refused")
        assert read + refused == 300

    def test_chance_changes_of_the_xml_never_raise_anything_else(self):
        """300 drafts with elements moved, removed, renamed and renumbered."""
        chance = random.Random(7)
        with zipfile.ZipFile(io.BytesIO(letter(p("One", note_mark(4), BOX), item("a"),
            item("b", number=2, level=1), TABLE, p(field("DATE", "x"), link("y")),
            notes=TestNotes.NOTES))) as archive:  # fmt: skip
            names = [
                "word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footnotes.xml",
                "word/_rels/document.xml.rels", "[Content_Types].xml",
            ]  # fmt: skip
            parts = {name: archive.read(name).decode() for name in names}
        read = refused = 0
        for _ in range(300):
            name = chance.choice(names)
            data = letter(notes={}, replaced={n: v.encode() for n, v in parts.items()} | {
                name: _shaken(parts[name], chance).encode()})  # fmt: skip
            try:
                read_draft(data)
                read += 1
            except UnreadableDraft:
                refused += 1
        print(f"shaken XML: {read} read, {refused} refused")
        assert read > 100
        assert read + refused == 300


def _shaken(xml: str, chance: random.Random) -> str:
    """Return the XML with some of its tags or values changed; it often stays well-formed."""
    for _ in range(chance.randint(1, 6)):
        pieces = xml.split('"')
        place = chance.randrange(1, len(pieces), 2)
        match chance.randrange(4):
            case 0:
                pieces[place] = chance.choice(
                    ["", "-1", "999999999999999999999", "٣", "a b", "\u00a0"]
                )
                xml = '"'.join(pieces)
            case 1:
                old = chance.choice(
                    ["w:p>", "w:r>", "w:t>", "w:tbl", "w:lvl", "w:val", "w:id", "w:b"]
                )
                xml = xml.replace(old, chance.choice("w:p> w:r> w:sdt> w:del w:x".split()))
            case 2:
                xml = xml.replace(chance.choice(["separate", "end", "begin", "footnote"]), "begin")
            case _:
                place = xml.find("<w:", chance.randrange(len(xml)))
                end = xml.find("/>", place)
                xml = xml if min(place, end) < 0 else xml[:place] + xml[end + 2 :]
    return xml
