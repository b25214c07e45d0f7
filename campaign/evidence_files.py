"""Documents as the public gets them: checked, and without what programs wrote beside the text.

A file tells more than its pages: who wrote it, on which computer, what stood there before a name
was blacked out. A PDF is put together anew from its pages, a picture is drawn anew, text is checked
to be text; everything else is refused with a sentence. Pure: imports no Django.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

from letters.pictures import UnusablePicture, re_encoded

MOST_BYTES = 25_000_000
MOST_PAGES = 2_000
NAMES = {
    "application/pdf": ("pdf", "PDF"),
    "image/png": ("png", "Picture"),
    "image/jpeg": ("jpg", "Picture"),
    "text/csv": ("csv", "Table, CSV"),
    "text/plain": ("txt", "Text"),
}
# What a page or a picture in it may not bring along.
_DROPPED = (
    *("/Metadata", "/PieceInfo", "/AA", "/LastModified", "/Thumb", "/AF", "/StructParents"),
    *("/StructParent", "/OpenAction", "/JS", "/B", "/Tabs", "/Annots"),
)
_BROKEN = (PyPdfError, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError,
           ArithmeticError, RecursionError, MemoryError, NotImplementedError,
           RuntimeError)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class UnusableDocument(ValueError):
    """The bytes are no document that can be published; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """A document as it is published; `pages` is 0 where it has none."""

    content: bytes
    media_type: str
    pages: int = 0

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def extension(self) -> str:
        return NAMES[self.media_type][0]


def checked_document(data: bytes, filename: str) -> CheckedDocument:
    """Return `data` as it can be published.

    Args:
        filename: as it was uploaded; only its ending counts, and only to tell CSV from text.
    Raises:
        UnusableDocument: no PDF, picture, CSV or text; damaged, locked, too large, or with
            something in it that can't be taken out.
    """
    if not data:
        raise UnusableDocument("The file is empty. Choose another.")
    if len(data) > MOST_BYTES:
        raise UnusableDocument("The file is larger than 25 MB. Divide it or make it smaller.")
    if data[:5] == b"%PDF-":
        return _pdf(data)
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise UnusableDocument(
            "Office files and archives keep names, changes and comments. Export it as PDF."
        )
    ending = filename.lower().rpartition(".")[2]
    if ending in ("csv", "txt", "tsv"):
        return _text(data, ending)
    return _picture(data)


def _picture(data: bytes) -> CheckedDocument:
    try:
        picture = re_encoded(data)
    except UnusablePicture as error:
        raise UnusableDocument(
            f"The file can't be published: {error}. Use PDF, PNG, JPEG, CSV or plain text."
        ) from error
    return CheckedDocument(picture.content, picture.media_type)


def _text(data: bytes, ending: str) -> CheckedDocument:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableDocument("The text isn't UTF-8. Save it as UTF-8, then choose it.") from error
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise UnusableDocument(f"Line {line} holds a hidden character. Remove it first.")
    return CheckedDocument(text.encode(), "text/plain" if ending == "txt" else "text/csv")


def _pdf(data: bytes) -> CheckedDocument:
    try:
        return _pages_alone(data)
    except UnusableDocument:
        raise
    except _BROKEN as error:
        raise UnusableDocument(
            "The PDF can't be read. Print it to a new PDF file and choose that."
        ) from error


def _pages_alone(data: bytes) -> CheckedDocument:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise UnusableDocument("The PDF is locked. Remove its password or protection first.")
    count = len(reader.pages)
    if not 0 < count <= MOST_PAGES:
        raise UnusableDocument(f"The PDF has {count:,} pages; 1 to {MOST_PAGES:,} may be.")
    root: Any = reader.trailer["/Root"].get_object()
    if "/AcroForm" in root:
        raise UnusableDocument("The PDF is a form. Print it to a new PDF, so its answers stay.")
    if "/OCProperties" in root:
        raise UnusableDocument("The PDF has layers, some may be hidden. Print it to a new PDF.")
    if any(_is_black_box(note) for page in reader.pages for note in _notes(page)):
        raise UnusableDocument(
            "The PDF marks places to black out, but the words are still below. Apply the marks "
            "first, or print it to a new PDF."
        )
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page, excluded_keys=_DROPPED)
    _strip(writer)
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    writer.metadata = None
    stream = io.BytesIO()
    writer.write(stream)
    return CheckedDocument(stream.getvalue(), "application/pdf", count)


def _notes(page: Any) -> list[DictionaryObject]:
    found: Any = page.get("/Annots")
    found = found.get_object() if isinstance(found, IndirectObject) else found
    notes = [one.get_object() for one in found or ()]
    return [note for note in notes if isinstance(note, DictionaryObject)]


def _is_black_box(note: DictionaryObject) -> bool:
    """Return whether the note is a mark that only covers words, which a copy would uncover."""
    if note.get("/Subtype") == "/Redact":
        return True
    return note.get("/Subtype") == "/Square" and "/IC" in note


def _strip(writer: PdfWriter) -> None:
    """Take out of every object what isn't on the page, and of photographs what a camera wrote."""
    for held in writer._objects:
        if not isinstance(held, DictionaryObject):
            continue
        for key in _DROPPED:
            if key in held:
                del held[key]
        if isinstance(held, StreamObject) and held.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
            held._data = without_camera_notes(held._data)


def without_camera_notes(jpeg: bytes) -> bytes:
    """Return a JPEG without its notes (EXIF, XMP, comments); what is no JPEG comes back as it is.

    Colour profiles (APP2) and Adobe's colour mark (APP14) stay: the picture needs them.
    """
    if jpeg[:2] != b"\xff\xd8":
        return jpeg
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        size = int.from_bytes(jpeg[at + 2 : at + 4], "big") + 2
        marker = jpeg[at + 1]
        if not (marker == 0xFE or 0xE1 <= marker <= 0xEF) or marker in (0xE2, 0xEE):
            kept.append(jpeg[at : at + size])
        at += size
    return b"".join([*kept, jpeg[at:]])
