"""`manage.py import_officials`: what is read, what changes, and nothing by a second run."""

from __future__ import annotations

import io
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict

from officials import services
from officials.models import (
    Body,
    Channel,
    District,
    ImportRun,
    Office,
    Official,
    TargetList,
    TargetListMember,
)
from tests.officials.data_sets import ABSENT, FL, SHARED, TAMPA, congress, files, person
from tests.officials.factories import NOW, a_list, an_official

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
OFFICIALS = SHARED / "officials"
TABLES = (Body, District, Official, Office, Channel, TargetList, TargetListMember)
shared = pytest.mark.skipif(not OFFICIALS.exists(), reason=ABSENT)


def run(source: str, path: Path, *arguments: str) -> str:
    out = io.StringIO()
    call_command("import_officials", source, str(path), *arguments, stdout=out)
    return out.getvalue()


def rows() -> dict[str, list[dict[str, object]]]:
    """Return all that is on record, as it is stored."""
    return {
        table.__name__: [
            {**model_to_dict(row), "pk": row.pk, "changed": getattr(row, "changed_at", None)}
            for row in table._default_manager.order_by("pk")
        ]
        for table in TABLES
    }


@shared
def test_the_shared_congress_is_counted_as_ten_lines_count_it():
    folder = OFFICIALS / "congress-legislators"
    members, places, committees, seats = (
        yaml.load((folder / f"{name}.yaml").read_bytes(), yaml.CSafeLoader)
        for name in (
            *("legislators-current", "legislators-district-offices"),
            *("committees-current", "committee-membership-current"),
        )
    )
    terms = [member["terms"][-1] for member in members]
    numbers = {(m["id"]["bioguide"], m["terms"][-1].get("phone")) for m in members}
    numbers |= {(p["id"]["bioguide"], o.get("phone")) for p in places for o in p["offices"]}
    expected = Counter(
        people=len(members),
        senators=sum(term["type"] == "sen" for term in terms),
        districts=len({(t["type"], t["state"], t.get("district")) for t in terms}),
        forms=sum(term.get("contact_form", "").lower().startswith("http") for term in terms),
        phones=sum(bool(number) for _, number in numbers),
        committees=len(committees) + sum(len(c.get("subcommittees", ())) for c in committees),
        seats=sum(len(committee) for committee in seats.values()),
    )
    run("congress-legislators", folder)
    assert Counter(
        people=Official.objects.active().count(),
        emails=Channel.objects.filter(kind="email").count(),
        senators=Office.objects.filter(title="Senator", is_current=True).count(),
        districts=District.objects.count(),
        forms=Channel.objects.filter(kind="form").count(),
        phones=Channel.objects.filter(kind="phone").count(),
        committees=TargetList.objects.count(),
        seats=TargetListMember.objects.count(),
    ) == Counter(expected, emails=0)
    before = rows()
    assert "Nothing has changed since the last import." in run("congress-legislators", folder)
    assert rows() == before
    _forms_attach(members)


def _forms_attach(members):
    """The forms of contact-congress, on the Congress that was just imported."""
    current = {member["id"]["bioguide"] for member in members}
    expected, strangers = 0, 0
    for path in (OFFICIALS / "contact-congress" / "members").glob("*.yaml"):
        try:
            read = yaml.load(path.read_bytes(), yaml.CSafeLoader)
        except yaml.YAMLError:
            broken = path.name
            continue
        strangers += read["bioguide"] not in current
        expected += (
            read["bioguide"] in current
            and read["contact_form"]["steps"][0]["visit"] != "stubforcwc"
        )
    had = set(Channel.objects.filter(kind="form").values_list("official_id", "value"))
    printed = run("contact-congress", OFFICIALS / "contact-congress")
    attached = Channel.objects.filter(kind="form", source="contact-congress").count()
    assert expected - len(had) <= attached <= expected
    assert printed.count("Not read:") == 1
    assert f"Not read: {broken}, line 156: is no YAML" in printed
    assert f"{strangers} forms belong to people who aren't on record" in printed
    again = run("contact-congress", OFFICIALS / "contact-congress")
    assert "Nothing has changed since the last import." in again


