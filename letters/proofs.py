"""A scan, a receipt or an answer as it may be kept: known by its bytes, never by its name.

Pictures are drawn anew, so that neither a camera's notes nor a second file behind the picture stay.
Documents are kept as they are and only ever given back as a download. Pure: imports no Django.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from PIL import Image

from letters.pictures import UnusablePicture, re_encoded

MOST_BYTES = 10_000_000
MOST_UNPACKED = 100_000_000  # bytes that a Word file may unpack to
PDF, WORD, TEXT = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/plain",
)
ENDINGS = {PDF: "pdf", WORD: "docx", TEXT: "txt", "image/png": "png", "image/jpeg": "jpg"}
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_MARKUP = (b"<svg", b"<?xml", b"<!doctype", b"<html", b"<script", b"<?php")
_UNSAFE = re.compile(r"[^\w .,()&-]+")
_LONGEST_STEM = 80


class UnusableProof(ValueError):
    """The file can't be kept; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file whose type its own bytes say; `filename` has no path and the type's ending."""

    filename: str
    media_type: str
    content: bytes


def checked(filename: str, data: bytes) -> CheckedFile:
    """Return the file as it may be kept.

    Raises:
        UnusableProof: empty, too large, or neither PDF, Word, plain text nor a picture.
    """
    if not data:
        raise UnusableProof("The file is empty. Choose another.")
    if len(data) > MOST_BYTES:
        raise UnusableProof(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Scan it anew.")
    media_type, content = _known(data)
    return CheckedFile(_name(filename, media_type), media_type, content)


def _known(data: bytes) -> tuple[str, bytes]:
    if data.startswith(b"%PDF-"):
        return PDF, _whole_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return WORD, _plain_word(data)
    if data.startswith(_PICTURES):
        return _picture(data)
    return TEXT, _plain_text(data)


def _whole_pdf(data: bytes) -> bytes:
    if b"%%EOF" not in data[-2_048:]:
        raise UnusableProof("The PDF ends before its end. Save it anew.")
    return data


def _plain_word(data: bytes) -> bytes:
    """Return a Word file without macros; no part of it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {part.filename: part.file_size for part in package.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnusableProof("The file can’t be read. Save it as PDF.") from error
    if "word/document.xml" not in parts:
        raise UnusableProof("The file is an archive. Add its files one by one.")
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise UnusableProof("The Word file holds macros. Save it as PDF.")
    if sum(parts.values()) > MOST_UNPACKED:
        raise UnusableProof("The Word file unpacks to too much. Save it as PDF.")
    return data


def _picture(data: bytes) -> tuple[str, bytes]:
    try:
        picture = re_encoded(data)
        with Image.open(io.BytesIO(data)) as opened:
            pages = getattr(opened, "n_frames", 1)
    except (UnusablePicture, OSError) as error:
        raise UnusableProof(f"The picture can’t be kept: {error}.") from error
    if pages > 1:
        raise UnusableProof("The picture has several pages. Save it as PDF.")
    return picture.media_type, picture.content


def _plain_text(data: bytes) -> bytes:
    if any(mark in data[:1_000].lower() for mark in _MARKUP):
        raise UnusableProof("The file is a web page or a drawing. Save it as PDF.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableProof("Only PDF, Word, plain text and pictures can be kept.") from error
    if any(ord(character) < 32 and character not in "\t\n\r\f" for character in text):
        raise UnusableProof("Only PDF, Word, plain text and pictures can be kept.")
    return data


def _name(filename: str, media_type: str) -> str:
    """Return the last part of the name for people, with the ending that its bytes have."""
    last = re.split(r"[\\/]", filename)[-1].rpartition(".")
    stem = " ".join(_UNSAFE.sub(" ", last[0] or last[2]).split())[:_LONGEST_STEM].strip(" .,")
    return f"{stem or 'file'}.{ENDINGS[media_type]}"
