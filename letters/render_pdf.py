"""The letter as a tagged PDF (PDF/UA-1), set by typst.

The template gets the letter as data and never as markup. What no font at hand can show stands
as its code in brackets, so that a name is never a row of boxes and never stops the letter.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from letters.document import LetterDocument
from letters.pdf_data import pdf_data, with_words
from letters.pdf_fonts import FontSet, packaged, with_system
from letters.pdf_pictures import picture_files
from letters.printable import printable

_TEMPLATES = Path(__file__).parent / "typst"
_MAIN = "letter.typ"
_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_ATTEMPTS = 8


def render_pdf(document: LetterDocument) -> bytes:
    """Return the letter as a PDF; the same document gives the same bytes wherever it is made.

    It is PDF/UA-1 unless the letter cannot be (it has no title, say); then it is tagged only. Fonts
    of the computer are asked only for what those of our packages lack, see `system_fonts`.
    """
    document = printable(document)
    data = pdf_data(document)
    for _ in range(_ATTEMPTS):
        missing: set[str] = set()
        for fonts in (packaged(), with_system()):
            try:
                return _compiled(document, data, ["ua-1"], fonts)
            except typst.TypstError as error:
                missing = _missing(error)
                if not missing:
                    return _compiled(document, data, [], fonts)
        # What no font has is named by its code; then those of our packages may do.
        data = _named_by_code(data, missing)
    # Fonts lack more than a few runs can find out: everything that is not ASCII goes by its code.
    rare = {character for character in json.dumps(data, ensure_ascii=False) if character > "~"}
    return _compiled(document, _named_by_code(data, rare), [], with_system())


def _compiled(
    document: LetterDocument, data: dict[str, Any], standards: list[Any], fonts: FontSet
) -> bytes:
    """Return the PDF; where the letter has pictures, they lie beside a copy of the templates."""
    pictures = picture_files(document)
    if not pictures:
        return _compiled_in(_TEMPLATES, document, data, standards, fonts)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for template in _TEMPLATES.glob("*.typ"):
            (folder / template.name).write_bytes(template.read_bytes())
        for file, content in pictures.items():
            (folder / file).write_bytes(content)
        return _compiled_in(folder, document, data, standards, fonts)


def _compiled_in(
    folder: Path,
    document: LetterDocument,
    data: dict[str, Any],
    standards: list[Any],
    fonts: FontSet,
) -> bytes:
    day = document.dated
    stamp = (
        datetime(day.year, day.month, day.day, tzinfo=UTC)
        if day
        else datetime(1980, 1, 1, tzinfo=UTC)
    )
    shown = {**data, "fonts": fonts.families(document.language)}
    made: bytes = typst.compile(
        folder / _MAIN,
        root=folder,
        font_paths=fonts.fonts,
        format="pdf",
        sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
        pdf_standards=standards,
        timestamp=stamp,
    )
    return made


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
