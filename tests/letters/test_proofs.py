"""Files that prove a delivery or are an answer: known by their bytes, kept harmless."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from letters.proofs import MOST_BYTES, UnusableProof, checked

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str = "PNG", **options) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(stream, kind, **options)
    return stream.getvalue()


def two_pages() -> bytes:
    stream = io.BytesIO()
    pages = [Image.new("RGB", (40, 30), colour) for colour in ("white", "black")]
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:])
    return stream.getvalue()


def package(*names: str, size: int = 10) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, b"0" * size)
    return stream.getvalue()


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (27.0, 57.0, 0.0)}
    exif[0x010F] = "canary camera"
    return picture("JPEG", exif=exif)


KEPT = [
    ("scan.pdf", PDF, "scan.pdf", "application/pdf"),
    ("scan.exe", PDF, "scan.pdf", "application/pdf"),
    ("../../etc/passwd", b"a receipt", "passwd.txt", "text/plain"),
    ("C:\\Scans\\Receipt 7.PNG", picture(), "Receipt 7.png", "image/png"),
    ("receipt.html", picture("JPEG"), "receipt.jpg", "image/jpeg"),
    ("scan.tiff", picture("TIFF"), "scan.png", "image/png"),
    ("", b"Handed over at the desk", "file.txt", "text/plain"),
    ("a\r\nb\u202e.txt", b"text", "a b.txt", "text/plain"),
]


@pytest.mark.parametrize(("name", "data", "filename", "media_type"), KEPT)
def test_the_bytes_say_what_a_file_is(name, data, filename, media_type):
    found = checked(name, data)
    assert (found.filename, found.media_type) == (filename, media_type)


def test_a_word_file_is_kept_as_it_is():
    data = package("[Content_Types].xml", "word/document.xml")
    assert checked("answer.docx", data).content == data


def test_what_a_camera_wrote_beside_the_picture_goes():
    kept = checked("photo.jpg", with_gps()).content
    assert b"canary" in with_gps()
    assert b"canary" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_what_stands_behind_a_picture_goes():
    assert b"PK\x03\x04" not in checked("a.png", picture() + package("x")).content


REFUSED = [
    (b"", "empty"),
    (b"x" * (MOST_BYTES + 1), "larger than 10 MB"),
    (b"<html><script>1</script>", "web page"),
    (b"  <svg onload=1>", "web page"),
    (b"%PDF-1.7 and then nothing", "ends before its end"),
    (two_pages(), "several pages"),
    (package("evil.exe"), "archive"),
    (package("word/document.xml", "word/vbaProject.bin"), "macros"),
    (b"PK\x03\x04 broken", "can’t be read"),
    (b"MZ\x90\x00\x03", "Only PDF"),
    (b"\x7fELF\x02\x01\x01\x00", "Only PDF"),
    (b"text with \x00 inside", "Only PDF"),
    (b"\xff\xd8\xff\xe0 not a picture", "can’t be kept"),
    (package("word/document.xml", size=101_000_000), "unpacks to too much"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED, ids=range(len(REFUSED)))
def test_what_only_pretends_is_refused_with_a_sentence(data, words):
    with pytest.raises(UnusableProof, match=words):
        checked("proof.pdf", data)
