"""The HTML parts and the file that stands alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from letters.document import NoteRef
from letters.render_html import (
    letter_body_html,
    letter_opening_html,
    notes_html,
    render_html,
    signatories_html,
)
from letters.render_text import canonical_text
from tests.letters.documents import p, stadium_letter
from tests.letters.hostile import HREFS
from tests.letters.reading import html_words, squeezed
from tests.letters.test_render_docx import HOSTILE_LETTERS


class Tags(HTMLParser):
    """Collects every tag with its attributes, and fails on tags that do not pair."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"br", "meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]


def test_the_page_says_the_words_of_the_text_in_order() -> None:
    said = squeezed(
        html_words(letter_opening_html(stadium_letter()) + letter_body_html(stadium_letter()))
    )
    text = canonical_text(stadium_letter()).split("\n\nNotes\n")[0]
    text = re.sub(r" <[^>]+>", "", text)
    text = re.sub(r"^ +\d\. ", "", text, flags=re.MULTILINE)  # numbers of lists are the browser's
    assert said == squeezed(text)


def test_every_reference_and_note_point_at_each_other() -> None:
    page = Tags(render_html(stadium_letter()))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    inner = [href.removeprefix("#") for href in page.values("href") if href.startswith("#")]
    assert set(inner) <= set(ids)
    assert {"ref-2", "ref-2-2", "note-8"} <= set(ids)
    backs = [href for href in page.values("href") if href.startswith("#ref-")]
    assert len(backs) == 9


def test_demands_can_be_linked_to() -> None:
    page = Tags(letter_body_html(stadium_letter()))
    assert [one for one in page.values("id") if one.startswith("demand-")] == [
        "demand-1",
        "demand-2",
        "demand-3",
    ]


def test_names_in_other_scripts_are_set_apart() -> None:
    html = signatories_html(stadium_letter())
    assert '<bdi lang="ar" dir="rtl">جمعية الملاعب الحرة</bdi> (Free Stadiums' in html
    assert '<bdi lang="ru">Центр цифровой свободы</bdi>' in html
    assert '<bdi lang="zh-Hant">開放球場協會</bdi>' in html
    assert html.count("<li>") == 70


def test_nothing_is_loaded_and_nothing_runs() -> None:
    """F-07: a file of its own needs no other."""
    page = Tags(render_html(stadium_letter()))
    assert not {"script", "img", "link", "iframe", "object", "base"} & {tag for tag, _ in page.tags}
    assert not page.values("src")
    assert not page.values("style")
    assert "url(" not in render_html(stadium_letter())


def test_hostile_letters_stay_text() -> None:
    """F-04: 500 strings in every place; no tag, attribute or link of theirs appears."""
    allowed = {tag for tag, _ in Tags(render_html(stadium_letter(mark="x"))).tags}
    for letter in HOSTILE_LETTERS:
        page = Tags(render_html(letter))
        assert {tag for tag, _ in page.tags} <= allowed
        assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
        assert all(href.startswith("#") for href in page.values("href"))
    print(f"{len(HOSTILE_LETTERS) * 100} strings, {len(HREFS)} targets, 0 tags")


def test_parts_of_an_empty_letter_are_empty() -> None:
    bare = stadium_letter(groups=(), notes=())
    assert signatories_html(bare) == ""
    assert notes_html(bare) == ""


def test_a_right_to_left_letter_says_so() -> None:
    assert '<html lang="ar" dir="rtl">' in render_html(stadium_letter(language="ar"))


def test_two_marks_side_by_side_are_two_numbers():
    said = letter_body_html(stadium_letter(body=(p("So", NoteRef(2), NoteRef(1), "."),)))
    assert "</sup>\u202f<sup" in said
