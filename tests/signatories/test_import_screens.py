"""A sheet in the admin: its columns, its rows with reasons, stored in parts, undone, forgotten."""

from __future__ import annotations

import csv
import html as html_module
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from wagtail.models import PageLogEntry

from delivery.models import OutboundMessage
from home.founding import ORGANIZERS, found_site
from signatories import import_plans, import_undoing, import_views, import_work, importing
from signatories.models import (
    ImportedRow,
    RememberedMapping,
    SheetImport,
    SheetRow,
    SignOn,
    SignOnContact,
)
from signatories.retention import erase_contacts
from signatories.services import approve_sign_ons
from tests.signatories.factories import a_letter, a_sign_on

pytestmark = pytest.mark.django_db

OWN = Path(__file__).parent / "data" / "answers.csv"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "letters" / "sign-ons-google-form.csv"


@pytest.fixture
def organizer(client):
    a_letter()  # makes the root page, where a test with real transactions has emptied the tables
    found_site(name="Made up", hostname="localhost", port=80)
    user = get_user_model().objects.create_user("ona", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name=ORGANIZERS))
    client.force_login(user)
    return user


@pytest.fixture
def letter(organizer):
    from campaign.models import CampaignIndexPage

    return a_letter(parent=CampaignIndexPage.objects.get())


def send(client, page, content, name="answers.csv"):
    """Send a sheet in; return the answer, and the import if there is one."""
    address = reverse("signatories_in_and_out", args=[page.pk])
    answer = client.post(address, {"sheet": SimpleUploadedFile(name, content)}, follow=True)
    return answer.content.decode(), SheetImport.objects.order_by("pk").last()


def take(client, one, verb, **fields):
    address = reverse("signatories_import_step", args=[one.pk, verb])
    shown = client.post(address, fields, follow=True).content.decode()
    if SheetImport.objects.filter(pk=one.pk).exists():
        one.refresh_from_db()
    return shown


def columns(one, **changes):
    """Return the form of the columns as it is filled in, with changes such as `column_3`."""
    named = {f"column-{n}": field for n, field in enumerate(one.fields)}
    return {**named, **{key.replace("_", "-"): value for key, value in changes.items()}}


def planned(client, page, content=None, name="answers.csv"):
    _, one = send(client, page, content or OWN.read_bytes(), name)
    take(client, one, "columns", **columns(one))
    return one


def sheet(*rows):
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    return held.getvalue().encode()


def many(number, heading=("Organization", "Website", "Email")):
    rows = [(f"Club of Quay {n} {n * 7919 % 9973}", f"q{n}.example", f"a@q{n}.example")
            for n in range(number)]  # fmt: skip
    return sheet(heading, *rows)


def told(html):
    """Return row → (outcome, reason) as the screen shows it."""
    pattern = r'class="io-number">(\d+)</td>.*?</span>([^<]+).*?class="io-why">(.*?)</td>'
    return {int(n): (out, why) for n, out, why in re.findall(pattern, html, re.DOTALL)}


