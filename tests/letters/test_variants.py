"""Each addressee's own letter, taken out of the whole one."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from letters.document import (
    Addressee,
    Block,
    Demand,
    Demands,
    Heading,
    LetterDocument,
    Note,
    NoteRef,
    Paragraph,
    Passage,
    Quotation,
    Text,
    demands_of,
    has_variants,
    plain,
)
from letters.render_text import canonical_text
from letters.variants import common_text, for_addressee, note_marks, parts_for_some, variants

HALDEN, OKORO, CITY = 0, 1, 2
ADDRESSEES = (
    Addressee("Ms. Ingrid Halden", organization="Halden Devices", salutation="Dear Ingrid:"),
    Addressee("Mr. Desmond Okoro"),
    Addressee("Members of the Council", organization="City of Tampa"),
)


def said(text: str, *notes: int) -> Paragraph:
    return Paragraph((Text(text), *(NoteRef(number) for number in notes)))


def asked(number: int, text: str, *only_for: int) -> Demand:
    return Demand(number, (said(text),), only_for)


def letter(*body: Block, notes: int = 0) -> LetterDocument:
    return LetterDocument(
        language="en-US",
        title="Take the cameras out",
        date_line="November 16, 2026",
        dated=None,
        addressees=ADDRESSEES,
        salutation="Dear all:",
        body=body,
        closing="Respectfully,",
        notes=tuple(Note(number, (said(f"Note {number}."),)) for number in range(1, notes + 1)),
    )


WHOLE = letter(
    said("To everyone.", 1),
    Passage((HALDEN,), (Heading((Text("Your devices"),)), said("Only Halden.", 2, 1))),
    Passage((OKORO, CITY), (Quotation((said("Not Halden.", 3),)),)),
    said("Again to everyone.", 2, 4),
    Demands(
        (Text("What we ask"),),
        (said("We ask:"),),
        (asked(1, "of all"), asked(2, "of Halden", HALDEN), asked(3, "of the others", 1, 2)),
    ),
    notes=4,
)


def lines(document: LetterDocument) -> list[str]:
    return [line for line in canonical_text(document).splitlines() if line]


def test_each_addressee_gets_what_is_for_all_and_what_is_for_them() -> None:
    texts = [canonical_text(for_addressee(WHOLE, position)) for position in range(3)]
    assert ["Only Halden." in text for text in texts] == [True, False, False]
    assert ["Not Halden." in text for text in texts] == [False, True, True]
    assert all("To everyone." in text and "Again to everyone." in text for text in texts)


def test_ones_own_letter_is_addressed_to_oneself_alone() -> None:
    own = [for_addressee(WHOLE, position) for position in range(3)]
    assert [one.addressees for one in own] == [(one,) for one in ADDRESSEES]
    assert [one.for_addressee for one in own] == [0, 1, 2]
    assert [one.salutation for one in own] == [
        "Dear Ingrid:",
        "Dear Mr. Okoro:",
        "Dear Members of the Council:",
    ]


def test_ones_own_letter_has_neither_passages_nor_restricted_demands() -> None:
    for position in range(3):
        own = for_addressee(WHOLE, position)
        assert not has_variants(own)
        assert for_addressee(own, 0) is own


def test_demands_are_numbered_anew() -> None:
    words = {
        position: [(one.number, plain(one.blocks[0].content)) for one in demands_of(own)]
        for position, own in ((at, for_addressee(WHOLE, at)) for at in range(3))
    }
    assert words[HALDEN] == [(1, "of all"), (2, "of Halden")]
    assert words[OKORO] == words[CITY] == [(1, "of all"), (2, "of the others")]


def test_notes_are_numbered_anew_by_first_reference_and_others_left_out() -> None:
    halden, okoro = for_addressee(WHOLE, HALDEN), for_addressee(WHOLE, OKORO)
    assert list(note_marks(halden.body)) == [1, 2, 1, 2, 3]
    assert [plain(note.paragraphs[0].content) for note in halden.notes] == [
        "Note 1.",
        "Note 2.",
        "Note 4.",
    ]
    assert list(note_marks(okoro.body)) == [1, 2, 3, 4]
    assert [(note.number, plain(note.paragraphs[0].content)) for note in okoro.notes] == [
        (1, "Note 1."),
        (2, "Note 3."),
        (3, "Note 2."),
        (4, "Note 4."),
    ]


def test_a_demands_section_of_which_nothing_is_left_loses_its_heading() -> None:
    whole = letter(
        Demands((Text("Of you"),), (said("We ask:"),), (asked(1, "one", HALDEN),)),
        Demands((Text("Of all"),), (), (asked(2, "two"),)),
    )
    assert "Of you" in lines(for_addressee(whole, HALDEN))
    assert "Of you" not in lines(for_addressee(whole, CITY))
    assert [one.number for one in demands_of(for_addressee(whole, CITY))] == [1]


def test_demands_inside_a_passage_are_numbered_with_all_others() -> None:
    whole = letter(
        Passage((CITY,), (Demands((), (), (asked(1, "inside"), asked(2, "not you", OKORO))),)),
        Demands((), (), (asked(3, "after"),)),
    )
    assert [one.number for one in demands_of(for_addressee(whole, CITY))] == [1, 2]
    assert "not you" not in canonical_text(for_addressee(whole, CITY))


def test_where_all_get_the_same_words_everyone_gets_the_same_letter() -> None:
    whole = letter(said("To everyone."), Demands((), (), (asked(1, "of all"),)))
    assert variants(whole) == ()
    assert for_addressee(whole, CITY) is whole


@pytest.mark.parametrize("position", [-1, 3])
def test_an_addressee_who_is_not_there_has_no_letter(position: int) -> None:
    with pytest.raises(ValueError, match=f"position must be 0 to 2, got {position}"):
        for_addressee(WHOLE, position)


def test_every_addressee_has_a_letter_with_the_digest_of_its_text() -> None:
    found = variants(WHOLE)
    assert [one.addressee for one in found] == list(ADDRESSEES)
    for one in found:
        assert one.sha256 == sha256(canonical_text(one.document).encode()).hexdigest()
    assert len({one.sha256 for one in found}) == 3


def test_what_was_signed_covers_every_letter() -> None:
    """Each line of text in any variant stands in the whole letter's canonical text."""
    whole = canonical_text(WHOLE)
    for word in ("Only Halden.", "Not Halden.", "of Halden", "of the others"):
        assert word in whole
    changed = replace(WHOLE, body=(*WHOLE.body[:1], *WHOLE.body[2:]))
    assert canonical_text(changed) != whole


