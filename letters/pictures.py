"""Pictures as a letter holds them: drawn anew as PNG or JPEG, without anything but the picture.

Re-encoding leaves out what a camera or a program wrote beside the picture (place, author, a
thumbnail of the uncropped original), and anything that only pretends to be one. Pure: no Django.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Literal

from PIL import Image, ImageOps

from letters.document import Picture

MOST_BYTES = 15_000_000
MOST_PIXELS = 50_000_000  # of the original
LONGEST_SIDE = 4_000  # pixels; a larger picture is made smaller
_TOO_MANY = f"it has more than {MOST_PIXELS // 1_000_000} million pixels"
_JPEG_QUALITY = 90
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, KeyError,
           ArithmeticError, MemoryError, RuntimeError)  # fmt: skip
_Crop = tuple[float, float, float, float]  # shares of the sides cut off: left, top, right, bottom
WHOLE: _Crop = (0.0, 0.0, 0.0, 0.0)


class UnusablePicture(ValueError):
    """The bytes are no picture that a letter can hold; the message says why."""


def re_encoded(data: bytes, *, alt: str = "", crop: _Crop = WHOLE) -> Picture:
    """Return the picture in `data` as PNG or JPEG, at most LONGEST_SIDE pixels on a side.

    A picture that was re-encoded before comes back byte for byte.

    Raises:
        UnusablePicture: not PNG, JPEG, GIF, BMP, TIFF or WebP; damaged; or too large.
    """
    if len(data) > MOST_BYTES:
        raise UnusablePicture(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow finds odd and still can read
        try:
            return _drawn_anew(data, alt, crop)
        except UnusablePicture:
            raise
        except Image.DecompressionBombError as error:
            raise UnusablePicture(_TOO_MANY) from error
        except _BROKEN as error:
            raise UnusablePicture(_reason(data)) from error


def _reason(data: bytes) -> str:
    known: dict[str, Callable[[bytes], bool]] = {
        "SVG": lambda start: b"<svg" in start,
        "EMF": lambda start: start[40:44] == b" EMF",
        "WMF": lambda start: start[:4] in (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00"),
        "PDF": lambda start: start.startswith(b"%PDF"),
    }
    for name, matches in known.items():
        if matches(data[:1000]):
            return f"it is drawn in {name}, save it as PNG"
    return "it can't be read, save it as PNG or JPEG"


def _drawn_anew(data: bytes, alt: str, crop: _Crop) -> Picture:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS:
            raise UnusablePicture(_TOO_MANY)
        kind: Literal["JPEG", "PNG"] = "JPEG" if opened.format == "JPEG" else "PNG"
        opened.load()
        fits = max(opened.size) <= LONGEST_SIDE and crop == WHOLE
        if kind == "JPEG" and fits and opened.mode in ("RGB", "L") and _is_bare_jpeg(data):
            return Picture(data, "image/jpeg", width, height, alt)
        image = _in_plain_mode(_cropped(ImageOps.exif_transpose(opened), crop))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    image.info.clear()
    stream = io.BytesIO()
    if kind == "JPEG":
        image.save(stream, "JPEG", quality=_JPEG_QUALITY)
        return Picture(stream.getvalue(), "image/jpeg", *image.size, alt=alt)
    image.save(stream, "PNG", optimize=False, compress_level=6)
    return Picture(stream.getvalue(), "image/png", *image.size, alt=alt)


def _in_plain_mode(image: Image.Image) -> Image.Image:
    """Return the picture in gray or colour, with transparency only where it has some."""
    if image.mode in ("L", "RGB") and "transparency" not in image.info:
        return image.copy()
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        clear = image.convert("RGBA")
        lowest = clear.getchannel("A").getextrema()[0]
        return clear if isinstance(lowest, int | float) and lowest < 255 else clear.convert("RGB")
    if image.mode.startswith("I"):  # 16 bits of gray
        return image.point(lambda value: value / 256).convert("L")
    return image.convert("L" if image.mode == "1" else "RGB")


def _cropped(image: Image.Image, crop: _Crop) -> Image.Image:
    """Return what the crop shows; the hidden rest was hidden on purpose."""
    left, top, right, bottom = (min(max(share, 0.0), 1.0) for share in crop)
    width, height = image.size
    box = (round(left * width), round(top * height),
           round(width - right * width), round(height - bottom * height))  # fmt: skip
    if box[2] <= box[0] or box[3] <= box[1]:
        raise UnusablePicture("nothing of it is shown")
    return image.crop(box)


def _is_bare_jpeg(data: bytes) -> bool:
    """Return whether a JPEG holds its picture and nothing else: no notes of a camera, no tail."""
    allowed = {0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDD}  # tables and frames
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4])
        if marker == 0xDA:
            return data.find(b"\xff\xd9", position) == len(data) - 2
        plain_head = marker == 0xE0 and length == 16  # JFIF without a thumbnail
        if marker not in allowed and not plain_head:
            return False
        position += 2 + length
    return False