@pytest.mark.both_databases
class TestTheWay:
    def test_from_upload_to_review_and_back(self, client, letter, organizer):
        html, one = send(client, letter, OWN.read_bytes())
        assert "headings as of Google Forms" in html
        assert "Lantern Street Library Friends" in html  # a sample
        assert one.status == "columns"
        assert SignOn.objects.count() == 0
        html = take(client, one, "columns", **columns(one))
        assert one.status == "planned"
        assert "11 of 18 rows would come in for review" in html
        assert SignOn.objects.count() == 0
        html = take(client, one, "start")
        assert one.status == "done"
        assert (one.stored, SignOn.objects.waiting_for_review().count()) == (11, 11)
        assert "Undo the import: 11 go" in html
        html = take(client, one, "undo")
        assert "Undone: 11 sign-ons are gone." in html
        assert one.status == "undone"
        left = (SignOn, SignOnContact, ImportedRow)
        assert [model.objects.count() for model in left] == [0, 0, 0]
        assert OutboundMessage.objects.count() == 0
        said = PageLogEntry.objects.filter(action__startswith="signatories.")
        assert set(said.values_list("action", "user")) == {
            ("signatories.import", organizer.pk),
            ("signatories.undo_import", organizer.pk),
        }

    def test_undoing_leaves_what_somebody_decided_or_wrote(self, client, letter, organizer):
        one = planned(client, letter)
        take(client, one, "start")
        first, second = SignOn.objects.filter(review_note="").order_by("pk")[:2]
        approve_sign_ons(ids=[first.pk], by=organizer, ground="known", now=timezone.now())
        client.post(reverse("sign_on_step", args=[second.pk, "note"]), {"words": "Called them."})
        html = client.get(reverse("signatories_import", args=[one.pk])).content.decode()
        assert "9 go, 2 stay" in html
        html = take(client, one, "undo")
        assert "2 stay, for somebody has dealt with them." in html
        assert set(SignOn.objects.values_list("pk", flat=True)) == {first.pk, second.pk}
        assert take(client, one, "undo").count("Undone:") == 0

    def test_what_was_undone_can_be_imported_again(self, client, letter):
        one = planned(client, letter)
        take(client, one, "start")
        take(client, one, "undo")
        again = planned(client, letter)
        take(client, again, "start")
        assert again.stored == 11

    def test_undoing_takes_its_note_from_a_name_that_stood_before(self, client, letter):
        stands = a_sign_on(
            letter, "approved", name="Quay Club", website="https://q.example",
            review_note="Sent twice.",
        )  # fmt: skip
        row = ("Quay Club", "q.example", "a@q.example", "PLEASE REMOVE US")
        one = planned(client, letter, sheet(("Organization", "Website", "Email", "Comments"), row))
        html = take(client, one, "start")
        stands.refresh_from_db()
        assert stands.review_note.split("\n")[1].startswith("asked to be removed")
        assert "asks to be removed" in html
        assert "Quay Club" in html
        take(client, one, "undo")
        stands.refresh_from_db()
        assert stands.review_note == "Sent twice."
        assert stands.status == "approved"

    def test_a_name_that_came_in_meanwhile_ends_otherwise_and_is_marked(self, client, letter):
        one = planned(client, letter, many(3))
        name = one.rows.get(number=2).name
        a_sign_on(letter, "approved", name=name, website="https://q0.example")
        html = take(client, one, "start")
        assert one.stored == 2
        assert "1 row ended otherwise" in html
        assert one.rows.get(number=2).outcome == "matched"

    def test_a_sheet_that_is_put_away_leaves_nothing(self, client, letter):
        one = planned(client, letter)
        assert "Nothing of it was stored" in take(client, one, "discard")
        assert SheetImport.objects.count() == SheetRow.objects.count() == 0
        stored = planned(client, letter)
        take(client, stored, "start")
        take(client, stored, "discard")
        assert SheetImport.objects.filter(pk=stored.pk).exists()


@pytest.mark.parametrize(
    ("path", "sound"),
    [
        (OWN, 6),
        pytest.param(
            SHARED,
            66,
            marks=pytest.mark.skipif(
                not SHARED.exists(), reason="../shared/data/letters is not on this machine"
            ),
        ),
    ],
    ids=["own", "form-export"],
)
def test_each_awkward_row_of_the_form_export_shows_its_reason(client, letter, path, sound):
    """It shows, 3: each of the twelve ends where a careful organizer would put it."""
    one = planned(client, letter, path.read_bytes(), "Sign-on form (Responses).csv")
    html = client.get(reverse("signatories_import", args=[one.pk])).content.decode()
    rows = told(html)
    awkward = sorted(rows)[-12:]
    expected = [
        ("Matched", "already there"),
        ("Possible duplicate", "may be"),
        ("Matched", "already there"),
        ("Possible duplicate", "may be"),
        ("Refused", "start with ="),
        ("New", "read as a person"),
        ("Possible duplicate", "an organization of its own, or the same?"),
        ("Possible duplicate", "on record with"),
        ("Refused", "call them and ask for one"),
        ("Refused", "asks to be removed, so not added"),
        ("Matched", "already there"),
        ("Refused", "letters of another alphabet pose as"),
    ]
    for number, (outcome, reason) in zip(awkward, expected, strict=True):
        assert rows[number][0] == outcome, number
        assert reason in rows[number][1].replace("&#x27;", "'"), number
    marked = set(rows) - set(awkward)
    assert len(marked) == 1  # the organization whose removal somebody asked for
    assert "asked to be removed in row" in rows[marked.pop()][1]
    assert f"{sound + 5} of {sound + 12} rows would come in for review" in html
    assert not re.search(r"[\w.]+@[\w-]+\.example", html)
    take(client, one, "start")
    _reasons_stand_on_the_desk(client, sound)