@shared
def test_the_shared_states_are_counted_as_ten_lines_count_them():
    read = [
        yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in OFFICIALS.glob("*/*/*/*.yml")
    ]
    people = [one for one in read if one["id"].startswith("ocd-person/")]
    committees = [one for one in read if one["id"].startswith("ocd-organization/")]
    today = "2026-11-16"
    inside = [
        one
        for one in people
        if any(
            str(role.get("start_date") or "") <= today < str(role.get("end_date") or "9999")
            for role in one["roles"]
        )
    ]
    folder = OFFICIALS / "openstates"
    _import_at_now("openstates", folder)
    held = [(r["jurisdiction"], r["type"], r.get("district")) for p in people for r in p["roles"]]
    assert Official.objects.count() == len(people)
    assert Official.objects.active().count() == len(inside)
    assert Channel.objects.filter(kind="email").count() == sum("email" in one for one in people)
    assert District.objects.count() == len(set(held))
    assert Office.objects.count() == len(held)
    assert TargetList.objects.count() == len(committees)
    assert TargetListMember.objects.count() == sum(len(one["members"]) for one in committees)
    before = rows()
    _import_at_now("openstates", folder)
    assert rows() == before


def _import_at_now(source: str, folder: Path) -> None:
    from officials.importing import READERS, carry_out
    from officials.planning import plan_import

    plan = plan_import(READERS[source](folder, NOW.date()), now=NOW)
    carry_out(plan, now=NOW)


def test_a_member_of_congress_has_one_current_office_and_every_way_to_be_reached(tmp_path):
    run("congress-legislators", congress(tmp_path))
    member = Official.objects.get(name="Ana Soto")
    assert member.greeting == "Dear Representative Soto"
    assert [str(office) for office in member.offices.all()] == [
        "Representative, United States House of Representatives, Florida, district 14"
    ]
    assert [(c.kind, c.value, c.label) for c in services.channels_of([member])[member.pk]] == [
        ("post", "1 Quay House, Washington DC 20515", "Washington office"),
        ("post", "5 Bay St., Suite 2, Tampa, FL 33602", "District office, Tampa"),
        ("phone", "202-555-0100", "Washington office"),
        ("phone", "813-555-0101", "District office, Tampa"),
        ("fax", "813-555-0102", "District office, Tampa"),
    ]
    greetings = {o.name: o.greeting for o in Official.objects.all()}
    assert greetings["Ben Reyes"] == "Dear Senator Reyes"
    assert greetings["Dov Harel"] == "Dear Delegate Harel"


def test_committees_become_lists_and_strangers_on_them_are_counted(tmp_path):
    printed = run("congress-legislators", congress(tmp_path))
    lists = {one.name: list(one.members.all()) for one in TargetList.objects.all()}
    assert [str(m) for m in lists["House Committee on Cameras"]] == [
        "Ana Soto (Chair)",
        "Ben Reyes",
    ]
    assert len(lists["House Committee on Cameras: Streets"]) == 1
    assert "1 seats belong to people who aren't on record." in printed


def test_a_dry_run_prints_the_difference_and_writes_nothing(tmp_path):
    printed = run("congress-legislators", congress(tmp_path), "--dry-run")
    assert "new     Ana Soto: Representative" in printed
    assert "official new 4" in printed
    assert "Dry run: nothing was written." in printed
    assert not Official.objects.exists()
    assert not ImportRun.objects.exists()


def test_who_left_is_inactive_with_the_rest_kept_and_comes_back(tmp_path):
    run("congress-legislators", congress(tmp_path))
    mine = an_official("Ed Voss", email="ed@ostrava.example")
    fewer = congress(tmp_path, ("B2", "Ben", "Reyes", "sen", "FL", "null"))
    printed = run("congress-legislators", fewer)
    assert "left    Ana Soto" in printed
    gone = Official.objects.get(name="Ana Soto")
    assert (gone.is_active, gone.inactive_because) == (False, "Not in the source any more.")
    assert not gone.offices.get().is_current
    assert gone.channels.count() == 5
    mine.refresh_from_db()
    assert mine.is_active
    assert Official.objects.count() == 5
    printed = run("congress-legislators", congress(tmp_path))
    assert "back    Ana Soto" in printed
    gone.refresh_from_db()
    assert (gone.is_active, gone.inactive_since, gone.inactive_because) == (True, None, "")


def test_whom_somebody_marked_inactive_by_hand_stays_so(tmp_path):
    run("congress-legislators", congress(tmp_path))
    ana = Official.objects.get(name="Ana Soto")
    services.mark_inactive(ids=[ana.pk], reason="Died in office", by=None, now=NOW)
    printed = run("congress-legislators", congress(tmp_path))
    assert "kept inactive, as marked by hand 1" in printed
    ana.refresh_from_db()
    assert not ana.is_active


def test_a_changed_address_ends_the_old_one_and_hand_typed_ones_stay(tmp_path):
    folder = congress(tmp_path)
    run("congress-legislators", folder)
    ana = Official.objects.get(name="Ana Soto")
    Channel.objects.create(official=ana, kind="email", value="ana@soto.example")
    path = folder / "legislators-current.yaml"
    path.write_text(path.read_text("utf-8").replace("202-555-0100", "202-555-0199"), "utf-8")
    printed = run("congress-legislators", folder)
    assert "changed Ana Soto: phone" in printed
    assert "555" not in printed.replace("Read", "")
    usable = [c.value for c in services.channels_of([ana])[ana.pk]]
    assert "ana@soto.example" in usable
    assert "202-555-0199" in usable
    assert "202-555-0100" not in usable
    assert Channel.objects.get(official=ana, value="202-555-0100").ended_at is not None


