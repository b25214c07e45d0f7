"""F-07: no letter makes a renderer fetch anything or read a file of this computer.

A server on loopback counts who connects, and a file holds a word that no output may hold.
"""

from __future__ import annotations

import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from letters.content import Note, NoteRef, Text
from letters.document import LetterDocument, Letterhead
from letters.emails import letter_email
from letters.printings import FORMATS, render_file
from letters.read_docx import read_draft
from letters.reading.package import UnreadableDraft
from letters.richtext import read_prose
from tests.letters.documents import group, p, stadium_letter
from tests.letters.reading import pdf_words
from tests.letters.word_files import field as word_field
from tests.letters.word_files import letter, word_file
from tests.letters.word_files import p as word_p

CANARY = "canary-7d1f-of-this-computer"

# {u}: an address that would be asked; {f}: a file that would be read; {n}: the file's bare path.
TRICKS = (
    '<img src="{u}/a.png">', '<img src="file://{n}">', '<img srcset="{u}/a.png 2x">',
    '<image xlink:href="{u}/a.svg"/>', '<svg><image href="{u}/a.png"/></svg>',
    '<svg><use href="{u}/a.svg#x"/></svg>', '<picture><source srcset="{u}/a.webp"></picture>',
    '<video poster="{u}/a.png" src="{u}/a.mp4"></video>', '<audio src="{u}/a.ogg"></audio>',
    '<iframe src="{u}/a.html"></iframe>', '<iframe srcdoc="<img src={u}/a>"></iframe>',
    '<object data="{u}/a.swf"></object>', '<embed src="file://{n}">',
    '<link rel="stylesheet" href="{u}/a.css">', '<link rel="preload" href="{u}/a" as="font">',
    '<link rel="attachment" href="file://{n}">', '<base href="{u}/">',
    '<meta http-equiv="refresh" content="0;url={u}/">', '<script src="{u}/a.js"></script>',
    '<style>@import "{u}/a.css";</style>', '<style>@import url(file://{n});</style>',
    '<style>@font-face{{font-family:x;src:url({u}/a.woff2)}}</style>',
    '<style>body{{background:url({u}/a.png)}}</style>', '<p style="background:url({u}/a)">x</p>',
    '<p style="list-style-image:url(file://{n})">x</p>', '<td background="{u}/a.png">x</td>',
    '<input type="image" src="{u}/a.png">', '<a ping="{u}/a" href="{u}/b">x</a>',
    '<form action="{u}/a"><button>x</button></form>', '<?xml-stylesheet href="{u}/a.xsl"?>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file://{n}">]>&e;', '<!ENTITY % e SYSTEM "{u}/a.dtd"> %e;',
    '<xi:include href="file://{n}" parse="text"/>', '<w:altChunk r:id="{u}/a"/>',
    '<w:attachedTemplate r:id="{u}/a.dotm"/>', '{{INCLUDEPICTURE "{u}/a.png" \\d}}',
    '{{INCLUDETEXT "{n}"}}', '{{LINK Excel.Sheet "{u}/a.xls"}}', '{{DDEAUTO cmd "{n}"}}',
    '#image("{u}/a.png")', '#image("{n}")', '#read("{n}")', '#include "{n}"', '#import "{n}": *',
    '#import "@preview/cetz:0.3.0"', '#plugin("{n}")', '#csv("{n}")', '#bibliography("{n}")',
    '#raw(read("../../../../../../../../{n}"))', '#json("{n}")', '#eval("read(\\"{n}\\")")',
    '![x]({u}/a.png)', '![x](file://{n})', '\\input{{{n}}}', '\\includegraphics{{{n}}}',
    '{{% include "{n}" %}}', '{{{{ "{n}"|open }}}}', '${{file:{n}}}', '<!--#include file="{n}" -->',
)  # fmt: skip


@dataclass
class Trap:
    """Where a fetch would arrive, and the file that a reader would take its words from."""

    address: str
    file: Path
    callers: list[Any] = field(default_factory=list)

    def laid(self, trick: str) -> str:
        return trick.format(u=self.address, f=self.file.as_uri(), n=self.file)


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Trap]:
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY, "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = Trap(f"http://127.0.0.1:{server.getsockname()[1]}", secret)
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                caller, _ = server.accept()
                if not ended.is_set():
                    made.callers.append(caller.recv(200))
                caller.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield made
        ended.set()
        with socket.create_connection(server.getsockname()):
            pass
        thread.join()


