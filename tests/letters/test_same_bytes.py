"""Same letter, same bytes: Word and PDF, on a computer that differs in all that could matter."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from letters.docx_package import same_parts
from letters.made_with import made_with, why_otherwise
from letters.pdf_fonts import packaged, system_fonts
from letters.printings import PrintedFile
from letters.render_docx import render_docx
from letters.render_pdf import render_pdf
from tests.letters.documents import crowd, group, stadium_letter
from tools.environment import ROOT

# In scripts that our packages have.
NAMES = ["Śródmieście Ærlige", "Центр свободы", "Εταιρεία Παραθύρων", "جمعية الملاعب الحرة"]
CODE = (
    "import sys; from letters.render_docx import render_docx as w;"
    "from letters.render_pdf import render_pdf as p;"
    "from tests.letters.test_same_bytes import letter;"
    "one = letter(); sys.stdout.buffer.write(w(one) + b'|and|' + p(one))"
)


def letter() -> Any:
    return stadium_letter(groups=(group("local", "Local", NAMES),))


def decoy(folder: Path) -> None:
    """Put a font into `folder` that calls itself as ours and looks otherwise."""
    folder.mkdir(parents=True)
    sans = next(one.path for one in packaged().fonts.fonts() if one.family == "Noto Sans")
    font = TTFont(sans)
    for record in font["name"].names:
        if record.nameID in (1, 16):
            record.string = "Source Serif 4"
    font.save(folder / "decoy.ttf")


def test_another_zone_locale_seed_home_and_fonts_give_the_same_bytes(tmp_path: Path) -> None:
    """F-04: same input, same bytes; the other computer has a font that poses as one of ours."""
    decoy(tmp_path / ".local" / "share" / "fonts")
    odd = {
        "TZ": "Pacific/Apia", "LC_ALL": "C", "LANG": "tr_TR", "PYTHONHASHSEED": "7",
        "PYTHONUTF8": "0", "HOME": str(tmp_path), "USER": "other", "LOGNAME": "other",
        "XDG_DATA_HOME": str(tmp_path / ".local" / "share"), "TYPST_FONT_PATHS": str(tmp_path),
        "SOURCE_DATE_EPOCH": "1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        env={**os.environ, **odd},
        cwd=ROOT,
        capture_output=True,
        check=True,
        umask=0o077,
    )
    word, pdf = done.stdout.split(b"|and|")
    assert word == render_docx(letter())
    assert pdf == render_pdf(letter())
    assert system_fonts(pdf) == []
    print(f"the same bytes with {len(odd)} variables, home and fonts changed")


def test_rendering_twice_gives_the_same_bytes() -> None:
    for render in (render_docx, render_pdf):
        assert render(crowd(400)) == render(crowd(400))


def test_a_usual_word_document_asks_no_compressor() -> None:
    with zipfile.ZipFile(BytesIO(render_docx(crowd(400)))) as archive:
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}


def test_thousands_of_names_are_compressed_and_compared_by_what_is_inside() -> None:
    content = render_docx(crowd(2_100))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {one: archive.read(one) for one in archive.infolist()}
    assert {one.compress_type for one in parts} == {zipfile.ZIP_DEFLATED}
    assert len(content) < 100_000

    def pressed(level: int, changed: str = "") -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
            for one, part in parts.items():
                other = part + b" " if one.filename == changed else part
                archive.writestr(one.filename, other)
        return out.getvalue()

    assert pressed(9) != content
    assert same_parts(pressed(9), content)
    assert not same_parts(pressed(9, "word/document.xml"), content)
    assert not same_parts(b"no package", content)


def test_a_name_in_a_script_without_a_package_is_on_record() -> None:
    name = "𓀀 Club of \U0001d573"  # set with the computer's fonts, or by its codes
    content = render_pdf(stadium_letter(groups=(group("local", "Local", [name]),)))
    record = made_with([PrintedFile(None, "pdf", content)])
    assert record["system_fonts"] == system_fonts(content)
    assert record["zlib"] == zlib.ZLIB_RUNTIME_VERSION
    assert "fontpkg-source-serif-4" in record["fonts"]
    print(f"borrowed: {record['system_fonts'] or 'nothing'}")


def then(**changes: Any) -> dict[str, Any]:
    return made_with() | changes


FONTS = made_with()["fonts"]


@pytest.mark.parametrize(
    ("path", "record", "sentence"),
    [
        ("letter.pdf", {}, "not on record"),
        ("letter.pdf", then(), "Nothing of what made it has changed"),
        ("letter.txt", then(typst="0.1"), "Nothing of what made it has changed"),
        ("letter.pdf", then(typst="0.1"), "typst 0.1 then"),
        ("2/letter.pdf", then(fonts={**FONTS, "fontpkg-noto-sans": "1"}), "noto-sans 1 then"),
        ("letter.pdf", then(fonts={**FONTS, "gone": "1"}), "gone 1 then, none here"),
        ("letter.pdf", then(system_fonts=["Hiragino"]), "computer that made it (Hiragino)"),
        ("letter.docx", then(zlib="0.9"), "zlib 0.9 then"),
        ("letter.docx", then(typst="0.1"), "Nothing of what made it has changed"),
    ],
)
def test_why_bytes_may_differ_is_said_in_one_sentence(
    path: str, record: dict[str, Any], sentence: str
) -> None:
    said = why_otherwise(record, path)
    assert sentence in said
    assert said.count(". ") == 0
