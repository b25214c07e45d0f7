"""The dialect of Google Docs' export, written out by hand: nothing of it may trouble a letter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from letters.document import (
    Addressee,
    Demands,
    Heading,
    ListBlock,
    NoteRef,
    Paragraph,
    Quotation,
    Table,
    Text,
    plain,
)
from letters.read_docx import Draft, read_draft
from tests.letters.word_files import word_file

_RUN = (
    '<w:rPr><w:rFonts w:ascii="Georgia" w:cs="Georgia" w:eastAsia="Georgia" w:hAnsi="Georgia"/>'
    '{}<w:sz w:val="22"/><w:szCs w:val="22"/><w:rtl w:val="0"/></w:rPr>'
)


def run(text: str, looks: str = "") -> str:
    shown = f'<w:t xml:space="preserve">{text}</w:t>'
    return f'<w:r w:rsidR="0" w:rsidDel="0">{_RUN.format(looks)}{shown}</w:r>'


def words(text: str) -> str:
    """Return a text as that export writes one which was edited: a run for every word."""
    return "".join(run(word) for word in text.replace(" ", " |").split("|"))


def paragraph(content: str = "", *, style: str = "", more: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        '<w:p w:rsidR="00000000" w:rsidDel="00000000" w:rsidP="00000000" w:rsidRDefault="00000000" '
        f'w:rsidRPr="00000000"><w:pPr>{named}{more}<w:spacing w:after="0" w:lineRule="auto"/>'
        f'<w:rPr><w:b w:val="1"/></w:rPr></w:pPr>{content}'
        '<w:r w:rsidR="0"><w:rPr><w:rtl w:val="0"/></w:rPr></w:r></w:p>'
    )


def entry(number: int, text: str, level: int = 0) -> str:
    """Return a list item; the export gives every list a definition of its own."""
    marks = (
        f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        f'<w:ind w:left="{720 * (level + 1)}" w:hanging="360"/>'
    )
    return paragraph(words(text), more=marks)


def definition(number: int, kind: str) -> str:
    shown = "●" if kind == "bullet" else ""
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{shown or f"%{level + 1}."}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr><w:rPr><w:u w:val="none"/></w:rPr>'
        "</w:lvl>"
        for level in range(9)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
    )


def note(text: str) -> str:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    return paragraph(raised + run(" ") + words(text))


MARK = (
    '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    '<w:footnoteReference w:customMarkFollows="0" w:id="{}"/></w:r>'
)
_BLUE = '<w:color w:val="1155cc"/><w:u w:val="single"/>'
LINK = f'<w:hyperlink r:id="rLink">{run("the record", _BLUE)}</w:hyperlink>'
EMPTY = paragraph()
CELLS = "".join(
    "<w:tr><w:trPr><w:cantSplit w:val=\"0\"/><w:tblHeader w:val=\"0\"/></w:trPr>"
    + "".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in row)
    + "</w:tr>"
    for row in (
        [run("Gate", '<w:b w:val="1"/>'), run("Faces", '<w:b w:val="1"/>')],
        [words("North side"), run("412")],
        [words("South side"), run("98")],
    )
)  # fmt: skip

BODY = (
    paragraph(words("November 16, 2026")) + EMPTY
    + paragraph(words("Ms. Ada Moor")) + paragraph(words("Director"))
    + paragraph(words("Tern Transit")) + EMPTY
    + paragraph(words("Mr. Ira Holt")) + paragraph(words("Mayor"))
    + EMPTY
    + paragraph(run("Re: ", '<w:b w:val="1"/>') + words("Take the cameras off the gates"))
    + EMPTY + paragraph(words("Dear Ms. Moor and Mr. Holt:")) + EMPTY
    + paragraph(words("We write about ") + LINK + words(" of the gates.") + MARK.format(0)) + EMPTY
    + paragraph(words("What happened"), style="Heading2")
    + entry(1, "one") + entry(1, "inner", 1) + entry(1, "two") + EMPTY
    + entry(2, "first") + entry(2, "second") + EMPTY
    + f"<w:tbl><w:tblPr><w:tblLook w:val=\"0600\"/></w:tblPr>{CELLS}</w:tbl>"
    + EMPTY
    + paragraph(run("They look at ") + run("faces", '<w:i w:val="1"/>') + run(".")
                + MARK.format(1) + "<w:r><w:br w:type=\"textWrapping\"/></w:r>" + run("Every day."))
    + paragraph(words("We were never asked."), more='<w:ind w:left="720" w:right="720"/>') + EMPTY
    + paragraph(words("What we ask"), style="Heading2")
    + entry(3, "Stop.") + entry(3, "Tell us.") + EMPTY
    + paragraph(words("Sincerely,")) + EMPTY
)  # fmt: skip
STYLES = (
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/>'
    '<w:rPr><w:b w:val="0"/><w:sz w:val="32"/></w:rPr></w:style>'
)


def export(body: str = BODY) -> bytes:
    return word_file(
        body,
        styles=STYLES,
        numbering=definition(1, "bullet") + definition(2, "decimal") + definition(3, "decimal"),
        notes={0: note("Case 14."), 1: note("Survey of May.")},
        links={"rLink": "https://campaign.example/record"},
    )


@pytest.fixture(scope="module")
def draft() -> Draft:
    return read_draft(export())


def blocks(draft: Draft, kind: type) -> list[Any]:
    return [block for block in draft.document.body if isinstance(block, kind)]


def test_the_head_is_read_line_by_line(draft):
    document = draft.document
    assert document.dated == date(2026, 11, 16)
    assert document.title == "Take the cameras off the gates"
    assert document.addressees == (
        Addressee("Ms. Ada Moor", "Director", "Tern Transit"),
        Addressee("Mr. Ira Holt", "Mayor"),
    )
    assert document.salutation == "Dear Ms. Moor and Mr. Holt:"
    assert document.closing == "Sincerely,"


def test_empty_paragraphs_for_spacing_leave_nothing(draft):
    assert [type(block) for block in draft.document.body] == [
        Paragraph, Heading, ListBlock, ListBlock, Table, Paragraph, Quotation, Demands,
    ]  # fmt: skip


def test_words_in_runs_of_their_own_are_one_text(draft):
    first = blocks(draft, Paragraph)[0]
    assert first.content == (
        Text("We write about "),
        Text("the record", href="https://campaign.example/record"),
        Text(" of the gates."),
        NoteRef(1),
    )


def test_lists_with_definitions_of_their_own_stay_apart(draft):
    bullets, numbers = blocks(draft, ListBlock)
    assert (bullets.ordered, len(bullets.items)) == (False, 2)
    assert isinstance(bullets.items[0].blocks[1], ListBlock)
    assert (numbers.ordered, len(numbers.items)) == (True, 2)


def test_the_table_has_its_bold_row_as_head(draft):
    (found,) = blocks(draft, Table)
    assert found.header_rows == 1
    assert [[plain(cell) for cell in row] for row in found.rows] == [
        ["Gate", "Faces"], ["North side", "412"], ["South side", "98"],
    ]  # fmt: skip


def test_looks_lines_and_notes_are_kept(draft):
    second = blocks(draft, Paragraph)[1]
    assert Text("faces", italic=True) in second.content
    assert plain(second.content) == "They look at faces.\nEvery day."
    assert [plain(n.paragraphs[0].content) for n in draft.document.notes] == [
        "Case 14.", "Survey of May.",
    ]  # fmt: skip


def test_demands_and_quotation_are_recognized(draft):
    (demands,) = blocks(draft, Demands)
    assert len(demands.demands) == 2
    (quotation,) = blocks(draft, Quotation)
    assert plain(quotation.paragraphs[0].content) == "We were never asked."


def test_the_export_s_own_markup_is_not_worth_a_sentence(draft):
    """What is told is what was decided: the table's head and the demands."""
    assert [one.split(":")[-1].strip()[:40] for one in draft.report] == [
        "a table with 3 rows and 2 columns was ta",
        "The list under “What we ask” was taken a",
    ]  # fmt: skip
