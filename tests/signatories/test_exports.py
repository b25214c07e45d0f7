"""What goes out: public facts, contacts for a reason and a day, and never a formula."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import tracemalloc
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import PageLogEntry

from signatories.models import ContactExport
from signatories.public_list import CSV_COLUMNS, csv_lines, published_names
from signatories.retention import erase_contacts
from signatories.safe_sheets import PART, csv_of, csv_parts, safe_cell, xlsx_parts
from signatories.services import withdraw_sign_ons
from tests.signatories.factories import a_letter, a_sign_on

REASON = "Tell the signers where the press conference is."
OFFICE = shutil.which("soffice")


def formulas() -> list[str]:
    """Return F-05's corpus: what spreadsheet programs have been seen to compute."""
    cores = [
        "=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example";"a")', "=WEBSERVICE(A1)",
        '=IMPORTXML("http://evil.example","//a")', "=DDE(\"a\";\"b\";\"c\")", "+1+1", "-1+1",
        "@SUM(1+1)", "=A1&B1", "={1,2}", "==1", "=-1", "=+1", "=@A1", "+cmd|'/c a'!A1",
        "-2+3+cmd|'/c a'!A1", "=IFERROR(1/0;1)", "=NOW()", "=rand()",
    ]  # fmt: skip
    before = ["", " ", "  ", "\t", "\r", "\n", "\u00a0", "\u3000", '"', "'", ";", ",", "\ufeff"]
    made = [f"{mark}{core}" for core in cores for mark in before]
    wide = str.maketrans("=+-@", "＝＋－＠")
    made += [core.translate(wide) for core in cores] + [f"{core}\n=2+2" for core in cores]
    return made


COLUMNS = ("name", "affiliation", "website")


def workbook(title, rows):
    return b"".join(xlsx_parts(title, COLUMNS, rows))