def test_whom_a_passage_is_for_is_part_of_what_was_signed() -> None:
    passage = WHOLE.body[1]
    assert isinstance(passage, Passage)
    moved = replace(passage, only_for=(CITY,))
    changed = replace(WHOLE, body=(WHOLE.body[0], moved, *WHOLE.body[2:]))
    assert canonical_text(changed) != canonical_text(WHOLE)


def test_the_common_text_keeps_the_numbers_of_the_whole_letter() -> None:
    common = common_text(WHOLE)
    assert [one.number for one in demands_of(common)] == [1]
    assert list(note_marks(common.body)) == [1, 2, 4]
    assert common.notes == WHOLE.notes
    assert not has_variants(common)


def test_what_is_for_some_is_told_once_for_each_company() -> None:
    parts = parts_for_some(WHOLE)
    assert [part.only_for for part in parts] == [(HALDEN,), (OKORO, CITY)]
    kinds = [[type(block) for block in part.blocks] for part in parts]
    assert kinds == [[Heading, Paragraph, Demands], [Quotation, Demands]]
    numbers = [
        [
            demand.number
            for block in part.blocks
            if isinstance(block, Demands)
            for demand in block.demands
        ]
        for part in parts
    ]
    assert numbers == [[2], [3]]


def test_a_demand_for_fewer_than_its_passage_is_told_apart() -> None:
    inside = Demands((), (said("We ask:"),), (asked(1, "both"), asked(2, "one", CITY)))
    parts = parts_for_some(letter(Passage((OKORO, CITY), (inside,))))
    assert [part.only_for for part in parts] == [(OKORO, CITY), (CITY,)]


def test_nothing_is_told_apart_where_all_get_the_same() -> None:
    assert parts_for_some(letter(said("To everyone."))) == ()
