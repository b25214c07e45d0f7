"""Sheets: every encoding, separator and kind of damage that organizers hand over."""

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from signatories.sheets import MAX_BYTES, MAX_CELL, SheetUnreadable, read_sheet, sheet_of

TEXT = 'Name,Place\n"Réseau, libre",Nîmes\n"two\nlines",Orléans\n'
EXPECTED = [("Réseau, libre", "Nîmes"), ("two\nlines", "Orléans")]


def workbook(*rows, title="Answers"):
    """Return the bytes of an XLSX with these rows."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def cells(sheet):
    return [row.cells for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings_give_the_same_rows(encoding):
    sheet = sheet_of(TEXT.encode(encoding))
    assert sheet.headings == ("Name", "Place")
    assert cells(sheet) == EXPECTED


def test_a_guessed_encoding_is_told():
    assert "Windows-1252" in " ".join(sheet_of(TEXT.encode("cp1252")).notes)
    assert sheet_of(TEXT.encode()).notes == ()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_give_the_same_rows(separator):
    text = f'Name{separator}Place\r\n"a{separator}b"{separator}"x, y; z"\r\n'
    sheet = sheet_of(text.encode())
    assert sheet.headings == ("Name", "Place")
    assert cells(sheet) == [(f"a{separator}b", "x, y; z")]


def test_one_column_stays_one_column():
    assert cells(sheet_of(b"Name\nHarbor\nLantern\n")) == [("Harbor",), ("Lantern",)]


def test_rows_are_numbered_as_a_spreadsheet_does():
    sheet = sheet_of(b"\n\nName,Place\nA,B\n\nC,D\n")
    assert [row.number for row in sheet.rows] == [4, 6]
    assert "row 3" in " ".join(sheet.notes)


def test_short_rows_are_read_as_empty_beyond_their_end():
    row = sheet_of(b"Name,Place\nA\n").rows[0]
    assert (row.cell(0), row.cell(1), row.cell(9)) == ("A", "", "")


def test_a_workbook_gives_what_a_csv_gives():
    content = workbook(["Name", "Place"], *EXPECTED)
    sheet = sheet_of(content)
    assert sheet.headings == ("Name", "Place")
    assert cells(sheet) == EXPECTED


def test_dates_numbers_and_ticks_become_text():
    moment = datetime.fromisoformat("2026-11-01 08:30:00")
    content = workbook(["a", "b", "c", "d"], [moment, 7.0, None, True])
    assert cells(sheet_of(content)) == [("2026-11-01 08:30:00", "7", "", "Yes")]


def test_a_formula_is_read_as_written_and_told():
    sheet = sheet_of(workbook(["Name"], ['=HYPERLINK("http://bad.example","Harbor")']))
    assert cells(sheet) == [('=HYPERLINK("http://bad.example","Harbor")',)]
    assert "formula (1)" in " ".join(sheet.notes)


def test_the_first_filled_sheet_is_read():
    book = Workbook()
    book.create_sheet("Second").append(["Name"])
    book["Second"].append(["Harbor"])
    held = io.BytesIO()
    book.save(held)
    sheet = sheet_of(held.getvalue())
    assert cells(sheet) == [("Harbor",)]
    assert '"Second" was read' in " ".join(sheet.notes)


def zip_of(**parts):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return held.getvalue()


def broken_workbook():
    whole = workbook(["Name"], ["Harbor"])
    return whole[: len(whole) // 2]


def workbook_of_nonsense():
    return zip_of(**{"[Content_Types].xml": "<Types", "xl/workbook.xml": "<workbook"})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"  \n \n", "is empty"),
        (b",,\n,,\n", "no filled row"),
        (b"Name\nA\x00B\n", "NUL"),
        (b"\xff\xfeN\x00a\x00x", "UTF-16"),
        (zip_of(letter="hello"), "no workbook"),
        (b"PK\x03\x04 nothing", "damaged"),
        (broken_workbook(), "damaged"),
        (workbook_of_nonsense(), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest", "encrypted or an old"),
        (workbook(), "no filled"),
        (b"a," * 300 + b"\n", "columns"),
        (b'Name,Place\nA,"never closed\nB,C\n', "line 3"),
        (b'Name,Place\n"A" and more,C\n', "line 2"),
    ],
)
def test_what_is_no_sheet_is_refused_with_a_sentence(content, said):
    with pytest.raises(SheetUnreadable) as refused:
        sheet_of(content, name="answers")
    assert said in str(refused.value)
    assert str(refused.value).startswith("answers")


def test_a_very_long_cell_is_cut_and_the_rest_is_read():
    sheet = sheet_of(b'Name,Place\n"' + b"x" * 1_000_000 + b'",y\nB,C\n')
    assert len(sheet.rows[0].cell(0)) == MAX_CELL
    assert sheet.rows[1].cells == ("B", "C")


def test_a_missing_a_wrong_and_a_large_file_are_refused(tmp_path):
    with pytest.raises(SheetUnreadable, match="can't be opened"):
        read_sheet(tmp_path / "none.csv")
    with pytest.raises(SheetUnreadable, match="not a file"):
        read_sheet(tmp_path)
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(SheetUnreadable, match="Split the sheet"):
        read_sheet(large)


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("signatories.sheets.MAX_ROWS", 3)
    assert len(sheet_of(b"Name\n" + b"x\n" * 3).rows) == 3
    with pytest.raises(SheetUnreadable, match="more than 3 rows"):
        sheet_of(b"Name\n" + b"x\n" * 4)
