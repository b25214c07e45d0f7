"""The letter as a mail: whole, readable everywhere, and never so large that it is cut off."""

from __future__ import annotations

import re

import pytest

from letters.document import LetterDocument
from letters.emails import letter_email, wrapped
from letters.render_text import canonical_text
from tests.letters.documents import crowd, stadium_letter
from tests.letters.full_letter import changed, full_letter
from tests.letters.reading import html_words, squeezed

MOST = 100_000  # bytes: what comes after is cut off by some mail programs


@pytest.mark.parametrize("count", [3, 70, 400, 5_000])
def test_a_mail_is_never_cut_off(count: int) -> None:
    mail = letter_email(crowd(count))
    sizes = len(mail.html.encode()), len(mail.text.encode())
    print(f"{count} names: {sizes[0]} bytes of HTML, {sizes[1]} of text")
    assert max(sizes) < MOST
    assert f"{count} organizations" in html_words(mail.html).replace("  ", " ")


def test_names_stand_in_the_mail_where_there_is_room_for_them() -> None:
    mail = letter_email(crowd(400))
    assert "Neighborhood Association No. 399 of Lake County" in mail.html
    assert squeezed("No. 399 of Lake County") in squeezed(mail.text)


def test_where_there_is_none_the_list_is_linked_to() -> None:
    letter = crowd(5_000)
    mail = letter_email(letter)
    assert "No. 17 of Lake County" not in mail.html + mail.text
    assert f'href="{letter.url}"' in mail.html
    assert f"The full list of names: {letter.url}" in mail.text.replace("\n", " ")


@pytest.mark.parametrize("letter", [stadium_letter(), full_letter()])
def test_the_mail_says_what_was_signed(letter: LetterDocument) -> None:
    mail = letter_email(letter)
    assert squeezed(canonical_text(letter)) in squeezed(mail.text)
    said = squeezed(html_words(re.sub(r"<sup.*?</sup>", "", mail.html)))
    for line in canonical_text(letter).split("\n\nNotes")[0].split("\n"):
        bare = re.sub(r" <[^>]+>|\[\d\]|^ *(-|\d+\.) |^\[End\]$|Picture: ", "", line)
        assert all(squeezed(cell) in said for cell in bare.split(" | ")), line


def test_text_is_wrapped_at_72_but_links_stay_whole() -> None:
    for line in letter_email(full_letter()).text.split("\n"):
        assert len(line) <= 72 or " " not in line.strip(), line
    link = "https://records.example/" + "a" * 80
    assert link in wrapped(f"See {link} there")


def test_what_hangs_stays_hanging() -> None:
    lines = wrapped("12. " + "word " * 30).split("\n")
    assert lines[1].startswith("    word")


def test_the_mail_loads_nothing() -> None:
    html = letter_email(full_letter()).html
    assert "<img" not in html
    assert "url(" not in html
    assert not re.search(r'(?:src|background)\s*=\s*"', html)
    assert "[Five bars, the last twice as high as the second.]" in html


def test_the_mail_has_a_dark_side_and_reads_on_a_phone() -> None:
    html = letter_email(full_letter()).html
    assert "prefers-color-scheme: dark" in html
    assert 'name="viewport"' in html
    assert "max-width: 600px" in html


def test_a_mark_stands_at_the_head_of_both_parts() -> None:
    mail = letter_email(changed(mark="Under embargo"))
    assert mail.text.startswith("[Under embargo]")
    assert "Under embargo" in html_words(mail.html)


def test_a_letter_from_right_to_left_says_so() -> None:
    assert 'dir="rtl"' in letter_email(changed(language="he")).html
