"""Words that came and went, and whose signature still counts."""

from hypothesis import given
from hypothesis import strategies as st

from signatories.wording_changes import Piece, compare, in_context, leading_to, word_counts

LINES = st.lists(st.text(alphabet="ab c.,é", max_size=20), max_size=8).map("\n".join)


def side(lines, gone):
    """Return one of the two texts from their comparison; `gone` is what the other side has."""
    kept = [
        "".join(p.words for p in line.pieces if p.happened != gone)
        for line in lines
        if any(p.happened != gone for p in line.pieces)
    ]
    return [line for line in kept if line.strip()]


def test_a_changed_word_is_shown_within_its_line():
    (line,) = compare("We ask for four things.", "We ask for three things.")
    assert line.pieces == (
        Piece("same", "We ask for "),
        Piece("removed", "four"),
        Piece("added", "three"),
        Piece("same", " things."),
    )


def test_whole_lines_come_and_go():
    lines = compare("Dear Ms. Halden:\nGo.", "Dear Ms. Halden:\nGo.\nP. S. Thank you very much.")
    assert [p.happened for line in lines for p in line.pieces] == ["same", "same", "added"]


@given(LINES, LINES)
def test_both_texts_can_be_read_from_their_comparison(a, b):
    lines = compare(a, b)
    assert side(lines, "added") == [line for line in a.splitlines() if line.strip()]
    assert side(lines, "removed") == [line for line in b.splitlines() if line.strip()]


def test_only_the_neighbours_of_a_change_are_shown():
    old = "\n".join(f"line number {n} stays" for n in range(9))
    shown = in_context(compare(old, old.replace("number 4 stays", "number 4 goes")))
    assert [line is None for line in shown] == [True, False, False, False, True]


def test_words_are_counted():
    assert word_counts(compare("one two three", "one 2 three four")) == (2, 1)


def test_chains_lead_on_and_not_back():
    changes = [("a", "b"), ("b", "c"), ("x", "c"), ("c", "a")]
    assert leading_to("b", changes[:1]) == {"a", "b"}
    assert leading_to("a", changes[:2]) == {"a"}
    assert leading_to("c", changes) == {"a", "b", "c", "x"}
