"""Lists of a draft: whatever way a word processor, or a hand, marked them."""

from __future__ import annotations

from typing import Any

import pytest

from letters.document import Demands, Heading, ListBlock, NoteRef, Paragraph, Text, plain
from letters.read_docx import Draft, read_draft
from tests.letters.word_files import item, letter, lines, note_mark, p, r


def read(*content: str, **parts: object) -> Draft:
    return read_draft(letter(*content, **parts))


def told(draft: Draft) -> str:
    return "\n".join(draft.report)


def shape(block: Any) -> Any:
    """Return a list as nested Python lists, headed by 1 for numbers and • for bullets."""
    if isinstance(block, ListBlock):
        return ["1" if block.ordered else "•", *(shape(one) for one in block.items)]
    if isinstance(block, Paragraph):
        return plain(block.content)
    inner = [shape(one) for one in block.blocks]
    return inner[0] if len(inner) == 1 else inner


def shapes(draft: Draft) -> list[Any]:
    return [shape(block) for block in draft.document.body]


def typed(*rows: str) -> list[Any]:
    return shapes(read(*map(p, rows)))


class TestTypedByHand:
    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            (["1. one", "2. two", "3. three"], [["1", "one", "two", "three"]]),
            (["1) one", "2) two"], [["1", "one", "two"]]),
            (["(1) one", "(2) two"], [["1", "one", "two"]]),
            (["(a) one", "(b) two", "(c) three"], [["1", "one", "two", "three"]]),
            (["a. one", "b. two"], [["1", "one", "two"]]),
            (["A. one", "B. two"], [["1", "one", "two"]]),
            (["i. one", "ii. two", "iii. three", "iv. four"],
             [["1", "one", "two", "three", "four"]]),
            (["I. one", "II. two"], [["1", "one", "two"]]),
            (["(i) one", "(ii) two"], [["1", "one", "two"]]),
            (["• one", "• two"], [["•", "one", "two"]]),
            (["- one", "- two"], [["•", "one", "two"]]),
            (["* one", "* two"], [["•", "one", "two"]]),
            (["– one", "– two"], [["•", "one", "two"]]),
            (["·\u00a0one", "·\u00a0two"], [["•", "one", "two"]]),
            (["1. one", "(a) inner", "(b) inner two", "2. two"],
             [["1", ["one", ["1", "inner", "inner two"]], "two"]]),
            (["1. one", "• inner", "2. two", "• other"],
             [["1", ["one", ["•", "inner"]], ["two", ["•", "other"]]]]),
            (["• one", "- inner", "- inner two", "• two"],
             [["•", ["one", ["•", "inner", "inner two"]], "two"]]),
            (["1. one", "2. two", "1. again", "2. and two"],
             [["1", "one", "two"], ["1", "again", "and two"]]),
            (["1. one", "2. two", "Between.", "• a", "• b"],
             [["1", "one", "two"], "Between.", ["•", "a", "b"]]),
            ([f"{number}. x" for number in range(1, 13)], [["1", *["x"] * 12]]),
            (["(h) x", "(i) y"], ["(h) x", "(i) y"]),
            (["1. one", "Between.", "2. two"], ["1. one", "Between.", "2. two"]),
            (["1. one", "3. three"], ["1. one", "3. three"]),
            (["2. two", "3. three"], ["2. two", "3. three"]),
            (["1. one", "2) two"], ["1. one", "2) two"]),
            (["• one", "- two"], ["• one", "- two"]),
            (["1.5 million faces", "2.5 million more"], ["1.5 million faces", "2.5 million more"]),
            (["2026. A year", "2027. Another"], ["2026. A year", "2027. Another"]),
            (["A. Smith wrote.", "He was right."], ["A. Smith wrote.", "He was right."]),
            (["1. one", "2. two", "A. Smith wrote."], [["1", "one", "two"], "A. Smith wrote."]),
            (["-one", "-two"], ["-one", "-two"]),
        ],
    )  # fmt: skip
    def test_neighbours_that_count_from_one_become_a_list(self, rows, expected):
        assert typed(*rows) == expected

    def test_it_is_told_with_its_place_and_number_of_items(self):
        said = told(read(p("First."), p("(a) one"), p("(b) two"), p("Alone:"), p("1. x")))
        assert "paragraph 6: a list of 2 items with marks typed by hand became a list" in said
        assert "numbered with lowerLetter; here it has 1, 2, 3" in said
        assert "paragraph 9: begins with a mark typed by hand and stayed text: “1. x”" in said

    def test_the_mark_goes_and_looks_notes_and_links_stay(self):
        draft = read(
            p(r("1. Stop", "<w:b/>"), " now", note_mark(4), "."),
            p("2", ". ", r("Go", "<w:i/>"), "."),
            notes={4: p("Now.")},
        )
        first, second = (one.blocks[0].content for one in draft.document.body[0].items)
        assert first == (Text("Stop", bold=True), Text(" now"), NoteRef(1), Text("."))
        assert second == (Text("Go", italic=True), Text("."))

    def test_a_typed_list_under_what_we_ask_becomes_demands(self):
        draft = read(p("What we ask", style="H2"), p("We ask you to:"), p("1. stop"), p("2. go"))
        (demands,) = draft.document.body
        assert isinstance(demands, Demands)
        assert [shape(demand) for demand in demands.demands] == ["stop", "go"]

    def test_numbered_headings_are_no_list(self):
        draft = read(
            p(r("1. Facts", "<w:b/>")), p("One."), p(r("2. Law", "<w:b/>")), p("Two."),
            p("3. Third", style="H2"),
        )  # fmt: skip
        assert sum(isinstance(block, Heading) for block in draft.document.body) == 3

    def test_a_list_of_the_word_processor_is_left_as_it_is(self):
        assert shapes(read(item("1. one"), item("2. two"))) == [["1", "1. one", "2. two"]]

    def test_address_lines_with_numbers_are_no_list(self):
        assert read(p("Text.")).document.addressees[0].postal_lines[0] == "5 Quay Road"


