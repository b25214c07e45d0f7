"""The canonical text is what people sign: its shape is pinned here, line by line."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace
from datetime import date

from letters.document import (
    Addressee,
    Break,
    LetterDocument,
    ListBlock,
    Note,
    NoteRef,
    Quotation,
    Signatory,
    SignatoryGroup,
    Text,
)
from letters.render_text import canonical_text, render_text
from tests.letters.documents import crowd, item, p, stadium_letter, t
from tests.letters.hostile import HOSTILE, HREFS


def letter(*body: object, **changes: object) -> LetterDocument:
    plain = LetterDocument(
        language="en-US",
        title="Keep the river open",
        date_line="May 2, 2026",
        dated=date(2026, 5, 2),
        addressees=(Addressee("Ms. Ada Reed", "", "River Board"),),
        salutation="Dear Ms. Reed:",
        body=tuple(body),  # type: ignore[arg-type]
        closing="Sincerely,",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def middle(document: LetterDocument) -> str:
    """Return what stands between salutation and closing."""
    return canonical_text(document).split("Reed:\n\n")[1].split("\n\nSincerely,")[0]


def test_the_frame_of_the_text() -> None:
    assert canonical_text(letter(p("Water."))) == (
        "May 2, 2026\n\nMs. Ada Reed\nRiver Board\n\nRe: Keep the river open\n\n"
        "Dear Ms. Reed:\n\nWater.\n\nSincerely,\n"
    )


def test_the_whole_sample_keeps_its_bytes() -> None:
    """A sign-on is bound to these bytes: when this fails, every digest in the field is void."""
    text = canonical_text(stadium_letter())
    for expected in (
        "- Three others receive them:\n\n  1. the maker of the gates;\n\n  2. a seller of",
        "2. Erase what was collected, and publish the proof for:\n\n   - the pilot of May;\n",
        "We watched the game from the parking lot.”[7]\n\n“We have not been back.”\n— A father",
        (
            "The full contract <https://records.example/ballpark?part=1&page=2> and our reading "
            "<https://alderstreet.example/reading> of it are public.[2]"
        ),
        "\nNotes\n\n[1] All papers",
        "page=2>.\n\n    The annexes are still withheld.",
    ):
        assert expected in text
    assert hashlib.sha256(text.encode()).hexdigest() == SAMPLE_DIGEST


def test_headings_are_plain_lines_and_quotations_name_their_source() -> None:
    quotation = Quotation((p("“It was clear once.”"),), (t("A miller"),))
    assert middle(letter(quotation)) == "“It was clear once.”\n— A miller"


def test_a_line_break_keeps_the_indent_of_its_item() -> None:
    block = ListBlock(True, (item(p("one", Break(), "two")),))
    assert middle(letter(block)) == "1. one\n   two"


def test_a_mail_link_that_shows_its_address_is_not_repeated() -> None:
    shown = p(t("a@b.example", href="mailto:a@b.example"), " ", t("us", href="mailto:a@b.example"))
    assert middle(letter(shown)) == "a@b.example us <mailto:a@b.example>"


def test_links_that_are_not_allowed_leave_only_their_words() -> None:
    for href in HREFS:
        assert middle(letter(p(t("here", href=href)))) == "here", href


def test_marks_without_a_note_and_notes_without_a_mark_are_left_out() -> None:
    text = canonical_text(letter(p("Yes.", NoteRef(7)), notes=(Note(2, (p("Lost."),)),)))
    assert "[7]" not in text
    assert "Lost." not in text


def test_the_same_letters_in_other_code_points_give_the_same_text() -> None:
    composed = unicodedata.normalize("NFC", "Café")
    apart = unicodedata.normalize("NFD", "Café")
    across = p(Text("Cafe", bold=True), Text("\u0301"))
    assert canonical_text(letter(p(composed))) == canonical_text(letter(p(apart)))
    assert canonical_text(letter(p(composed))) == canonical_text(letter(across))


def test_signatories_marks_and_editions_do_not_change_what_was_signed() -> None:
    signed = stadium_letter()
    bare = stadium_letter(
        groups=(), mark="Draft", edition_number=9, version=None, url="", paper="a4"
    )
    assert canonical_text(signed) == canonical_text(bare)


def test_hostile_strings_leave_no_control_character() -> None:
    """F-04: what cannot be printed is not in the text that is hashed."""
    text = canonical_text(letter(*(p(text) for text in HOSTILE)))
    wrong = [c for c in text if unicodedata.category(c) in {"Cc", "Cs"} and c != "\n"]
    print(f"{len(HOSTILE)} hostile strings, {len(wrong)} control characters")
    assert not wrong
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    text.encode("utf-8")


def test_the_text_names_every_signatory_once_by_group() -> None:
    text = render_text(stadium_letter(mark="Draft"))
    names = text.split("The undersigned")[1].split("\n")
    for signatory in stadium_letter().signatories():
        assert sum(line.startswith(signatory.name) for line in names) == 1
    assert "70 organizations: 36 national, 9 state, 18 local and 7 international." in names
    assert "National (36)" in names
    assert text.startswith("[Draft]\n\nOctober 30, 2026")
    assert canonical_text(stadium_letter()) in text


def test_individuals_stand_with_the_sentence_about_affiliations() -> None:
    person = Signatory("Dr. Ime Sorg", "individual", "individual", affiliation="Lake College")
    text = render_text(
        stadium_letter(groups=(SignatoryGroup("individual", "Individuals", (person,)),))
    )
    assert "1 individual." in text
    assert "Dr. Ime Sorg, Lake College" in text
    assert "for identification only" in text


def test_other_languages_bring_their_own_frame() -> None:
    german = canonical_text(letter(p("Wasser."), language="de"))
    assert "Betreff: Keep the river open" in german
    assert "Re: Keep" in canonical_text(letter(p("Voda."), language="cs"))


def test_a_letter_without_anything_is_still_a_line() -> None:
    empty = LetterDocument("en", "", "", None, (), "", (), "")
    assert canonical_text(empty) == "\n"
    assert render_text(crowd(0)).startswith("October 30, 2026")


SAMPLE_DIGEST = "3708ded4105d3525e85ef6ae37e30b6730da8655eaadb1aba06e2a3f80cd48cf"
