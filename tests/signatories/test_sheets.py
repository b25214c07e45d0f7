"""Sheets: every encoding, separator and kind of damage that organizers hand over."""

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from signatories.sheets import ENCODINGS, MAX_BYTES, MAX_CELL, SheetUnreadable, read_sheet, sheet_of

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


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_too_many_rows_are_refused_and_empty_ones_do_not_count(monkeypatch, kind):
    """Nothing is cut off in silence: empty rows between don't push others out."""
    monkeypatch.setattr("signatories.sheets.MAX_ROWS", 30)

    def made(filled):
        rows = [["Name", "Place"], *([["x", "y"], []] * filled)]
        if kind == "xlsx":
            return workbook(*rows)
        return "".join(",".join(row) + "\n" for row in rows).encode()

    assert len(sheet_of(made(30)).rows) == 30
    with pytest.raises(SheetUnreadable, match="more than 30 rows"):
        sheet_of(made(31))


def test_too_many_columns_of_a_workbook_are_refused_not_cut():
    wide = [f"q{number}" for number in range(201)]
    with pytest.raises(SheetUnreadable, match="more than 200 columns"):
        sheet_of(workbook(wide, wide))
    assert len(sheet_of(workbook(wide[:200], wide[:200])).headings) == 200


def test_empty_columns_at_the_end_are_no_columns():
    sheet = sheet_of(b"Name,Place" + b"," * 400 + b"\nA,B" + b"," * 400 + b"\n")
    assert sheet.headings == ("Name", "Place")


def test_what_stands_under_no_heading_is_told():
    assert "column B" in " ".join(sheet_of(b"Name,,Place\nA,x,B\n").notes)
    assert sheet_of(b"Name,,Place\nA,,B\n").notes == ()


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known(order):
    assert cells(sheet_of(TEXT.encode(order))) == EXPECTED


@pytest.mark.parametrize("encoding", sorted(set(ENCODINGS) - {"utf-8"}))
def test_an_encoding_can_be_said(encoding):
    word = {"cp1251": "Тайна", "cp1253": "Μυστικό", "cp932": "秘密", "gb18030": "秘密",
            "big5": "秘密", "cp949": "비밀", "cp1250": "Żółć", "cp1254": "Şifre"}.get(
        encoding, "Réseau"
    )  # fmt: skip
    content = f"Name,Place\n{word},x\n".encode(encoding)
    sheet = sheet_of(content, encoding=encoding)
    assert cells(sheet) == [(word, "x")]
    assert "as you said" in " ".join(sheet.notes)


def test_an_encoding_that_is_not_the_files_is_refused():
    with pytest.raises(SheetUnreadable, match="isn't Unicode"):
        sheet_of("Name\nRéseau\n".encode("cp1252"), encoding="utf-8")
    with pytest.raises(SheetUnreadable, match="is no encoding"):
        sheet_of(b"Name\n", encoding="rot13")


class TestHeadings:
    def test_a_title_above_them_is_passed_over_and_told(self):
        sheet = sheet_of(b"Sign-ons to the letter\n\nOrganization,Email\nQuay,a@q.example\n")
        assert sheet.headings == ("Organization", "Email")
        assert [row.number for row in sheet.rows] == [4]
        assert "row 1" in " ".join(sheet.notes)

    def test_headings_of_groups_are_read_with_those_below(self):
        content = (
            b"Organization,,Contact,\nName,Website,Name,Email\nQuay,q.example,Ana,a@q.example\n"
        )
        sheet = sheet_of(content)
        assert sheet.headings == (
            "Organization Name", "Organization Website", "Contact Name", "Contact Email",
        )  # fmt: skip
        assert len(sheet.rows) == 1

    def test_a_row_of_codes_above_the_questions_is_passed_over(self):
        content = b"Q1,Q2,Q3\nName of your organization,Website,Email\nQuay,q.example,a@q.example\n"
        sheet = sheet_of(content)
        assert sheet.headings[0] == "Name of your organization"
        assert [row.cells[0] for row in sheet.rows] == ["Quay"]

    def test_headings_in_a_tongue_that_is_not_known_stay_headings(self):
        sheet = sheet_of(b"Verband,Netzseite,Post\nKai,k.example,a@k.example\n")
        assert sheet.headings == ("Verband", "Netzseite", "Post")
        assert len(sheet.rows) == 1

    def test_answers_are_never_taken_for_headings(self):
        content = b"who,net,post\nName of Group Title,Website City,a@q.example\n"
        assert sheet_of(content).headings == ("who", "net", "post")

    def test_headings_that_stand_again_are_no_answers(self):
        head, row = b"Organization,Email\n", b"Quay,a@q.example\n"
        sheet = sheet_of(head + row + head + row)
        assert [one.number for one in sheet.rows] == [2, 4]
        assert "stand again" in " ".join(sheet.notes)

    def test_sheets_without_any_mailbox_begin_at_their_first_row(self):
        assert sheet_of(b"Name,Place\nName of Group,Website\n").headings == ("Name", "Place")


class TestMergedCells:
    def merged(self, *areas):
        book = Workbook()
        for row in (["Name", "Who"], ["Quay", "Ana"], [None, "Bo"], [None, "Cy"], ["Pier", "Di"]):
            book.active.append(row)
        for area in areas:
            book.active.merge_cells(area)
        held = io.BytesIO()
        book.save(held)
        return sheet_of(held.getvalue())

    def test_each_row_gets_what_its_merged_cell_shows(self):
        sheet = self.merged("A2:A4")
        assert [row.cell(0) for row in sheet.rows] == ["Quay", "Quay", "Quay", "Pier"]
        assert "Merged cells (1)" in " ".join(sheet.notes)

    def test_cells_merged_across_columns_fill_no_other_column(self):
        assert [row.cell(1) for row in self.merged("A5:B5").rows][-1] == ""

    def test_areas_beyond_the_sheet_change_nothing(self):
        assert len(self.merged("A900:A9000").rows) == 4