def test_a_stopped_address_stays_stopped_when_its_source_gives_it_again(tmp_path):
    folder = files(tmp_path, ana=person(1, "Ana Soto", f"type: lower, {FL}", email="a@x.example"))
    run("openstates", folder)
    channel = Channel.objects.get(kind="email")
    services.stop_channel(channel_id=channel.pk, reason="It bounced.", now=NOW)
    run("openstates", folder)
    channel.refresh_from_db()
    assert channel.stopped_at == NOW
    assert not Channel.objects.usable().exists()


def test_salutations_and_languages_that_somebody_wrote_survive_an_import(tmp_path):
    run("congress-legislators", congress(tmp_path))
    Official.objects.filter(name="Ana Soto").update(salutation="Estimada Ana", language="es")
    run("congress-legislators", congress(tmp_path))
    assert Official.objects.get(name="Ana Soto").greeting == "Estimada Ana"


def test_only_the_imported_jurisdictions_lose_people(tmp_path):
    house = person(1, "Ana Soto", f"type: lower, district: '57', {FL}")
    other = person(2, "Ben Reyes", f"type: lower, district: '58', {FL}")
    mayor = person(3, "Cleo Marsh", f"type: mayor, {TAMPA}")
    run("openstates", files(tmp_path / "all", l__a=house, l__b=other, m__c=mayor))
    run("openstates", files(tmp_path / "fewer", l__a=house))
    assert set(Official.objects.active().values_list("name", flat=True)) == {
        "Ana Soto",
        "Cleo Marsh",
    }
    assert Official.objects.get(name="Cleo Marsh").offices.get().body.name == "Tampa, Florida"


def test_a_folder_of_people_alone_ends_no_committee(tmp_path):
    house = person(1, "Ana Soto", f"type: lower, district: '57', {FL}")
    seat = "{role: chair, person_id: ocd-person/00000001-0000-0000-0000-000000000000}"
    committee = f"id: ocd-organization/1\nname: Cameras\nchamber: lower\n{FL}\nmembers:\n- {seat}\n"
    run("openstates", files(tmp_path / "a", l__a=house, c__b=committee))
    run("openstates", files(tmp_path / "b", l__a=house))
    cameras = TargetList.objects.get()
    assert (cameras.name, cameras.is_active) == ("Florida House of Representatives: Cameras", True)
    other = committee.replace("organization/1", "organization/2").replace("Cameras", "Privacy")
    run("openstates", files(tmp_path / "c", c__b=other))
    cameras.refresh_from_db()
    assert not cameras.is_active
    assert not services.members_of(cameras).exists()


def test_a_term_that_is_over_makes_inactive_and_past_offices_are_kept(tmp_path):
    roles = (
        f"type: lower, district: '57', end_date: '2022-11-08', {FL}",
        f"type: upper, district: '3', start_date: '2022-11-08', {FL}",
    )
    over = person(2, "Ben Reyes", f"type: mayor, end_date: '2024-12-01', {TAMPA}")
    run("openstates", files(tmp_path, a=person(1, "Ana Soto", *roles), b=over))
    ana = Official.objects.get(name="Ana Soto")
    assert [(str(o), o.is_current) for o in ana.offices.all()] == [
        ("Senator, Florida Senate, Senate district 3", True),
        ("Representative, Florida House of Representatives, House district 57", False),
    ]
    ben = Official.objects.get(name="Ben Reyes")
    assert (ben.is_active, ben.inactive_because) == (False, "Term over, says the source.")


def test_two_people_with_one_name_are_two(tmp_path):
    twins = {
        f"twin{n}": person(n, "Ana Soto", f"type: lower, district: '{n}', {FL}") for n in (1, 2)
    }
    run("openstates", files(tmp_path, **twins))
    assert Official.objects.filter(name="Ana Soto").count() == 2


