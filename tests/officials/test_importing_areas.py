"""`manage.py import_postal_areas`: the crosswalk, replaced as a whole."""

from __future__ import annotations

import csv
import io
from collections import defaultdict

import pytest
from django.core.management import CommandError, call_command

from officials.models import PostalArea
from officials.services import Outcome, find_by_postal_code
from tests.officials.data_sets import ABSENT, SHARED

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
CROSSWALK = SHARED / "crosswalk" / "zccd.csv"
US = "ocd-division/country:us"


def run(path, *arguments: str) -> str:
    out = io.StringIO()
    call_command("import_postal_areas", str(path), *arguments, stdout=out)
    return out.getvalue()


def written(tmp_path, text: str):
    path = tmp_path / "areas.csv"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.skipif(not CROSSWALK.exists(), reason=ABSENT)
def test_the_shared_crosswalk_is_counted_as_ten_lines_count_it():
    districts = defaultdict(set)
    with CROSSWALK.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            districts[row["zcta"]].add((row["state_abbr"], row["cd"]))
    several = sum(len(found) > 1 for found in districts.values())
    printed = run(CROSSWALK)
    assert f"{len(districts):,} codes, {several:,} of them in several districts" in printed
    assert PostalArea.objects.count() == sum(len(found) for found in districts.values())
    assert "Nothing has changed since the last import." in run(CROSSWALK)
    outcomes = {find_by_postal_code(code).outcome for code in list(districts)[::700]}
    assert outcomes == {Outcome.NOBODY}  # every code is known; no official is on record here


def test_codes_lie_in_their_districts_and_small_states_at_large(tmp_path):
    path = written(
        tmp_path,
        "state_fips,state_abbr,zcta,cd\n12,FL,33602,14\n12,FL,33602,15\n50,VT,05401,0\n11,DC,20001,0\n",
    )
    assert "3 codes, 1 of them in several districts: new 4" in run(path)
    assert set(PostalArea.objects.values_list("code", "division")) == {
        ("33602", f"{US}/state:fl/cd:14"),
        ("33602", f"{US}/state:fl/cd:15"),
        ("05401", f"{US}/state:vt/cd:at-large"),
        ("20001", f"{US}/district:dc"),
    }


def test_an_import_replaces_one_country_and_leaves_others(tmp_path):
    PostalArea.objects.create(country="DE", code="10115", division="ocd-division/country:de/x:1")
    run(written(tmp_path, "state_abbr,zcta,cd\nFL,33602,14\nFL,33603,14\n"))
    kept = PostalArea.objects.get(code="33603").pk
    printed = run(written(tmp_path, "state_abbr,zcta,cd\nFL,33603,14\nFL,33604,15\n"))
    assert "new 1, gone 1, as before 1" in printed
    assert PostalArea.objects.get(code="33603").pk == kept
    assert PostalArea.objects.count() == 3


def test_another_country_gives_codes_and_divisions(tmp_path):
    path = written(tmp_path, "code,division\nK1A 0B1,ocd-division/country:ca/ed:35075\n")
    run(path, "--country", "ca")
    area = PostalArea.objects.get()
    assert (area.country, area.code) == ("CA", "K1A0B1")


def test_a_row_that_is_none_is_told_and_the_rest_imported(tmp_path):
    path = written(
        tmp_path,
        "state_abbr,zcta,cd\nFL,33602,14\nZZ,33603,1\nFL,3360,1\nFL,33604,x\nFL,,1\nFL,33605,99\nFL\n",
    )
    printed = run(path)
    assert printed.count("Not read: areas.csv, line ") == 6
    assert PostalArea.objects.count() == 1


def test_a_dry_run_writes_nothing(tmp_path):
    printed = run(written(tmp_path, "state_abbr,zcta,cd\nFL,33602,14\n"), "--dry-run")
    assert "new 1" in printed
    assert not PostalArea.objects.exists()


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "state_abbr,zcta,cd\n", "\x00\x01"])
def test_another_file_is_one_sentence(tmp_path, text):
    with pytest.raises(CommandError, match=r"areas\.csv"):
        run(written(tmp_path, text))


@pytest.mark.parametrize("country", ["USA", "", "1", "ü"])
def test_a_country_is_two_letters(tmp_path, country):
    path = written(tmp_path, "state_abbr,zcta,cd\nFL,33602,14\n")
    with pytest.raises(CommandError, match="two letters"):
        run(path, "--country", country)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"none\.csv can't be opened"):
        run(tmp_path / "none.csv")
