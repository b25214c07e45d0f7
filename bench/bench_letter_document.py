"""How fast a letter becomes Word, PDF, text, HTML and JSON, and how much memory that takes.

Prints a table with the bound of each line, and writes the chart that docs/performance.md shows.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import product
from pathlib import Path

from bench.chart import Bar, bars_svg, shown
from bench.floor import floor_docx
from bench.made_letters import crowd
from bench.measure import medians, memory, processor_seconds
from bench.rivals import Seconds, add_row, docxtpl_rows, office_pdf, weasyprint_columns
from letters.document import LetterDocument
from letters.render_docx import render_docx
from letters.render_html import render_html
from letters.render_json import render_json
from letters.render_pdf import render_pdf
from letters.render_text import render_text

CHART = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "bench-letter.svg"
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
    calls: dict[str, Callable[[int], object]] = {}
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
    bars = [
        Bar("hand-written string and ZIP", took["floor 10000"], ours=False),
        Bar("Undersigned", took["ours 10000"]),
    ]
    for name, rival in (("docxtpl", docxtpl_rows), ("python-docx add_row", add_row)):
        seconds = rival(letters[10_000])
        lines.append(_beside(f"{name}, 10,000 names", seconds, took["ours 10000"]))
        if not isinstance(seconds, str):
            bars.append(Bar(name, seconds, ours=False))
    return lines, bars


def _beside(what: str, seconds: Seconds, ours: float, least: int | None = None) -> Line:
    """Return the line of a rival, which took `seconds` or could not be measured.

    Args:
        least: how many times as long as ours it is promised to take.
    """
    bound = f"≥ {least} ×" if least else ""
    if isinstance(seconds, str):
        return Line(what, seconds, bound)
    ratio = seconds / ours
    holds = ratio >= least if least else None
    return Line(what, f"{shown(seconds)} ({ratio:.0f} × ours)", bound, holds)


def _ignoring_run(render: object, letter: LetterDocument, run: int) -> None:
    render(letter)  # type: ignore[operator]


def _pdf() -> tuple[list[Line], list[Bar]]:
    # Other names in each run: what was set before would come from typst's memory.
    made = {(size, run): crowd(size, run) for size in (70, 1_000, 10_000) for run in range(8)}
    render_pdf(crowd(10, 99))

    def at(size: int, run: int) -> None:
        render_pdf(made[size, run])

    # One size after the other: what typst keeps of a large letter slows the small one after it.
    took: dict[str, float] = {}
    for size in (70, 1_000, 10_000):
        took |= medians({str(size): partial(at, size)})
    bounds = {70: None, 1_000: 0.15, 10_000: 1.0}
    lines = []
    for size, bound in bounds.items():
        seconds = took[str(size)]
        # The least of three: what else the computer does can only add to it.
        used = min(processor_seconds(partial(at, size, run)) for run in (5, 6, 7))
        promised = f"≤ {bound} s" if bound else ""
        lines += [
            Line(f"PDF, {size:,} names", shown(seconds), promised,
                 seconds <= bound if bound else None),
            Line(f"PDF, {size:,} names, of the processor", shown(used), promised,
                 used <= bound if bound else None),
        ]  # fmt: skip
    _, peak = memory(_PDF_MEMORY, "render_pdf(crowd(10_000))")
    lines.append(Line("PDF, 10,000 names, memory", f"{peak:.0f} MB", "≤ 300 MB", peak <= 300))
    bars = [Bar(f"Undersigned, {size:,} names", took[str(size)]) for size in (1_000, 10_000)]
    rivals = (("WeasyPrint, columns", weasyprint_columns, 13), ("LibreOffice", office_pdf, 4))
    for (name, rival, least), size in product(rivals, (1_000, 10_000)):
        theirs = rival(crowd(size))
        lines.append(_beside(f"{name}, {size:,} names", theirs, took[str(size)], least))
        if not isinstance(theirs, str):
            bars.append(Bar(f"{name}, {size:,} names", theirs, ours=False))
    return lines, bars


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
    hashing = processor_seconds(lambda: sha256(bytes(100_000_000)))
    print(
        f"\n{os.cpu_count()} processor cores; load at the end {os.getloadavg()[0]:.1f}; "
        f"hashing 100 MB took {shown(hashing)} of the processor."
    )


if __name__ == "__main__":
    main()
