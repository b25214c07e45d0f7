"""Pictures are drawn anew: the same to look at, and nothing else in the file."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from letters.pictures import LONGEST_SIDE, MOST_BYTES, UnusablePicture, re_encoded

SECRET = "52.1N 4.3E by Kim Roe"


def picture(
    kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (60, 40), **given
) -> bytes:
    """Return a picture whose left half is dark, with a secret beside it where the format can."""
    image = Image.new(mode, size, 255 if mode in ("1", "L", "P") else None)
    image.paste(0 if mode in ("1", "L", "P") else (10, 20, 30, 255)[: len(mode)],
                (0, 0, size[0] // 2, size[1]))  # fmt: skip
    stream = io.BytesIO()
    image.save(stream, kind, **given)
    return stream.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif[0x0112] = 6  # turned by a quarter
    return picture("JPEG", exif=exif)


def with_text() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET)
    return picture("PNG", pnginfo=info)


class TestFormats:
    @pytest.mark.parametrize(
        ("kind", "mode", "media_type"),
        [
            ("PNG", "RGB", "image/png"),
            ("PNG", "RGBA", "image/png"),
            ("PNG", "L", "image/png"),
            ("PNG", "P", "image/png"),
            ("PNG", "1", "image/png"),
            ("GIF", "P", "image/png"),
            ("BMP", "RGB", "image/png"),
            ("TIFF", "RGB", "image/png"),
            ("TIFF", "CMYK", "image/png"),
            ("WEBP", "RGB", "image/png"),
            ("JPEG", "RGB", "image/jpeg"),
            ("JPEG", "L", "image/jpeg"),
            ("JPEG", "CMYK", "image/jpeg"),
        ],
    )
    def test_each_becomes_png_or_jpeg_of_the_same_size(self, kind, mode, media_type):
        found = re_encoded(picture(kind, mode), alt="A gate")
        assert found.media_type == media_type
        assert (found.width, found.height, found.alt) == (60, 40, "A gate")
        assert opened(found.content).size == (60, 40)
        assert opened(found.content).format == media_type.removeprefix("image/").upper()

    def test_colours_stay(self):
        shown = opened(re_encoded(picture()).content)
        assert shown.getpixel((5, 5)) == (10, 20, 30)

    def test_what_is_clear_stays_clear(self):
        stream = io.BytesIO()
        Image.new("RGBA", (9, 9), (1, 2, 3, 0)).save(stream, "PNG")
        assert opened(re_encoded(stream.getvalue()).content).mode == "RGBA"

    def test_sixteen_bits_of_gray_become_eight(self):
        stream = io.BytesIO()
        Image.new("I;16", (9, 9), 65_535).save(stream, "PNG")
        shown = opened(re_encoded(stream.getvalue()).content)
        assert shown.mode == "L"
        assert shown.getpixel((1, 1)) == 255

    @pytest.mark.parametrize("kind", ["PNG", "GIF", "JPEG"])
    def test_a_second_time_changes_nothing(self, kind):
        once = re_encoded(picture(kind, "P" if kind == "GIF" else "RGB"))
        assert re_encoded(once.content) == once


class TestWhatIsLeftOut:
    @pytest.mark.parametrize("content", [with_exif(), with_text()], ids=["camera", "text"])
    def test_nothing_that_was_written_beside_the_picture_stays(self, content):
        assert SECRET.encode() in content
        found = re_encoded(content)
        assert SECRET.encode() not in found.content
        assert not opened(found.content).getexif()

    def test_a_picture_that_was_turned_is_turned(self):
        found = re_encoded(with_exif())
        assert (found.width, found.height) == (40, 60)

    def test_what_follows_a_jpeg_is_left_out(self):
        found = re_encoded(picture("JPEG") + SECRET.encode())
        assert SECRET.encode() not in found.content

    def test_a_comment_in_a_jpeg_is_left_out(self):
        found = re_encoded(picture("JPEG", comment=SECRET.encode()))
        assert SECRET.encode() not in found.content

    def test_what_a_crop_hides_is_gone(self):
        found = re_encoded(picture(), crop=(0.5, 0.0, 0.0, 0.25))
        assert (found.width, found.height) == (30, 30)
        assert opened(found.content).getpixel((5, 5)) != (10, 20, 30)

    def test_a_very_long_picture_is_made_smaller(self):
        found = re_encoded(picture(size=(LONGEST_SIDE + 1_000, 10)))
        assert found.width == LONGEST_SIDE


def huge() -> bytes:
    """Return the head of a PNG that says it is 60,000 pixels wide and high."""
    parts = [b"\x89PNG\r\n\x1a\n"]
    for kind, data in (
        (b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"")),
    ):
        checked = zlib.crc32(kind + data)
        parts += [struct.pack(">I", len(data)), kind, data, struct.pack(">I", checked)]
    return b"".join(parts)


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "it can't be read"),
            (b"GIF89a", "it can't be read"),
            (picture()[:80], "it can't be read"),
            (b'<?xml version="1.0"?><svg xmlns="x"/>', "it is drawn in SVG"),
            (b"\x01\x00\x00\x00" + bytes(36) + b" EMF", "it is drawn in EMF"),
            (b"\xd7\xcd\xc6\x9a" + bytes(40), "it is drawn in WMF"),
            (b"%PDF-1.7", "it is drawn in PDF"),
            (bytes(MOST_BYTES + 1), "larger than 15 MB"),
            (huge(), "million pixels"),
        ],
    )
    def test_it_is_refused_with_a_reason(self, content, reason):
        with pytest.raises(UnusablePicture, match=reason):
            re_encoded(content)

    def test_a_crop_that_hides_everything_is_refused(self):
        with pytest.raises(UnusablePicture, match="nothing of it is shown"):
            re_encoded(picture(), crop=(0.6, 0.0, 0.6, 0.0))

    def test_damaged_pictures_never_raise_anything_else(self):
        """Each byte of three small pictures turned over: drawn or refused."""
        drawn = refused = 0
        for whole in (
            picture(size=(6, 4)),
            picture("GIF", "P", (6, 4)),
            picture("JPEG", "L", (6, 4)),
        ):
            for place in range(len(whole)):
                damaged = bytearray(whole)
                damaged[place] ^= 0xFF
                try:
                    re_encoded(bytes(damaged))
                    drawn += 1
                except UnusablePicture:
                    refused += 1
        print(f"damaged pictures: {drawn} drawn, {refused} refused")
        assert refused > 100