def _reasons_stand_on_the_desk(client, sound):
    """What is stored waits for a person, who reads there too why it needs a closer look."""
    waiting = SignOn.objects.waiting_for_review().order_by("pk")
    assert waiting.count() == SignOn.objects.count() == sound + 5
    noted = waiting.exclude(review_note="")
    assert noted.count() == 6  # five of the twelve, and whoever asked to be removed
    for sign_on in noted:
        page = client.get(reverse("wagtailsnippets_signatories_signon:inspect", args=[sign_on.pk]))
        shown = html_module.unescape(page.content.decode())
        for line in sign_on.review_note.split("\n"):
            assert line[1:] in shown, sign_on.printed_name


class TestColumns:
    def test_a_changed_column_counts_and_is_remembered_for_the_form(self, client, letter):
        head = ("Who", "Site", "Reach us at", "Organization")
        content = sheet(head, ("Quay Club", "q.example", "a@q.example", "yes"))
        html, one = send(client, letter, content)
        assert one.fields == ["", "website", "", "organization"]
        wrong = take(client, one, "columns", **columns(one, column_0="organization"))
        assert "A and D are both the organization&#x27;s name: leave one out." in wrong
        assert "No column holds the person&#x27;s mailbox: choose one." in wrong
        chosen = {"column_0": "organization", "column_2": "contact_email", "column_3": ""}
        take(client, one, "columns", **columns(one, **chosen))
        assert one.status == "planned"
        assert one.rows.get().name == "Quay Club"
        html, second = send(
            client, letter, sheet(head, ("Pier Club", "p.example", "b@p.example", ""))
        )
        assert second.fields == ["organization", "website", "contact_email", ""]
        assert "Columns of this form were chosen before" in html
        assert RememberedMapping.objects.count() == 1

    def test_dates_that_read_two_ways_are_asked(self, client, letter):
        head = ("Timestamp", "Organization", "Website", "Email")
        content = sheet(head, ("11/1/2026 8:00", "Quay Club", "q.example", "a@q.example"))
        html, one = send(client, letter, content)
        assert "can be read two ways" in html
        assert "The day comes first: 11 January 2026" in html
        assert "The month comes first: 1 November 2026" in html
        html = take(client, one, "columns", **columns(one))
        assert "Say how the dates are meant" in html
        assert one.status == "columns"
        take(client, one, "columns", **columns(one), dates="day-first")
        take(client, one, "start")
        assert timezone.localdate(SignOn.objects.get().submitted_at).isoformat() == "2026-01-11"

    def test_dates_that_tell_are_not_asked(self, client, letter):
        html, _ = send(client, letter, OWN.read_bytes())
        assert "How the dates are meant" not in html

    def test_letters_can_be_read_another_way(self, client, letter):
        content = "Organization,Email\nПраво на тайну,a@q.example\n".encode("cp1251")
        html, one = send(client, letter, content)
        assert "read as Windows-1252" in html
        html = take(client, one, "columns", **columns(one), encoding="cp1251", again="1")
        assert "Право на тайну" in html
        html = take(client, one, "columns", **columns(one), encoding="utf-8", again="1")
        assert "isn&#x27;t Unicode (UTF-8)" in html
        assert one.encoding == "cp1251"

    def test_empty_columns_are_named_and_left_out(self, client, letter):
        content = sheet(("Organization", "", "Email", ""), ("Quay Club", "", "a@q.example", ""))
        html, _ = send(client, letter, content)
        assert "Empty, and left out: column B." in html


