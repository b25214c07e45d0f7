"""Planted words: each one stands in the letter or in the report, whichever way changes go."""

from __future__ import annotations

import pytest

from letters.read_docx import Draft, read_draft
from tests.letters.word_files import (
    END,
    HEAD,
    deleted,
    drawing,
    end_mark,
    field,
    ins,
    item,
    lines,
    link,
    note_mark,
    p,
    r,
    table,
    word_file,
)


class Planted:
    """Gives words that occur nowhere else, and remembers them."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __call__(self) -> str:
        self.words.append(f"word{len(self.words):03}x")
        return self.words[-1]

    def missing(self, draft: Draft) -> list[str]:
        everything = f"{draft.document!r} {' '.join(draft.report)}"
        return [word for word in self.words if word not in everything]


def row_mark(xml: str, kind: str) -> str:
    return xml.replace("<w:tr>", f'<w:tr><w:trPr><w:{kind} w:id="1"/></w:trPr>', 1)


def merged(xml: str) -> str:
    return xml.replace("<w:tc>", '<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', 1)


def box(text: str) -> str:
    inner = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{inner}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def own_mark(identity: int, text: str) -> str:
    mark = f'<w:footnoteReference w:id="{identity}" w:customMarkFollows="1"/>'
    return f"<w:r>{mark}<w:t>{text}</w:t></w:r>"


def comment(identity: int, text: str) -> str:
    return f'<w:comment w:id="{identity}" w:author="Kim Roe">{p(text)}</w:comment>'


def body(w: Planted) -> str:
    """Return a text with a planted word in everything that a draft may hold."""
    moved = w()
    return "".join(
        [
            p(w(), style="Titel"), p("a", note_mark(4)), p(box(w())), p(r(w(), "<w:vanish/>")),
            p(ins(r(w())), " x ", deleted(w())), p(deleted(w() + " "), ins(r(w()))),
            p(f'<w:moveFrom w:id="5">{r(moved)}</w:moveFrom>', "x"),
            p(f'<w:moveTo w:id="6">{r(moved)}</w:moveTo>', "y"),
            p(w() + " ", properties=end_mark("del")), p(w()),
            p(w() + " ", properties=end_mark("ins")), p(w()),
            p(field("QUOTE", w())), p(w(), style="H2"), item(w()), p(w()),
            *(item(w(), level=level % 9) for level in range(12)),
            p(link(w(), identity="rNone")), p(w(), style="Round"),
            p(w(), style="Zitat"), p("— " + w(), style="Zitat"),
            f"<w:unknown>{p(w())}</w:unknown>", p(r(w(), "<w:strike/>")),
            table([w(), w()], [w(), p(w(), ins(r(w())), deleted(w()))]),
            merged(table([w(), w()], [w(), w()])), table([w()], [w()]),
            table([w(), table([w(), w()], [w(), w()]) + p()], [w(), w()]),
            row_mark(table([w(), w()], ["a", "b"], ["c", "d"]), "ins"),
            row_mark(table([w(), w()], ["a", "b"], ["c", "d"]), "del"),
            p(w(), style="Caption"), p(drawing("rNone", alt=w())), item(drawing("rNone", alt=w())),
            p("1. " + w()), p("2. " + w()), p("• " + w()), p("(a) " + w()), p("(b) " + w()),
            lines(w(), w()), p("x", f"<m:oMath><m:t>{w()}</m:t></m:oMath>"),
            p("y", own_mark(5, w())),
            p('<w:commentRangeStart w:id="1"/>', w(), '<w:commentRangeEnd w:id="1"/>'),
            p("z", note_mark(8, "endnote")), p(w(), note_mark(9), style="H2"),
            p("What we ask", style="H2"), item(w()), item(w(), level=1), p("text"),
        ]
    )  # fmt: skip


def everything(w: Planted) -> bytes:
    before = p(w()) + HEAD + p(w(), note_mark(6))
    after = (
        p(w()) + p(f"cc: {w()}") + p(f"Enclosures: {w()}; {w()}") + table([w(), w()], [w(), w()])
    )
    main = before + body(w) + END + after
    return word_file(
        main,
        notes={
            4: p(w()) + p(w(), ins(r(w())), deleted(w())), 5: p(w()), 6: p(w()), 7: p(w()),
            9: p(w()) + table([w(), w()]),
        },
        endnotes={8: p(w()) + item(w()), 9: p(w())},
        parts={
            "header": p(w()) + p(drawing("rNone", alt=w())), "footer": p(w()) + table([w(), w()]),
            "comments": comment(1, w()) + comment(2, w()),
        },
    )  # fmt: skip


@pytest.mark.parametrize("changes", ["accept", "refuse"])
def test_no_word_of_a_troubled_draft_is_lost(changes):
    """Every planted word stands in the letter or in the report."""
    planted = Planted()
    draft = read_draft(everything(planted), changes=changes)
    missing = planted.missing(draft)
    print(f"{changes}: {len(planted.words)} words looked for, {len(missing)} missing")
    assert not missing


def test_both_ways_give_different_letters_of_the_same_words():
    planted = Planted()
    data = everything(planted)
    one, other = (read_draft(data, changes=changes) for changes in ("accept", "refuse"))
    assert one.document != other.document
    assert len(planted.words) > 100


def test_no_name_of_an_author_is_told():
    draft = read_draft(everything(Planted()), changes="accept")
    assert "Kim" not in " ".join(draft.report)
