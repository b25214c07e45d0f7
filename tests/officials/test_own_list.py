"""An organizer's own list: its columns, its dialects, and what becomes of each row."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from officials.models import Body, Channel, Official, OfficialArea
from officials.own_areas import areas
from officials.own_columns import ColumnsUnclear, read_columns
from officials.own_sheet import as_csv, read_sheet
from officials.read_own_list import read_own_list
from officials.records import Dataset, SourceUnreadable
from officials.services import find_by_postal_code
from tests.officials.data_sets import a_workbook
from tests.officials.factories import a_body

PLAIN = "name,role,body,email\nInes Amaro,Chief of Police,Halden Police,ines@halden.example\n"


def read(text: str | bytes) -> Dataset:
    content = text.encode() if isinstance(text, str) else text
    sheet = read_sheet(content, name="list.csv")
    return read_own_list(sheet.headings, sheet.rows, name="list.csv", notes=sheet.notes)


def run(path, text: str | bytes, *arguments: str) -> str:
    out = io.StringIO()
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    call_command("import_officials", "csv", str(path), *arguments, stdout=out)
    return out.getvalue()


def test_four_columns_are_enough():
    (person,) = read(PLAIN).people
    assert person.name == "Ines Amaro"
    assert [(c.kind, c.value) for c in person.channels] == [("email", "ines@halden.example")]
    assert (person.offices[0].title, person.offices[0].body) == ("Chief of Police", "halden police")


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        b"\n\n" + PLAIN.encode() + b",,,\n\n",
        b'"name","role","body","email"\n' + PLAIN.split("\n")[1].encode(),
    ],
    ids=["plain", "bom", "utf-16", "semicolons", "tabs", "crlf", "cr", "empty-rows", "quoted"],
)
def test_every_dialect_of_a_spreadsheet_gives_the_same_official(content):
    assert read(content).people == read(PLAIN).people


def test_windows_letters_are_read_and_said():
    dataset = read("name;role;body\nJosé Muñoz;Alcalde;Ciudad de Ávila\n".encode("cp1252"))
    assert dataset.people[0].name == "José Muñoz"
    assert any("Windows-1252" in note for note in dataset.notes)


@pytest.mark.parametrize(
    "headings",
    [
        ("Full name", "Position", "Organisation", "E-mail"),
        ("NAME", "Job title", "Company", "Email address"),
        ("Contact", "Function", "Department", "Mail"),
    ],
)
def test_the_usual_words_for_a_column_are_known(headings):
    assert set(read_columns(headings).fields) == {"name", "role", "body", "email"}


@pytest.mark.parametrize("headings", [("email", "body"), ("name", "role"), ("",), ("a", "b")])
def test_a_list_without_a_person_or_a_body_is_refused(headings):
    with pytest.raises(ColumnsUnclear, match="needs a column"):
        read_columns(headings)


def test_extra_columns_become_facts_and_are_named():
    dataset = read("name,role,body,Committee,Votes on 12\nInes Amaro,Chief,Halden,Safety,yes\n")
    assert dataset.people[0].facts == {"Committee": "Safety", "Votes on 12": "yes"}
    assert "Columns that become filters: Committee, Votes on 12." in dataset.notes


def test_a_role_stands_for_who_is_not_named():
    (person,) = read("name,role,body\n,Data Protection Officer,Halden Devices\n").people
    assert person.name == "Data Protection Officer"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("=1+1,Chief,Halden,", "its name is a formula"),
        ("@SUM(A1),Chief,Halden,", "its name is a formula"),
        ("Ines,-cmd|x,Halden,", "its role is a formula"),
        (",,Halden,", "it names nobody"),
        ("Ines,Chief,,", "it has no body"),
        ('Ines Amaro,Chief,Halden,"a@x.example, not one"', "its email is not one"),
    ],
)
def test_a_bad_row_is_one_sentence_with_its_number_and_the_others_come(row, sentence):
    dataset = read(f"name,role,body,email\nBen Reyes,Mayor,Halden,\n{row}\n")
    assert dataset.people[0].name == "Ben Reyes"
    (problem,) = {str(problem) for problem in dataset.problems if sentence in str(problem)} or [""]
    assert problem.startswith("row 3: ")


def test_a_phone_number_with_a_plus_is_no_formula():
    (person,) = read("name,role,body,phone\nInes,Chief,Halden,+49 30 555010\n").people
    assert [(c.kind, c.value) for c in person.channels] == [("phone", "+49 30 555010")]


def test_several_addresses_in_a_cell_are_taken_apart():
    (person,) = read('name,body,email\nInes,Halden,"a@x.example; b@x.example a@x.example"\n').people
    assert [c.value for c in person.channels] == ["a@x.example", "b@x.example"]


def test_a_workbook_gives_the_same_officials_as_a_text_file():
    cells = [row.split(",") for row in PLAIN.splitlines()]
    book, text = read(a_workbook(*cells)), read(PLAIN)
    assert (book.people, book.bodies, book.problems) == (text.people, text.bodies, text.problems)


def test_rows_of_a_workbook_keep_their_numbers_when_it_travels_as_text():
    sheet = read_sheet(a_workbook(["name", "body"], [], ["Ann\nLee", "x"], ["B, C", "y"]), name="x")
    again = read_sheet(as_csv(sheet), name="x")
    assert [number for number, _ in sheet.rows] == [3, 4]
    assert [(n, tuple(c)) for n, c in again.rows] == [(n, tuple(c)) for n, c in sheet.rows]


def test_twins_need_an_id_and_with_one_they_are_two():
    rows = "Ines Amaro,Clerk,Halden,{}\nInes Amaro,Clerk,Halden,{}\n"
    without = read("name,role,body,id\n" + rows.format("", ""))
    assert len(without.people) == 1
    assert "row 2 has the same name, role and body" in str(without.problems[0])
    assert len(read("name,role,body,id\n" + rows.format(1, 2)).people) == 2


@pytest.mark.parametrize(
    "content", [b"", b"\n,\n", b"PK\x03\x04rest", b"\x00\x01\x02", b'name,body\n"a,b\n', b"x\n"]
)
def test_what_is_no_list_is_one_sentence(content):
    with pytest.raises(SourceUnreadable) as raised:
        read(content)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("10115", {"10115"}),
        ("101*; SW1A 1, ec", {"101", "SW1A1", "EC"}),
        ("10300-10399", {"103"}),
        ("10300–10319", {"1030", "1031"}),
        ("00000-99999", set("0123456789")),
        ("08-11", {"08", "09", "10", "11"}),
        ("", set()),
    ],
)
def test_areas_are_beginnings_and_ranges(cell, found):
    assert set(areas(cell)) == found


@pytest.mark.parametrize("cell", ["10400-10300", "Straße 5!", "1-22", "§", "a" * 13])
def test_an_area_that_is_none_is_refused(cell):
    with pytest.raises(ValueError, match="area"):
        areas(cell)


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_a_range_covers_its_codes_and_no_other(one, other):
    first, last = sorted((one, other))
    beginnings = tuple(areas(f"{first:04}-{last:04}"))
    covered = {n for n in range(10_000) if f"{n:04}".startswith(beginnings)}
    assert covered == set(range(first, last + 1))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_one_sentence(content):
    try:
        dataset = read(b"name,role,body,email,areas,phone,form\n" + content)
    except SourceUnreadable:
        return
    for person in dataset.people:
        assert person.name.isprintable()
        assert not re.match(r"[=@]", person.name)


@pytest.mark.django_db
@pytest.mark.both_databases
class TestImport:
    """`manage.py import_officials csv`."""

    def test_a_second_run_changes_nothing_and_a_new_address_does(self, tmp_path):
        path = tmp_path / "list.csv"
        assert "new     Ines Amaro" in run(path, PLAIN)
        assert "Nothing has changed" in run(path, PLAIN)
        printed = run(path, PLAIN.replace("ines@", "desk@"))
        assert "changed Ines Amaro: email" in printed
        assert "@" not in printed
        assert [c.value for c in Channel.objects.usable()] == ["desk@halden.example"]

    def test_who_is_gone_leaves_only_the_bodies_that_the_list_names(self, tmp_path):
        path = tmp_path / "list.csv"
        run(path, PLAIN + "Ben Reyes,Clerk,Halden Police,\nCleo Marsh,CEO,Devices,\n")
        run(path, PLAIN)
        active = set(Official.objects.active().values_list("name", flat=True))
        assert active == {"Ines Amaro", "Cleo Marsh"}
        assert Official.objects.count() == 3

    def test_a_body_that_is_on_record_is_the_same_whatever_its_case(self, tmp_path):
        known = a_body("Halden POLICE", kind="agency")
        run(tmp_path / "list.csv", PLAIN)
        assert Body.objects.get() == known
        assert known.offices.get().official.name == "Ines Amaro"

    def test_columns_that_a_list_has_not_stay_as_they_are(self, tmp_path):
        path = tmp_path / "list.csv"
        run(path, "name,role,body,language,areas\nInes Amaro,Chief,Halden,es,101\n")
        run(path, "name,role,body\nInes Amaro,Chief,Halden\n")
        assert Official.objects.get().language == "es"
        assert OfficialArea.objects.get().prefix == "101"

    def test_areas_find_their_official_in_another_country(self, tmp_path):
        run(tmp_path / "list.csv", "name,role,body,areas\nInes Amaro,MdB,Bundestag,10300-10399\n")
        found = find_by_postal_code("10317", country="DE")
        assert Official.objects.get(pk__in=found.certain).name == "Ines Amaro"

    def test_districts_of_a_council_without_public_ids_are_kept(self, tmp_path):
        path = tmp_path / "list.csv"
        text = "name,role,body,district\nInes Amaro,Councillor,Halden Council,Ward 3\n"
        run(path, text)
        office = Official.objects.get().offices.get()
        assert str(office) == "Councillor, Halden Council, Ward 3"
        assert "Nothing has changed" in run(path, text)

    def test_a_wrong_file_is_one_sentence_and_exit_code_1(self, tmp_path):
        with pytest.raises(CommandError, match="needs a column “body”"):
            run(tmp_path / "list.csv", "name,email\nInes,i@x.example\n")
        with pytest.raises(CommandError, match="can't be opened"):
            call_command("import_officials", "csv", str(tmp_path / "none.csv"))
