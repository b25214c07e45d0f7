"""No name is cut between columns or pages, in Word's document as in the PDF."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from letters.document import LetterDocument, SignatoryGroup, SignatureLayout
from letters.render_docx import render_docx
from letters.render_pdf import render_pdf
from tests.letters.documents import group, p, stadium_letter
from tests.letters.libreoffice import printed_by_libreoffice
from tests.letters.paper import Place, cut_names, places, unique_names
from tests.letters.reading import docx_names, pdf_words, squeezed

_WIDTHS = {"letter": 612.0, "a4": 595.3}


@dataclass(frozen=True, slots=True)
class Case:
    count: int
    seed: int
    columns: Any = 3
    groups: int = 1
    language: str = "en-US"
    paper: Any = "letter"

    @property
    def names(self) -> list[str]:
        return unique_names(self.count, self.seed)

    @property
    def width(self) -> float:
        return _WIDTHS[self.paper]

    @property
    def letter(self) -> LetterDocument:
        names, size = self.names, -(-self.count // self.groups)
        groups: list[SignatoryGroup] = []
        for number in range(self.groups):
            label = f"Heading{number}" if self.groups > 1 else ""
            groups.append(group("local", label, names[number * size : (number + 1) * size]))
        filler = p("A paragraph that takes some of the first page away from the names. " * 4)
        return stadium_letter(
            language=self.language,
            paper=self.paper,
            body=(filler,) * (2 + self.seed % 5),
            notes=(),
            groups=tuple(groups),
            layout=SignatureLayout(columns=self.columns, grouping="place"),
        )


CASES = [
    *(Case(400, seed, groups=10) for seed in range(6)),
    *(Case(400, seed, columns=2, groups=6) for seed in range(3)),
    *(Case(150, seed) for seed in range(6)),
    *(Case(70, seed, columns=columns, groups=3) for seed, columns in enumerate((1, 2, 3))),
    *(Case(1_000, seed, groups=groups) for seed, groups in enumerate((1, 9))),
    Case(1_000, 3, columns=1),
    Case(400, 4, groups=7, language="ar", paper="a4"),
    Case(90, 5, columns=2, language="he"),
]  # fmt: skip


def _check(case: Case, found: dict[str, Place]) -> None:
    assert cut_names(found, case.names, case.columns, case.width) == [], case
    size = -(-case.count // case.groups)
    for number in range(case.groups if case.groups > 1 else 0):
        first = case.names[number * size].split(" ")[0]
        assert found[f"Heading{number}"].page == found[first].page, "a heading without names"


def test_no_name_is_cut_in_word(tmp_path: Path) -> None:
    files = []
    for number, case in enumerate(CASES):
        content = render_docx(case.letter)
        assert docx_names(content) == [f"{name}" for name in case.names], (
            "names stand in another order than in the letter"
        )
        files.append(tmp_path / f"{number}.docx")
        files[-1].write_bytes(content)
    printed_by_libreoffice(files, tmp_path)
    for case, file in zip(CASES, files, strict=True):
        _check(case, places(file.with_suffix(".pdf")))
    print(f"{sum(case.count for case in CASES):,} names in {len(CASES)} letters, none cut")


@pytest.mark.long
def test_no_name_of_ten_thousand_is_cut_in_word(tmp_path: Path) -> None:
    cases = [Case(10_000, 1), Case(10_000, 2, columns=2, groups=40)]
    files = [tmp_path / f"{number}.docx" for number in range(len(cases))]
    for case, file in zip(cases, files, strict=True):
        file.write_bytes(render_docx(case.letter))
    printed_by_libreoffice(files, tmp_path)
    for case, file in zip(cases, files, strict=True):
        _check(case, places(file.with_suffix(".pdf")))


def test_no_name_is_cut_in_the_pdf(tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    for case in CASES:
        content = render_pdf(case.letter)
        file.write_bytes(content)
        _check(case, places(file))
        if case.language == "en-US":
            read = squeezed(pdf_words(content))
            at = [read.index(squeezed(name)) for name in case.names]
            assert all(one < after for one, after in itertools.pairwise(at)), case


def test_names_longer_than_a_page_lose_nothing(tmp_path: Path) -> None:
    names = [" ".join(f"part{number}of{length}" for number in range(length))
             for length in (3, 90, 700)]  # fmt: skip
    file = tmp_path / "long.docx"
    file.write_bytes(render_docx(stadium_letter(body=(), notes=(), groups=(
        group("local", "Local", names),))))  # fmt: skip
    printed_by_libreoffice([file], tmp_path)
    found = places(file.with_suffix(".pdf"))
    assert {word for name in names for word in name.split(" ")} <= found.keys()
