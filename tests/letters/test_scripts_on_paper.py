"""Names in any script are never a row of boxes: no glyph of a PDF is `.notdef`."""

from __future__ import annotations

import io
from typing import Any

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pypdf import PdfReader
from pypdf.generic import ContentStream

from letters.document import LetterDocument
from letters.render_docx import render_docx
from letters.render_pdf import render_pdf
from letters.scripts import stretches
from tests.letters.documents import group, stadium_letter
from tests.letters.reading import W, docx_part, pdf_words, squeezed

NAMES = {
    "Latin": "Śródmieście Ærlige Øyne Ştiinţă Nhà Việt",
    "Cyrillic": "Центр цифровой свободы",
    "Greek": "Εταιρεία Ανοιχτών Παραθύρων",
    "Arabic": "جمعية الملاعب الحرة",
    "Hebrew": "עמותת השער הפתוח",
    "Chinese": "開放球場協會",
    "Japanese": "ひらかれた球場の会",
    "Korean": "열린 경기장 모임",
    "Devanagari": "खुला मैदान समिति",
    "Bengali": "খোলা মাঠ সমিতি",
    "Tamil": "திறந்த மைதான சங்கம்",
    "Thai": "สมาคมสนามเปิด",
    "Georgian": "ღია სტადიონის საზოგადოება",
    "Armenian": "Բաց մարզադաշտի միություն",
    "Ethiopic": "የክፍት ሜዳ ማህበር",
    "Unknown": "Club \U0010fffd of nobody",
}


def signed(names: list[str], **changes: Any) -> LetterDocument:
    return stadium_letter(groups=(group("local", "Local", names),), **changes)


def missing_glyphs(content: bytes) -> tuple[int, int]:
    """Return how many glyphs the pages show, and how many of these are `.notdef`."""
    shown = missing = 0
    reader = PdfReader(io.BytesIO(content))
    for page in reader.pages:
        fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
        undefined = {key: _undefined(fonts[key].get_object()) for key in fonts}
        now: frozenset[int] = frozenset()
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator == b"Tf":
                now = undefined[operands[0]]
            if operator not in (b"Tj", b"TJ"):
                continue
            pieces = operands[0] if operator == b"TJ" else operands
            for piece in pieces:
                raw = getattr(piece, "original_bytes", b"")
                glyphs = [int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2)]
                shown += len(glyphs)
                missing += sum(glyph in now for glyph in glyphs)
    return shown, missing


def _undefined(font: Any) -> frozenset[int]:
    """Return the codes of an embedded font that stand for no glyph: 0, and what is past its end."""
    inner = font["/DescendantFonts"][0].get_object()
    descriptor = inner["/FontDescriptor"].get_object()
    data = (descriptor.get("/FontFile2") or descriptor.get("/FontFile3")).get_object().get_data()
    if data[:4] in (b"\x00\x01\x00\x00", b"OTTO", b"true"):
        names = TTFont(io.BytesIO(data), lazy=True).getGlyphOrder()
        assert names[0] == ".notdef"
    return frozenset({0})


@pytest.mark.parametrize("script", NAMES)
def test_no_name_becomes_boxes(script: str) -> None:
    shown, missing = missing_glyphs(render_pdf(signed([NAMES[script]])))
    print(f"{script}: {shown} glyphs, {missing} of them .notdef")
    assert shown > 1000
    assert missing == 0


@pytest.mark.parametrize("script", ["Devanagari", "Bengali", "Tamil", "Thai"])
def test_a_vowel_sign_at_the_end_stays_with_its_letter(script: str) -> None:
    """Cut off, it would stand beside the word on a dotted circle."""
    (first, *_) = stretches(f"{NAMES[script]} 7", "en")
    assert first.text == NAMES[script]


def test_names_in_twelve_scripts_stand_in_one_letter() -> None:
    content = render_pdf(signed(list(NAMES.values())))
    assert missing_glyphs(content)[1] == 0
    said = pdf_words(content)
    assert "[U+10FFFD]" in said
    for script in ("Latin", "Cyrillic", "Greek", "Chinese", "Japanese", "Korean", "Georgian"):
        own = squeezed(NAMES[script])
        coded = squeezed("".join(f"[U+{ord(c):04X}]" for c in NAMES[script] if c != " "))
        assert own in squeezed(said) or coded in squeezed(said), script


@pytest.mark.parametrize("language", ["ar", "he", "zh-Hans", "zh-Hant", "ja", "ko", "hi", "th"])
def test_the_frame_of_a_letter_in_any_language_has_all_its_letters(language: str) -> None:
    content = render_pdf(signed(list(NAMES.values()), language=language))
    assert missing_glyphs(content)[1] == 0


@pytest.mark.parametrize(
    ("language", "kind", "word", "font"),
    [
        ("zh-Hans", "eastAsia", "zh-CN", "SimSun"),
        ("zh-TW", "eastAsia", "zh-TW", "PMingLiU"),
        ("ja", "eastAsia", "ja-JP", "MS Mincho"),
        ("ko", "eastAsia", "ko-KR", "Batang"),
        ("ar", "bidi", "ar-SA", "SimSun"),
        ("he-IL", "bidi", "he-IL", "SimSun"),
    ],
)
def test_word_knows_the_language_of_the_letter(
    language: str, kind: str, word: str, font: str
) -> None:
    styles = docx_part(render_docx(signed([], language=language)), "word/styles.xml")
    run = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert run is not None
    assert run.find(f"{W}lang").get(f"{W}{kind}") == word
    assert run.find(f"{W}rFonts").get(f"{W}eastAsia") == font


@pytest.mark.parametrize(("language", "turned"), [("ar", True), ("he", True), ("de", False)])
def test_word_sets_letters_from_right_to_left_where_they_are(language: str, turned: bool) -> None:
    content = render_docx(signed(["A"], language=language))
    normal = docx_part(content, "word/styles.xml").find(f"{W}style[@{W}styleId='Normal']")
    assert (normal.find(f"{W}pPr/{W}bidi") is not None) == turned
    sections = list(docx_part(content, "word/document.xml").iter(f"{W}sectPr"))
    assert all((one.find(f"{W}bidi") is not None) == turned for one in sections)


def test_addressees_stand_below_each_other_from_right_to_left() -> None:
    """LibreOffice 7.4 never ends laying out some such letters with a table of addressees."""
    root = docx_part(render_docx(signed([], language="ar")), "word/document.xml")
    assert not list(root.iter(f"{W}tbl"))
    assert list(docx_part(render_docx(signed([])), "word/document.xml").iter(f"{W}tbl"))