def level(number: int, kind: str, shown: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{shown}"/></w:lvl>'
    )


def definition(number: int, *levels: str, extra: str = "") -> str:
    """Return an abstract numbering and the list of the same number that uses it."""
    return (
        f'<w:abstractNum w:abstractNumId="{number}">{extra}{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
    )


class TestMarkups:
    """What Word, LibreOffice and others write for one and the same list."""

    def test_legal_numbering_nests_and_its_look_is_told(self):
        legal = definition(
            40, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2", "<w:isLgl/>")
        )
        draft = read(
            item("one", number=40), item("inner", number=40, level=1), item("two", number=40),
            numbering=legal,
        )  # fmt: skip
        assert shapes(draft) == [["1", ["one", ["1", "inner"]], "two"]]
        assert "the list’s marks read “%1.%2”; here it has 1, 2, 3" in told(draft)

    def test_words_in_the_marks_are_told(self):
        articles = definition(41, level(0, "upperRoman", "Article %1:"))
        draft = read(item("one", number=41), numbering=articles)
        assert "the list’s marks read “Article %1:”" in told(draft)
        assert "numbered with upperRoman" in told(draft)

    def test_a_style_that_a_level_names_gives_that_level(self):
        styles = (
            '<w:style w:type="paragraph" w:styleId="L1"><w:name w:val="Point"/><w:pPr><w:numPr>'
            '<w:numId w:val="42"/></w:numPr></w:pPr></w:style>'
            '<w:style w:type="paragraph" w:styleId="L2"><w:name w:val="Point below"/><w:pPr>'
            '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="42"/></w:numPr></w:pPr></w:style>'
            '<w:style w:type="paragraph" w:styleId="L3"><w:name w:val="Point deep"/>'
            '<w:basedOn w:val="L1"/></w:style>'
        )
        numbering = definition(
            42,
            level(0, "decimal", "%1.", '<w:pStyle w:val="L1"/>'),
            level(1, "bullet", "•", '<w:pStyle w:val="L2"/>'),
            level(2, "bullet", "–", '<w:pStyle w:val="L3"/>'),
        )
        draft = read(
            p("one", style="L1"), p("inner", style="L2"), p("deep", style="L3"),
            p("two", style="L1"), styles=styles, numbering=numbering,
        )  # fmt: skip
        assert shapes(draft) == [["1", ["one", ["•", ["inner", ["•", "deep"]]]], "two"]]

    def test_a_numbering_style_that_another_definition_holds_is_followed(self):
        numbering = (
            '<w:abstractNum w:abstractNumId="43"><w:numStyleLink w:val="Ours"/></w:abstractNum>'
            '<w:num w:numId="43"><w:abstractNumId w:val="43"/></w:num>'
            + definition(44, level(0, "bullet", "•"), extra='<w:styleLink w:val="Ours"/>')
        )
        assert shapes(read(item("a", number=43), numbering=numbering)) == [["•", "a"]]

    @pytest.mark.parametrize(
        ("override", "sentence"),
        [
            ('<w:startOverride w:val="1"/>', ""),
            ('<w:startOverride w:val="7"/>', "begins with number 7"),
            (level(0, "lowerRoman", "%1."), "numbered with lowerRoman"),
        ],
    )
    def test_an_override_of_a_level_counts(self, override, sentence):
        numbering = definition(45, level(0, "decimal", "%1.")) + (
            '<w:num w:numId="46"><w:abstractNumId w:val="45"/><w:lvlOverride w:ilvl="0">'
            f"{override}</w:lvlOverride></w:num>"
        )
        draft = read(item("a", number=45), p("So:"), item("b", number=46), numbering=numbering)
        assert shapes(draft) == [["1", "a"], "So:", ["1", "b"]]
        assert sentence in told(draft)
        assert bool(sentence) or "list" not in told(draft)

    def test_number_zero_takes_a_style_s_list_away(self):
        off = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
        assert shapes(read(p("text", style="Points", properties=off))) == ["text"]

    def test_a_list_that_no_definition_knows_stays_text(self):
        assert shapes(read(item("text", number=99))) == ["text"]


