"""`manage.py import_signatories`: what it prints, what it stores, and how it refuses."""

import io
import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from signatories.models import ImportedRow, SheetImport, SignOn
from tests.signatories.factories import a_letter

pytestmark = pytest.mark.django_db

SHEET = Path(__file__).parent / "data" / "answers.csv"
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")


def run(*arguments, **options):
    out = io.StringIO()
    call_command("import_signatories", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def test_it_prints_mapping_rows_and_counts_without_any_address():
    printed = run(a_letter().slug, SHEET)
    assert "B  Name of your group -> organization" in printed
    assert re.search(r"\n +2  new +Lantern Street Library Friends\n", printed)
    assert re.search(r"\n +9  possible duplicate +Cascade Ridres' Union: may be", printed)
    assert re.search(r"\n +12  refused +=1\+cmd", printed)
    assert "18 rows: new 7, matched 3, possible duplicate 4, refused 4, unchanged 0." in printed
    assert "Of the new rows 6 are sound." in printed
    assert "Needs attention: row 3 asked to be removed in row 17" in printed
    assert "Stored 11: 11 waiting for review, 0 approved." in printed
    assert not ADDRESS.search(printed)


def test_a_letter_is_found_by_its_id():
    assert "Stored 11" in run(a_letter().pk, SHEET)


def test_a_second_run_says_unchanged():
    slug = a_letter().slug
    run(slug, SHEET)
    printed = run(slug, SHEET)
    assert "refused 0, unchanged 18." in printed
    assert "Stored 0" in printed


@pytest.mark.both_databases
class TestUndo:
    """What a command stored stands among the imports of the letter, and can be taken back."""

    def test_it_is_taken_back_by_the_number_that_was_printed(self):
        letter = a_letter()
        printed = run(letter.slug, SHEET)
        told = re.search(r"import_signatories (\d+) --undo (\d+)", printed)
        assert told
        assert "Dry run: 11 sign-ons would be gone" in run(*told.groups()[:1], undo=int(told[2]),
                                                           dry_run=True)  # fmt: skip
        assert SignOn.objects.count() == 11
        assert "Undone: 11 sign-ons are gone." in run(told[1], undo=int(told[2]))
        assert SignOn.objects.count() == ImportedRow.objects.count() == 0
        assert "Stored 11" in run(letter.slug, SHEET)

    def test_the_organizer_undoes_it_on_the_letters_screen(self, admin_client):
        letter = a_letter()
        run(letter.slug, SHEET)
        one = SheetImport.objects.get()
        assert (one.total, one.stored, one.file_name) == (18, 11, "answers.csv")
        below = admin_client.get(reverse("signatories_in_and_out", args=[letter.pk]))
        assert "answers.csv" in below.content.decode()
        screen = reverse("signatories_import", args=[one.pk])
        assert "possible duplicate" in admin_client.get(screen).content.decode().lower()
        admin_client.post(reverse("signatories_import_step", args=[one.pk, "undo"]))
        assert not SignOn.objects.exists()

    def test_who_was_vouched_for_stays(self):
        get_user_model().objects.create_user("ona", password="x", is_staff=True)
        letter = a_letter()
        run(letter.slug, SHEET, "--approved-by", "ona")
        printed = run(letter.slug, undo=SheetImport.objects.get().pk)
        assert "Undone: 6 sign-ons are gone. 5 stay" in printed
        assert set(SignOn.objects.values_list("status", flat=True)) == {"approved"}

    def test_a_run_that_stored_nothing_new_leaves_no_record(self):
        letter = a_letter()
        run(letter.slug, SHEET)
        assert "--undo" not in run(letter.slug, SHEET)
        assert SheetImport.objects.count() == 1

    def test_of_another_letter_or_twice_it_is_refused_with_a_sentence(self):
        letter = a_letter()
        run(letter.slug, SHEET)
        number = SheetImport.objects.get().pk
        with pytest.raises(CommandError, match="no import of this letter"):
            run(a_letter().pk, undo=number)
        run(letter.slug, undo=number)
        with pytest.raises(CommandError, match="can't be undone: Undone"):
            run(letter.slug, undo=number)

    def test_without_a_sheet_it_says_what_to_name(self):
        with pytest.raises(CommandError, match="Name the sheet"):
            run(a_letter().slug)


def test_a_dry_run_writes_nothing():
    printed = run(a_letter().slug, SHEET, "--dry-run")
    assert "nothing was written" in printed
    assert SignOn.objects.count() == ImportedRow.objects.count() == 0


def test_columns_can_be_mapped_by_hand(tmp_path):
    sheet = tmp_path / "odd.csv"
    sheet.write_text("who,where on the net,how to reach\nOrchard Keepers,o.example,a@o.example\n")
    slug = a_letter().slug
    with pytest.raises(CommandError, match="--map COLUMN=FIELD"):
        run(slug, sheet)
    printed = run(
        slug, sheet, "--map", "who=organization", "--map", "B=website", "--map", "C=contact_email"
    )
    assert "as you said" in printed
    assert SignOn.objects.get().website_domain == "o.example"


def test_a_member_of_staff_can_vouch():
    get_user_model().objects.create_user("ona", password="x", is_staff=True)
    assert "5 approved" in run(a_letter().slug, SHEET, "--approved-by", "ona")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"is_staff": False}, "not an active member"),
        ({"is_staff": True, "is_active": False}, "not an active member"),
        (None, "No user is called"),
    ],
)
def test_nobody_else_can_vouch(fields, said):
    if fields is not None:
        get_user_model().objects.create_user("ona", password="x", **fields)
    with pytest.raises(CommandError, match=said):
        run(a_letter().slug, SHEET, "--approved-by", "ona")
    assert SignOn.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"Name\x00", "NUL"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"Colour,Shape\nred,round\n", "--map"),
    ],
)
def test_bad_files_are_refused_in_one_line(tmp_path, content, said):
    sheet = tmp_path / "bad.csv"
    sheet.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        run(a_letter().slug, sheet)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_and_an_unknown_letter_are_refused(tmp_path):
    with pytest.raises(CommandError, match="can't be opened"):
        run(a_letter().slug, tmp_path / "none.csv")
    with pytest.raises(CommandError, match='No letter has the slug or id "nope"'):
        run("nope", SHEET)
    with pytest.raises(CommandError, match="No letter"):
        run("9" * 40, SHEET)


