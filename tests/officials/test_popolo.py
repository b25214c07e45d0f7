"""`manage.py import_officials popolo`: persons, memberships, parties, terms, areas."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from officials.models import Body, Channel, Official

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
WHOLE = {
    "persons": [
        {
            "id": "p1",
            "name": "Ines Amaro",
            "family_name": "Amaro",
            "email": "ines@halden.example",
            "contact_details": [
                {"type": "voice", "value": "+49 30 555010", "label": "Office"},
                {"type": "address", "value": "1 Quay St;Halden"},
                {"type": "twitter", "value": "ines"},
            ],
            "links": [{"url": "https://ines.example"}],
        },
        {"id": "p2", "name": "Ben Reyes"},
        {"id": "p3", "name": "Cleo Marsh", "memberships": [{"organization_id": "council"}]},
        {"id": "p4", "name": "Dov Harel"},
        {"name": "Nobody"},
    ],
    "organizations": [
        {"id": "council", "name": "Halden Council", "classification": "legislature"},
        {"id": "blue", "name": "Blue Party", "classification": "party"},
    ],
    "posts": [{"id": "seat", "organization_id": "council", "role": "member", "area_id": "w3"}],
    "areas": [
        {"id": "w3", "name": "Ward 3", "identifier": "ocd-division/country:xx/ward:3"},
        {"id": "w4", "name": "Ward 4"},
    ],
    "events": [{"id": "t1", "start_date": "2015", "end_date": "2019-05-01"}],
    "memberships": [
        {"person_id": "p1", "post_id": "seat", "on_behalf_of_id": "blue"},
        {"person_id": "p1", "organization_id": "blue"},
        {"person_id": "p2", "organization_id": "council", "legislative_period_id": "t1"},
        {"person_id": "p4", "organization_id": "blue"},
        {"person_id": "p3", "organization_id": "council", "area_id": "w4", "end_date": "2019"},
    ],
}


def run(tmp_path, whole: object) -> str:
    path = tmp_path / "council.json"
    path.write_text(whole if isinstance(whole, str) else json.dumps(whole), "utf-8")
    out = io.StringIO()
    call_command("import_officials", "popolo", str(path), stdout=out)
    return out.getvalue()


def test_people_have_their_offices_parties_areas_and_channels(tmp_path):
    printed = run(tmp_path, WHOLE)
    ines = Official.objects.get(name="Ines Amaro")
    assert ines.party == "Blue Party"
    assert [str(office) for office in ines.offices.all()] == ["Member, Halden Council, Ward 3"]
    assert set(Channel.objects.values_list("kind", "value")) == {
        ("email", "ines@halden.example"),
        ("phone", "+49 30 555010"),
        ("post", "1 Quay St, Halden"),
    }
    standing = Official.objects.standing_for(["ocd-division/country:xx/ward:3"])
    assert [official.name for official in standing] == ["Ines Amaro"]
    assert Body.objects.get().kind == "legislature"
    assert "Not read: Nobody: has no id of its own." in printed


def test_a_period_that_is_over_ends_a_membership_and_a_party_is_no_office(tmp_path):
    run(tmp_path, WHOLE)
    assert set(Official.objects.active().values_list("name", flat=True)) == {
        "Ines Amaro",
        "Cleo Marsh",  # one of two terms still runs
    }
    assert not Official.objects.filter(name="Dov Harel").exists()
    assert not Official.objects.get(name="Ben Reyes").is_active


def test_a_second_run_changes_nothing(tmp_path):
    run(tmp_path, WHOLE)
    assert "Nothing has changed since the last import." in run(tmp_path, WHOLE)


def test_who_is_no_longer_in_the_file_leaves(tmp_path):
    run(tmp_path, WHOLE)
    fewer = {**WHOLE, "persons": WHOLE["persons"][1:]}
    assert "left    Ines Amaro" in run(tmp_path, fewer)


@pytest.mark.parametrize(
    "whole",
    ["", "[1, 2", "[]", "{}", '{"persons": 5}', '{"persons": [{"id": "a", "name": "b"}]}', "null"],
)
def test_another_file_is_one_sentence(tmp_path, whole):
    with pytest.raises(CommandError, match=r"council\.json") as raised:
        run(tmp_path, whole)
    assert "\n" not in str(raised.value)
