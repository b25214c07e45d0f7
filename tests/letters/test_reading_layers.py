"""The lower layers of reading a draft, each by itself: characters, words, fields, styles, lists."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from letters.document import Break, NoteRef, Text, plain
from letters.read_docx import Draft, UnreadableDraft, read_draft
from letters.reading.changes import count_changes, counted
from letters.reading.characters import clean, invisible_marks, private_characters, symbol
from letters.reading.fields import Fields
from letters.reading.findings import MOST_QUOTED, Findings, quoted, whole
from letters.reading.package import W
from letters.reading.styles import Styles, hangs, indented_twice, switch, value
from letters.reading.words import is_empty, tidy, words
from tests.letters.word_files import field, item, letter, link, note_mark, p, r

NAMES = f'xmlns:w="{W[1:-1]}"'


def xml(inner: str, name: str = "w:body") -> etree._Element:
    return etree.fromstring(f"<{name} {NAMES}>{inner}</{name}>")


def told(draft: Draft) -> str:
    return "\n".join(draft.report)


def content(*parts: str, **given: Any) -> Any:
    """Return the inline content that one paragraph becomes."""
    return read_draft(letter(p(*parts), **given)).document.body[0].content


class TestCharacters:
    @pytest.mark.parametrize(
        ("font", "code", "shown"),
        [
            ("Symbol", "F0B7", "•"), ("symbol", "00B7", "•"), ("Symbol", "F0B3", "≥"),
            ("Wingdings", "F0FC", "✓"), ("Wingdings", "F0A7", "▪"), ("Wingdings 2", "F0FC", "✓"),
            ("Arial", "2022", "•"), ("Arial", "00E9", "é"), ("Arial", "0007", ""),
            ("Webdings", "F041", ""), ("Symbol", "F001", ""), ("Symbol", "zz", ""), ("", "", ""),
            ("Arial", "D800", ""), ("Arial", "-41", ""),
        ],
    )  # fmt: skip
    def test_symbols_of_known_fonts_have_a_character(self, font, code, shown):
        assert symbol(font, code) == shown

    @pytest.mark.parametrize(
        ("text", "cleaned", "marks"),
        [
            ("plain", "plain", 0), ("a\u200bb\u202ec", "abc", 2), ("\ufeffx", "x", 1),
            ("a\tb\nc", "a b c", 0), ("a\u00a0b", "a\u00a0b", 0), ("e\u0301", "é", 0),
            ("\u200e\u200cx", "\u200e\u200cx", 0), ("a\x00b", "ab", 1), ("", "", 0),
            ("\u2067x\u2069", "x", 2),
        ],
    )  # fmt: skip
    def test_what_is_text_stays_and_what_is_not_goes(self, text, cleaned, marks):
        assert clean(text) == cleaned
        assert invisible_marks(text) == marks

    def test_characters_of_one_font_only_are_counted(self):
        assert private_characters("a\ue000b\uf8ff") == 2

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=40))
    def test_cleaning_twice_changes_nothing(self, text):
        assert clean(clean(text)) == clean(text)


class TestWords:
    @pytest.mark.parametrize(
        ("parts", "result"),
        [
            ([Text("a"), Text("b")], (Text("ab"),)),
            ([Text("a "), Text(" b")], (Text("a b"),)),
            ([Text("a "), Text(" b", bold=True)], (Text("a "), Text("b", bold=True))),
            ([Text("  a  b  ")], (Text("a b"),)),
            ([Break(), Text("a"), Break()], (Text("a"),)),
            ([Text("a "), Break(), Text(" b")], (Text("a"), Break(), Text("b"))),
            ([Text("a"), Break(), Break(), Text("b")], (Text("a"), Break(), Break(), Text("b"))),
            ([Text("a"), NoteRef(1), Text(" b")], (Text("a"), NoteRef(1), Text(" b"))),
            ([Text(" ", bold=True)], ()),
            ([Text("a", href="https://a.example"), Text("b")],
             (Text("a", href="https://a.example"), Text("b"))),
            ([Text("\u00a0a\u00a0b\u00a0")], (Text("a\u00a0b"),)),
            ([], ()),
        ],
    )  # fmt: skip
    def test_neighbours_of_one_look_become_one_and_ends_are_bare(self, parts, result):
        assert tidy(parts) == result

    @pytest.mark.parametrize(
        ("parts", "empty"),
        [
            ((), True), ((Text(" "),), True), ((Break(),), True), ((Text("\u00a0"),), True),
            ((NoteRef(1),), False), ((Text("a"),), False),
        ],
    )  # fmt: skip
    def test_a_paragraph_without_words_and_marks_is_empty(self, parts, empty):
        assert is_empty(parts) == empty

    @pytest.mark.parametrize(
        ("inner", "said"),
        [
            (p("a", "b"), "ab"), (p("a") + p("b"), "a b"),
            (p("a", "<w:r><w:tab/></w:r>", "b"), "a b"),
            ("<w:r><w:delText>gone</w:delText></w:r>", "gone"), ("<w:p/>", ""),
        ],
    )  # fmt: skip
    def test_all_words_of_an_element_are_found(self, inner, said):
        assert words(xml(inner)) == said


class TestFindings:
    def test_sentences_keep_their_order_and_counts_come_last(self):
        findings = Findings()
        findings.place = "paragraph 2"
        findings.count("tab stops became spaces")
        findings.here("a picture was left out")
        findings.count("tab stops became spaces")
        findings.place = ""
        findings.here("a table was left out")
        findings.say("No date was found.")
        assert findings.sentences() == (
            "paragraph 2: a picture was left out.",
            "a table was left out.",
            "No date was found.",
            "Tab stops became spaces (2 places).",
        )

    def test_a_quotation_is_short_and_what_is_left_out_is_whole(self):
        text = "word " * MOST_QUOTED
        assert len(quoted(text)) < MOST_QUOTED + 10
        assert whole(text) == f"“{text.strip()}”"
        assert quoted("a\nb") == whole("a\nb") == "“a b”"


class TestFields:
    @pytest.mark.parametrize(
        ("code", "href"),
        [
            ('HYPERLINK "https://a.example/x"', "https://a.example/x"),
            ("HYPERLINK https://a.example/x", "https://a.example/x"),
            (' hyperlink  "https://a.example/x" \\o "tip"', "https://a.example/x"),
            ('HYPERLINK "https://a.example/x" \\l "part"', "https://a.example/x#part"),
            ('HYPERLINK "mailto:us@a.example"', "mailto:us@a.example"),
            ('HYPERLINK "javascript:alert(1)"', ""),
            ('HYPERLINK "file:///etc/passwd"', ""),
            ('HYPERLINK \\l "top"', ""),
            ("DATE \\@ yyyy", ""),
            ("INCLUDETEXT /etc/passwd", ""),
            ("", ""),
        ],
    )
    def test_only_links_that_a_letter_may_have_are_links(self, code, href):
        findings = Findings()
        assert Fields().told(code, findings) == href
        assert bool(findings.sentences()) == (not href)

    @pytest.mark.parametrize(
        ("parts", "said"),
        [
            ([field("DATE", "2 March")], "2 March"),
            (["a ", field("PAGE", "3"), " b"], "a 3 b"),
            ([field('HYPERLINK "https://a.example"', "here")], "here"),
            (['<w:fldSimple w:instr="DATE">' + r("2 March") + "</w:fldSimple>"], "2 March"),
            (["a", '<w:r><w:fldChar w:fldCharType="end"/></w:r>', "b"], "ab"),
            (["a", '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "b"], "ab"),
            (["a", '<w:r><w:fldChar/></w:r>', "b"], "ab"),
        ],
    )  # fmt: skip
    def test_a_field_shows_what_it_shows(self, parts, said):
        assert plain(content(*parts)) == said

    def test_a_field_inside_a_field_shows_once(self):
        inner = field("PAGE", "4")
        code = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>'
        )
        shown = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        assert plain(content("a ", code + inner + shown + r("b") + end)) == "a b"


class TestInline:
    @pytest.mark.parametrize(
        ("parts", "expected"),
        [
            (["x ", r("a", '<w:b w:val="true"/>')], (Text("x "), Text("a", bold=True))),
            ([r("a", '<w:b w:val="0"/>')], (Text("a"),)),
            ([r("a", "<w:bCs/>")], (Text("a"),)),
            (["x ", r("a", "<w:b/><w:i/>")], (Text("x "), Text("a", bold=True, italic=True))),
            ([link("a", r("b", "<w:i/>"))],
             (Text("a", href="https://a.example/"), Text("b", italic=True, href="https://a.example/"))),
            (["a", "<w:r><w:br/></w:r>", "b"], (Text("a"), Break(), Text("b"))),
            (["a", "<w:r><w:cr/></w:r>", "b"], (Text("a"), Break(), Text("b"))),
            (["a", "<w:r><w:ptab/></w:r>", "b"], (Text("a b"),)),
            (["a", "<w:r><w:lastRenderedPageBreak/></w:r>", "b"], (Text("ab"),)),
            (["a\u2028b"], (Text("a"), Break(), Text("b"))),
            (["<w:bookmarkStart/>", "a", "<w:bookmarkEnd/>"], (Text("a"),)),
            (["a", f"<w:ruby><w:rt>{r('x')}</w:rt><w:rubyBase>{r('b')}</w:rubyBase></w:ruby>"],
             (Text("ab"),)),
        ],
    )  # fmt: skip
    def test_markup_becomes_inline_content(self, parts, expected):
        assert content(*parts, links={"rLink": "https://a.example/"}) == expected

    def test_marks_of_one_note_named_twice_are_two_notes_with_its_words(self):
        draft = read_draft(
            letter(p("a", note_mark(4), " b", note_mark(4), "."), notes={4: p("Same.")})
        )
        assert [plain(n.paragraphs[0].content) for n in draft.document.notes] == ["Same.", "Same."]


class TestStyles:
    STYLES = Styles(
        xml(
            '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="de-DE"/></w:rPr></w:rPrDefault>'
            "</w:docDefaults>"
            '<w:style w:type="paragraph" w:default="1" w:styleId="N"/>'
            '<w:style w:type="paragraph" w:styleId="U"><w:name w:val="heading 3"/>'
            '<w:rPr><w:b/><w:i w:val="0"/></w:rPr></w:style>'
            '<w:style w:type="paragraph" w:styleId="V"><w:basedOn w:val="U"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="O"><w:name w:val="Outline"/>'
            '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
            '<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Intense Quote"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="Caption"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>',
            "w:styles",
        )
    )

    @pytest.mark.parametrize(
        ("inner", "level"),
        [
            ('<w:pStyle w:val="U"/>', 3), ('<w:pStyle w:val="V"/>', 3),
            ('<w:pStyle w:val="O"/>', 2),
            ('<w:outlineLvl w:val="0"/>', 1), ('<w:outlineLvl w:val="9"/>', 0),
            ('<w:outlineLvl w:val="x"/>', 0), ('<w:pStyle w:val="None"/>', 0), ("", 0),
            ('<w:pStyle w:val="A"/>', 0),
        ],
    )  # fmt: skip
    def test_a_heading_has_its_level_by_name_base_or_outline(self, inner, level):
        assert self.STYLES.heading_level(xml(inner, "w:pPr")) == level

    def test_looks_come_from_the_nearest_style_that_says_so(self):
        assert self.STYLES.looks("V", "b") is True
        assert self.STYLES.looks("V", "i") is False
        assert self.STYLES.looks("Q", "b") is None

    def test_quotations_captions_and_language_are_known(self):
        assert self.STYLES.is_quotation("Q")
        assert self.STYLES.is_caption("C")
        assert not self.STYLES.is_caption("Q")
        assert self.STYLES.language == "de-DE"

    @pytest.mark.parametrize(
        ("said", "on"),
        [("<w:b/>", True), ('<w:b w:val="off"/>', False), ('<w:b w:val="1"/>', True), ("", None)],
    )
    def test_a_switch_is_on_off_or_unsaid(self, said, on):
        assert switch(xml(said, "w:rPr"), "b") is on
        assert switch(None, "b") is None
        assert value(None, "b") is None

    @pytest.mark.parametrize(
        ("indent", "twice", "once"),
        [
            ('w:left="720" w:right="720"', True, True), ('w:start="720" w:end="720"', True, True),
            ('w:left="720"', False, True), ('w:left="100" w:right="100"', False, False),
            ('w:left="-720" w:right="720"', False, False), ('w:left="x"', False, False),
            ("", False, False),
        ],
    )  # fmt: skip
    def test_what_is_set_in_is_known_by_its_sides(self, indent, twice, once):
        properties = xml(f"<w:ind {indent}/>", "w:pPr")
        assert indented_twice(properties) == twice
        assert hangs(properties) == once


class TestCounting:
    @pytest.mark.parametrize(
        ("inner", "said"),
        [
            ("<w:p><w:ins/><w:ins/><w:del/></w:p>", "2 insertions, 1 deletion"),
            ("<w:p><w:moveFrom/><w:moveTo/></w:p>", "1 move"),
            ("<w:tbl><w:tr><w:tc><w:tcPr><w:cellIns/></w:tcPr></w:tc></w:tr></w:tbl>",
             "1 table row or cell"),
            ("<w:sectPr><w:sectPrChange/></w:sectPr>", "1 change of formatting"),
            ("<w:p><w:pPr><w:rPr><w:ins/><w:rPrChange/></w:rPr></w:pPr></w:p>",
             "1 change of formatting, 1 paragraph end put in"),
            ("<w:p/>", ""),
        ],
    )  # fmt: skip
    def test_each_kind_of_change_is_counted(self, inner, said):
        assert counted(count_changes(xml(inner))) == said


class TestLanguages:
    @pytest.mark.parametrize(
        ("tag", "language", "sentence"),
        [
            ("en-US", "en-US", ""), ("de-DE", "de-DE", ""), ("de-AT", "de-DE", "became de-DE"),
            ("es", "es-US", "became es-US"), ("sw-KE", "en-US", "which letters don’t have"),
            ("", "en-US", ""), ("not a tag", "en-US", ""),
        ],
    )  # fmt: skip
    def test_the_letter_has_the_draft_s_language_or_the_nearest(self, tag, language, sentence):
        defaults = f'<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="{tag}"/></w:rPr>'
        draft = read_draft(letter(p("x"), styles=defaults + "</w:rPrDefault></w:docDefaults>"))
        assert draft.document.language == language
        assert sentence in told(draft)


class TestSpeed:
    @pytest.mark.parametrize(
        "body",
        [
            "".join(item(f"{n}. x", level=n % 9) for n in range(4_000)),
            "".join(p(f"{n % 60}. x") for n in range(4_900)),
            "".join(p("x", properties='<w:rPr><w:del w:id="1"/></w:rPr>') for n in range(20_000)),
            "<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>" * 20_000 + "</w:tbl>",
            p("".join(f"<w:ins>{r('x')}</w:ins>" for _ in range(20_000))),
            "".join(p("• x") + p("- y") for _ in range(2_400)),
        ],
        ids=["deep lists", "typed", "joined", "rows", "insertions", "bullets"],
    )
    def test_a_file_made_to_be_slow_is_read_in_seconds(self, body):
        began = time.process_time()
        with contextlib.suppress(UnreadableDraft):
            read_draft(letter(body), changes="accept")
        took = time.process_time() - began
        print(f"{len(body):,} characters of XML in {took:.1f} s")
        assert took < 20
