"""F-04, F-07: what is taken of a Word template, what is refused, and letters that wear one."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from time import process_time

import docx
import pytest
from lxml import etree

from letters.read_docx import read_draft
from letters.redline.word import render_changes
from letters.render_docx import render_docx
from letters.render_text import canonical_text
from letters.stationery.sheet import unpacked
from letters.stationery.taking import UnusableTemplate, take_template
from tests.letters import templates as make
from tests.letters.documents import stadium_letter
from tests.letters.full_letter import full_letter
from tests.letters.reading import W, docx_name_columns, docx_names, docx_paragraphs, docx_part

BIN = Path(sys.executable).parent
FIELD = '<w:p><w:fldSimple w:instr=" {} "><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>'
SPLIT = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDE</w:instrText>'
    '</w:r><w:r><w:instrText>PICTURE "https://a.example/x.png" \\d</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
RELS = "word/_rels/settings.xml.rels"
TYPES = "[Content_Types].xml"


def bomb() -> bytes:
    return make.with_parts(make.template(), {f"word/media/{n}.bin": b"0" * 9_000_000
                                             for n in range(6)})  # fmt: skip


def twice() -> bytes:
    out = io.BytesIO(make.template())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/styles.xml", b"<x/>")
    return out.getvalue()


def typed(part: str, kind: str, content: bytes = b"x") -> bytes:
    entry = f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'.encode()
    data = make.replaced(make.template(), TYPES, b"</Types>", entry)
    return make.with_parts(data, {part: content})


REFUSED = {
    "nothing": (lambda: b"", "empty"),
    "a PDF": (lambda: b"%PDF-1.7", "PDF"),
    "an old Word file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Word 97"),
    "too large a file": (lambda: b"PK" + b"0" * 5_000_000, "larger than 5 MB"),
    "a bomb": (bomb, "unpacks to 54 MB"),
    "a part twice": (twice, "word/styles.xml twice"),
    "many parts": (lambda: make.with_parts(make.template(),
                   {f"x/{n}.xml": b"<x/>" for n in range(400)}), "at most 300"),
    "macros": (lambda: typed("word/vbaProject.bin", "application/vnd.ms-office.vbaProject"),
               "macros"),
    "macros by type": (lambda: make.replaced(make.template(), TYPES,
                       b"wordprocessingml.document.main+xml", b"x.macroEnabled.main+xml"),
                       "macros"),
    "ActiveX": (lambda: typed("word/activeX/activeX1.xml", "application/vnd.ms-office.activeX+xml"),
                "an ActiveX control"),
    "an object": (lambda: typed("word/embeddings/oleObject1.bin",
                  "application/vnd.openxmlformats-officedocument.oleObject"), "an embedded"),
    "an object element": (lambda: make.in_head(
        '<w:p><w:r><w:object/></w:r></w:p>'), "an embedded object (OLE)"),
    "a chunk": (lambda: make.in_body('<w:altChunk/>'), "altChunk"),
    "a subdocument": (lambda: make.in_body('<w:subDoc/>'), "a subdocument"),
    "menus": (lambda: typed("customUI/customUI.xml", "application/xml"), "Word's own menus"),
    "an add-in": (lambda: typed("word/webextensions/x.xml", "application/xml"), "an add-in"),
    "a remote template": (lambda: make.with_parts(make.template(), {RELS: make.relations(
        ("attachedTemplate", "https://a.example/x.dotm", True))}), "“https://a.example/x.dotm”"),
    "a template on a disk": (lambda: make.with_parts(make.template(), {RELS: make.relations(
        ("attachedTemplate", "file:///C:/kim/Letter.dotm", True))}), "another template"),
    "a remote picture": (lambda: make.of_head(("image", "https://a.example/x.png", True)),
                         "image from elsewhere, “https://a.example/x.png”"),
    "a file link": (lambda: make.of_head(("hyperlink", "file:///etc/passwd", True)),
                    "link, “file:///etc/passwd”"),
    "a script link": (lambda: make.of_head(("hyperlink", "javascript:x", True)), "“javascript:x”"),
    "a mail merge": (lambda: make.with_parts(make.template(), {RELS: make.relations(
        ("mailMergeSource", "file:///x.xlsx", True))}), "from elsewhere"),
    "a date field": (lambda: make.in_head(FIELD.format("DATE")),
                     "The header of the file has the field DATE"),
    "a field in the text": (lambda: make.in_body(FIELD.format("INCLUDETEXT x")), "INCLUDETEXT"),
    "a field in pieces": (lambda: make.in_head(SPLIT), "INCLUDEPICTURE"),
    "DDE": (lambda: make.in_body(FIELD.format("DDEAUTO c:\\\\x")), "DDEAUTO"),
    "tracked changes": (lambda: make.in_head(
        '<w:p><w:ins w:id="1" w:author="Kim Roe"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'),
        "tracked changes"),
    "entities": (lambda: make.with_parts(make.template(), {"word/styles.xml":
                 b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "XML entities"),
    "no room": (lambda: make.replaced(make.template(), "word/document.xml",
                b'w:right="1800"', b'w:right="9000"'), "less than 3 inches"),
    "a picture in EMF": (lambda: make.with_parts(make.template(), {
        "word/media/image1.png": b"\x01\0\0\0" + b"\0" * 36 + b" EMF" + b"\0" * 60}), "EMF"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_no_template_may_hold_is_refused_and_named(what):
    data, sentence = REFUSED[what]
    started = process_time()
    with pytest.raises(UnusableTemplate) as refusal:
        take_template(data())
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert process_time() - started < 5


def test_who_made_it_is_forgotten():
    noted = make.with_parts(
        make.in_head('<w:p w:rsidR="00AA11BB"><w:r><w:t>More</w:t></w:r></w:p>'),
        {"word/people.xml": b"<x>Kim Roe</x>", "docProps/custom.xml": b"<x>Kim Roe</x>"},
    )
    taken = take_template(noted)
    assert b"Kim" not in taken.stationery.content
    assert b"rsid" not in taken.stationery.content
    content = render_docx(replace(full_letter(), stationery=taken.stationery))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any(b"Kim" in archive.read(name) for name in archive.namelist())
    assert any("Who wrote it" in sentence for sentence in taken.told)


def test_the_text_of_the_template_is_told_and_left_out():
    taken = take_template(make.template())
    assert b"nobody wants" not in taken.stationery.content
    assert "The text of the template is left out: the letter has its own." in taken.told


def test_the_same_file_gives_the_same_stationery_and_the_same_letters():
    first, second = (take_template(make.template()).stationery for _ in range(2))
    assert first == second
    letters = [render_docx(replace(full_letter(), stationery=one)) for one in (first, second)]
    assert letters[0] == letters[1]


def test_other_bytes_under_the_same_digest_are_refused():
    taken = take_template(make.template()).stationery
    with pytest.raises(ValueError, match="has other bytes"):
        unpacked(replace(taken, content=taken.content + b"x"))


def worn(**how: bool) -> bytes:
    stationery = take_template(make.template(**how)).stationery
    return render_docx(replace(stadium_letter(), stationery=stationery))


def margin(content: bytes, kind: str) -> str:
    return "\n".join(docx_paragraphs(content, f"word/{kind}.xml"))


def test_the_letterhead_takes_the_place_of_ours():
    content = worn()
    assert "HARBOR RIGHTS LEAGUE" in margin(content, "headerFirst")
    assert "Registered charity" in margin(content, "footerFirst")
    assert "for the undersigned organizations" not in "\n".join(docx_paragraphs(content))
    assert margin(content, "headerDefault").startswith("Letter to Lakefront Ballpark Authority")


def test_without_a_head_of_its_own_the_letter_s_stands():
    plain = docx.Document()
    out = io.BytesIO()
    plain.save(out)
    stationery = take_template(out.getvalue()).stationery
    content = render_docx(replace(stadium_letter(), stationery=stationery))
    assert "for the undersigned organizations" in "\n".join(docx_paragraphs(content))


def test_a_head_of_all_pages_stands_above_the_short_head():
    content = worn(first=False)
    assert "HARBOR" in margin(content, "headerFirst")
    lines = margin(content, "headerDefault").split("\n")
    assert "HARBOR" in lines[0]
    assert lines[-1].startswith("Letter to ")


@pytest.mark.parametrize(("has", "counts"), [(False, 1), (True, 1)])
def test_pages_are_counted_once(has, counts):
    content = worn(page_number=has)
    fields = docx_part(content, "word/footerFirst.xml").iter(f"{W}fldSimple")
    assert sum("PAGE" in one.get(f"{W}instr", "").split() for one in fields) == counts


def test_even_pages_keep_their_own_head():
    content = worn(even=True)
    assert margin(content, "headerEven").startswith("Even pages")
    assert docx_part(content, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    findings(content)


def test_styles_are_the_template_s_and_what_it_lacks_is_ours():
    document = docx.Document(io.BytesIO(worn()))
    names = {style.name for style in document.styles}
    assert {"Normal", "Heading 1", "Demand", "Signatory", "footnote text"} <= names
    assert document.styles["Heading 1"].font.size.pt == 17
    ids = [style.style_id for style in document.styles]
    assert len(ids) == len(set(ids))
    known = set(ids)
    used = {one.get(f"{W}val") for one in document.element.iter(f"{W}pStyle", f"{W}rStyle")}
    assert used <= known


def test_a_style_of_the_same_name_wins_and_one_of_the_same_id_is_not_mixed_up():
    theirs = (
        b'<w:style w:type="paragraph" w:styleId="Xy"><w:name w:val="Demand"/></w:style>'
        b'<w:style w:type="paragraph" w:styleId="Signatory"><w:name w:val="Other"/></w:style>'
        b"</w:styles>"
    )
    data = make.replaced(make.template(), "word/styles.xml", b"</w:styles>", theirs)
    stationery = take_template(data).stationery
    content = render_docx(replace(stadium_letter(), stationery=stationery))
    root = docx_part(content, "word/document.xml")
    used = {one.get(f"{W}val") for one in root.iter(f"{W}pStyle")}
    assert "Xy" in used
    assert "Demand" not in used
    assert "LetterSignatory" in used
    assert not docx_names(content)
    findings(content)


def test_words_that_look_like_styles_stay_words():
    said = '<w:pStyle w:val="Heading1"/>'
    stationery = take_template(make.template()).stationery
    letter = replace(stadium_letter(), title=said, stationery=stationery)
    assert any(said in one for one in docx_paragraphs(render_docx(letter)))


@pytest.mark.parametrize("language", ["de-DE", "ar", "zh-Hans"])
def test_the_language_is_the_letter_s(language):
    stationery = take_template(make.template()).stationery
    content = render_docx(replace(stadium_letter(), language=language, stationery=stationery))
    styles = docx_part(content, "word/styles.xml")
    (lang,) = styles.iter(f"{W}lang")
    said = {"de-DE": ("val", "de-DE"), "ar": ("bidi", "ar-SA"), "zh-Hans": ("eastAsia", "zh-CN")}
    name, value = said[language]
    assert lang.get(f"{W}{name}") == value
    normal = styles.find(f"{W}style[@{W}styleId='Normal']/{W}pPr/{W}bidi")
    assert (normal is not None) == (language == "ar")
    findings(content)


def test_a_letter_says_the_same_in_it():
    """Notes, lists, columns and numbers are the letter's own, whatever it wears."""
    letter = replace(stadium_letter(), mark="")
    stationery = take_template(make.template(first=False)).stationery
    content = render_docx(replace(letter, stationery=stationery))
    assert canonical_text(read_draft(content).document) == canonical_text(
        read_draft(render_docx(letter)).document
    )
    assert len(docx_names(content)) == 70
    assert docx_name_columns(content) == [3] * 4
    findings(content)


