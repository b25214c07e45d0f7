"""A letter that has every part says the same in all five renderings, and shows its pictures."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest
from pypdf import PdfReader

from letters.document import (
    HandSignature,
    LetterDocument,
    SignatureLayout,
)
from letters.render_docx import render_docx
from letters.render_html import letter_body_html, render_html, signatories_html
from letters.render_json import render_json
from letters.render_pdf import render_pdf
from letters.render_text import canonical_text, render_text
from letters.variants import for_addressee
from tests.letters.documents import p
from tests.letters.full_letter import changed, full_letter
from tests.letters.reading import (
    W,
    docx_name_columns,
    docx_paragraphs,
    docx_part,
    html_words,
    pdf_words,
    squeezed,
)

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PARTS = {
    "delivery": "Via email and first-class mail",
    "reference": "Docket No. TA-2026-0117",
    "table caption": "Faces kept in May",
    "table head": "Faces kept",
    "table cell": "61,994",
    "caption": "Growth since 2022",
    "passage of one": "The Board signed the contract",
    "passage of the other": "Your company sold the cameras as lamps",
    "label of one": "Only in the letter to Ms. Ingrid Halden",
    "label of the other": "Only in the letter to Mr. Tobias Quill",
    "demand of one": "End the contract.",
    "enclosures": "Enclosures: Count at eleven shelters Two photographs",
    "copies": "cc: Office of the State Auditor Portsea Courier",
    "hand": "Odile Ferrant President Harbor Rights League",
    "pen": "Marek Osei Secretary Society of Slow Trains",
    "places": "3 organizations in 2 states; 1 individual.",
    "people": "Harbor Rights League — Odile Ferrant, President",
    "without title": "Society of Slow Trains — Marek Osei",
    "affiliation": "Dr. Ime Sorg, Lake College",
    "identification": "for identification only",
    "mark": "Draft",
    "note": "Counted at eleven shelters in May 2026.",
}


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_pdf(full_letter())


@pytest.fixture(scope="module")
def docx() -> bytes:
    return render_docx(full_letter())


@pytest.fixture(scope="module")
def said(pdf: bytes, docx: bytes) -> dict[str, str]:
    """The words of each rendering, squeezed to letters and digits."""
    names = [n for n in zipfile.ZipFile(io.BytesIO(docx)).namelist() if n.startswith("word/")]
    parts = [n for n in names if re.search(r"(document|header\w+|footnotes)\.xml$", n)]
    word = "".join("".join(docx_paragraphs(docx, name)) for name in parts)
    facts = json.loads(render_json(full_letter()))
    return {
        "text": squeezed(render_text(full_letter())),
        "html": squeezed(html_words(render_html(full_letter()))),
        "docx": squeezed(word),
        "pdf": squeezed(pdf_words(pdf)),
        "json": squeezed(" ".join([facts["text"], facts["mark"], str(facts["signatories"])])),
    }


@pytest.mark.parametrize("part", PARTS)
def test_every_part_stands_in_every_rendering(said: dict[str, str], part: str) -> None:
    words = squeezed(PARTS[part])
    facts = {"people", "without title", "places", "identification", "affiliation", "hand", "pen"}
    for kind, found in said.items():
        if kind == "json" and part in facts:
            continue  # stand there as fields of their own, see below
        assert words in found, f"{part} is not in the {kind}"


def test_the_json_names_people_marks_and_hands() -> None:
    facts = json.loads(render_json(full_letter()))
    assert facts["mark"] == "Draft"
    assert facts["enclosures"] == ["Count at eleven shelters", "Two photographs"]
    assert facts["copies"][0] == "Office of the State Auditor"
    assert facts["hand_signatures"][1]["organization"] == "Society of Slow Trains"
    lead = facts["signatories"][0]
    assert (lead["person"], lead["person_title"]) == ("Odile Ferrant", "President")
    assert "person" not in facts["signatories"][1]


def test_the_words_come_in_the_same_order_in_text_html_and_word(docx: bytes) -> None:
    """What reads the letter aloud reads the same in each."""
    body = canonical_text(full_letter()).split("\n\nNotes\n")[0].split("Dear Ms.")[1]
    lines = [re.sub(r"\[\d\]|^\d\. |[\[\]]", "", line) for line in body.split("\n")]
    html = squeezed(html_words(re.sub(r"<sup.*?</sup>", "", render_html(full_letter()))))
    word = squeezed("".join(docx_paragraphs(docx)))
    for name, found in (("html", html), ("docx", word)):
        start = 0
        for line in lines:
            if line.startswith("Picture") or line == "End":
                continue  # said by the picture itself, and by the frame around the part
            for cell in line.split(" | "):
                place = found.find(squeezed(cell), start)
                assert place >= 0, f"{cell!r} is not in the {name} after what comes before it"
                start = place


# Pictures ----------------------------------------------------------------------------------------

SHOWN = ("Five bars, the last twice as high as the second.", "Her signature", "Slow Trains")


def test_each_picture_says_what_it_shows_in_word(docx: bytes) -> None:
    root = docx_part(docx, "word/document.xml")
    described = [one.get("descr") for one in root.iter(f"{WP}docPr")]
    assert described == ["Harbor Rights League", "Slow Trains", SHOWN[0], SHOWN[1]]
    numbers = [one.get("id") for one in root.iter(f"{WP}docPr")]
    assert len(set(numbers)) == len(numbers)


def test_each_picture_says_what_it_shows_on_the_page() -> None:
    html = render_html(full_letter())
    for words in SHOWN:
        assert f'alt="{words}"' in html
    assert 'src="data:image/png;base64,' in html
    assert "http" not in "".join(re.findall(r'src="([^"]{0,20})', html))


def test_each_picture_says_what_it_shows_in_the_pdf(pdf: bytes) -> None:
    reader: Any = PdfReader(io.BytesIO(pdf))
    alts = {
        str(one["/Alt"])
        for number in range(1, len(reader.xref[0]) + 1)
        if isinstance(one := reader.get_object(number), dict) and "/Alt" in one
    }
    assert set(SHOWN) <= alts
    assert b"pdfuaid" in reader.root_object["/Metadata"].get_data()


def test_a_picture_without_words_is_decoration_and_stops_nothing() -> None:
    signature = full_letter().hand_signatures[0].picture
    assert signature is not None
    bare = HandSignature("A", picture=type(signature)(signature.content, "image/png", 360, 110))
    content = render_pdf(changed(hand_signatures=(bare,)))
    reader: Any = PdfReader(io.BytesIO(content))
    assert b"pdfuaid" in reader.root_object["/Metadata"].get_data()


def test_the_same_picture_is_stored_once(docx: bytes) -> None:
    letter = full_letter()
    twice = changed(body=(*letter.body, letter.body[2]))
    names = zipfile.ZipFile(io.BytesIO(render_docx(twice))).namelist()
    first = zipfile.ZipFile(io.BytesIO(docx)).namelist()
    assert sorted(names) == sorted(first)


def test_a_mail_leaves_pictures_out_and_says_what_they_show() -> None:
    def nowhere(picture: object) -> str:
        return ""

    body = letter_body_html(full_letter(), source=nowhere)
    assert "<img" not in body
    assert f"[{SHOWN[0]}]" in body
    assert "logos" not in signatories_html(full_letter(), source=nowhere)


# Tables ------------------------------------------------------------------------------------------


def test_the_head_of_a_table_is_marked_as_such(docx: bytes) -> None:
    rows = list(docx_part(docx, "word/document.xml").iter(f"{W}tr"))
    marked = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
    assert marked.count(True) == 1
    assert render_html(full_letter()).count('<th scope="col">') == 3


def test_a_table_without_a_head_has_none() -> None:
    table: Any = full_letter().body[1]
    bare = changed(body=(type(table)(table.rows, 0),), notes=())
    root = docx_part(render_docx(bare), "word/document.xml")
    assert not list(root.iter(f"{W}tblHeader"))
    assert "<th" not in letter_body_html(bare)
    assert squeezed("Shelter Faces kept Days") in squeezed(pdf_words(render_pdf(bare)))


# Variants ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "own", "other"), [(0, "The Board", "lamps"), (1, "lamps", "The Board")]
)
def test_one_addressee_gets_their_own_words_without_marks(
    position: int, own: str, other: str
) -> None:
    letter = for_addressee(full_letter(), position)
    word = "".join(docx_paragraphs(render_docx(letter)))
    for said in (
        render_text(letter),
        html_words(render_html(letter)),
        word,
        pdf_words(render_pdf(letter)),
    ):
        assert own in said
        assert other not in said
        assert "Only in" not in said


def test_a_reader_of_the_page_hears_whom_a_part_is_for() -> None:
    html = letter_body_html(full_letter())
    assert html.count('<aside class="only">') == 2
    assert html.count('<p class="only-for">Only in the letter to') == 4


def test_a_part_for_several_names_them_all() -> None:
    letter = full_letter()
    passage: Any = letter.body[3]
    both = changed(body=(type(passage)((0, 1), passage.blocks),))
    assert "[Only in the letters to Ms. Ingrid Halden and Mr. Tobias Quill:]" in canonical_text(
        both
    )


# Signatories -------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_the_organizer_chooses_the_columns(columns: Any) -> None:
    letter = changed(layout=SignatureLayout(columns=columns))
    # Names in one column are paragraphs of the text.
    expected = [columns] * 3 if columns > 1 else []
    assert docx_name_columns(render_docx(letter)) == expected
    assert f"columns-{columns}" in signatories_html(letter)
    assert squeezed("Lobster Boat Choir") in squeezed(pdf_words(render_pdf(letter)))


def test_people_and_logos_stand_only_where_they_are_wanted() -> None:
    plain = changed(layout=SignatureLayout(), hand_signatures=())
    assert "Odile" not in render_text(plain)
    assert "Odile" not in pdf_words(render_pdf(plain))
    assert 'class="logos"' not in render_html(plain)
    assert render_html(full_letter()).count("<li><img") == 3


def test_one_list_has_no_heading_of_its_own() -> None:
    group = full_letter().groups[0]
    letter = changed(
        groups=(type(group)("all", "", group.signatories),), layout=SignatureLayout(grouping="none")
    )
    assert "<h3" not in signatories_html(letter)
    styles = [
        one.get(f"{W}val")
        for one in docx_part(render_docx(letter), "word/document.xml").iter(f"{W}pStyle")
    ]
    assert "SignatoryGroup" not in styles
    assert styles.count("Signatory") == 2
    assert "2 organizations in 1 state." in render_text(letter)


def test_the_colophon_never_stands_alone_on_a_page() -> None:
    """Whatever the length of the letter, the page with the colophon also has names."""
    body = full_letter().body[-1:]
    for lines in range(0, 40, 3):
        letter = changed(body=body * (1 + lines), mark="", hand_signatures=())
        last = PdfReader(io.BytesIO(render_pdf(letter))).pages[-1].extract_text()
        assert "Dr. Ime Sorg" in last, lines


# Marks and hyphens -------------------------------------------------------------------------------


def test_a_mark_lies_across_every_page(pdf: bytes, docx: bytes) -> None:
    for page in PdfReader(io.BytesIO(pdf)).pages:
        assert page.extract_text().count("Draft") == 2  # in the head, and across the page
    for when in ("First", "Default"):
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            assert b'string="Draft"' in archive.read(f"word/header{when}.xml")


def test_hyphens_come_only_where_they_are_wanted(docx: bytes) -> None:
    def hyphenates(letter: LetterDocument) -> tuple[bool, bool, bool]:
        settings = docx_part(render_docx(letter), "word/settings.xml")
        text = pdf_words(render_pdf(letter))
        return (
            settings.find(f"{W}autoHyphenation") is not None,
            "hyphenated" in render_html(letter).split("</style>")[1],
            bool(re.search(r"[a-z][-\u00ad\u2010]\n", text)),
        )

    long = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente " * 30
    body = changed(language="de", body=(full_letter().body[0], p(long)))
    assert hyphenates(body) == (True, True, True)
    off = changed(language="de", body=body.body, hyphenate=False)
    assert hyphenates(off) == (False, False, False)