class TestFiles:
    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "is empty"),
            (b"PK\x03\x04 broken", "damaged"),
            (b"Name\nA\x00B\n", "NUL"),
            (b"a," * 300 + b"\nb@q.example", "more than 200 columns"),
        ],
    )
    def test_a_bad_file_is_answered_with_a_sentence(self, client, letter, content, said):
        html, one = send(client, letter, content)
        assert said in html
        assert one is None

    def test_two_hundred_thousand_rows_are_refused_with_the_way_out(self, client, letter):
        """Nothing is taken in by halves."""
        content = b"Organization,Email\n" + b"Quay Club,a@quay.example\n" * 200_000
        html, one = send(client, letter, content)
        assert "has more than 50,000 rows. Split the sheet." in html
        assert one is None

    def test_a_workbook_with_merged_cells_and_two_rows_of_headings(self, client, letter):
        book = Workbook()
        for row in (
            ["Sign-ons to the letter"],
            ["Organization", None, "Contact", None],
            ["Name", "Website", "Name", "Email"],
            ["Quay Club", "https://q.example", "Ana Ruiz", "ana@q.example"],
            [None, None, "Bo Lind", "bo@q.example"],
        ):
            book.active.append(row)
        book.active.merge_cells("A1:D1")
        book.active.merge_cells("A4:A5")
        held = io.BytesIO()
        book.save(held)
        html, one = send(client, letter, held.getvalue(), "answers.xlsx")
        assert one.fields == ["organization", "website", "contact_name", "contact_email"]
        assert "Merged cells (1)" in html
        assert "Row 2 groups the columns" in html
        assert "If letters look wrong" not in html
        take(client, one, "columns", **columns(one))
        assert [row.name for row in one.rows.all()] == ["Quay Club", "Quay Club"]


