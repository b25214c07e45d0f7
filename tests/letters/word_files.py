"""Word files made in tests, part by part: `word_file(body)` gives the bytes of a .docx."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

DRAFTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "letters"

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

MAIN_TYPE = f"{_WORD}.document.main+xml"

STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>
  <w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="H3"><w:name w:val="heading 3"/></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Our sections"/>
  <w:basedOn w:val="H2"/></w:style>
<w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/>
  <w:rPr><w:i/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="Source"><w:name w:val="Quote Source"/></w:style>
<w:style w:type="paragraph" w:styleId="Points"><w:name w:val="Points"/>
  <w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Round"><w:name w:val="Round"/>
  <w:basedOn w:val="Round"/></w:style>
<w:style w:type="character" w:styleId="Fett"><w:name w:val="Strong"/>
  <w:rPr><w:b/></w:rPr></w:style>
"""


def _levels(*formats: str) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{"•" if kind == "bullet" else f"%{level + 1}."}"/></w:lvl>'
        for level, kind in enumerate(formats)
    )


NUMBERING = (
    f'<w:abstractNum w:abstractNumId="1">{_levels(*["decimal"] * 9)}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{_levels(*["bullet"] * 9)}</w:abstractNum>'
    '<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val=" "/></w:lvl></w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="4">{_levels("lowerLetter")}</w:abstractNum>'
    '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="House"/></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="6"><w:styleLink w:val="House"/>'
    f"{_levels('decimal')}</w:abstractNum>"
    + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number in range(1, 6)
    )
    + '<w:num w:numId="11"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="12"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="4"/></w:lvlOverride></w:num>'
)


def r(text: str, properties: str = "") -> str:
    """Return a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*content: str, style: str = "", properties: str = "") -> str:
    """Return a paragraph: plain texts become runs, what begins with < stays markup."""
    runs = "".join(part if part.startswith("<") else r(part) for part in content)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{runs}</w:p>"


def item(*content: str, number: int = 1, level: int = 0) -> str:
    """Return a paragraph that is an item of list `number`: 1 has numbers, 2 has bullets."""
    marks = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(*content, properties=marks)


def lines(*texts: str) -> str:
    """Return a paragraph of several lines."""
    return p("<w:r><w:br/></w:r>".join(r(text) for text in texts))


def note_mark(identity: int, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{identity}"/></w:r>'


def link(*content: str, identity: str = "rLink") -> str:
    runs = "".join(part if part.startswith("<") else r(part) for part in content)
    return f'<w:hyperlink r:id="{identity}">{runs}</w:hyperlink>'


def field(code: str, shown: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(code)}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"{r(shown)}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def table(*rows: list[str], head: bool = False, properties: str = "") -> str:
    """Return a table; cells are texts, or markup of paragraphs that begins with <."""

    def cell(content: str) -> str:
        return f"<w:tc>{content if content.startswith('<') else p(content)}</w:tc>"

    parts = [f"<w:tr>{''.join(cell(one) for one in row)}</w:tr>" for row in rows]
    if head:
        parts[0] = parts[0].replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>", 1)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(parts)}</w:tbl>"


def ins(*runs: str) -> str:
    return f'<w:ins w:id="1" w:author="Kim Roe">{"".join(runs)}</w:ins>'


def deleted(text: str) -> str:
    run = f'<w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r>'
    return f'<w:del w:id="2" w:author="Kim Roe">{run}</w:del>'


def end_mark(kind: str) -> str:
    """Return the properties of a paragraph whose end was put in ("ins") or taken out ("del")."""
    return f'<w:rPr><w:{kind} w:id="3" w:author="Kim Roe"/></w:rPr>'


def drawing(identity: str, *, alt: str = "", crop: str = "") -> str:
    """Return a run with a picture in line with the text."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="{escape(alt)}"/>'
        f'<a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="{identity}"/>{crop}'
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


HEAD = (
    p("November 16, 2026")
    + lines("Ms. Ada Moor", "Director", "Tern Transit", "5 Quay Road", "Portland, ME 04101")
    + p("Re: Take the cameras off the fare gates")
    + p("Dear Ms. Moor:")
)
END = p("Sincerely,")


def letter(*body: str, **parts: object) -> bytes:
    """Return a draft with a proper head and closing around `body`."""
    return word_file(HEAD + "".join(body) + END, **parts)  # type: ignore[arg-type]


def word_file(
    body: str,
    *,
    notes: dict[int, str] | None = None,
    endnotes: dict[int, str] | None = None,
    links: dict[str, str] | None = None,
    note_links: dict[str, str] | None = None,
    parts: dict[str, str] | None = None,
    pictures: dict[str, tuple[str, bytes]] | None = None,
    styles: str = "",
    numbering: str = "",
    replaced: dict[str, bytes] | None = None,
    main_type: str = MAIN_TYPE,
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Return a .docx: `parts` adds parts by kind ("header"), `replaced` sets files by name.

    `pictures` are names and bytes by relation id; `styles` and `numbering` add to those here.
    """
    inner = {"styles": f"<w:styles {_NAMES}>{STYLES}{styles}</w:styles>"}
    inner["numbering"] = f"<w:numbering {_NAMES}>{NUMBERING}{numbering}</w:numbering>"
    for kind, given in (("footnote", notes), ("endnote", endnotes)):
        if given is not None:
            inner[f"{kind}s"] = _notes(kind, given)
    for kind, content in (parts or {}).items():
        inner[kind] = f"<w:{_ROOTS[kind]} {_NAMES}>{content}</w:{_ROOTS[kind]}>"
    shown = pictures or {}
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>',
        "_rels/.rels": _relations({"rId1": ("officeDocument", "word/document.xml", False)}),
        "word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(
            {f"r{kind}": (kind, f"{kind}.xml", False) for kind in inner}
            | {name: ("hyperlink", target, True) for name, target in (links or {}).items()}
            | {one: ("image", f"media/{name}", False) for one, (name, _data) in shown.items()}
        ),
        "word/_rels/footnotes.xml.rels": _relations(
            {name: ("hyperlink", target, True) for name, target in (note_links or {}).items()}
        ),
        **{f"word/{kind}.xml": content for kind, content in inner.items()},
        **{f"word/media/{name}": content for name, content in shown.values()},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in {**files, **(replaced or {})}.items():
            archive.writestr(name, data)
    return stream.getvalue()


_ROOTS = {"header": "hdr", "footer": "ftr", "comments": "comments"}


def _notes(kind: str, notes: dict[int, str]) -> str:
    separator = f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
    inner = "".join(f'<w:{kind} w:id="{number}">{xml}</w:{kind}>' for number, xml in notes.items())
    return f"<w:{kind}s {_NAMES}>{separator}</w:{kind}>{inner}</w:{kind}s>"


def _relations(entries: dict[str, tuple[str, str, bool]]) -> str:
    inner = "".join(
        f'<Relationship Id="{name}" Type="{_RELATION}/{kind}" Target="{escape(target)}"'
        + (' TargetMode="External"/>' if external else "/>")
        for name, (kind, target, external) in entries.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def shared_draft(name: str) -> Path:
    """Return the path of a real draft; skip the test where the data is not at hand."""
    path = DRAFTS / name
    if not path.exists():
        pytest.skip(f"the shared draft {name} is not on this machine")
    return path


PANDOC = "face-recognition-draft.docx"
LIBREOFFICE = "face-recognition-draft-libreoffice.docx"
