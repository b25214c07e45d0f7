"""The Word document: what Word, LibreOffice and python-docx find in it."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import docx
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from pypdf import PdfReader

from letters.document import (
    Addressee,
    LetterDocument,
    Letterhead,
    ListBlock,
    Note,
    NoteRef,
    Signatory,
    SignatoryGroup,
)
from letters.render_docx import render_docx
from letters.render_text import canonical_text
from tests.letters.documents import crowd, group, item, p, stadium_letter, t
from tests.letters.hostile import HOSTILE, HREFS
from tests.letters.reading import (
    W,
    docx_name_columns,
    docx_names,
    docx_paragraphs,
    docx_part,
    squeezed,
)

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
BIN = Path(sys.executable).parent


def entries(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def outside_links(content: bytes) -> list[str]:
    found = []
    for name, data in entries(content).items():
        if name.endswith(".rels"):
            root = etree.fromstring(data)
            found += [one.get("Target", "") for one in root if one.get("TargetMode") == "External"]
    return found


def styles_of(content: bytes) -> Counter[str]:
    root = docx_part(content, "word/document.xml")
    return Counter(style.get(f"{W}val", "") for style in root.iter(f"{W}pStyle"))


def hostile_letter(strings: tuple[str, ...]) -> LetterDocument:
    """Return a letter that says one hostile string in every place it has."""
    body = tuple(
        p(text, t(text, bold=True, href=HREFS[position % len(HREFS)]))
        for position, text in enumerate(strings)
    )
    return stadium_letter(
        title=strings[0],
        salutation=strings[1],
        body=(*body, ListBlock(True, (item(strings[2]),)), p(NoteRef(1))),
        closing=strings[3],
        mark=strings[4],
        letterhead=Letterhead(strings[5], strings[6], (strings[7],), strings[8], strings[9]),
        addressees=(Addressee(strings[10], strings[11]), Addressee(strings[12])),
        notes=(Note(1, tuple(p(text) for text in strings)),),
        groups=(group("local", strings[13], list(strings)),),
    )


HOSTILE_LETTERS = [hostile_letter(HOSTILE[start : start + 100]) for start in range(0, 500, 100)]


@pytest.fixture(scope="module")
def sample() -> bytes:
    return render_docx(stadium_letter())


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, sample: bytes) -> list[Path]:
    """Every kind of document as a file: sample, drafts, other paper, other direction, hostile."""
    folder = tmp_path_factory.mktemp("docx")
    contents = {
        "sample": sample,
        "draft": render_docx(stadium_letter(groups=(), mark="Draft", version=None, url="")),
        "arabic": render_docx(stadium_letter(language="ar", dated=None)),
        "empty": render_docx(LetterDocument("en", "", "", None, (), "", (), "")),
        "crowd": render_docx(crowd(300)),
    }
    contents |= {f"hostile{n}": render_docx(one) for n, one in enumerate(HOSTILE_LETTERS)}
    for name, content in contents.items():
        (folder / f"{name}.docx").write_bytes(content)
    return sorted(folder.glob("*.docx"))


# What it says -----------------------------------------------------------------------------------


def test_the_document_says_the_words_of_the_text(sample: bytes) -> None:
    """Every line of the canonical text stands in the document or in its footnotes, in order."""
    said = squeezed("".join(docx_paragraphs(sample)))
    noted = squeezed("".join(docx_paragraphs(sample, "word/footnotes.xml")))
    body, notes = canonical_text(stadium_letter()).split("\n\nNotes\n\n")
    for text, where in ((body, said), (notes, noted)):
        start = 0
        for line in text.split("\n"):
            # Numbers of lists and notes are Word's own; targets stand in the relationships.
            bare = re.sub(r"^ *(-|\d+\.|\[\d+\]|—) ", "", re.sub(r" <[^>]+>|\[\d\]", "", line))
            for word in (squeezed(bare),):
                position = where.find(word, start)
                assert position >= 0, line
                start = position


def test_every_published_name_stands_once_and_in_order(sample: bytes) -> None:
    names = docx_names(sample)
    expected = [one.name + " (lead)" * one.lead for one in stadium_letter().signatories()]
    print(f"{len(names)} names")
    assert names == expected


def test_notes_are_real_footnotes(sample: bytes) -> None:
    notes = docx_part(sample, "word/footnotes.xml").findall(f"{W}footnote")
    kinds = [note.get(f"{W}type") for note in notes]
    assert kinds == ["separator", "continuationSeparator"] + [None] * 8
    references = docx_part(sample, "word/document.xml").iter(f"{W}footnoteReference")
    assert [one.get(f"{W}id") for one in references] == [str(number) for number in range(1, 9)]
    assert len(notes[3].findall(f"{W}p")) == 2


def test_a_second_mark_of_a_note_links_to_the_first(sample: bytes) -> None:
    root = docx_part(sample, "word/document.xml")
    anchors = [one.get(f"{W}anchor") for one in root.iter(f"{W}hyperlink") if one.get(f"{W}anchor")]
    bookmarks = [one.get(f"{W}name") for one in root.iter(f"{W}bookmarkStart")]
    assert anchors == ["note_2"]
    assert "note_2" in bookmarks


def test_a_note_with_another_number_than_its_place_keeps_its_number() -> None:
    content = render_docx(stadium_letter(body=(p("a", NoteRef(8)),)))
    mark = next(docx_part(content, "word/document.xml").iter(f"{W}footnoteReference"))
    assert mark.get(f"{W}customMarkFollows") == "1"
    assert docx_paragraphs(content, "word/footnotes.xml")[-1].startswith("8 Two ballparks")


def test_links_in_notes_belong_to_the_part_of_the_notes(sample: bytes) -> None:
    relations = entries(sample)["word/_rels/footnotes.xml.rels"].decode()
    assert "https://records.example/ballpark?part=1&amp;page=2" in relations


def test_lists_restart_and_nest(sample: bytes) -> None:
    root = docx_part(sample, "word/document.xml")
    used = [
        (one.find(f"{W}numId").get(f"{W}val"), one.find(f"{W}ilvl").get(f"{W}val"))
        for one in root.iter(f"{W}numPr")
    ]
    assert Counter(level for _, level in used) == {"0": 6, "1": 3, "2": 2}
    two = ListBlock(True, (item("a"),))
    content = render_docx(stadium_letter(body=(two, p("x"), two), notes=()))
    numbers = [
        one.get(f"{W}val") for one in docx_part(content, "word/document.xml").iter(f"{W}numId")
    ]
    assert len(set(numbers)) == 2


def test_headings_are_styles_and_demands_have_their_own(sample: bytes) -> None:
    styles = styles_of(sample)
    assert styles["Heading1"] == 1
    assert styles["Heading2"] == 3
    assert styles["Heading3"] == 1
    assert styles["Demand"] == 3
    assert styles["Quote"] == 2
    assert styles["Signatory"] == 70


def test_each_group_stands_in_three_columns_of_its_own(sample: bytes) -> None:
    assert docx_name_columns(sample) == [3] * 4
    rows = docx_part(sample, "word/document.xml").iter(f"{W}tr")
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_names_in_other_scripts_carry_language_and_direction(sample: bytes) -> None:
    runs = {
        "".join(run.itertext()): run.find(f"{W}rPr")
        for run in docx_part(sample, "word/document.xml").iter(f"{W}r")
    }
    arabic, chinese = runs["جمعية الملاعب الحرة"], runs["開放球場協會"]
    assert arabic.find(f"{W}rtl") is not None
    assert arabic.find(f"{W}lang").get(f"{W}bidi") == "ar-SA"
    assert chinese.find(f"{W}lang").get(f"{W}eastAsia") == "zh-TW"
    assert runs["Центр цифровой свободы"].find(f"{W}lang").get(f"{W}val") == "ru-RU"


@pytest.mark.parametrize(("paper", "width"), [("a4", 11906), ("letter", 12240)])
def test_the_paper_is_the_one_asked_for(paper: str, width: int) -> None:
    content = render_docx(stadium_letter(paper=paper))
    sizes = {one.get(f"{W}w") for one in docx_part(content, "word/document.xml").iter(f"{W}pgSz")}
    assert sizes == {str(width)}


def test_a_mark_stands_on_the_first_page_and_on_later_ones() -> None:
    content = render_docx(stadium_letter(mark="Under embargo"))
    for part in ("First", "Default"):
        assert "Under embargo" in docx_paragraphs(content, f"word/header{part}.xml")


def test_the_properties_are_the_letters_own(sample: bytes) -> None:
    """F-04: core properties ours."""
    core = docx.Document(io.BytesIO(sample)).core_properties
    assert core.title == stadium_letter().title
    assert core.author == core.last_modified_by == "Alder Street Privacy Fund"
    assert core.language == "en-US"
    assert f"{core.created:%Y-%m-%d}" == f"{core.modified:%Y-%m-%d}" == "2026-10-30"
    assert b"python-docx" not in b"".join(entries(sample).values())


# What it withstands -----------------------------------------------------------------------------


def test_hostile_strings_stay_text() -> None:
    """F-04: opens; no outside relation, field but page numbers, macro or thumbnail."""
    seen = 0
    for document in HOSTILE_LETTERS:
        content = render_docx(document)
        assert docx.Document(io.BytesIO(content)).paragraphs
        assert len(docx_names(content)) == 100
        inside = entries(content)
        fields = {
            one.get(f"{W}instr", "").strip()
            for name, data in inside.items()
            if name.startswith("word/") and name.endswith(".xml")
            for one in etree.fromstring(data).iter(f"{W}fldSimple", f"{W}instrText", f"{W}fldChar")
        }
        assert fields == {"PAGE", "NUMPAGES"}
        assert not outside_links(content)
        assert not [n for n in inside if re.search(r"vba|thumbnail|media|embed|altChunk", n)]
        seen += document.signatory_count
    print(f"{seen} hostile strings, 0 fields, links, macros or thumbnails")
    assert seen == 500


def test_only_allowed_links_leave_the_document(sample: bytes) -> None:
    links = outside_links(sample)
    assert links
    assert all(re.match(r"(https?|mailto):", link) for link in links)
    body = (p(*(t("x", href=href) for href in (*HREFS, "https://ok.example/ä?q=1&r='"))),)
    assert outside_links(render_docx(stadium_letter(body=body))) == [
        "https://ok.example/%C3%A4?q=1&r='"
    ]


def test_validators_have_no_findings(files: list[Path]) -> None:
    """F-04: both validators, on every kind of document."""
    for path in files:
        # One for each file: a validator remembers the notes of the file before.
        found = OpenXmlValidator().validate(path)
        assert found.is_valid, f"{path.name}: {found.errors}"
    command = [str(BIN / "ooxml-integrity"), "check", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert all(path.name in done.stdout for path in files)
    print(f"openxml-audit, ooxml-integrity: {len(files)} documents, 0 findings")


def test_libreoffice_opens_everything(files: list[Path], tmp_path: Path) -> None:
    """F-04: LibreOffice turns each document into a PDF with all its pages."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed, so nothing can be opened with it.")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    _run_whole([*command, *map(str, files)], seconds=150)
    pages = {path.stem: len(PdfReader(path).pages) for path in tmp_path.glob("*.pdf")}
    print(pages)
    assert set(pages) == {path.stem for path in files}
    read = "".join(page.extract_text() for page in PdfReader(tmp_path / "sample.pdf").pages)
    assert squeezed(read).count(squeezed("Public Accountants for Public Records of Ohio")) == 1


def _run_whole(command: list[str], *, seconds: int) -> None:
    """Run `command`; end it with all that it started if it takes longer."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            assert process.wait(seconds) == 0
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def test_a_signer_without_a_group_of_names_leaves_no_empty_heading() -> None:
    empty = SignatoryGroup("state", "State", ())
    one = SignatoryGroup("local", "Local", (Signatory("A Club", "organization", "local"),))
    content = render_docx(stadium_letter(groups=(empty, one)))
    assert styles_of(content)["SignatoryGroup"] == 1
