"""The gallery in docs/gallery: twelve made-up letters as Word, PDF and pictures of their pages.

Run with `python -m tools.gallery`; needs pdftoppm, and LibreOffice for the pictures of the Word
documents. Writes what the checkers say into checks.md.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from pypdf import PdfReader

from letters.render_docx import render_docx
from letters.render_pdf import render_pdf
from tools.gallery_letters import gallery
from tools.stop import Stop

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "gallery"
_BIN = Path(sys.executable).parent
_DENSITY = "60"  # dots to the inch
_OFFICE_SECONDS = 180


def main() -> None:
    if shutil.which("pdftoppm") is None:
        raise Stop("pdftoppm is not installed: install poppler-utils")
    if FOLDER.exists():
        shutil.rmtree(FOLDER)
    (FOLDER / "pages").mkdir(parents=True)
    entries, findings = [], []
    for name, said, letter in gallery():
        (FOLDER / f"{name}.docx").write_bytes(render_docx(letter))
        (FOLDER / f"{name}.pdf").write_bytes(render_pdf(letter))
        pages = list(_pictures(FOLDER / f"{name}.pdf", name))
        entries.append((name, letter.title, said, pages))
        findings.append((name, _word_findings(FOLDER / f"{name}.docx"), _pdf_findings(name)))
    opened = _opened_by_libreoffice()
    (FOLDER / "index.md").write_text(_index(entries), encoding="utf-8")
    (FOLDER / "checks.md").write_text(_checks(findings, opened), encoding="utf-8")
    size = sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file())
    print(f"{len(entries)} letters, {size / 1_000_000:.1f} MB in {FOLDER.name}")


def _pictures(pdf: Path, name: str, suffix: str = "") -> Iterator[str]:
    """Yield the name of each page's picture."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", _DENSITY, "-png", str(pdf), f"{folder}/p"]
        subprocess.run(command, check=True)
        for number, drawn in enumerate(sorted(Path(folder).glob("*.png")), 1):
            target = FOLDER / "pages" / f"{name}{suffix}-{number}.png"
            with Image.open(drawn) as page:
                colours = page.convert("RGB").quantize(64, dither=Image.Dither.NONE)
                colours.save(target, optimize=True)
            yield target.name


def _word_findings(path: Path) -> str:
    """Return what both validators of Word documents say; empty when they have nothing to say."""
    said = []
    for tool, *more in (("openxml-audit",), ("ooxml-integrity", "check")):
        command = [str(_BIN / tool), *more, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            said.append(f"{tool}: {done.stdout.strip()}")
    return "; ".join(said)


def _pdf_findings(name: str) -> list[str]:
    """Return what is missing in a PDF's structure for those who can't see it."""
    content = (FOLDER / f"{name}.pdf").read_bytes()
    reader = PdfReader(io.BytesIO(content))
    root: Any = reader.root_object
    wrong = []
    if root.get("/MarkInfo", {}).get("/Marked") != True:  # noqa: E712 - a boolean of the PDF
        wrong.append("not tagged")
    if "/Lang" not in root:
        wrong.append("no language")
    if not reader.metadata or not reader.metadata.title:
        wrong.append("no title")
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        wrong.append("title not shown")
    if "/Metadata" not in root or b"pdfuaid" not in root["/Metadata"].get_object().get_data():
        wrong.append("does not say that it is PDF/UA-1")
    objects: list[Any] = [reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1)]
    parts = [one for one in objects if isinstance(one, dict)]
    figures = [one for one in parts if one.get("/S") == "/Figure"]
    if any("/Alt" not in one for one in figures):
        wrong.append("a picture without words")
    fonts = [one for one in parts if one.get("/Type") == "/FontDescriptor"]
    if any(not {"/FontFile", "/FontFile2", "/FontFile3"} & one.keys() for one in fonts):
        wrong.append("a font that is not embedded")
    return wrong


def _opened_by_libreoffice() -> dict[str, int]:
    """Return the pages of each Word document as LibreOffice lays it out; empty without it."""
    office = shutil.which("soffice")
    if office is None:
        return {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        letters = map(str, sorted(FOLDER.glob("*.docx")))
        command = [
            office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", "pdf", "--outdir", str(folder), *letters,
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=_OFFICE_SECONDS)
        pages = {}
        for pdf in sorted(folder.glob("*.pdf")):
            pages[pdf.stem] = len(list(_pictures(pdf, pdf.stem, "-word")))
        return pages


def _index(entries: list[tuple[str, str, str, list[str]]]) -> str:
    lines = [
        "# Gallery",
        "",
        "Twelve made-up letters; together they have every part that a letter can have. Each is",
        "shown as its PDF; the Word document beside it says the same. `python -m tools.gallery`",
        "makes this folder anew. What the checkers say stands in [checks.md](checks.md).",
    ]
    for name, title, said, pages in entries:
        lines += ["", f"## {title}", "", said, ""]
        lines.append(f"[Word]({name}.docx) · [PDF]({name}.pdf)")
        lines.append("")
        lines += [
            f'<img src="pages/{page}" alt="Page {number} of {len(pages)}" width="320">'
            for number, page in enumerate(pages, 1)
        ]
    return "\n".join(lines) + "\n"


def _checks(findings: list[tuple[str, str, list[str]]], opened: dict[str, int]) -> str:
    lines = [
        "# What the checkers say of the gallery",
        "",
        "Word documents: `openxml-audit` and `ooxml-integrity`. PDF: the structure is read with",
        "pypdf (tags, language, title and whether it is shown, PDF/UA-1, words of pictures,",
        "embedded fonts); typst itself refuses to write PDF/UA-1 where a rule of it is broken.",
        "veraPDF is not among the tools used here, so its findings are not listed.",
        "",
        "LibreOffice opens all twelve. Names stand in rows that are kept on one page and are read",
        "column by column, so none is cut, neither in Word's document nor in the PDF. To programs",
        "that ask each table for a heading row, the rows of names are a table without one: it is",
        "there for the columns alone, as that of the addressees is.",
        "",
        "| Letter | Word | PDF | Pages in LibreOffice |",
        "|---|---|---|---|",
    ]
    for name, word, pdf in findings:
        pages = str(opened.get(name, "not opened")) if opened else "not installed"
        lines.append(
            f"| {name} | {word or '0 findings'} | {'; '.join(pdf) or '0 findings'} | {pages} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    try:
        main()
    except Stop as stop:
        sys.exit(f"gallery: {stop}")
