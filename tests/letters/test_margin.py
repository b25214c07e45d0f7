"""Notes stand beside the text only where they find room."""

from __future__ import annotations

from letters.document import LetterDocument, Note, NoteRef, Paragraph, Text
from letters.margin import notes_fit_the_margin


def letter(*, words: int, notes: int, note_words: int, at_end: bool = False) -> LetterDocument:
    """Return a letter of `words`, its notes named one after another from the start or the end."""
    paragraph = Paragraph((Text("word " * 60),))
    marks = Paragraph(tuple(NoteRef(number) for number in range(1, notes + 1)))
    text = tuple(paragraph for _ in range(words // 60))
    return LetterDocument(
        language="en-US",
        title="Take the cameras out",
        date_line="",
        dated=None,
        addressees=(),
        salutation="",
        body=(*text, marks) if at_end else (marks, *text),
        closing="",
        notes=tuple(
            Note(number, (Paragraph((Text("word " * note_words),)),))
            for number in range(1, notes + 1)
        ),
    )


def test_a_letter_of_two_pages_has_room_for_eight_usual_notes():
    assert notes_fit_the_margin(letter(words=660, notes=8, note_words=22))


def test_a_letter_without_notes_has_room_for_them():
    assert notes_fit_the_margin(letter(words=660, notes=0, note_words=0))


def test_a_short_letter_has_no_room_for_long_notes():
    assert not notes_fit_the_margin(letter(words=120, notes=8, note_words=60))


def test_notes_named_in_the_last_line_have_no_room_left():
    assert not notes_fit_the_margin(letter(words=660, notes=8, note_words=22, at_end=True))


def test_a_longer_text_makes_room():
    fits = [
        notes_fit_the_margin(letter(words=words, notes=20, note_words=30))
        for words in range(60, 4000, 60)
    ]
    assert fits == sorted(fits)
    assert fits[0] is False
    assert fits[-1] is True
