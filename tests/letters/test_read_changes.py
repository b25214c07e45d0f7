"""Tracked changes and comments: taken or refused as said, never guessed, always told."""

from __future__ import annotations

import pytest

from letters.document import Heading, ListBlock, Table, Text, plain
from letters.read_docx import Draft, UndecidedChanges, read_draft
from tests.letters.word_files import (
    deleted,
    end_mark,
    field,
    ins,
    item,
    letter,
    link,
    note_mark,
    p,
    r,
    table,
)


def words(draft: Draft) -> list[str]:
    return [plain(getattr(block, "content", ())) for block in draft.document.body]


def told(draft: Draft) -> str:
    return "\n".join(draft.report)


def both(*content: str, **parts: object) -> tuple[Draft, Draft]:
    """Return the draft with its changes taken, and with them refused."""
    data = letter(*content, **parts)
    return read_draft(data, changes="accept"), read_draft(data, changes="refuse")


MOVED_AWAY = '<w:moveFrom w:id="5" w:author="Kim Roe">' + r("late ") + "</w:moveFrom>"
MOVED_HERE = '<w:moveTo w:id="6" w:author="Kim Roe">' + r("late ") + "</w:moveTo>"
NOW_BOLD = '<w:b/><w:rPrChange w:id="7" w:author="Kim Roe"><w:rPr/></w:rPrChange>'
NO_MORE_BOLD = '<w:rPrChange w:id="7" w:author="Kim Roe"><w:rPr><w:b/></w:rPr></w:rPrChange>'
NOW_HEADING = '<w:pPrChange w:id="8"><w:pPr><w:pStyle w:val="Normal"/></w:pPr></w:pPrChange>'
PUT_IN_MARK = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/><w:ins w:id="9"/></w:numPr>'


class TestAsking:
    """Nobody's changes are decided by a program that was not told how."""

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (p("a ", ins(r("b")), deleted("c")), "1 insertion, 1 deletion"),
            (p("a", ins(r("b")), ins(r("c"))), "2 insertions"),
            (p(MOVED_AWAY, "a ") + p(MOVED_HERE, "b"), "1 move"),
            (p(r("a", NOW_BOLD)), "1 change of formatting"),
            (p("a", style="H2", properties=NOW_HEADING), "1 change of formatting"),
            (p("a", properties=end_mark("ins")) + p("b"), "1 paragraph end put in"),
            (p("a", properties=end_mark("del")) + p("b"), "1 paragraph end taken out"),
            (p("a", properties=PUT_IN_MARK), "1 change of formatting"),
            (
                table(["a", "b"], ["c", "d"]).replace(
                    "<w:tr>", '<w:tr><w:trPr><w:ins w:id="1"/></w:trPr>', 1
                ),
                "1 table row or cell",
            ),
        ],
    )
    def test_a_draft_with_changes_is_refused_with_their_count(self, content, sentence):
        with pytest.raises(UndecidedChanges) as refusal:
            read_draft(letter(content))
        assert str(refusal.value) == (
            f"The draft has tracked changes that nobody decided on: {sentence}."
        )

    @pytest.mark.parametrize("kind", ["footnote", "endnote"])
    def test_changes_in_notes_are_counted_too(self, kind):
        notes = {"notes" if kind == "footnote" else "endnotes": {4: p("n ", ins(r("new")))}}
        with pytest.raises(UndecidedChanges, match="1 insertion"):
            read_draft(letter(p("a", note_mark(4, kind)), **notes))

    def test_a_draft_without_changes_is_read_the_same_whatever_is_said(self):
        data = letter(p("One."), item("a"), item("b"))
        asked = read_draft(data)
        for said in ("accept", "refuse"):
            assert read_draft(data, changes=said) == asked

    def test_the_names_of_who_changed_it_are_nowhere(self):
        data = letter(p("a ", ins(r("b")), deleted("c"), MOVED_HERE, r("d", NOW_BOLD)))
        with pytest.raises(UndecidedChanges) as refusal:
            read_draft(data)
        reports = "".join(told(read_draft(data, changes=c)) for c in ("accept", "refuse"))
        assert "Kim" not in reports + str(refusal.value)


