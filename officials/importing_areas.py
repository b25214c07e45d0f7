"""Importing which divisions postal codes lie in: the crosswalk of a country."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from officials import divisions
from officials.models import ImportRun, PostalArea
from officials.places import MAX_CODE, postal_code
from officials.records import Problem, SourceUnreadable

BATCH: Final = 2_000
MAX_BYTES: Final = 100_000_000
SHOWN_PROBLEMS: Final = 20
# The crosswalk of congressional districts, and the plain form for any country.
CONGRESS: Final = frozenset({"state_abbr", "zcta", "cd"})
PLAIN: Final = frozenset({"code", "division"})
SOURCE: Final = "postal areas"

Area = tuple[str, str]  # code, division


@dataclass(frozen=True, slots=True)
class AreasRead:
    """The areas of a file, and the rows that were none."""

    name: str
    country: str
    areas: frozenset[Area]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class AreasChange:
    """What an import does: how many areas come, go and stay, and for how many codes."""

    new: int
    gone: int
    same: int
    codes: int
    ambiguous: int


def read_areas(path: Path, *, country: str = "US") -> AreasRead:
    """Return the areas in a CSV with `state_abbr, zcta, cd`, or with `code, division`.

    Raises:
        SourceUnreadable: no such file, or other columns.
    """
    areas: set[Area] = set()
    problems: list[Problem] = []
    for number, row in _rows(path):
        try:
            areas.add(_area(row))
        except (ValueError, TypeError) as error:
            problems.append(Problem(f"{path.name}, line {number}", str(error)))
    if not areas:
        raise SourceUnreadable(f"{path.name} has no row with a postal code and a division.")
    return AreasRead(path.name, country, frozenset(areas), tuple(problems))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceUnreadable(f"{path.name} has more than {MAX_BYTES:,} bytes.")
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            named = {name.strip() for name in reader.fieldnames or () if name}
            if not named >= CONGRESS and not named >= PLAIN:
                raise SourceUnreadable(
                    f"{path.name} needs the columns state_abbr, zcta, cd, or code, division."
                )
            for row in reader:
                yield (
                    reader.line_num,
                    {str(k).strip(): str(v or "").strip() for k, v in row.items()},
                )
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise SourceUnreadable(f"{path.name} can't be opened: {reason}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceUnreadable(f"{path.name} is no CSV in UTF-8: save it as one.") from error


def _area(row: dict[str, str]) -> Area:
    code = postal_code(row.get("zcta") or row.get("code") or "")
    if not code:
        raise ValueError(f"has no postal code of letters and digits, {MAX_CODE} at most.")
    if "zcta" in row:
        if len(code) != 5 or not code.isdecimal():
            raise ValueError("has a ZIP code that hasn't five digits.")
        if not row["cd"].isdecimal():
            raise ValueError("has no number of a district.")
        return code, divisions.congress(row["state_abbr"], int(row["cd"]))
    division = row["division"]
    if not division.startswith("ocd-division/") or len(division) > 200:
        raise ValueError("has a division that doesn't begin with ocd-division/.")
    return code, division


def replace_areas(read: AreasRead, *, now: datetime, dry_run: bool = False) -> AreasChange:
    """Make the areas of a country those that were read; return what that changes.

    Rows that stay are not touched. With `dry_run` nothing is written.
    """
    with transaction.atomic():
        there = PostalArea.objects.filter(country=read.country)
        on_record = {(code, division): pk for pk, code, division in there.values_list(*_FIELDS)}
        new, gone = read.areas - on_record.keys(), on_record.keys() - read.areas
        if not dry_run:
            _write(read, new, [on_record[area] for area in gone])
            _remember(read, len(new), len(gone), now)
    codes: dict[str, int] = {}
    for code, _ in read.areas:
        codes[code] = codes.get(code, 0) + 1
    several = sum(number > 1 for number in codes.values())
    return AreasChange(len(new), len(gone), len(read.areas) - len(new), len(codes), several)


_FIELDS = ("pk", "code", "division")


def _write(read: AreasRead, new: set[Area] | frozenset[Area], gone: list[int]) -> None:
    for start in range(0, len(gone), BATCH):
        PostalArea.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    PostalArea.objects.bulk_create(
        (
            PostalArea(country=read.country, code=code, division=division)
            for code, division in sorted(new)
        ),
        batch_size=BATCH,
    )


def _remember(read: AreasRead, new: int, gone: int, now: datetime) -> None:
    ImportRun.objects.create(
        source=SOURCE,
        name=read.name[:200],
        ran_at=now,
        counts={"area new": new, "area gone": gone},
        problems=len(read.problems),
    )