def test_dates_that_read_two_ways_are_asked(tmp_path):
    sheet = tmp_path / "answers.csv"
    row = "11/1/2026 8:00,Quay Club,q.example,a@q.example\n"
    sheet.write_text(f"Timestamp,Organization,Website,Email\n{row}")
    slug = a_letter().slug
    with pytest.raises(CommandError, match="Say --dates day-first or --dates month-first") as asked:
        run(slug, sheet)
    assert "11/1/2026 8:00" in str(asked.value)
    assert SignOn.objects.count() == 0
    run(slug, sheet, "--dates", "day-first")
    assert timezone.localdate(SignOn.objects.get().submitted_at).isoformat() == "2026-01-11"


def test_a_time_that_is_not_understood_is_noted(tmp_path):
    sheet = tmp_path / "answers.csv"
    row = "on Tuesday,Quay Club,q.example,a@q.example\n"
    sheet.write_text(f"Timestamp,Organization,Website,Email\n{row}")
    assert "isn't understood, so the day of the import stands" in run(a_letter().slug, sheet)


def test_the_letters_of_a_file_can_be_said(tmp_path):
    sheet = tmp_path / "answers.csv"
    sheet.write_bytes("Organization,Email\nПраво на тайну,a@q.example\n".encode("cp1251"))
    printed = run(a_letter().slug, sheet, "--encoding", "cp1251")
    assert "Право на тайну" in printed
    assert "Read as Cyrillic" in printed