def test_a_file_that_can_not_be_read_is_told_and_nobody_leaves_for_it(tmp_path):
    name = "Ana-Soto-00000001-0000-0000-0000-000000000000"
    good = person(1, "Ana Soto", f"type: lower, {FL}")
    other = person(2, "Ben Reyes", f"type: lower, {FL}")
    run("openstates", files(tmp_path, **{name: good, "ben": other}))
    (tmp_path / f"{name}.yml").write_text("id: [broken\nname: x\n", "utf-8")
    printed = run("openstates", tmp_path)
    assert f"Not read: {name}.yml, line 2: is no YAML" in printed
    assert Official.objects.active().count() == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id: ocd-person/1\nroles: []\n", "has no name"),
        ("id: ocd-person/1\nname: Ana\n", "has no role"),
        ("id: ocd-person/1\nname: Ana\nroles: [{type: lower}]\n", "without a jurisdiction"),
        ("name: Ana\n", "has no id"),
        ("- 1\n- 2\n", "has no id"),
        ("", "has no id"),
        ("!!python/object/apply:os.system ['true']\n", "is no YAML"),
        ("a: &a [*a, *a]\nb: \x07\n", "is no YAML"),
    ],
)
def test_a_file_of_another_shape_is_one_sentence_and_the_rest_is_read(tmp_path, text, sentence):
    files(tmp_path, ana=person(7, "Ana Soto", f"type: lower, {FL}"))
    (tmp_path / "odd.yml").write_text(text, "utf-8")
    printed = run("openstates", tmp_path)
    assert "Not read: odd.yml" in printed
    assert sentence in printed
    assert Official.objects.get().name == "Ana Soto"


def test_a_wrong_address_in_a_file_is_told_without_repeating_it(tmp_path):
    wrong = person(1, "Ana Soto", f"type: lower, {FL}", email="'a@x.example, b@y.example'")
    printed = run("openstates", files(tmp_path, ana=wrong))
    assert "Not read: ana.yml: its email is not one; the rest was read." in printed
    assert "@" not in printed
    assert not Channel.objects.exists()


@pytest.mark.parametrize("source", ["congress-legislators", "openstates", "contact-congress"])
def test_a_path_without_the_data_is_one_sentence(source, tmp_path):
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(CommandError) as raised:
            run(source, path)
        assert str(raised.value).count("\n") == 0
        assert str(path.name) in str(raised.value) or "legislators-current" in str(raised.value)


def test_half_a_download_takes_nobody_out_of_office_unless_it_is_meant(tmp_path):
    every = [(f"A{n}", "Ana", f"Soto{n}", "rep", "FL", n) for n in range(1, 61)]
    run("congress-legislators", congress(tmp_path, *every))
    few = congress(tmp_path, *every[:20])
    with pytest.raises(CommandError, match="40 of 60 people on record would be out of office"):
        run("congress-legislators", few)
    assert Official.objects.active().count() == 60
    run("congress-legislators", few, "--many-left")
    assert Official.objects.active().count() == 20


def test_a_list_that_somebody_made_is_left_alone(tmp_path):
    run("congress-legislators", congress(tmp_path))
    own = a_list(Official.objects.get(name="Ana Soto"), name="Our friends")
    congress(tmp_path)
    run("congress-legislators", tmp_path)
    own.refresh_from_db()
    assert own.is_active
    assert own.members.count() == 1


def test_forms_attach_by_bioguide_and_a_form_that_is_gone_ends(tmp_path):
    run("congress-legislators", congress(tmp_path / "c"))
    form = "bioguide: {}\ncontact_form:\n  steps:\n  - visit: {}\n"
    folder = files(
        tmp_path / "f",
        A1=form.format("A1", "https://soto.example/contact"),
        B2=form.format("B2", "stubforcwc"),
        Z9=form.format("Z9", "https://z.example"),
        C3=form.format("C3", "javascript:alert(1)"),
    )
    printed = run("contact-congress", folder)
    assert [c.official.name for c in Channel.objects.filter(kind="form")] == ["Ana Soto"]
    assert "1 members have no public form." in printed
    assert "1 forms belong to people who aren't on record" in printed
    assert "Not read: C3.yml" in printed
    run("contact-congress", files(folder, A1=form.format("A1", "stubforcwc")))
    assert not Channel.objects.usable().filter(kind="form").exists()


def test_an_import_leaves_one_line_of_record(tmp_path):
    run("congress-legislators", congress(tmp_path))
    line = ImportRun.objects.get()
    assert (line.source, line.name, line.problems) == ("congress-legislators", tmp_path.name, 0)
    assert line.counts["official new"] == 4
    line.counts = {"body new": 2, "official left": 1, "official new": 1}
    assert line.changed == "new: 2 bodies, 1 official; left: 1 official"


def test_a_terminal_sees_how_far_an_import_is_and_a_log_does_not(tmp_path, capsys, monkeypatch):
    run("congress-legislators", congress(tmp_path), "--dry-run")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    run("congress-legislators", congress(tmp_path))
    drawn = capsys.readouterr().err.split("\r")
    assert len(drawn) > 5
    assert re.fullmatch(r"\[#{40}\] (\d+)/\1\n", drawn[-1])
