"""Tracked changes in Word: taking all gives the new letter, refusing them the old one."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from letters.document import (
    Addressee,
    Break,
    Demand,
    Demands,
    Figure,
    Heading,
    LetterDocument,
    ListBlock,
    Note,
    NoteRef,
    Paragraph,
    Quotation,
    Table,
)
from letters.read_docx import read_draft
from letters.redline.word import render_changes
from letters.render_docx import render_docx
from letters.render_text import canonical_text
from tests.letters.documents import INTERNATIONAL, group, item, p, stadium_letter, t
from tests.letters.full_letter import full_letter
from tests.letters.pictures import bars, logo
from tests.letters.reading import W, docx_part

BIN = Path(sys.executable).parent
DAY = date(2026, 11, 18)

PLAIN = LetterDocument(
    language="en-US",
    title="Take the cameras off the fare gates",
    date_line="November 16, 2026",
    dated=date(2026, 11, 16),
    addressees=(Addressee("Ms. Ada Moor", "Director", "Tern Transit"), Addressee("Mr. Ira Holt")),
    salutation="Dear Ms. Moor and Mr. Holt:",
    body=(),
    closing="Sincerely,",
)


def redline(old: LetterDocument, new: LetterDocument) -> bytes:
    return render_changes(old, new, author="Tern Riders", on=DAY, label="Changes")


def said(document: LetterDocument) -> tuple[Any, ...]:
    """Return all that a letter says, as it comes back from a Word file of its own."""
    return parts(read_draft(render_docx(document)).document)


def parts(read: LetterDocument) -> tuple[Any, ...]:
    lines = [one.lines for one in read.addressees]
    return canonical_text(read), lines, read.body, read.notes, read.enclosures, read.copies


def check_both_ways(old: LetterDocument, new: LetterDocument) -> bytes:
    content = redline(old, new)
    assert parts(read_draft(content, changes="accept").document) == said(new)
    assert parts(read_draft(content, changes="refuse").document) == said(old)
    return content


def bullets(*texts: str, ordered: bool = False) -> ListBlock:
    return ListBlock(ordered, tuple(item(text) for text in texts))


def table(*rows: tuple[str, ...], head: Any = 1) -> Table:
    return Table(tuple(tuple((t(cell),) for cell in row) for row in rows), head, (t("Faces"),))


ONE = p("The gates of the station look at faces, and nobody was asked about it.")
TWO = p("A gate that errs once in a thousand faces stops forty people every evening.")
ASKED = Demands((t("What we ask"),), (p("We ask you to:"),), (
    Demand(1, (p(t("Switch them off", bold=True), " before winter."),)),
    Demand(2, (p("Tell people:"), bullets("whom you stopped;", "why."))),
))  # fmt: skip
COUNTED = table(("Gate", "Faces", "Days"), ("North gate", "412", "30"), ("South gate", "98", "30"))

CHANGES: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "a word": ((ONE, TWO), (p("The doors of the station look at faces, and nobody was asked."),
                            TWO)),
    "a paragraph more": ((ONE,), (ONE, TWO)),
    "a paragraph less": ((ONE, TWO), (TWO,)),
    "another order": ((ONE, TWO, p("We wait for you.")), (TWO, p("We wait for you."), ONE)),
    "all new": ((ONE,), (p("Completely different matters are told here."),)),
    "a look": ((ONE,), (p("The gates of ", t("the station", italic=True), " look at faces, and ",
                          t("nobody", bold=True), " was asked about it."),)),
    "a link": ((p("See our page on it."),),
               (p("See ", t("our page", href="https://a.example/x?a=1&b=2"), " on it."),)),
    "where a link leads": ((p("See ", t("our page", href="https://a.example/x"), " on it."),),
                           (p("See ", t("our page", href="https://a.example/y"), " on it."),)),
    "a line break": ((p("The record", Break(), "says so."),), (p("The record says so."),)),
    "a heading": ((p("What we know"), ONE), (Heading((t("What we know"),)), ONE)),
    "its level": ((Heading((t("What we know"),)), ONE), (Heading((t("What we know"),)),
                  Heading((t("In the north"),), 3), ONE)),
    "an item more": ((bullets("a cat", "a dog"),), (bullets("a cat", "a bird", "a dog"),)),
    "an item less": ((bullets("a cat", "a bird", "a dog", ordered=True), ONE),
                     (bullets("a cat", "a dog", ordered=True), ONE)),
    "numbers": ((bullets("a cat", "a dog"), ONE), (bullets("a cat", "a dog", ordered=True), ONE)),
    "a list cut in two": ((bullets("a cat", "a dog", ordered=True),),
                          (bullets("a cat", ordered=True), ONE, bullets("a dog", ordered=True))),
    "two lists joined": ((bullets("a cat", ordered=True), ONE, bullets("a dog", ordered=True)),
                         (bullets("a cat", "a dog", ordered=True),)),
    "a list inside": ((bullets("a cat", "a dog"),),
                      (ListBlock(False, (item("a cat", bullets("a tail")), item("a dog"))),)),
    "a quotation": ((ONE, Quotation((p("“It knew my name.”"),), (t("A rider"),))),
                    (ONE, Quotation((p("“It knew both my names.”"),), (t("A rider"),)), TWO)),
    "a demand more": ((ASKED,), (replace(ASKED, demands=(
        *ASKED.demands, Demand(3, (p("Publish the contract."),)))),)),
    "a demand less": ((ASKED, TWO), (replace(ASKED, demands=(
        replace(ASKED.demands[1], number=1),)), TWO)),
    "no demands": ((ASKED, TWO), (TWO,)),
    "a cell": ((COUNTED,), (table(("Gate", "Faces", "Days"), ("North gate", "413", "30"),
                                  ("South gate", "98", "30")),)),
    "a row": ((COUNTED, ONE), (table(("Gate", "Faces", "Days"), ("North gate", "412", "30"),
                                     ("West gate", "7", "1"), ("South gate", "98", "30")), ONE)),
    "a row less": ((ONE, COUNTED), (ONE, table(("Gate", "Faces", "Days"),
                                               ("South gate", "98", "30")))),
    "a column": ((COUNTED, ONE), (table(("Gate", "Faces"), ("North gate", "412"),
                                        ("South gate", "98")), ONE)),
    "a table more": ((ONE, TWO), (ONE, COUNTED, TWO)),
    "a table less": ((ONE, COUNTED, TWO), (ONE, TWO)),
    "a picture": ((ONE, Figure(bars("Five bars"), (t("Growth"),)), TWO),
                  (ONE, Figure(logo("A gate"), (t("Growth"),)), TWO)),
    "a picture more": ((ONE, TWO), (ONE, Figure(bars("Five bars"), (t("Growth"),)), TWO)),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_taking_all_gives_the_new_letter_and_refusing_all_the_old(what):
    before, after = CHANGES[what]
    for first, second in ((before, after), (after, before)):
        check_both_ways(replace(PLAIN, body=first), replace(PLAIN, body=second))


def noted(*numbers: int) -> Paragraph:
    parts: list[Any] = []
    for number in numbers:
        parts += [t(f"Gate {number} stopped people"), NoteRef(number)]
    return Paragraph((*parts, t(".")))


def note(number: int, text: str, *more: str) -> Note:
    return Note(number, tuple(p(one) for one in (text, *more)))


NOTES: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "a note more": (
        ((noted(1), TWO), (note(1, "Counted in May by all of us."),)),
        ((p("New", NoteRef(1), "."), noted(2), TWO),
         (note(1, "Another thing."), note(2, "Counted in May by all of us."))),
    ),
    "its words": (
        ((noted(1),), (note(1, "Counted in May by all of us.", "On file."),)),
        ((noted(1),), (note(1, "Counted in June by all of us."),)),
    ),
    "other notes in the same place": (
        ((noted(1),), (note(1, "Counted in May by all of us."),)),
        ((noted(1),), (note(1, "Minutes of 9 April, page 3."),)),
    ),
    "a note that moved": (
        ((noted(1), TWO, p("And so on and so forth.")), (note(1, "Counted in May by us."),)),
        ((TWO, p("And so on and so forth."), noted(1)), (note(1, "Counted in May by us."),)),
    ),
    "its mark elsewhere": (
        ((p("First we say this", NoteRef(1), " and then we say the rest of it all."),),
         (note(1, "Counted in May by us."),)),
        ((p("First we say this and then we say the rest of it all", NoteRef(1), "."),),
         (note(1, "Counted in May by us."),)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", NOTES)
def test_notes_come_and_go_with_their_marks(what):
    letters = [replace(PLAIN, body=body, notes=notes) for body, notes in NOTES[what]]
    for old, new in (letters, letters[::-1]):
        content = check_both_ways(old, new)
        root = docx_part(content, "word/document.xml")
        ids = [one.get(f"{W}id") for one in root.iter(f"{W}footnoteReference")]
        assert len(ids) == len(set(ids)), "one note, two marks"
        known = {one.get(f"{W}id") for one in docx_part(content, "word/footnotes.xml")}
        assert set(ids) <= known


def test_what_frames_the_text_is_compared_too():
    new = replace(
        PLAIN,
        title="Take the cameras off all gates",
        date_line="November 18, 2026",
        dated=DAY,
        body=(ONE,),
        addressees=(PLAIN.addressees[0], Addressee("Ms. Ona Reeve", "Mayor", "Tern City")),
        salutation="Dear Ms. Moor and Ms. Reeve:",
        closing="Respectfully,",
        delivery_line="Via email",
        enclosures=("A map",),
        copies=("Tern Courier",),
    )
    check_both_ways(replace(PLAIN, body=(ONE,)), new)


POOL = [
    ONE, TWO, p("We wait for your answer, as we wait for the bus."), ASKED, COUNTED,
    Heading((t("What we know"),)), bullets("a cat", "a dog"), bullets("red", "blue", ordered=True),
    Quotation((p("“It knew my name.”"), p("“And hers.”")), (t("A rider"),)),
    p("See ", t("our page", href="https://a.example/"), "."), noted(1), p("So", NoteRef(1), "."),
]  # fmt: skip
BODIES = st.lists(st.sampled_from(range(len(POOL))), max_size=8, unique=True)


def letter_of(places: list[int]) -> LetterDocument:
    """Return a letter of blocks of the pool, its notes numbered in order."""
    body: list[Any] = []
    notes: list[Note] = []
    for place in places:
        block: Any = POOL[place]
        if isinstance(block, Paragraph) and any(isinstance(one, NoteRef) for one in block.content):
            number = len(notes) + 1
            block = Paragraph(
                tuple(NoteRef(number) if isinstance(x, NoteRef) else x for x in block.content)
            )
            notes.append(note(number, f"Source {place} on page {place}."))
        body.append(block)
    return replace(PLAIN, body=tuple(body), notes=tuple(notes))


@settings(max_examples=30, deadline=None)
@given(BODIES, BODIES)
def test_any_two_letters_can_be_read_from_their_comparison(before, after):
    check_both_ways(letter_of(before), letter_of(after))


def test_every_part_that_a_letter_can_have_is_held():
    """Variants, pictures, logos, hand signatures, names by place."""
    full = full_letter()
    body = list(full.body)
    body[0] = p("Your shelters count everybody who waits.", NoteRef(1))
    body.insert(2, body.pop(4))
    new = replace(full, body=tuple(body), reference="Docket No. TA-2026-0118", hand_signatures=())
    content = check_both_ways(full, new)
    findings(content)


def findings(content: bytes) -> None:
    """Check that the two validators find nothing in the file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "changes.docx"
        path.write_bytes(content)
        check(path)


