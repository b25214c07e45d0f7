"""The organizer's screens of officials: who sees what, and what a step leaves behind."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from officials import services
from officials.models import Channel, Official, TargetList
from tests.officials.data_sets import a_workbook
from tests.officials.factories import NOW, a_body, a_list, an_official

pytestmark = pytest.mark.django_db
LIST = "/admin/snippets/officials/official/"
UPLOAD = "/admin/officials/upload/"
ROOM = "official body district targetlist"
SHEET = b"name,role,body,email,Region\nInes Amaro,Chief,Halden Police,ines@halden.example,North\n"


def staff(django_user_model, name: str, *codenames: str):
    """Return a user whose group has the admin and these permissions."""
    group = Group.objects.create(name=f"{name}s")
    rights = Permission.objects.filter(codename__in=["access_admin", *codenames])
    group.permissions.set(rights)
    user = django_user_model.objects.create_user(name, password="a long made-up phrase")
    user.groups.add(group)
    return user


@pytest.fixture
def organizer(client, django_user_model):
    rights = [f"{verb}_{model}" for model in ROOM.split() for verb in ("view", "add", "change")]
    user = staff(django_user_model, "noor", *rights, "delete_targetlist", "view_importrun")
    client.force_login(user)
    return user


@pytest.fixture
def reader(client, django_user_model):
    user = staff(django_user_model, "uri", "view_official", "view_targetlist")
    client.force_login(user)
    return user


def text(response) -> str:
    return response.content.decode()


def act(client, action: str, ids, **answers):
    query = "&".join(f"id={pk}" for pk in ids)
    address = reverse("wagtail_bulk_action", args=["officials", "official", action])
    return client.post(f"{address}?{query}", answers)


class TestList:
    def test_an_empty_record_says_how_to_begin(self, client, organizer):
        assert "Nobody is on record yet." in text(client.get(LIST))

    def test_it_says_first_what_needs_somebody(self, client, organizer):
        an_official("Ana Soto", email="a@x.example")
        broken = an_official("Ben Reyes", email="b@x.example", body="Council")
        services.stop_channel(channel_id=broken.channels.get().pk, reason="Bounced.", now=NOW)
        page = text(client.get(LIST))
        assert "1 person in office with an address that stopped." in page
        assert "1 person in office can’t be reached by anything." in page
        assert page.index("What needs you now") < page.index("Ana Soto")

    def test_it_costs_as_many_queries_for_fifty_as_for_two(
        self, client, organizer, django_assert_max_num_queries
    ):
        for number in range(50):
            an_official(body="Council", email=f"a{number}@x.example")
        client.get(LIST)
        with django_assert_max_num_queries(45):
            client.get(LIST)

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("in_office=false", {"Gone"}),
            ("reached=email", {"Mailed"}),
            ("reached=no-email&in_office=true", {"Halted", "Silent"}),
            ("reached=stopped", {"Halted"}),
            ("reached=nothing&in_office=true", {"Halted", "Silent"}),
            ("source=csv", set()),
            ("q=mailed", {"Mailed"}),
        ],
    )
    def test_it_narrows(self, client, organizer, query, names):
        an_official("Mailed", email="a@x.example", body="Council")
        halted = an_official("Halted", email="b@x.example")
        services.stop_channel(channel_id=halted.channels.get().pk, reason="Bounced.", now=NOW)
        an_official("Silent")
        an_official("Gone", is_active=False)
        response = client.get(f"{LIST}?{query}")
        assert {o.name for o in response.context["object_list"]} == names

    def test_it_narrows_by_body_by_list_and_by_own_columns(self, client, organizer):
        inside = an_official("Ana Soto", body="Council", facts={"Votes on 12": "yes"})
        an_official("Ben Reyes", body="Board", facts={"Votes on 12": "no"})
        chosen = a_list(inside)
        body = a_body("Council")
        for query in (f"body={body.pk}", f"target_list={chosen.pk}", "fact0=yes"):
            response = client.get(f"{LIST}?{query}")
            assert [o.name for o in response.context["object_list"]] == ["Ana Soto"], query
        assert "Votes on 12" in text(client.get(LIST))

    def test_a_reader_sees_and_can_not_add_or_upload(self, client, reader):
        an_official("Ana Soto")
        page = text(client.get(LIST))
        assert "Ana Soto" in page
        assert "Upload a list" not in page
        assert client.get(UPLOAD).status_code in (302, 403)
        assert client.get(f"{LIST}add/").status_code == 302

    def test_without_rights_nothing_is_shown(self, client, django_user_model):
        client.force_login(staff(django_user_model, "otto"))
        official = an_official("Ana Soto")
        for address in (LIST, f"{LIST}inspect/{official.pk}/", UPLOAD):
            response = client.get(address)
            assert response.status_code in (302, 403)
            assert "Ana Soto" not in text(response)


class TestOne:
    def test_it_shows_each_way_with_source_and_day(self, client, organizer):
        official = an_official("Ana Soto", email="a@x.example", body="Council")
        page = text(client.get(f"{LIST}inspect/{official.pk}/"))
        assert "a@x.example" in page
        assert "Typed by hand" in page
        assert "16 November 2026" in page
        assert "Member, Council" in page

    def test_an_address_is_stopped_with_a_reason_and_used_again(self, client, organizer):
        official = an_official("Ana Soto", email="a@x.example")
        channel = official.channels.get()
        address = f"{LIST}inspect/{official.pk}/"
        client.post(address, {"channel": channel.pk, "reason": "They asked us."})
        channel.refresh_from_db()
        assert channel.stopped_because == "They asked us."
        assert "They asked us." in text(client.get(address))
        client.post(address, {"channel": channel.pk, "again": "1"})
        channel.refresh_from_db()
        assert channel.stopped_at is None
        assert ModelLogEntry.objects.filter(user=organizer).count() == 2

    def test_another_officials_address_is_not_touched(self, client, organizer):
        one, other = an_official(email="a@x.example"), an_official(email="b@x.example")
        for named in (other.channels.get().pk, "x", "", "99999999"):
            client.post(f"{LIST}inspect/{one.pk}/", {"channel": named})
        assert Channel.objects.usable().count() == 2

    def test_a_reader_stops_nothing(self, client, reader):
        official = an_official(email="a@x.example")
        client.post(f"{LIST}inspect/{official.pk}/", {"channel": official.channels.get().pk})
        assert Channel.objects.usable().count() == 1

    def test_nobody_is_deleted(self, client, organizer, django_user_model):
        official = an_official("Ana Soto")
        root = django_user_model.objects.create_superuser("root", password="made up phrase")
        client.force_login(root)
        client.post(f"{LIST}delete/{official.pk}/")
        assert Official.objects.filter(pk=official.pk).exists()

    def test_a_company_is_typed_with_its_ways_and_wrong_ones_are_explained(self, client, organizer):
        body = a_body("Halden Devices", kind="company")
        form = {
            "name": "Ed Voss",
            **dict.fromkeys("honorific family_name salutation language party website".split(), ""),
            **_formset("offices", {"body": body.pk, "title": "CEO", "is_current": "on"}),
            **_formset("channels", {"kind": "email", "value": "a@x.example, b@x.example"}),
            **_formset("areas", {"prefix": "101 *", "country": "de"}),
        }
        page = text(client.post(f"{LIST}add/", form))
        assert "is not a mail domain" in page or "mailboxes can" in page
        assert not Official.objects.exists()
        form["channels-0-value"] = " ed@halden.example "
        client.post(f"{LIST}add/", form)
        made = Official.objects.get()
        assert (made.source, made.sort_key) == ("hand", "voss ed voss")
        assert made.channels.get().value == "ed@halden.example"
        assert str(made.offices.get()) == "CEO, Halden Devices"
        assert (made.areas.get().prefix, made.areas.get().country) == ("101", "DE")


def _formset(prefix: str, row: dict[str, object]) -> dict[str, object]:
    numbers = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    managed = {f"{prefix}-{name}": number for name, number in numbers.items()}
    whole = {"ORDER": 1, "DELETE": "", "id": "", **row}
    return {**managed, **{f"{prefix}-0-{name}": value for name, value in whole.items()}}


class TestMany:
    def test_marking_inactive_asks_why_and_leaves_a_line_each(self, client, organizer):
        ids = [an_official().pk, an_official().pk]
        assert "This field is required" in text(act(client, "mark_inactive", ids))
        act(client, "mark_inactive", ids, reason="Lost the election")
        assert not Official.objects.active().exists()
        lines = ModelLogEntry.objects.filter(action="officials.mark_inactive", user=organizer)
        assert lines.count() == 2
        act(client, "mark_active", ids[:1])
        assert Official.objects.active().count() == 1

    def test_people_are_added_to_a_new_list_and_to_one_of_ours(self, client, organizer):
        first, second = an_official(), an_official()
        act(client, "add_to_list", [first.pk], name="Friends")
        made = TargetList.objects.get()
        act(client, "add_to_list", [first.pk, second.pk], target_list=made.pk)
        assert list(services.members_of(made)) == [first, second]
        assert "give a new one its name" in text(act(client, "add_to_list", [first.pk]))

    def test_a_reader_changes_nobody(self, client, reader):
        official = an_official()
        act(client, "mark_inactive", [official.pk], reason="x")
        act(client, "add_to_list", [official.pk], name="Mine")
        assert Official.objects.active().count() == 1
        assert not TargetList.objects.exists()


class TestTargetLists:
    ADDRESS = "/admin/snippets/officials/targetlist/"

    def test_the_coverage_stands_in_the_list_and_as_a_picture(self, client, organizer):
        mailed = [an_official(email=f"a{n}@x.example") for n in range(3)]
        a_list(*mailed, an_official(post="1 Quay St"), name="Council")
        assert "1 of 4 has no email: paper." in text(client.get(self.ADDRESS))
        page = text(client.get(f"{self.ADDRESS}inspect/{TargetList.objects.get().pk}/"))
        assert "4 people, best reached by: email 3, paper 1" in page
        assert '<rect class="off-post" x="75.0000"' in page

    def test_own_lists_stand_before_those_of_an_import(self, client, organizer):
        a_list(name="Agriculture", source="openstates", source_id="1")
        a_list(name="Zoning")
        shown = client.get(self.ADDRESS).context["object_list"]
        assert [one.name for one in shown] == ["Zoning", "Agriculture"]

    def test_lists_cost_as_many_queries_for_forty_as_for_two(
        self, client, organizer, django_assert_max_num_queries
    ):
        for _ in range(40):
            a_list(an_official(email="a@x.example"), whole_body=a_body("Council"))
        client.get(self.ADDRESS)
        with django_assert_max_num_queries(40):
            client.get(self.ADDRESS)

    def test_a_list_can_be_deleted(self, client, organizer):
        made = a_list(an_official())
        client.post(f"{self.ADDRESS}delete/{made.pk}/")
        assert not TargetList.objects.exists()
        assert Official.objects.count() == 1


class TestUpload:
    def send(self, client, content: bytes = SHEET, name: str = "police.csv"):
        return client.post(UPLOAD, {"sheet": SimpleUploadedFile(name, content)})

    def answers(self, response, **changes):
        initial = response.context["form"].initial
        kept = {"carried": initial["carried"], "leaving": "on" if initial["leaving"] else ""}
        return {**kept, **changes}

    def test_it_shows_the_difference_writes_nothing_and_then_imports(self, client, organizer):
        seen = self.send(client)
        page = text(seen)
        assert "Ines Amaro" in page
        assert "ines@halden.example" in page
        assert "Columns that become filters: Region." in page
        assert not Official.objects.exists()
        done = client.post(UPLOAD, self.answers(seen, list_name="Police chiefs"), follow=True)
        assert "Imported: 1 new." in text(done)
        made = Official.objects.get()
        assert (made.source, made.facts) == ("csv", {"Region": "North"})
        assert list(services.members_of(TargetList.objects.get(name="Police chiefs"))) == [made]
        again = self.send(client)
        assert "Importing it would change nothing." in text(again)

    def test_a_workbook_is_read_like_a_text_file(self, client, organizer):
        rows = [row.split(",") for row in SHEET.decode().splitlines()]
        seen = self.send(client, a_workbook(*rows, [], ["=1+1", "Clerk", "Halden"]), "chiefs.xlsx")
        assert "Ines Amaro" in text(seen)
        assert "its name is a formula" in text(seen)
        assert "Cells that hold a formula (1) are read as written" in text(seen)
        client.post(UPLOAD, self.answers(seen))
        assert Official.objects.get().facts == {"Region": "North"}
        assert "Importing it would change nothing." in text(self.send(client)), "the same list"

    def test_who_would_leave_is_said_and_can_be_kept(self, client, organizer):
        first = self.send(client, SHEET + b"Ben Reyes,Clerk,Halden Police,,\n")
        client.post(UPLOAD, self.answers(first))
        seen = self.send(client)
        assert "1 person would be out of office" in text(seen)
        kept = client.post(UPLOAD, self.answers(seen, leaving=""))
        assert "would be out of office" not in text(kept)
        assert Official.objects.active().count() == 2
        client.post(UPLOAD, self.answers(kept))
        assert Official.objects.active().count() == 2
        client.post(UPLOAD, self.answers(self.send(client)))
        assert [o.name for o in Official.objects.active()] == ["Ines Amaro"]

    def test_a_record_that_changed_after_the_preview_is_shown_again(self, client, organizer):
        seen = self.send(client)
        client.post(UPLOAD, self.answers(self.send(client)))
        Official.objects.update(party="Blue", name="Ines A.")
        stale = client.post(UPLOAD, self.answers(seen))
        assert "Somebody changed the record after you looked." in text(stale)
        assert Official.objects.get().name == "Ines A."

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"PK\x03\x04", "is a damaged workbook: open it in a spreadsheet program"),
            (b"\xd0\xcf\x11\xe0", "an old workbook (.xls): save it as .xlsx"),
            (b"name,email\nInes,a@x.example\n", "needs a column “body”"),
            (b"name,role,body\n=1+1,x,y\n", "its name is a formula"),
            (b"x" * 1_100_000, "1,000,000 can be uploaded"),
        ],
    )
    def test_a_wrong_file_is_explained_at_the_field(self, client, organizer, content, sentence):
        page = text(self.send(client, content))
        assert sentence in page
        assert not Official.objects.exists()

    def test_a_forged_list_is_refused(self, client, organizer):
        seen = self.send(client)
        carried = seen.context["form"].initial["carried"]
        for forged in ("", "x", carried[:-2], f"{carried}x", carried[5:]):
            done = client.post(UPLOAD, {"carried": forged, "leaving": "on"}, follow=True)
            assert "upload it again" in text(done) or "was lost" in text(done)
        assert not Official.objects.exists()

    def test_markup_in_a_list_is_shown_as_text(self, client, organizer):
        sheet = b"name,role,body\n<script>alert(1)</script>,Chief,<b>Halden</b>\n"
        page = text(self.send(client, sheet))
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page