class _Loads(HTMLParser):
    """What a browser or a mail program would load of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._styled = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in {"script", "iframe", "object", "embed", "link", "base", "video", "audio", "form"}:
            self.found.append(tag)
        if known.get("http-equiv"):
            self.found.append(tag)
        for name in ("src", "srcset", "poster", "background", "ping", "data"):
            self.found += [known[name] or name] if name in known else []
        if "url(" in (known.get("style") or ""):
            self.found.append("style")
        self._styled = tag == "style"

    def handle_data(self, data: str) -> None:
        if self._styled and ("@import" in data or "url(" in data):
            self.found.append("style sheet")
        self._styled = False


def loads(html: str) -> list[str]:
    reader = _Loads()
    reader.feed(html)
    return [one for one in reader.found if not one.startswith(("data:image/", "cid:"))]


def everything(document: LetterDocument) -> dict[str, bytes]:
    """Return the letter in every format and as a mail, with what is inside packed files."""
    made = {one: render_file(document, one) for one in FORMATS}
    mail = letter_email(document)
    made |= {"mail text": mail.text.encode(), "mail": mail.html.encode()}
    with zipfile.ZipFile(io.BytesIO(made["docx"])) as archive:
        made |= {name: archive.read(name) for name in archive.namelist()}
    made["words of the pdf"] = pdf_words(made["pdf"]).encode()
    return made


def assert_nothing_fetched(document: LetterDocument, trap: Trap) -> None:
    made = everything(document)
    assert [name for name, content in made.items() if CANARY.encode() in content] == []
    assert loads(made["html"].decode()) == []
    assert loads(made["mail"].decode()) == []
    asked = b"".join(made[name] for name in made if name.endswith(".rels"))
    assert b"attachedTemplate" not in asked
    assert b'/image" Target="http' not in asked
    assert trap.callers == []


def hostile(tricks: list[str]) -> LetterDocument:
    """Return a letter that has `tricks` wherever words stand: as typed, and as an editor's HTML."""
    prose = tuple(block for trick in tricks for block in read_prose(f"<p>before {trick} after</p>"))
    typed = tuple(p(trick) for trick in tricks)
    linked = p(*(Text(trick, href=trick) for trick in tricks), NoteRef(1))
    first = tricks[0]
    return stadium_letter(
        title=f"Re {first}",
        salutation=first,
        reference=first,
        closing=first,
        delivery_line=first,
        enclosures=tuple(tricks),
        copies=tuple(tricks),
        body=(*prose, *typed, linked),
        notes=(Note(1, typed),),
        letterhead=Letterhead(first, first, (first,), website=first, email=first),
        groups=(group("local", first, tricks),),
        url=first,
    )


def test_no_trick_fetches_or_reads_anything(trap: Trap) -> None:
    """F-07: each in every place of a letter, in every format."""
    laid = [trap.laid(trick) for trick in TRICKS]
    for start in range(0, len(laid), 6):
        assert_nothing_fetched(hostile(laid[start : start + 6]), trap)
    print(f"F-07: {len(laid)} tricks, 7 renderings each: 0 requests, 0 local bytes")
    assert len(laid) >= 50


def external(kind: str, target: str, part: str = "document") -> dict[str, bytes]:
    """Return the relations of a part with one that leads out of the file."""
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return {
        f"word/_rels/{part}.xml.rels": (
            f'<Relationships xmlns="{package}"><Relationship Id="rOut" Type="{office}/{kind}" '
            f'Target="{target}" TargetMode="External"/></Relationships>'
        ).encode()
    }


_PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x"/><a:graphic><a:graphicData><pic:pic>'
    '<pic:blipFill><a:blip r:{how}="rOut"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r>"
)


def drafts(trap: Trap) -> Iterator[bytes]:
    """Yield Word drafts that would make a careless reader look elsewhere."""
    for target in (f"{trap.address}/a.dotm", trap.file.as_uri()):
        yield letter(word_p("Words."), replaced=external("attachedTemplate", target, "settings"))
        for how in ("embed", "link"):
            shown = word_p("Words.", _PICTURE.format(how=how))
            yield letter(shown, replaced=external("image", target))
        for kind, mark in (("aFChunk", "altChunk"), ("subDocument", "subDoc")):
            yield letter(f'<w:{mark} r:id="rOut"/>', replaced=external(kind, target))
        yield letter(word_p("Words.", word_field(f'INCLUDEPICTURE "{target}" \\d', "shown")))
        yield letter(word_p("Words.", word_field(f'INCLUDETEXT "{trap.file}"', "shown")))
        entity = f'<!DOCTYPE w [<!ENTITY e SYSTEM "{target}">]>'
        names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        body = "<w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body>"
        document = f"{entity}<w:document {names}>{body}</w:document>".encode()
        yield word_file("", replaced={"word/document.xml": document})


def test_no_draft_makes_its_reader_fetch_anything(trap: Trap) -> None:
    """F-07: remote templates, linked pictures, chunks, fields and entities of Word files."""
    read = refused = 0
    for draft in drafts(trap):
        try:
            found = read_draft(draft)
        except UnreadableDraft:
            refused += 1
            continue
        read += 1
        assert_nothing_fetched(found.document, trap)
    print(f"F-07: {read} drafts read and {refused} refused: 0 requests, 0 local bytes")
    assert read + refused == 16
    assert refused >= 2


def test_the_trap_itself_notices_who_comes(trap: Trap) -> None:
    host, _, port = trap.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as caller:
        caller.sendall(b"GET / HTTP/1.0\r\n\r\n")
        caller.recv(10)
    assert trap.callers == [b"GET / HTTP/1.0\r\n\r\n"]
    assert loads('<p style="a:url(x)"><img src="https://a.example/x">') == [
        "style",
        "https://a.example/x",
    ]
