"""Files of a letter: rendered once for many readers, and the same for the same document."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from letters import printings
from letters.document import Addressee, LetterDocument, Paragraph, Passage, Text, TextVersion
from letters.printings import FORMATS, edition_files, file_path, kept_file, render_file, unapproved

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 16)


def a_document(**changes: object) -> LetterDocument:
    whole = LetterDocument(
        language="en-US",
        title="Take the cameras out",
        date_line="November 16, 2026",
        dated=DAY,
        addressees=(Addressee("Ms. Ingrid Halden"), Addressee("Mr. Desmond Okoro")),
        salutation="Dear all:",
        body=(
            Paragraph((Text("To everyone."),)),
            Passage((0,), (Paragraph((Text("Only Halden."),)),)),
        ),
        closing="Respectfully,",
        version=TextVersion(1, "a" * 64, DAY),
        edition_number=1,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format must be docx, pdf, html, txt or json, got 'odt'"):
        render_file(a_document(), "odt")


def test_an_edition_has_the_whole_letter_and_each_ones_own_in_every_format() -> None:
    paths = [file.path for file in edition_files(a_document(), frozen_on=DAY)]
    expected = {f"{folder}letter.{each}" for folder in ("", "1/", "2/") for each in FORMATS}
    assert set(paths) == expected
    assert len(paths) == len(expected) == 15


def test_an_edition_without_variants_has_one_file_a_format() -> None:
    same = a_document(body=(Paragraph((Text("To everyone."),)),))
    paths = [file.path for file in edition_files(same, frozen_on=DAY)]
    assert paths == [f"letter.{each}" for each in FORMATS]


def test_the_json_names_the_digest_of_every_other_file() -> None:
    files = {file.path: file for file in edition_files(a_document(), frozen_on=DAY)}
    for path in ("letter.json", "1/letter.json", "2/letter.json"):
        said = files[path].content.decode()
        for other, file in files.items():
            named = f'"path": "{other}"' in said and sha256(file.content).hexdigest() in said
            assert named is not other.endswith(".json")


def test_ones_own_files_hold_ones_own_words() -> None:
    files = {file.path: file.content for file in edition_files(a_document(), frozen_on=DAY)}
    assert b"Only Halden." in files["1/letter.txt"]
    assert b"Only Halden." not in files["2/letter.txt"]
    assert b"Only Halden." in files["letter.txt"]


def test_paths_count_addressees_from_one() -> None:
    assert (file_path(None, "pdf"), file_path(0, "pdf")) == ("letter.pdf", "1/letter.pdf")


_DIGESTS = """
from datetime import date
from tests.letters.test_printings import a_document
from letters.printings import edition_files
for file in edition_files(a_document(), frozen_on=date(2026, 11, 16)):
    print(file.facts.path, file.facts.sha256)
"""


def test_the_same_edition_gives_the_same_bytes_in_any_environment() -> None:
    """F-04: other time zone, locale and hash seed, in processes of their own."""
    said = []
    for seed, zone, locale in [("1", "Pacific/Auckland", "C"), ("77", "UTC", "de_DE.UTF-8")]:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        done = subprocess.run(
            [sys.executable, "-c", "import django; django.setup()\n" + _DIGESTS],
            cwd=ROOT,
            env={**environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        said.append(done.stdout)
    assert said[0] == said[1]
    here = "".join(
        f"{one.facts.path} {one.facts.sha256}\n"
        for one in edition_files(a_document(), frozen_on=DAY)
    )
    assert said[0] == here
    print(f"{len(here.splitlines())} files, three environments, equal")


def test_what_is_not_approved_says_so_on_its_pages() -> None:
    assert "Not approved" in render_file(unapproved(a_document()), "txt").decode()
    assert "Not approved" in render_file(unapproved(a_document()), "html").decode()


# Rendered once ----------------------------------------------------------------------------------


def rendered(shelf: printings._Shelf) -> int:
    return len(shelf._kept)


def test_a_kept_file_is_the_rendered_one() -> None:
    assert kept_file(a_document(), "txt") == render_file(a_document(), "txt")


def test_a_burst_of_readers_costs_one_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(document: LetterDocument, file_format: str) -> bytes:
        made.append(file_format)
        return render_file(document, file_format)

    monkeypatch.setattr(printings, "render_file", counted)
    shelf = printings._Shelf(room=1_000_000)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: shelf.file(a_document(), "pdf"), range(16)))
    assert made == ["pdf"]
    assert len(set(answers)) == 1


def test_another_document_and_another_format_are_other_files() -> None:
    shelf = printings._Shelf(room=1_000_000)
    first = shelf.file(a_document(), "txt")
    assert shelf.file(a_document(mark="Draft"), "txt") != first
    assert shelf.file(a_document(), "html") != first
    assert rendered(shelf) == 3


def test_the_shelf_gives_up_the_oldest_when_it_is_full() -> None:
    size = len(render_file(a_document(), "txt"))
    shelf = printings._Shelf(room=size * 2 + size // 2)
    for title in ("A", "B", "A", "C"):
        shelf.file(a_document(title=title), "txt")
    assert rendered(shelf) == 2
    assert shelf._making == {}


def test_a_failed_rendering_leaves_nothing_behind() -> None:
    shelf = printings._Shelf(room=1_000_000)
    with pytest.raises(ValueError, match="format must be"):
        shelf.file(a_document(), "odt")
    assert rendered(shelf) == 0
    assert shelf._making == {}