class TestWords:
    @pytest.mark.parametrize(
        ("content", "accepted", "refused"),
        [
            ([p("The ", ins(r("new ")), deleted("old "), "gate.")],
             ["The new gate."], ["The old gate."]),
            ([p("The ", ins(r("very "), r("new ", "<w:b/>")), "gate.")],
             ["The very new gate."], ["The gate."]),
            ([p(MOVED_AWAY, "gates"), p(MOVED_HERE, "trains")],
             ["gates", "late trains"], ["late gates", "trains"]),
            ([p(ins(r("All new."))), p("Stays.")], ["All new.", "Stays."], ["Stays."]),
            ([p(deleted("All old.")), p("Stays.")], ["Stays."], ["All old.", "Stays."]),
            ([p("a ", ins(r("b "), deleted("c ")), "d")], ["a b d"], ["a d"]),
            ([p("a", ins("<w:r><w:br/></w:r>", r("b")))], ["a\nb"], ["a"]),
            ([p("see ", ins(link("here")), ".")], ["see here."], ["see ."]),
            ([p("on ", ins(field("DATE", "Monday")), ".")], ["on Monday."], ["on ."]),
            ([p("a", '<w:del w:id="1"><w:r><w:br/></w:r></w:del>', "b")], ["ab"], ["a\nb"]),
        ],
        ids=["swap", "runs", "move", "all new", "all old", "nested", "break", "link", "field",
             "deleted break"],
    )  # fmt: skip
    def test_each_way_gives_its_text(self, content, accepted, refused):
        one, other = both(*content, links={"rLink": "https://campaign.example/a"})
        assert words(one) == accepted
        assert words(other) == refused

    def test_each_change_is_told_with_its_place_and_words(self):
        one, other = both(p("The ", ins(r("new ")), deleted("old "), "gate."))
        assert "paragraph 5: the tracked insertion “new” was taken." in told(one)
        assert "paragraph 5: the tracked deletion “old” was taken." in told(one)
        assert "paragraph 5: the tracked insertion “new” was undone." in told(other)
        assert "paragraph 5: the tracked deletion “old” was undone." in told(other)

    def test_a_deleted_link_field_is_a_link_again_when_refused(self):
        code = field('HYPERLINK "https://campaign.example/a"', "there")
        for name, gone in (("t", "delText"), ("instrText", "delInstrText")):
            code = code.replace(f"<w:{name} ", f"<w:{gone} ").replace(
                f"</w:{name}>", f"</w:{gone}>"
            )
        code = f'<w:del w:id="1">{code}</w:del>'
        one, other = both(p("Look ", code))
        assert words(one) == ["Look"]
        assert other.document.body[0].content[1] == Text("there", href="https://campaign.example/a")

    def test_a_note_that_was_put_in_is_there_or_told(self):
        one, other = both(p("a", ins(note_mark(4)), "."), notes={4: p("New note.")})
        assert [plain(n.paragraphs[0].content) for n in one.document.notes] == ["New note."]
        assert other.document.notes == ()
        assert "no mark of the text points to was left out: “New note.”" in told(other)

    def test_words_in_notes_follow_the_choice(self):
        notes = {4: p("See ", deleted("page 1"), ins(r("page 2")), ".")}
        one, other = both(p("a", note_mark(4), "."), notes=notes)
        said = [plain(d.document.notes[0].paragraphs[0].content) for d in (one, other)]
        assert said == ["See page 2.", "See page 1."]

    def test_words_in_table_cells_follow_the_choice(self):
        cell = p("12", ins(r("5")))
        one, other = both(table(["Gate", "Faces"], ["North", cell]))
        cells = [plain(d.document.body[0].rows[1][1]) for d in (one, other)]
        assert cells == ["125", "12"]


class TestParagraphsAndRows:
    @pytest.mark.parametrize(
        ("content", "accepted", "refused"),
        [
            ([p("One ", properties=end_mark("del")), p("and two.")],
             ["One and two."], ["One", "and two."]),
            ([p("One ", properties=end_mark("ins")), p("and two.")],
             ["One", "and two."], ["One and two."]),
            ([p("a ", properties=end_mark("del")), p("b ", properties=end_mark("del")), p("c")],
             ["a b c"], ["a", "b", "c"]),
            ([p(ins(r("New.")), properties=end_mark("ins")), p("Old.")],
             ["New.", "Old."], ["Old."]),
            ([p(deleted("Gone."), properties=end_mark("del")), p("Kept.")],
             ["Kept."], ["Gone.", "Kept."]),
            ([p(MOVED_AWAY, properties=end_mark("moveFrom")), p("b")],
             ["b"], ["late", "b"]),
        ],
        ids=["end gone", "end new", "chain", "new paragraph", "old paragraph", "moved"],
    )  # fmt: skip
    def test_ends_of_paragraphs_follow_the_choice(self, content, accepted, refused):
        one, other = both(*content)
        assert words(one) == accepted
        assert words(other) == refused

    def test_ends_in_notes_follow_the_choice(self):
        notes = {4: p("One ", properties=end_mark("del")) + p("two.")}
        one, other = both(p("a", note_mark(4)), notes=notes)
        assert [len(d.document.notes[0].paragraphs) for d in (one, other)] == [1, 2]

    def test_an_end_before_a_table_stays(self):
        one, _other = both(
            p("Before", properties=end_mark("del")), table(["a", "b"], ["c", "d"]), p("After.")
        )
        assert [type(block).__name__ for block in one.document.body] == [
            "Paragraph", "Table", "Paragraph",
        ]  # fmt: skip

    def test_a_paragraph_that_was_split_at_a_note_keeps_its_note(self):
        one, other = both(
            p("One", note_mark(4), properties=end_mark("ins")), p(" two."), notes={4: p("N.")}
        )
        assert len(one.document.body) == 2
        assert len(other.document.body) == 1
        assert one.document.notes == other.document.notes

    @pytest.mark.parametrize(("kind", "accepted", "refused"), [("ins", 3, 2), ("del", 2, 3)])
    def test_rows_follow_the_choice_and_are_told(self, kind, accepted, refused):
        marked = table(["a", "b"], ["c", "d"], ["zeta", "eta"])
        place = marked.rindex("<w:tr>") + len("<w:tr>")
        marked = f'{marked[:place]}<w:trPr><w:{kind} w:id="1"/></w:trPr>{marked[place:]}'
        drafts = both(marked)
        assert [len(d.document.body[0].rows) for d in drafts] == [accepted, refused]
        without = drafts[0] if accepted == 2 else drafts[1]
        assert "“zeta eta”" in told(without)

    def test_a_table_whose_rows_are_all_gone_is_gone(self):
        marked = table(["zeta", "eta"], ["theta", "iota"]).replace(
            "<w:tr>", '<w:tr><w:trPr><w:del w:id="1"/></w:trPr>'
        )
        one, other = both(p("Text."), marked)
        assert words(one) == ["Text."]
        assert isinstance(other.document.body[1], Table)
        assert all(word in told(one) for word in ("zeta", "eta", "theta", "iota"))