def check(path: Path) -> None:
    for tool, more in (("openxml-audit", []), ("ooxml-integrity", ["check"])):
        command = [str(BIN / tool), *more, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_names_come_and_go_in_their_columns():
    old = stadium_letter()
    more = [*INTERNATIONAL[1:], "Verein der Wartenden"]
    groups = (*old.groups[:1], *old.groups[2:3], group("international", "International", more))
    content = redline(old, replace(old, groups=groups))
    root = docx_part(content, "word/document.xml")
    put_in = ["".join(one.itertext()) for one in root.iter(f"{W}ins") if "".join(one.itertext())]
    taken_out = "".join("".join(one.itertext()) for one in root.iter(f"{W}del"))
    assert "Verein der Wartenden" in put_in
    assert INTERNATIONAL[0] in taken_out
    assert "Toledo–Dayton Rail Riders’ Assembly" in taken_out
    columns = [one.get(f"{W}num") for one in root.iter(f"{W}cols")]
    assert columns.count("3") == 3
    findings(content)


def test_a_paragraph_that_only_moved_is_marked_as_moved():
    content = redline(
        replace(PLAIN, body=(ONE, TWO, ASKED)), replace(PLAIN, body=(TWO, ASKED, ONE))
    )
    root = docx_part(content, "word/document.xml")
    (there,) = root.iter(f"{W}moveFromRangeStart")
    (here,) = root.iter(f"{W}moveToRangeStart")
    assert there.get(f"{W}name") == here.get(f"{W}name")
    assert not list(root.iter(f"{W}delText"))[1:]
    findings(content)


def test_the_changes_say_whose_they_are_and_of_which_day():
    content = redline(replace(PLAIN, body=(ONE,)), replace(PLAIN, body=(TWO,)))
    root = docx_part(content, "word/document.xml")
    marks = [one for one in root.iter() if one.get(f"{W}author")]
    assert {one.get(f"{W}author") for one in marks} == {"Tern Riders"}
    assert {one.get(f"{W}date") for one in marks} == {"2026-11-18T00:00:00Z"}
    ids = [one.get(f"{W}id") for one in marks]
    assert len(ids) == len(set(ids))


def test_nothing_is_marked_where_nothing_changed_but_the_marks_go():
    content = redline(full_letter(), replace(full_letter(), mark=""))
    root = docx_part(content, "word/document.xml")
    assert not [one for one in root.iter() if one.get(f"{W}author")]
    assert read_draft(content).document.title == full_letter().title


def test_the_same_two_letters_give_the_same_bytes():
    old, new = replace(PLAIN, body=(ONE, COUNTED)), replace(PLAIN, body=(TWO, ASKED))
    assert redline(old, new) == redline(old, new)


def test_hostile_words_stay_words():
    """F-04, F-07: nothing that a letter says becomes a field, a relationship or a part."""
    hostile = [
        '{ INCLUDETEXT "/etc/passwd" }',
        "]]>",
        "<w:altChunk r:id='x'/>",
        "\x00\ud800",
        "&#0;",
    ]
    old = replace(PLAIN, body=tuple(p(f"{one} and more words") for one in hostile))
    new = replace(PLAIN, body=tuple(p(f"{one} and other words") for one in hostile[::-1]))
    content = render_changes(old, new, author="<x & y>\x00", on=None, label="<b>&\x00")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        relations = b"".join(archive.read(name) for name in names if name.endswith(".rels"))
    assert "<b>&" in "".join(docx_part(content, "word/headerFirst.xml").itertext())
    root = docx_part(content, "word/document.xml")
    assert not list(root.iter(f"{W}instrText", f"{W}fldSimple", f"{W}altChunk"))
    assert b"External" not in relations
    assert not [name for name in names if "embed" in name.lower() or "vba" in name.lower()]


def test_libreoffice_opens_it(tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not on this machine")
    path = tmp_path / "changes.docx"
    old = stadium_letter()
    path.write_bytes(redline(old, replace(old, body=(*old.body[2:], COUNTED, ONE))))
    command = [
        office, "--headless", f"-env:UserInstallation={(tmp_path / 'office').as_uri()}",
        "--convert-to", "fodt", "--outdir", str(tmp_path), str(path),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    root = etree.parse(tmp_path / "changes.fodt").getroot()
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    found = [len(list(root.iter(f"{text}{kind}"))) for kind in ("insertion", "deletion")]
    print(f"LibreOffice found {found[0]} insertions and {found[1]} deletions")
    assert min(found) > 0


def test_a_letter_of_ten_pages_takes_well_under_a_second():
    chance = random.Random(7)
    vocabulary = [f"word{number}" for number in range(900)]
    said = [" ".join(chance.choices(vocabulary, k=90)) for _ in range(55)]
    changed = [one.replace("word1", "other") if chance.random() < 0.5 else one for one in said]
    old, new = (replace(PLAIN, body=tuple(map(p, texts))) for texts in (said, changed[3:]))
    started = process_time()
    redline(old, new)
    seconds = process_time() - started
    print(f"ten pages, 4,950 words: {seconds:.2f} s")
    assert seconds < 1