class TestCharacters:
    @pytest.mark.parametrize(
        ("given", "read_as"),
        [
            ("“Stop,” they said — it’s ‘now’", "“Stop,” they said — it’s ‘now’"),
            ("§\u00a07, p.\u202f3", "§\u00a07, p.\u202f3"),
            ("non\u2011stop", "non\u2011stop"),
            ("soft\u00adhyphen", "softhyphen"),
            ("zero\u200bwidth\ufeff", "zerowidth"),
            ("e\u0301t\u00e9", "\u00e9t\u00e9"),
            ("three   spaces", "three spaces"),
            ("نعم\u200cلا", "نعم\u200cلا"),
        ],
        ids=["quotes", "hard spaces", "hard hyphen", "soft hyphen", "zero width", "accents",
             "spaces", "joiner"],
    )  # fmt: skip
    def test_typography_stays_and_invisible_marks_go(self, given, read_as):
        assert shapes(read(p(given))) == [read_as]

    def test_hyphens_of_the_markup_are_the_same_as_typed_ones(self):
        draft = read(
            p("non", "<w:r><w:noBreakHyphen/></w:r>", "stop"),
            p("soft", "<w:r><w:softHyphen/></w:r>", "ly"),
        )
        assert shapes(draft) == ["non\u2011stop", "softly"]
        assert "Soft hyphens were left out (1 place)" in told(draft)

    def test_lines_inside_a_paragraph_stay_lines(self):
        assert shapes(read(lines("One", "Two"))) == ["One\nTwo"]
