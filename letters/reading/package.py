"""The ZIP package of a Word file, opened with suspicion.

Nothing here trusts the file: sizes are counted while unpacking, XML is parsed without entities and
without network, and every refusal is a sentence that says what to do.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

MOST_FILE_BYTES = 25_000_000
MOST_PART_BYTES = 16_000_000
MOST_PARTS = 2_000
DEEPEST_XML = 120

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # also NotImplementedError: an unknown way of packing
    ValueError,
    IndexError,
    OverflowError,
    MemoryError,
)
# "Strict Open XML" says the same things under other names.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
)
_OTHER_KINDS = (
    ("spreadsheetml", "This is an Excel file. Give the Word file (.docx) of the letter."),
    ("presentationml", "This is a PowerPoint file. Give the Word file (.docx) of the letter."),
)


class UnreadableDraft(ValueError):
    """The file can't be read as a Word draft; the message says why and what to do."""


class Package:
    """The parts of one Word file; reads a part when asked for it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lstrip("/").lower(): name for name in archive.namelist()}
        self.main = self._main_part()

    @property
    def names(self) -> frozenset[str]:
        """The names of all parts, in small letters."""
        return frozenset(self._names)

    def xml(self, name: str) -> etree._Element | None:
        """Return the root of the XML part `name`, None where there is no such part.

        Raises:
            UnreadableDraft: the part is damaged, too large, or uses what no Word file needs.
        """
        stored = self._names.get(name.lower())
        return None if stored is None else _parse(self._unpack(stored), name)

    def content(self, name: str) -> bytes:
        """Return the bytes of the part `name`, none where there is no such part.

        Raises:
            UnreadableDraft: the part is damaged or too large.
        """
        stored = self._names.get(name.lower())
        return b"" if stored is None else self._unpack(stored)

    def related(self, part: str, kind: str) -> list[tuple[str, str]]:
        """Return (id, part name) of the parts that `part` refers to as `kind`, e.g. "footnotes"."""
        return [
            (identity, _absolute(part, target))
            for identity, relation, target, external in self._relations(part)
            if relation == kind and not external
        ]

    def embedded(self, part: str) -> dict[str, str]:
        """Return the names of the parts that `part` refers to, by id."""
        return {
            identity: _absolute(part, target)
            for identity, _relation, target, external in self._relations(part)
            if not external
        }

    def links(self, part: str) -> dict[str, str]:
        """Return the addresses outside the file that `part` refers to, by id."""
        return {
            identity: target
            for identity, _relation, target, external in self._relations(part)
            if external
        }

    def _relations(self, part: str) -> list[tuple[str, str, str, bool]]:
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        if root is None:
            return []
        return [
            (
                relation.get("Id", ""),
                relation.get("Type", "").rsplit("/", 1)[-1],
                relation.get("Target", ""),
                relation.get("TargetMode") == "External",
            )
            for relation in root.iter(_RELATION)
        ]

    def _main_part(self) -> str:
        mains = self.related("", "officeDocument")
        if not mains:
            raise UnreadableDraft(_not_word(self._names))
        return mains[0][1]

    def refuse_other_kinds(self) -> None:
        """Raise UnreadableDraft unless the main part is a Word text without macros."""
        types = self.xml("[Content_Types].xml")
        declared = {
            entry.get("PartName", "").lstrip("/").lower(): entry.get("ContentType", "")
            for entry in (() if types is None else types.iter(_OVERRIDE))
        }
        kind = declared.get(self.main.lower(), "")
        for word, sentence in _OTHER_KINDS:
            if word in kind:
                raise UnreadableDraft(sentence)
        if "macroenabled" in kind.lower() or any("vbaproject" in name for name in self._names):
            raise UnreadableDraft(
                "This Word file holds macros, which are never opened here. "
                "In Word, save it as “Word Document (.docx)” and try again."
            )

    def _unpack(self, stored: str) -> bytes:
        try:
            entry = self._archive.getinfo(stored)
            if entry.flag_bits & 0x1:
                raise UnreadableDraft(_PASSWORD)
            with self._archive.open(entry) as stream:
                content = stream.read(MOST_PART_BYTES + 1)
        except UnreadableDraft:
            raise
        except (*_DAMAGED, KeyError) as error:
            raise UnreadableDraft(_damaged(stored)) from error
        if len(content) > MOST_PART_BYTES:
            raise UnreadableDraft(
                f"The part {stored} of this file unpacks to more than "
                f"{MOST_PART_BYTES // 1_000_000} MB. Save the text without pictures and try again."
            )
        return content


def _absolute(part: str, target: str) -> str:
    folder = posixpath.dirname(part)
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


_PASSWORD = (
    "This Word file is protected by a password. "
    "Open it in Word, remove the password (File, Info, Protect Document), save it and try again."
)


def open_package(data: bytes) -> Package:
    """Return the package in `data`, the bytes of a .docx file.

    Raises:
        UnreadableDraft: too large, not a Word file, protected, damaged, or with macros.
    """
    if len(data) > MOST_FILE_BYTES:
        raise UnreadableDraft(
            f"The file is larger than {MOST_FILE_BYTES // 1_000_000} MB. "
            "A letter is text: save it without pictures and try again."
        )
    _refuse_by_first_bytes(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED as error:
        raise UnreadableDraft(
            "The file is damaged: it can't be unpacked. "
            "Open it in Word, save it again and try again."
        ) from error
    if len(archive.namelist()) > MOST_PARTS:
        raise UnreadableDraft(
            f"The file holds more than {MOST_PARTS} parts, which no letter needs. "
            "Copy the text into a new Word document and try again."
        )
    package = Package(archive)
    package.refuse_other_kinds()
    return package


def _refuse_by_first_bytes(data: bytes) -> None:
    if not data:
        raise UnreadableDraft("The file is empty. Save the draft in Word (.docx) and try again.")
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise UnreadableDraft(_PASSWORD)
        raise UnreadableDraft(
            "This is a file of Word 97–2003 (.doc). "
            "Open it in Word or LibreOffice, save it as .docx and try again."
        )
    if data.startswith(b"{\\rtf"):
        raise UnreadableDraft("This is an RTF file. Save it as .docx and try again.")
    if data.startswith(b"%PDF"):
        raise UnreadableDraft("This is a PDF. Give the Word file (.docx) that it was made from.")
    if not data.startswith(b"PK"):
        raise UnreadableDraft(
            "This is not a Word file (.docx). Save the draft in Word as .docx and try again."
        )


def _not_word(names: dict[str, str]) -> str:
    if "content.xml" in names and "mimetype" in names:
        return "This is an OpenDocument file. Save it as Word document (.docx) and try again."
    return (
        "This is a ZIP file, but not a Word document. "
        "Give the .docx file itself, not an archive of it."
    )


def _damaged(part: str) -> str:
    return (
        f"The file is damaged: its part {part} can't be read. "
        "Open it in Word, save it again and try again."
    )


def _parse(content: bytes, name: str) -> etree._Element:
    for strict, usual in _STRICT:
        content = content.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDraft(_damaged(name)) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableDraft(
            f"The part {name} of this file defines XML entities, which Word never writes. "
            "Copy the text into a new Word document and try again."
        )
    if root.xpath("boolean(" + "/*" * DEEPEST_XML + ")"):
        raise UnreadableDraft(
            f"The part {name} of this file is nested more than {DEEPEST_XML} levels deep. "
            "Copy the text into a new Word document and try again."
        )
    return root