class TestLooks:
    def test_bold_that_was_tracked_follows_the_choice(self):
        one, other = both(p("Now ", r("so", NOW_BOLD), " or ", r("not", NO_MORE_BOLD), "."))
        assert one.document.body[0].content[1] == Text("so", bold=True)
        assert Text("not", bold=True) in other.document.body[0].content
        assert Text("so", bold=True) not in other.document.body[0].content
        assert "tracked changes of formatting were taken (2 places)" in told(one).lower()
        assert "tracked changes of formatting were undone (2 places)" in told(other).lower()

    def test_a_paragraph_that_became_a_heading_follows_the_choice(self):
        one, other = both(p("Facts", style="H2", properties=NOW_HEADING), p("Text."))
        assert isinstance(one.document.body[0], Heading)
        assert not isinstance(other.document.body[0], Heading)

    def test_a_paragraph_that_became_an_item_follows_the_choice(self):
        one, other = both(p("Item", properties=PUT_IN_MARK))
        assert isinstance(one.document.body[0], ListBlock)
        assert words(other) == ["Item"]


COMMENTS = (
    f'<w:comment w:id="1" w:author="Kim Roe" w:initials="KR">{p("Is that so?")}</w:comment>'
    f'<w:comment w:id="2" w:author="Kim Roe">{p("Ask")}{p("the board.")}</w:comment>'
)


def span(identity: int, *content: str) -> str:
    start = f'<w:commentRangeStart w:id="{identity}"/>'
    end = f'<w:commentRangeEnd w:id="{identity}"/>'
    mark = f'<w:r><w:commentReference w:id="{identity}"/></w:r>'
    return start + "".join(one if one.startswith("<") else r(one) for one in content) + end + mark


class TestComments:
    def test_they_are_counted_and_told_with_the_words_they_are_on(self):
        draft = read_draft(
            letter(p("We know ", span(1, "forty ", r("gates", "<w:b/>")), "."),
                   parts={"comments": COMMENTS})
        )  # fmt: skip
        assert "The draft has 2 comments; none was imported." in draft.report
        assert "A comment on “forty gates” was left out: “Is that so?”." in draft.report
        assert "A comment was left out: “Ask the board.”." in draft.report
        assert words(draft) == ["We know forty gates."]

    def test_nobody_who_commented_is_named(self):
        draft = read_draft(letter(p(span(1, "x")), parts={"comments": COMMENTS}))
        assert "Kim" not in told(draft)
        assert "KR" not in told(draft)

    def test_a_comment_may_span_paragraphs_and_others(self):
        draft = read_draft(
            letter(
                p("One ", '<w:commentRangeStart w:id="1"/>', "two"),
                p("three ", span(2, "four"), '<w:commentRangeEnd w:id="1"/>', " five"),
                parts={"comments": COMMENTS},
            )
        )
        assert "A comment on “two three four” was left out: “Is that so?”." in draft.report
        assert "A comment on “four” was left out: “Ask the board.”." in draft.report

    def test_comments_on_words_of_notes_are_told(self):
        draft = read_draft(
            letter(p("a", note_mark(4)), notes={4: p("See ", span(1, "page 4"), ".")},
                   parts={"comments": COMMENTS})
        )  # fmt: skip
        assert "A comment on “page 4” was left out: “Is that so?”." in draft.report

    def test_a_draft_without_comments_says_nothing_of_them(self):
        assert "comment" not in told(read_draft(letter(p("Text."))))
