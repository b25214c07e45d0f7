"""Uploaded images as a letter carries them: encoded anew, and no larger than its page needs.

An image is encoded once in a process, as long as its file stays the same.
"""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from functools import lru_cache
from typing import Any

from PIL import Image
from wagtail.images import get_image_model

from letters.document import Picture
from letters.pictures import UnusablePicture, re_encoded

logger = logging.getLogger(__name__)

LONGEST_SIDE = 1600  # pixels: 250 to the inch over the width of a page's text
LARGEST = 400_000  # bytes; a PNG that is larger and has nothing transparent becomes JPEG
_QUALITY = 88
_KEPT = 32  # pictures, in each process


def picture_of(image: Any, alt: str = "") -> Picture | None:
    """Return an uploaded Wagtail image as a picture of a letter.

    None without an image, and where its file is missing or can't be read: a letter without one
    of its pictures is still a letter.

    Args:
        alt: what the picture shows, for who can't see it; the image's own description if empty.
    """
    if image is None:
        return None
    try:
        picture = _encoded(image.pk, image.get_file_hash(), image.file.name)
    except (OSError, UnusablePicture) as error:
        logger.warning("image %s can't be printed: %s", image.pk, type(error).__name__)
        return None
    return replace(picture, alt=(alt or getattr(image, "description", "")).strip())


@lru_cache(maxsize=_KEPT)
def _encoded(image_id: int, file_hash: str, name: str) -> Picture:
    """Return the file's picture; the arguments together name one content of one file."""
    stored = get_image_model()._meta.get_field("file").storage
    with stored.open(name, "rb") as file:
        return for_a_page(file.read())


def for_a_page(content: bytes) -> Picture:
    """Return an image file as a picture of at most LONGEST_SIDE pixels; same bytes, same picture.

    Raises:
        UnusablePicture: it is no image that a letter can hold.
    """
    picture = re_encoded(content)
    fits = max(picture.width, picture.height) <= LONGEST_SIDE
    if fits and len(picture.content) <= LARGEST:
        return picture
    with Image.open(io.BytesIO(picture.content)) as opened:
        image = opened.convert("RGBA" if opened.mode == "RGBA" else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    if image.mode == "RGBA":
        image.save(stream, "PNG", optimize=True)
        return Picture(stream.getvalue(), "image/png", *image.size)
    image.save(stream, "JPEG", quality=_QUALITY)
    return Picture(stream.getvalue(), "image/jpeg", *image.size)
