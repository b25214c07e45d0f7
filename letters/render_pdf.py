"""The letter as a tagged PDF (PDF/UA-1), set by typst.

The template gets the letter as data and never as markup. What no font at hand can show stands
as its code in brackets, so that a name is never a row of boxes and never stops the letter.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from letters.document import LetterDocument
from letters.pdf_data import pdf_data, with_words
from letters.pdf_pictures import picture_files
from letters.printable import printable
from letters.scripts import east_asian

_TEMPLATES = Path(__file__).parent / "typst"
_MAIN = "letter.typ"
_FONT_PACKAGES = (
    "fontpkg_source_serif_4",
    "fontpkg_noto_serif",
    "fontpkg_noto_sans",
    "fontpkg_noto_sans_arabic",
)
# In the order in which they are asked for a character; those not installed are left out.
_FAMILIES = (
    "Source Serif 4",
    "Noto Serif",
    "Noto Naskh Arabic",
    "Noto Sans Arabic",
    "Noto Serif Hebrew",
    "Noto Sans Hebrew",
)
_EAST_ASIAN = {
    "zh-Hans": "Noto Serif CJK SC",
    "zh-Hant": "Noto Serif CJK TC",
    "ja": "Noto Serif CJK JP",
    "ko": "Noto Serif CJK KR",
}
_LAST = "Noto Sans"
_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_ATTEMPTS = 8


def render_pdf(document: LetterDocument) -> bytes:
    """Return the letter as a PDF; the same document always gives the same bytes.

    It is PDF/UA-1 unless the letter cannot be (it has no title, say); then it is tagged only.
    """
    document = printable(document)
    data = pdf_data(document)
    for _ in range(_ATTEMPTS):
        try:
            return _compiled(document, data, ["ua-1"])
        except typst.TypstError as error:
            missing = _missing(error)
            if not missing:
                return _compiled(document, data, [])
            data = _named_by_code(data, missing)
    # Fonts lack more than a few runs can find out: everything that is not ASCII goes by its code.
    rare = {character for character in json.dumps(data, ensure_ascii=False) if character > "~"}
    return _compiled(document, _named_by_code(data, rare), [])


def _compiled(document: LetterDocument, data: dict[str, Any], standards: list[Any]) -> bytes:
    """Return the PDF; where the letter has pictures, they lie beside a copy of the templates."""
    pictures = picture_files(document)
    if not pictures:
        return _compiled_in(_TEMPLATES, document, data, standards)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for template in _TEMPLATES.glob("*.typ"):
            (folder / template.name).write_bytes(template.read_bytes())
        for file, content in pictures.items():
            (folder / file).write_bytes(content)
        return _compiled_in(folder, document, data, standards)


def _compiled_in(
    folder: Path, document: LetterDocument, data: dict[str, Any], standards: list[Any]
) -> bytes:
    fonts = _fonts()
    day = document.dated
    stamp = (
        datetime(day.year, day.month, day.day, tzinfo=UTC)
        if day
        else datetime(1980, 1, 1, tzinfo=UTC)
    )
    shown = {**data, "fonts": _families(document.language)}
    made: bytes = typst.compile(
        folder / _MAIN,
        root=folder,
        font_paths=fonts,
        format="pdf",
        sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
        pdf_standards=standards,
        timestamp=stamp,
    )
    return made


def _families(language: str) -> list[str]:
    """Return the fonts for a letter in `language`, those of its own East Asian script first."""
    own = east_asian(language)
    east = sorted(_EAST_ASIAN, key=lambda one: one != own)
    have = _installed()
    wanted = (*_FAMILIES, *(_EAST_ASIAN[one] for one in east), _LAST)
    return [family for family in wanted if family in have]


@cache
def _installed() -> frozenset[str]:
    return frozenset(_fonts().families())


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts of our packages, then those of the system (for scripts we do not ship)."""
    folders = []
    for package in _FONT_PACKAGES:
        spec = find_spec(package)
        if spec and spec.origin:
            folders.append(str(Path(spec.origin).parent / "files"))
    return typst.Fonts(font_paths=folders)


def _missing(error: typst.TypstError) -> set[str]:
    """Return the characters that typst says no font can show."""
    return {_unescaped(text) for text in _MISSING.findall(error.diagnostic or str(error))}


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)


def _named_by_code(data: dict[str, Any], missing: set[str]) -> dict[str, Any]:
    """Return `data` with every text in `missing` as codes, e.g. "[U+96FB]"."""
    pattern = re.compile(
        "|".join(re.escape(text) for text in sorted(missing, key=len, reverse=True))
    )

    def codes(found: re.Match[str]) -> str:
        return "".join(f"[U+{ord(character):04X}]" for character in found[0])

    changed: dict[str, Any] = with_words(data, lambda text: pattern.sub(codes, text))
    return changed
