"""Rich text as stored by the editor becomes blocks; only what a letter may hold comes through."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.document import Break, ListBlock, ListItem, NoteRef, Paragraph, Text, plain
from letters.richtext import (
    DEEPEST_LIST,
    NoteNumbers,
    Prose,
    read_inlines,
    read_paragraphs,
    read_prose,
)


def p(*content: object) -> Paragraph:
    parts = [Text(one) if isinstance(one, str) else one for one in content]
    return Paragraph(tuple(parts))  # type: ignore[arg-type]


def item(*blocks: Paragraph | ListBlock) -> ListItem:
    return ListItem(tuple(blocks))


BULLETS_IN_NUMBERS = "<ol><li>One<ul><li>inside</li></ul></li><li>Two</li></ol>"

READINGS: list[tuple[str, str, Prose]] = [
    ("nothing", "", ()),
    ("an empty paragraph", '<p data-block-key="x1"></p>', ()),
    ("a paragraph", '<p data-block-key="x1">Words.</p>', (p("Words."),)),
    ("text without a paragraph", "Words.", (p("Words."),)),
    ("two paragraphs", "<p>One.</p><p>Two.</p>", (p("One."), p("Two."))),
    ("white space", "<p>\n  One\n two </p>", (p("One two"),)),
    ("entities", "<p>Smith &amp; Sons &lt;3 &quot;</p>", (p('Smith & Sons <3 "'),)),
    ("bold by b", "<p><b>Now</b></p>", (p(Text("Now", bold=True)),)),
    ("bold by strong", "<p><strong>Now</strong></p>", (p(Text("Now", bold=True)),)),
    ("italic by i", "<p><i>Now</i></p>", (p(Text("Now", italic=True)),)),
    ("italic by em", "<p><em>Now</em></p>", (p(Text("Now", italic=True)),)),
    (
        "both, across each other",
        "<p>a<b>b<i>c</b>d</i>e</p>",
        (
            p(
                "a",
                Text("b", bold=True),
                Text("c", bold=True, italic=True),
                Text("d", italic=True),
                "e",
            ),
        ),
    ),
    ("a line break", "<p>One<br/>two</p>", (p("One", Break(), "two"),)),
    ("line breaks at the ends", "<p><br>One<br/></p>", (p("One"),)),
    (
        "bullets",
        "<ul><li>One</li><li>Two</li></ul>",
        (ListBlock(False, (item(p("One")), item(p("Two")))),),
    ),
    (
        "bullets in numbers",
        BULLETS_IN_NUMBERS,
        (
            ListBlock(
                True,
                (item(p("One"), ListBlock(False, (item(p("inside")),))), item(p("Two"))),
            ),
        ),
    ),
    (
        "a list in a list without an item of its own",
        "<ul><li>One</li><ul><li>inside</li></ul></ul>",
        (ListBlock(False, (item(p("One"), ListBlock(False, (item(p("inside")),))),)),),
    ),
    (
        "an item with two paragraphs",
        "<ul><li><p>a</p><p>b</p></li></ul>",
        (ListBlock(False, (item(p("a"), p("b")),)),),
    ),
    (
        "items that are never closed",
        "<ul><li>a<li>b</ul>",
        (ListBlock(False, (item(p("a")), item(p("b")))),),
    ),
    ("a list that is never closed", "<ul><li>a", (ListBlock(False, (item(p("a")),)),)),
    ("an empty list", "<p>a</p><ul><li></li></ul>", (p("a"),)),
    ("an item without a list", "<li>a</li>", (p("a"),)),
    ("a heading", "<h2>a</h2><p>b</p>", (p("a"), p("b"))),
    ("an unknown tag", "<p><mark>a</mark> <u>b</u></p>", (p("a b"),)),
    (
        "an image",
        '<p>a</p><embed embedtype="image" id="1" format="left"/><p>b</p>',
        (p("a"), p("b")),
    ),
    ("a script", "<p>a<script>alert(1)</script>b</p>", (p("ab"),)),
    ("a style", "<style>p{}</style><p>a</p>", (p("a"),)),
    ("a comment", "<p>a<!-- not this -->b</p>", (p("ab"),)),
    ("a non-breaking space", "<p>§&nbsp;7</p>", (p("§\u00a07"),)),
]


@pytest.mark.parametrize(
    ("html", "expected"), [r[1:] for r in READINGS], ids=[r[0] for r in READINGS]
)
def test_stored_text_becomes_these_blocks(html, expected):
    assert read_prose(html) == expected


KEPT = ["https://example.org/a?b=1", "http://example.org", "mailto:desk@example.org"]
DROPPED = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "&#106;avascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://example.org/x",
    "//example.org/x",
    "/campaigns/",
    "#demand-1",
    "tel:+100",
    "https://",
    "mailto:",
    "",
]


@pytest.mark.parametrize("href", KEPT)
def test_web_and_mail_links_keep_their_target(href):
    assert read_prose(f'<p><a href="{href}">here</a></p>') == (p(Text("here", href=href)),)


@pytest.mark.parametrize("href", DROPPED)
def test_other_links_keep_their_words_only(href):
    assert read_prose(f'<p>look <a href="{href}">here</a></p>') == (p("look here"),)


def test_internal_links_are_resolved_by_the_caller():
    asked = []

    def resolve(kind: str, value: str) -> str:
        asked.append((kind, value))
        return "https://letters.example.org/evidence/" if kind == "page" else ""

    html = '<p><a linktype="page" id="3">a</a> <a linktype="document" id="9">b</a></p>'
    expected = p(Text("a", href="https://letters.example.org/evidence/"), " b")
    assert read_prose(html, resolve=resolve) == (expected,)
    assert asked == [("page", "3"), ("document", "9")]


def test_a_resolver_can_not_bring_in_a_script():
    html = '<p><a linktype="page" id="3">a</a></p>'
    assert read_prose(html, resolve=lambda kind, value: "javascript:x") == (p("a"),)


def test_notes_are_numbered_by_first_mention_through_the_whole_letter():
    notes = NoteNumbers(frozenset({"a", "b", "c"}))
    first = read_prose('<p>x<footnote id="b">[b]</footnote></p>', notes=notes)
    second = read_prose(
        '<ul><li>y<footnote id="a">[a]</footnote> z<footnote id="b">[b]</footnote></li></ul>',
        notes=notes,
    )
    assert first == (p("x", NoteRef(1)),)
    assert second == (ListBlock(False, (item(p("y", NoteRef(2), " z", NoteRef(1))),)),)
    assert notes.order == ["b", "a"]


def test_a_mark_without_its_note_is_dropped_with_its_label():
    assert read_prose('<p>x<footnote id="gone">[gone]</footnote> y</p>') == (p("x y"),)


def test_paragraphs_only_takes_the_items_of_lists():
    assert read_paragraphs(f"<p>a</p>{BULLETS_IN_NUMBERS}") == (
        p("a"),
        p("One"),
        p("inside"),
        p("Two"),
    )


def test_inline_content_breaks_lines_between_paragraphs():
    assert read_inlines("<p>a</p><p><i>b</i></p>") == (Text("a"), Break(), Text("b", italic=True))


def test_lists_nest_no_deeper_than_they_can_be_printed():
    deep = "<ul><li>x" * 500 + "</li></ul>" * 500
    depth, blocks = 0, read_prose(deep)
    while lists := [block for block in blocks if isinstance(block, ListBlock)]:
        depth += 1
        blocks = lists[0].items[0].blocks
    assert depth == DEEPEST_LIST


TAGS = ["p", "b", "i", "ul", "ol", "li", "a", "br", "footnote", "script", "h2", "span", "/"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(TAGS), st.booleans(), st.text("abc <&>", max_size=4))))
def test_any_tag_soup_is_read_without_error(pieces):
    html = "".join(f"<{'/' if end else ''}{tag}>{words}" for tag, end, words in pieces)
    for block in read_prose(html):
        assert isinstance(block, Paragraph | ListBlock)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="<&\r"), max_size=30)))
def test_the_words_of_plain_paragraphs_all_come_through(paragraphs):
    html = "".join(f"<p>{words}</p>" for words in paragraphs)
    read = [" ".join(plain(one.content).split()) for one in read_paragraphs(html)]
    assert read == [" ".join(words.split()) for words in paragraphs if words.strip()]
