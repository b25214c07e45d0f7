"""How fast a letter becomes Word, PDF, text, HTML and JSON, and how much memory that takes.

Prints a table with the bound of each line, and writes the chart that docs/performance.md shows.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import docx

from bench.chart import Bar, bars_svg, shown
from bench.floor import floor_docx
from bench.made_letters import crowd
from bench.measure import medians, memory, processor_seconds
from letters.document import LetterDocument
from letters.render_docx import render_docx
from letters.render_html import render_html
from letters.render_json import render_json
from letters.render_pdf import render_pdf
from letters.render_text import render_text

CHART = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "bench-letter.svg"
OFFICE_SECONDS = 240  # after which LibreOffice is given up
SIZES = (0, 1_000, 10_000, 50_000)
_DOCX_MEMORY = (
    "import io\nfrom bench.made_letters import crowd, streamed\n"
    "from letters.render_docx import write_docx\n"
    "write_docx(crowd(0), io.BytesIO(), groups=streamed(10))\n"
)
_PDF_MEMORY = "from bench.made_letters import crowd\nfrom letters.render_pdf import render_pdf\n"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; `holds` is None where nothing was promised."""

    what: str
    measured: str
    bound: str = ""
    holds: bool | None = None


def main() -> None:
    five = _all_five()
    more, pdf_bars = _pdf()
    lines, bars = _word()
    lines += [*more, five]
    _print(lines)
    CHART.parent.mkdir(parents=True, exist_ok=True)
    note = "Medians of five, in seconds on a logarithmic scale; pale: what it is compared with."
    charted = {"Word, 10,000 names": bars, "PDF": pdf_bars}
    CHART.write_text(bars_svg("A letter as a document", note, charted), encoding="utf-8")
    print(f"\nchart: {CHART.relative_to(CHART.parent.parent.parent)}")


def _word() -> tuple[list[Line], list[Bar]]:
    letters = {size: crowd(size) for size in SIZES}
    calls = {}
    for size, letter in letters.items():
        calls[f"ours {size}"] = partial(_ignoring_run, render_docx, letter)
        calls[f"floor {size}"] = partial(_ignoring_run, floor_docx, letter)
    render_docx(letters[0])
    took = medians(calls)
    lines = [Line(f"Word, {size:,} names", shown(took[f"ours {size}"])) for size in SIZES]
    for size in SIZES[2:]:
        ratio = took[f"ours {size}"] / took[f"floor {size}"]
        floor = shown(took[f"floor {size}"])
        lines.append(
            Line(
                f"Word, {size:,} names, to the floor ({floor})",
                f"{ratio:.2f} ×",
                "≤ 1.5 ×",
                ratio <= 1.5,
            )
        )
    over = took["ours 1000"] - took["ours 0"]
    lines.append(
        Line("Word, 1,000 names, over the fixed cost", shown(over), "≤ 40 ms", over <= 0.04)
    )
    growth = took["ours 50000"] / took["ours 10000"]
    lines.append(Line("Word, 50,000 names to 10,000", f"{growth:.1f} ×", "≤ 6 ×", growth <= 6))
    before, after = memory(
        _DOCX_MEMORY, "write_docx(crowd(0), io.BytesIO(), groups=streamed(50_000))"
    )
    grown = after - before
    lines.append(
        Line("Word, 50,000 names streamed, memory", f"{grown:.0f} MB more", "≤ 40 MB", grown <= 40)
    )
    rows = _add_row(letters[10_000])
    ratio = rows / took["ours 10000"]
    lines.append(Line("python-docx add_row, 10,000 names", f"{shown(rows)} ({ratio:.0f} × ours)"))
    return lines, [
        Bar("hand-written string and ZIP", took["floor 10000"], ours=False),
        Bar("Undersigned", took["ours 10000"]),
        Bar("python-docx add_row", rows, ours=False),
    ]


def _ignoring_run(render: object, letter: LetterDocument, run: int) -> None:
    render(letter)  # type: ignore[operator]


def _add_row(letter: LetterDocument) -> float:
    """Return the seconds that python-docx takes for the names as rows of a table; once."""
    start = time.perf_counter()
    document = docx.Document()
    table = document.add_table(rows=0, cols=1)
    for one in letter.signatories():
        table.add_row().cells[0].text = one.name
    with tempfile.TemporaryFile() as out:
        document.save(out)
    return time.perf_counter() - start


def _pdf() -> tuple[list[Line], list[Bar]]:
    # Other names in each run: what was set before would come from typst's memory.
    made = {(size, run): crowd(size, run) for size in (70, 1_000, 10_000) for run in range(6)}
    render_pdf(crowd(10, 99))

    def at(size: int, run: int) -> None:
        render_pdf(made[size, run])

    # One size after the other: what typst keeps of a large letter slows the small one after it.
    took = {}
    for size in (70, 1_000, 10_000):
        took |= medians({str(size): partial(at, size)})
    bounds = {70: None, 1_000: 0.15, 10_000: 1.0}
    lines = [
        Line(
            f"PDF, {size:,} names",
            shown(took[str(size)]),
            f"≤ {bound} s" if bound else "",
            took[str(size)] <= bound if bound else None,
        )
        for size, bound in bounds.items()
    ]
    for size in (1_000, 10_000):
        used = processor_seconds(partial(at, size, 5))
        lines.append(Line(f"PDF, {size:,} names, of the processor", shown(used)))
    _, peak = memory(_PDF_MEMORY, "render_pdf(crowd(10_000))")
    lines.append(Line("PDF, 10,000 names, memory", f"{peak:.0f} MB", "≤ 300 MB", peak <= 300))
    bars = [
        Bar("Undersigned, 1,000 names", took["1000"]),
        Bar("Undersigned, 10,000 names", took["10000"]),
    ]
    for size in (1_000, 10_000):
        office = _office(crowd(size))
        if office is None:
            lines.append(Line(f"LibreOffice, {size:,} names", _no_office()))
            continue
        ratio = office / took[str(size)]
        lines.append(
            Line(
                f"LibreOffice, {size:,} names",
                f"{shown(office)} ({ratio:.0f} × ours)",
                "≥ 4 ×",
                ratio >= 4,
            )
        )
        bars.append(Bar(f"LibreOffice, {size:,} names", office, ours=False))
    return lines, bars


def _no_office() -> str:
    installed = shutil.which("soffice")
    return f"not done after {OFFICE_SECONDS} s" if installed else "not installed, so not measured"


def _office(letter: LetterDocument) -> float | None:
    """Return the seconds LibreOffice takes from our Word document to a PDF; None if it can’t."""
    office = shutil.which("soffice")
    if office is None:
        return None
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
            return None
        start = time.perf_counter()
        ended = _ended([*command, str(folder / "letter.docx")])
        return time.perf_counter() - start if ended else None


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


def _all_five() -> Line:
    made = [crowd(70, run) for run in range(6)]

    def all_five(run: int) -> None:
        for render in (render_docx, render_pdf, render_text, render_html, render_json):
            render(made[run])

    all_five(5)
    took = medians({"all": all_five})["all"]
    return Line("Word, PDF, text, HTML and JSON, 70 names", shown(took), "≤ 0.5 s", took <= 0.5)


def _print(lines: list[Line]) -> None:
    print(f"{'':<52} {'measured':<26} {'bound':<10}")
    for line in lines:
        verdict = "" if line.holds is None else ("holds" if line.holds else "MISSED")
        print(f"{line.what:<52} {line.measured:<26} {line.bound:<10} {verdict}")
    print("\nWeasyPrint and docxtpl are not among the dependencies, so they are not measured here.")


if __name__ == "__main__":
    main()
