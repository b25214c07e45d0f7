"""A letter written the way people write in LibreOffice, and LibreOffice itself to save it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

MOST_SECONDS = 120
NOTES = 24

_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3" '
    'office:mimetype="application/vnd.oasis.opendocument.text"'
)
_STYLES = """
<office:styles>
 <style:default-style style:family="paragraph"><style:text-properties fo:language="en"
   fo:country="US"/></style:default-style>
 <style:style style:name="Standard" style:family="paragraph"/>
 <style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph"
   style:parent-style-name="Standard" style:default-outline-level="2"/>
 <style:style style:name="Quotations" style:family="paragraph"
   style:parent-style-name="Standard"/>
 <style:style style:name="Caption" style:family="paragraph" style:parent-style-name="Standard"/>
 <style:style style:name="Table" style:family="paragraph" style:parent-style-name="Caption"/>
 <text:list-style style:name="Points"><text:list-level-style-bullet text:level="1"
   text:bullet-char="•"/></text:list-style>
 <text:list-style style:name="Numbers"><text:list-level-style-number text:level="1"
   style:num-format="1" style:num-suffix="."/></text:list-style>
</office:styles>
<office:automatic-styles>
 <style:style style:name="I" style:family="text"><style:text-properties
   fo:font-style="italic"/></style:style>
</office:automatic-styles>
"""


def _change(identity: str, kind: str, inner: str = "") -> str:
    return (
        f'<text:changed-region text:id="{identity}"><text:{kind}><office:change-info>'
        f"<dc:creator>Kim Roe</dc:creator><dc:date>2026-11-02T10:00:00</dc:date>"
        f"</office:change-info>{inner}</text:{kind}></text:changed-region>"
    )


def note(number: int, kind: str = "footnote") -> str:
    page = '<text:span text:style-name="I">page</text:span>'
    body = f"<text:p>Source {number}, {page} {number}.</text:p>"
    if number == 3:
        body += "<text:p>Read on 2 November.</text:p>"
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation>{number}</text:note-citation>'
        f"<text:note-body>{body}</text:note-body></text:note>"
    )


def comment(text: str) -> str:
    return (
        '<office:annotation office:name="c1"><dc:creator>Kim Roe</dc:creator>'
        f"<dc:date>2026-11-02T10:00:00</dc:date><text:p>{text}</text:p></office:annotation>"
    )


COMMENT_END = '<office:annotation-end office:name="c1"/>'


def _paragraph(content: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{content}</text:p>'


def _items(style: str, *items: str) -> str:
    inner = "".join(f"<text:list-item>{_paragraph(one)}</text:list-item>" for one in items)
    return f'<text:list text:style-name="{style}">{inner}</text:list>'


def _table(*rows: tuple[str, ...]) -> str:
    def row(cells: tuple[str, ...]) -> str:
        inner = "".join(
            f'<table:table-cell office:value-type="string">{_paragraph(cell)}</table:table-cell>'
            for cell in cells
        )
        return f"<table:table-row>{inner}</table:table-row>"

    head = f"<table:table-header-rows>{row(rows[0])}</table:table-header-rows>"
    return (
        f'<table:table table:name="Faces"><table:table-column '
        f'table:number-columns-repeated="{len(rows[0])}"/>{head}'
        f"{''.join(map(row, rows[1:]))}</table:table>"
    )


def flat_letter() -> str:
    """Return the letter as a flat OpenDocument file: changes, a comment, notes, lists, a table."""
    changes = _change("new", "insertion") + _change(
        "old", "deletion", _paragraph("for a short time ")
    )
    cited = "".join(
        _paragraph(f"The record of gate {number} says so.{note(number)}")
        for number in range(1, NOTES + 1)
    )
    text = (
        _paragraph("November 16, 2026")
        + _paragraph("Ms. Ada Moor<text:line-break/>Director<text:line-break/>Tern Transit")
        + _paragraph("Re: Take the cameras off the fare gates")
        + _paragraph("Dear Ms. Moor:")
        + _paragraph(
            'Your gates look at faces <text:change-start text:change-id="new"/>every day '
            '<text:change-end text:change-id="new"/><text:change text:change-id="old"/>'
            f"and {comment('Is that so?')}nobody was asked{COMMENT_END}."
        )
        + '<text:h text:style-name="Heading_20_2" text:outline-level="2">What we know</text:h>'
        + cited
        + _paragraph("Faces by gate", "Table")
        + _table(("Gate", "Faces"), ("North", "412"), ("South", "98"))
        + _paragraph(f"More stands in the files.{note(25, 'endnote')}")
        + _items("Points", "“Smart” quotes", "page\u00a07", "non\u2011stop")
        + '<text:h text:style-name="Heading_20_2" text:outline-level="2">What we ask</text:h>'
        + _items("Numbers", "Stop.", "Tell us.")
        + _paragraph("Sincerely,")
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMES}>{_STYLES}<office:body>'
        f"<office:text><text:tracked-changes>{changes}</text:tracked-changes>{text}"
        "</office:text></office:body></office:document>"
    )


def saved_as_word(flat: str, folder: Path) -> bytes:
    """Return the .docx that LibreOffice makes of a flat file; skip the test without LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not on this machine")
    source = folder / "letter.fodt"
    source.write_text(flat, encoding="utf-8")
    command = [
        office, "--headless", f"-env:UserInstallation={(folder / 'office').as_uri()}",
        "--convert-to", "docx", "--outdir", str(folder), str(source),
    ]  # fmt: skip
    _run(command, MOST_SECONDS)
    return (folder / "letter.docx").read_bytes()


def printed_by_libreoffice(files: list[Path], folder: Path) -> None:
    """Let LibreOffice make PDFs of `files` in `folder`; skip the test without LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not on this machine")
    command = [
        office, "--headless", f"-env:UserInstallation={(folder / 'office').as_uri()}",
        "--convert-to", "pdf", "--outdir", str(folder), *map(str, files),
    ]  # fmt: skip
    _run(command, MOST_SECONDS + 10 * len(files))


def _run(command: list[str], most_seconds: int) -> None:
    """Run `command`; end it with all that it started, and fail, if it takes longer."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            process.wait(timeout=most_seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            pytest.fail(f"LibreOffice took more than {most_seconds} s")