@pytest.mark.both_databases
class TestParts:
    """Larger sheets are the worker's: it is killed, it resumes, nothing is stored twice."""

    def test_the_page_shows_how_far_it_is_without_script(self, client, letter, monkeypatch):
        monkeypatch.setattr(import_views, "AT_ONCE", 10)
        _, one = send(client, letter, many(60))
        html = take(client, one, "columns", **columns(one))
        assert one.status == "planning"
        answer = client.get(reverse("signatories_import", args=[one.pk]))
        assert answer["Refresh"] == "2"
        assert "Looking at the rows: 0 of 60" in html
        assert "<progress" in html
        call_command("work_off_imports", stdout=io.StringIO())
        one.refresh_from_db()
        assert one.status == "planned"
        assert "Refresh" not in client.get(reverse("signatories_import", args=[one.pk]))
        take(client, one, "start")
        assert one.status == "storing"
        html = take(client, one, "go-on")  # without the worker
        assert (one.status, one.stored) == ("done", 60)

    def test_a_worker_that_is_killed_is_followed_by_one_that_goes_on(
        self, client, letter, monkeypatch
    ):
        monkeypatch.setattr(importing, "BATCH", 20)
        monkeypatch.setattr(import_views, "AT_ONCE", 0)
        _, one = send(client, letter, many(100))
        take(client, one, "columns", **columns(one))
        call_command("work_off_imports", stdout=io.StringIO())
        take(client, one, "start")
        parts = importing.carry_out_in_parts

        def killed_after_two(plan, **options):
            for number, done in enumerate(parts(plan, **options)):
                if number == 2:
                    raise KeyboardInterrupt
                yield done

        monkeypatch.setattr(import_work, "carry_out_in_parts", killed_after_two)
        with pytest.raises(KeyboardInterrupt):
            import_work.advance(import_id=one.pk, clock=timezone.now)
        monkeypatch.setattr(import_work, "carry_out_in_parts", parts)
        one.refresh_from_db()
        assert (one.status, one.stored) == ("storing", 40)
        assert 0 < SignOn.objects.count() < 100
        call_command("work_off_imports", stdout=io.StringIO())
        one.refresh_from_db()
        assert (one.status, one.stored, SignOn.objects.count()) == ("done", 100, 100)
        assert one.counts == {"new": 100}
        assert not one.rows.filter(changed=True).exists()

    def test_a_look_at_the_rows_that_was_killed_begins_anew_by_itself(
        self, client, letter, monkeypatch
    ):
        monkeypatch.setattr(import_plans, "TOLD_EVERY", 20)
        monkeypatch.setattr(import_views, "AT_ONCE", 0)
        _, one = send(client, letter, many(100))
        take(client, one, "columns", **columns(one))
        died = _look_until_killed(one, 40, monkeypatch)
        html = client.get(reverse("signatories_import", args=[one.pk])).content.decode()
        assert "Looking at the rows: 40 of 100" in html
        assert import_work.at_work(died) == []  # it may be alive
        assert SheetRow.objects.count() == SignOn.objects.count() == 0
        later = died + import_work.LEASE
        assert import_work.at_work(later) == [one.pk]
        html = client.get(reverse("signatories_import", args=[one.pk])).content.decode()
        assert "begun again" not in html
        seen = []

        def look():
            shown = client.get(reverse("signatories_import", args=[one.pk])).content.decode()
            seen.append("begun again" in shown)
            return later

        assert import_work.advance(import_id=one.pk, clock=look)
        assert all(seen[1:])
        one.refresh_from_db()
        assert (one.status, one.rows.count(), one.counts) == ("planned", 100, {"new": 100})
        take(client, one, "start")
        call_command("work_off_imports", stdout=io.StringIO())
        assert SignOn.objects.count() == 100

    def test_an_undoing_that_was_killed_is_ended_by_the_next(self, client, letter, monkeypatch):
        monkeypatch.setattr(import_undoing, "BATCH", 4)
        one = planned(client, letter)
        take(client, one, "start")
        some = import_undoing._take_back_some

        def killed_at_the_second(one, ids):
            if SignOn.objects.count() < 11:
                raise KeyboardInterrupt
            some(one, ids)

        monkeypatch.setattr(import_undoing, "_take_back_some", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            take(client, one, "undo")
        assert SignOn.objects.count() == 7
        monkeypatch.setattr(import_undoing, "_take_back_some", some)
        take(client, one, "undo")
        assert (one.status, one.removed, SignOn.objects.count()) == ("undone", 11, 0)

    def test_two_workers_never_take_one_import(self, client, letter, monkeypatch):
        monkeypatch.setattr(import_views, "AT_ONCE", 0)
        _, one = send(client, letter, many(3))
        take(client, one, "columns", **columns(one))
        now = timezone.now()
        SheetImport.objects.update(taken_until=now + timedelta(seconds=60))
        assert not import_work.advance(import_id=one.pk, clock=lambda: now)
        assert import_work.at_work(now) == []
        later = now + timedelta(seconds=61)
        assert import_work.at_work(later) == [one.pk]
        assert import_work.advance(import_id=one.pk, clock=lambda: later)

    def test_an_import_that_never_ends_is_stopped_and_says_so(self, client, letter, monkeypatch):
        monkeypatch.setattr(import_views, "AT_ONCE", 0)
        _, one = send(client, letter, many(3))
        take(client, one, "columns", **columns(one))
        SheetImport.objects.update(attempts=import_work.MOST_ATTEMPTS)
        assert not import_work.advance(import_id=one.pk, clock=timezone.now)
        html = client.get(reverse("signatories_import", args=[one.pk])).content.decode()
        assert "never came to its end" in html

    def test_nine_hundred_rows_cost_as_many_queries_to_show_as_nine(self, client, letter):
        costs = []
        for number in (9, 900):
            one = planned(client, letter, many(number))
            with CaptureQueriesContext(connection) as caught:
                client.get(reverse("signatories_import", args=[one.pk]) + "?rows=all")
            costs.append(len(caught))
        print(f"an import's rows: {costs[0]} queries for 9, {costs[1]} for 900")
        assert costs[0] == costs[1]


def _look_until_killed(one, done, monkeypatch):
    """Let a worker look at so many rows and die without a word; return when it last said one."""
    moment, told = timezone.now(), import_work.update

    def dies(one, **changes):
        told(one, **changes)
        if changes.get("done") == done:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(import_work, "update", dies)
        with pytest.raises(KeyboardInterrupt):
            import_work.advance(import_id=one.pk, clock=lambda: moment)
    # Killed, it can't even say that it is done with it.
    SheetImport.objects.filter(pk=one.pk).update(taken_until=moment + import_work.LEASE)
    return moment


class TestRights:
    def addresses(self, one, page):
        steps = [reverse("signatories_import_step", args=[one.pk, v]) for v in import_views.STEPS]
        own = reverse("signatories_in_and_out", args=[page.pk])
        return [own, reverse("signatories_import", args=[one.pk])], steps

    def test_who_may_not_publish_or_decide_sees_and_does_nothing(self, client, letter):
        one = planned(client, letter)
        seen, steps = self.addresses(one, letter)
        user = get_user_model().objects.create_user("wes", password="x")
        client.force_login(user)
        for address in seen:
            assert client.get(address).status_code in (302, 403)
        for address in steps:
            assert client.post(address).status_code in (302, 403)
        one.refresh_from_db()
        assert one.status == "planned"

    def test_steps_are_taken_by_post_only(self, client, letter):
        one = planned(client, letter)
        for address in self.addresses(one, letter)[1]:
            assert client.get(address).status_code == 405


class TestErasing:
    def test_sheet_and_reasons_go_after_two_weeks_and_undoing_still_works(self, client, letter):
        one = planned(client, letter)
        take(client, one, "start")
        idle = planned(client, letter, many(2))
        later = timezone.now() + import_undoing.KEPT + timedelta(hours=1)
        assert import_undoing.erase_old_imports(later) == 2
        assert not SheetImport.objects.filter(pk=idle.pk).exists()
        one.refresh_from_db()
        assert (bytes(one.content), one.file_name, one.rows.count()) == (b"", "", 0)
        html = client.get(reverse("signatories_import", args=[one.pk])).content.decode()
        assert "was erased on" in html
        take(client, one, "undo")
        assert SignOn.objects.count() == 0

    def test_who_is_erased_takes_the_sheet_and_its_reasons_along(self, client, letter):
        """P-03: the sheet names them too. Undoing works as before."""
        one = planned(client, letter)
        take(client, one, "start")
        other = planned(client, letter, many(2))
        erase_contacts([SignOn.objects.earliest("pk").pk], now=timezone.now())
        one.refresh_from_db()
        assert (bytes(one.content), one.file_name, one.rows.count()) == (b"", "", 0)
        assert other.rows.count() == 2
        take(client, one, "undo")
        assert one.removed == 11

    def test_the_hourly_command_erases_and_says_how_much_it_would(self, client, letter):
        planned(client, letter)
        SheetImport.objects.update(created_at=timezone.now() - timedelta(days=15))
        out = io.StringIO()
        call_command("erase_expired", "--dry-run", stdout=out)
        call_command("erase_expired", stdout=out)
        assert out.getvalue().count(": 1") == 2
        assert SheetImport.objects.count() == 0

    def test_sheet_and_reasons_are_sealed(self, client, letter):
        planned(client, letter)
        with connection.cursor() as cursor:
            cursor.execute("SELECT file_name, content FROM signatories_sheetimport")
            held = [bytes(str(cell), "utf-8") for cell in cursor.fetchone()]
            cursor.execute("SELECT name, reason FROM signatories_sheetrow")
            held += [bytes(str(cell), "utf-8") for row in cursor.fetchall() for cell in row]
        assert not [cell for cell in held if b"Lantern" in cell or b"answers" in cell]