def test_only_allowed_links_and_page_numbers_are_left():
    """F-04: the fields and the outside targets of a letter that wears a template."""
    data = make.of_head(
        ("hyperlink", "https://league.example/", True),
        xml='<w:p><w:hyperlink r:id="rIdX0" xmlns:r="' + make.OFFICE + '"><w:r><w:t>league.example'
        '</w:t></w:r></w:hyperlink></w:p><w:p><w:hyperlink w:anchor="x"><w:r><w:t>y</w:t></w:r>'
        "</w:hyperlink></w:p>",
    )
    stationery = take_template(data).stationery
    content = render_docx(replace(full_letter(), stationery=stationery))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rels = {name: archive.read(name) for name in archive.namelist() if name.endswith(".rels")}
        whole = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
    outside = re.findall(rb'Target="([^"]*)" TargetMode="External"', b"".join(rels.values()))
    assert b"https://league.example/" in outside
    assert all(re.match(rb"https?:|mailto:", one) for one in outside)
    assert set(re.findall(rb'w:instr=" (\w+) "', whole)) == {b"PAGE", b"NUMPAGES"}
    assert b"instrText" not in whole
    findings(content)


def test_what_other_programs_put_in_is_opened_or_left_out():
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    data = make.in_head(
        f'<w:sdt><w:sdtPr><w:alias w:val="Kim"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Held</w:t>'
        f"</w:r></w:p></w:sdtContent></w:sdt><mc:AlternateContent {space}><mc:Choice Requires='x'>"
        "<w:p><w:r><w:t>Chosen</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p/></mc:Fallback>"
        '</mc:AlternateContent><x:y xmlns:x="urn:x">Gone</x:y>'
    )
    stationery = take_template(data).stationery
    content = render_docx(replace(full_letter(), stationery=stationery))
    head = margin(content, "headerFirst")
    assert "Held" in head
    assert "Chosen" in head
    assert "Gone" not in head
    findings(content)


def test_a_comparison_wears_no_template():
    stationery = take_template(make.template()).stationery
    old = replace(stadium_letter(), stationery=stationery)
    content = render_changes(old, replace(old, title="Other"), author="x", on=None, label="y")
    findings(content)


def findings(content: bytes) -> None:
    """Check that the two validators find nothing in the file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letter.docx"
        path.write_bytes(content)
        for tool, more in (("openxml-audit", []), ("ooxml-integrity", ["check"])):
            command = [str(BIN / tool), *more, str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
