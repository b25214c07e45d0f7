"""The same letter by other means: what our renderings are compared with.

Each returns seconds, or the sentence on why it can't be measured here.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import tempfile
import time
from html import escape
from pathlib import Path

import docx

from bench.made_letters import crowd
from letters.document import LetterDocument
from letters.render_docx import render_docx
from letters.render_text import canonical_text

OFFICE_SECONDS = 240  # after which LibreOffice is given up
_FAMILY = "Source Serif 4, Noto Serif, serif"
_STYLE = (
    f"@page {{ size: letter; margin: 1in 1.1in }} body {{ font: 10.6pt {_FAMILY} }}"
    " .names { columns: 3; column-gap: 12.6pt; font-size: 9pt }"
    " .names p { margin: 0 0 1pt; padding-left: 7pt; text-indent: -7pt; break-inside: avoid }"
)
Seconds = float | str


def weasyprint_columns(letter: LetterDocument) -> Seconds:
    """Take WeasyPrint's time for the lines of the letter and its names in three columns."""
    try:
        import weasyprint  # noqa: PLC0415 - it is imported only where pango is
    except ImportError:
        return "not installed, so not measured"
    except OSError:
        return "pango isn't installed, so not measured"
    lines = "".join(f"<p>{escape(line)}</p>" for line in canonical_text(letter).split("\n"))
    names = "".join(
        f"<h3>{escape(group.label)}</h3><div class=names>"
        + "".join(f"<p>{escape(one.name)}</p>" for one in group.signatories)
        + "</div>"
        for group in letter.groups
    )
    page = f"<html lang=en><title>x</title><style>{_STYLE}</style><body>{lines}{names}"
    start = time.perf_counter()
    weasyprint.HTML(string=page).write_pdf()
    return time.perf_counter() - start


def office_pdf(letter: LetterDocument) -> Seconds:
    """Take LibreOffice's time from our Word document to a PDF."""
    office = shutil.which("soffice")
    if office is None:
        return "not installed, so not measured"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = folder / "small.docx"
        small.write_bytes(render_docx(crowd(0)))
        (folder / "letter.docx").write_bytes(render_docx(letter))
        command = [
            office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", "pdf", "--outdir", str(folder / "out"),
        ]  # fmt: skip
        if not _ended([*command, str(small)]):  # the first start makes the profile
            return "did not start"
        start = time.perf_counter()
        if not _ended([*command, str(folder / "letter.docx")]):
            return f"not done after {OFFICE_SECONDS} s"
        return time.perf_counter() - start


def add_row(letter: LetterDocument) -> Seconds:
    """Take python-docx's time for the names as rows of a table."""
    start = time.perf_counter()
    document = docx.Document()
    table = document.add_table(rows=0, cols=1)
    for one in letter.signatories():
        table.add_row().cells[0].text = one.name
    document.save(io.BytesIO())
    return time.perf_counter() - start


def docxtpl_rows(letter: LetterDocument) -> Seconds:
    """Take docxtpl's time for a template with the lines of the letter and a loop over names."""
    try:
        import docxtpl  # noqa: PLC0415 - where it is installed
    except ImportError:
        return "not installed, so not measured"
    template = docx.Document()
    for line in canonical_text(letter).split("\n"):
        template.add_paragraph(line)
    for line in ("{%p for one in names %}", "{{ one }}", "{%p endfor %}"):
        template.add_paragraph(line)
    made = io.BytesIO()
    template.save(made)
    made.seek(0)
    start = time.perf_counter()
    document = docxtpl.DocxTemplate(made)
    document.render({"names": [one.name for one in letter.signatories()]}, autoescape=True)
    document.save(io.BytesIO())
    return time.perf_counter() - start


def _ended(command: list[str]) -> bool:
    """Run `command`; end it with all that it started if it takes too long."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            return process.wait(OFFICE_SECONDS) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
