"""Logos as we keep them: drawn anew as PNG, with nothing in it but the picture.

What a camera wrote beside it goes, and so does whatever only pretends to be a picture. Pure.
"""

from __future__ import annotations

import io
import struct
import warnings
from typing import Final

from PIL import Image, ImageOps

MOST_BYTES: Final = 2_000_000
LONGEST_SIDE: Final = 4_096  # pixels, of what is sent
KEPT_SIDE: Final = 1_024  # pixels, of what is kept
_TOO_MANY_PIXELS: Final = f"The picture has more than {LONGEST_SIDE} pixels on a side. Shrink it."
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MARKUP: Final = (b"<svg", b"<?xml", b"<!doctype", b"<html", b"<script")
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, KeyError,
           ArithmeticError, MemoryError, RuntimeError, AttributeError, struct.error,
           Image.DecompressionBombError)  # fmt: skip


class UnusableLogo(ValueError):
    """The bytes are no logo that we can keep; the sentence can be shown to a visitor."""


def read_logo(data: bytes) -> bytes:
    """Return the picture in `data` as PNG, at most KEPT_SIDE pixels on a side.

    A logo that was read before comes back byte for byte.

    Raises:
        UnusableLogo: too large, moving, damaged, followed by something else, or no PNG, JPEG, WebP
            or GIF. No larger picture is ever unpacked.
    """
    if not data:
        raise UnusableLogo("The file is empty. Choose another.")
    if len(data) > MOST_BYTES:
        raise UnusableLogo("The file is larger than 2 MB. Make the picture smaller.")
    if any(mark in data[:1_000].lower() for mark in _MARKUP):
        raise UnusableLogo("The file is a drawing or a web page. Save the logo as PNG.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow finds odd and still can read
            return _drawn_anew(data)
    except UnusableLogo:
        raise
    except Image.DecompressionBombError as error:
        raise UnusableLogo(_TOO_MANY_PIXELS) from error
    except _BROKEN as error:
        raise UnusableLogo("The file can't be read as a picture. Save the logo as PNG.") from error


def _drawn_anew(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        if max(opened.size) > LONGEST_SIDE:
            raise UnusableLogo(_TOO_MANY_PIXELS)
        if getattr(opened, "n_frames", 1) > 1 or getattr(opened, "is_animated", False):
            raise UnusableLogo("The picture moves. Save one frame of it as PNG.")
        if _ends_at(data, opened.format or "") != len(data):
            raise UnusableLogo("Something else follows the picture in the file. Save it anew.")
        if opened.format == "PNG":
            _refuse_swollen_text(data)
        opened.load()
        image = ImageOps.exif_transpose(opened)
    image = _in_plain_mode(image)
    image.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    stream = io.BytesIO()
    bare.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _in_plain_mode(image: Image.Image) -> Image.Image:
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    return image.convert("RGBA" if see_through else "RGB")


def _ends_at(data: bytes, kind: str) -> int:
    """Return where the picture ends in `data`, by its own format's count; -1 where it doesn't."""
    if kind == "PNG":
        return _png_end(data)
    if kind == "WEBP":
        size = int.from_bytes(data[4:8], "little") + 8
        return size + size % 2 if size + size % 2 == len(data) else size
    if kind == "GIF":
        return len(data) if data.endswith(b"\x3b") and b"PK\x03\x04" not in data else -1
    # JPEG: a second start after the end would be a thumbnail or an appended picture.
    return len(data) if data.rstrip(b"\x00").endswith(b"\xff\xd9") and not _packed(data) else -1


def _packed(data: bytes) -> bool:
    """Return whether an archive, a document or a program's mark stands in `data`."""
    marks = (b"PK\x03\x04", b"PK\x05\x06", b"%PDF-", b"<script", b"<?php", b"Rar!")
    return any(mark in data for mark in marks)


def _chunks(data: bytes) -> list[tuple[bytes, int, int]]:
    """Return a PNG's parts as kind, start and length of their content, up to its end."""
    found, at = [], len(_PNG)
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        found.append((kind, at + 8, length))
        at += length + 12
        if kind == b"IEND":
            break
    return found


def _png_end(data: bytes) -> int:
    kind, start, length = _chunks(data)[-1]
    return start + length + 4 if kind == b"IEND" and not _packed(data) else -1


def _refuse_swollen_text(data: bytes) -> None:
    """Refuse packed text and colour profiles beyond what a logo needs: they unpack to anything."""
    packed = sum(n for kind, _, n in _chunks(data) if kind in (b"zTXt", b"iTXt", b"iCCP"))
    if packed > 100_000:
        raise UnusableLogo("The file holds more text than picture. Save the logo anew as PNG.")