def round_trip(content: bytes, extension: str, folder) -> list[list[str]]:
    """Return the cells after LibreOffice opened the file and saved it; a formula's type first."""
    sent = folder / f"sent.{extension}"
    sent.write_bytes(content)
    out = folder / f"out-{extension}"
    subprocess.run(
        [str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(out), str(sent)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    sheet = load_workbook(out / "sent.xlsx").active
    return [[cell.data_type for cell in row] for row in sheet.iter_rows()]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine")
def test_no_formula_survives_into_a_spreadsheet(tmp_path):
    """F-05: 300 strings × columns, as CSV and as XLSX, through LibreOffice: 0 formula cells."""
    corpus = formulas()
    rows = [[text] * len(COLUMNS) for text in corpus]
    counted = 0
    files = {
        "csv": csv_of(COLUMNS, rows).encode("utf-8-sig"),
        "xlsx": workbook("signatories", rows),
    }
    for extension, content in files.items():
        types = round_trip(content, extension, tmp_path)
        assert len(types) >= len(corpus)
        counted += sum(len(row) for row in types)
        assert not [kind for row in types for kind in row if kind == "f"]
    print(f"F-05: {len(corpus)} strings × {len(COLUMNS)} columns, {counted} cells, 0 formulas")
    assert len(corpus) >= 300


@pytest.mark.parametrize("text", formulas()[::7])
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(text):
    plain = text.startswith(('"', "'", ";", ",", "\ufeff"))
    assert safe_cell(text) == (text if plain else f"'{text}")


def test_ordinary_cells_stay_as_they_are():
    for text in ("Harbor Rights Project", "a@b.example", "", "1 = 1", "C++", "Nîmes", "電子"):
        assert safe_cell(text) == text


def test_a_workbook_holds_text_only_whatever_stands_in_it():
    rows = [["=1+1", "x" * 40_000, "\x00bell\x07 \ud800"], ["2026-01-01", "007", "電子人權協會"]]
    sheet = load_workbook(io.BytesIO(workbook("a/b:c*" * 9, rows))).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[1][0] == "'=1+1"
    assert len(cells[1][1]) == 32_767
    assert cells[1][2] == "bell "
    assert cells[2] == ["2026-01-01", "007", "電子人權協會"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


@pytest.mark.parametrize("make", [csv_parts, partial(xlsx_parts, "signatories")])
def test_three_times_the_rows_take_no_more_memory(make):
    """A file is handed on in parts while its rows come in, and is never held whole."""

    def most_held(number):
        rows = ([f"{column} {n} of many, {n * 7919}" for column in COLUMNS] for n in range(number))
        tracemalloc.start()
        parts = [len(part) for part in make(COLUMNS, rows)]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert max(parts) < 2 * PART
        return peak

    most_held(10)  # what is imported late
    few, many = most_held(1_500), most_held(4_500)
    print(f"{few:,} bytes held for 1,500 rows, {many:,} for 4,500")
    assert many < few + PART


def made(client, page, **changes):
    fields = {"reason": REASON, "which": "approved", "file_format": "csv", **changes}
    address = reverse("signatories_export_contacts", args=[page.pk])
    html = client.post(address, fields, follow=True).content.decode()
    return html, ContactExport.objects.order_by("pk").last()


def taken(client, export):
    return client.post(reverse("signatories_take_export", args=[export.pk]), follow=True)


@pytest.mark.both_databases
@pytest.mark.django_db
class TestPublicFacts:
    def test_csv_and_xlsx_say_the_same_and_nothing_of_people(self, admin_client):
        page = a_letter()
        a_sign_on(page, "approved", name="=Pier Club", email="mara@pier.example")
        a_sign_on(page, "verified", name="Waiting Club")
        here = {"page_id": page.pk}
        texts = {}
        for extension in ("csv", "xlsx"):
            address = reverse("signatories_public_export", kwargs={**here, "extension": extension})
            answer = admin_client.get(address)
            assert "no-store" in answer["Cache-Control"]
            assert answer.streaming
            texts[extension] = answer.getvalue()
        rows = list(csv.reader(io.StringIO(texts["csv"].decode("utf-8-sig"))))
        sheet = load_workbook(io.BytesIO(texts["xlsx"])).active
        assert [[cell.value or "" for cell in row] for row in sheet.iter_rows()] == rows
        assert rows[0] == list(CSV_COLUMNS)
        assert rows[1][0] == "'=Pier Club"
        assert len(rows) == 2
        assert b"mara" not in texts["csv"]

    def test_the_public_address_says_the_same(self):
        page = a_letter()
        a_sign_on(page, "approved", name="@Pier Club")
        assert "'@Pier Club" in "".join(csv_lines(published_names(page.pk)))


@pytest.mark.both_databases
@pytest.mark.django_db
class TestContacts:
    def test_they_are_handed_out_for_a_reason_and_the_log_says_so(self, admin_client, admin_user):
        page = a_letter()
        a_sign_on(page, "approved", name="Pier Club", email="mara@pier.example")
        a_sign_on(page, "verified", name="Waiting Club")
        html, export = made(admin_client, page)
        assert "Download them below within a day" in html
        assert (export.rows, export.created_by, export.reason) == (1, admin_user, REASON)
        answer = taken(admin_client, export)
        text = answer.getvalue().decode("utf-8-sig")
        assert "Pier Club,organization,approved,Mara Quist,Director,mara@pier.example" in text
        assert "Waiting" not in text
        assert "no-store" in answer["Cache-Control"]
        lines = PageLogEntry.objects.filter(action__endswith="contacts").order_by("pk")
        actions = [line.action for line in lines]
        assert actions == ["signatories.export_contacts", "signatories.download_contacts"]
        assert "mara" not in str([line.data for line in lines]).lower()

    @pytest.mark.parametrize("reason", ["", "   ", "because", "x" * 501])
    def test_without_a_reason_that_says_something_there_is_none(self, admin_client, reason):
        page = a_letter()
        a_sign_on(page, "approved")
        html, export = made(admin_client, page, reason=reason)
        assert export is None
        assert "contacts are for" in html or "at most 500" in html

    @pytest.mark.parametrize(("which", "number"), [("approved", 1), ("verified", 2), ("both", 3)])
    def test_whose_is_chosen_and_erased_ones_are_gone(self, admin_client, which, number):
        page = a_letter()
        a_sign_on(page, "approved")
        a_sign_on(page, "approved", email="")
        for status in ("verified", "verified", "declined", "withdrawn", "pending"):
            a_sign_on(page, status)
        assert made(admin_client, page, which=which, file_format="xlsx")[1].rows == number

    def test_only_who_made_it_downloads_it_and_for_a_day(self, admin_client, client):
        page = a_letter()
        a_sign_on(page, "approved", email="mara@pier.example")
        _, export = made(admin_client, page)
        other = get_user_model().objects.create_superuser("wes", password="x")
        client.force_login(other)
        answer = taken(client, export)
        assert b"mara@" not in answer.content
        assert "somebody else asked for it" in answer.content.decode()
        ContactExport.objects.update(expires_at=timezone.now())
        assert b"mara@" not in taken(admin_client, export).content

    def test_no_file_is_kept_and_its_day_ends(self, admin_client):
        page = a_letter()
        a_sign_on(page, "approved", email="mara@pier.example")
        _, export = made(admin_client, page)
        taken(admin_client, export)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM signatories_contactexport")
            assert not [cell for cell in cursor.fetchone() if isinstance(cell, bytes | memoryview)]
        ContactExport.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
        assert b"mara@" in taken(admin_client, export).getvalue()
        ContactExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert "Its day is over" in taken(admin_client, export).content.decode()

    def test_who_is_erased_or_left_is_in_no_download_any_more(self, admin_client, admin_user):
        page = a_letter()
        gone, left, _ = (a_sign_on(page, "approved", email=f"{name}@pier.example")
                             for name in ("gone", "left", "stays"))  # fmt: skip
        _, export = made(admin_client, page)
        erase_contacts([gone.pk], now=timezone.now())
        withdraw_sign_ons(ids=[left.pk], by=admin_user, now=timezone.now())
        text = taken(admin_client, export).getvalue().decode()
        assert "stays@pier.example" in text
        assert "gone@" not in text
        assert "left@" not in text
        last = PageLogEntry.objects.filter(action="signatories.download_contacts").latest("pk")
        assert (export.rows, last.data["rows"]) == (3, 1)

    def test_nobody_else_gets_any(self, client, admin_client):
        page = a_letter()
        a_sign_on(page, "approved")
        _, export = made(admin_client, page)
        user = get_user_model().objects.create_user("wes", password="x")
        client.force_login(user)
        address = reverse("signatories_export_contacts", args=[page.pk])
        assert client.post(address, {"reason": REASON}).status_code in (302, 403)
        take = reverse("signatories_take_export", args=[export.pk])
        assert client.post(take).status_code in (302, 403)
        assert admin_client.get(take).status_code == 405
        assert ContactExport.objects.count() == 1
