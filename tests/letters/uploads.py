"""Made-up images, as people upload them."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image as Pillow
from wagtail.images import get_image_model

SECRET = b"GPS 27.94752 N 82.45843 W"


def image_bytes(
    size: tuple[int, int] = (120, 40), *, file_format: str = "PNG", clear: bool = False
) -> bytes:
    """Return an image file of one colour; as JPEG with a note in its metadata."""
    picture = Pillow.new("RGBA" if clear else "RGB", size, (20, 60, 90, 0) if clear else "navy")
    stream = io.BytesIO()
    if file_format == "JPEG":
        exif = Pillow.Exif()
        exif[0x010E] = SECRET.decode()
        picture.save(stream, "JPEG", exif=exif)
    else:
        picture.save(stream, file_format)
    return stream.getvalue()


def upload(name: str, content: bytes = b"") -> Any:
    """Return a Wagtail image of that name, stored."""
    image = get_image_model()(title=name, description=f"What {name} shows")
    image.file.save(f"{name}.png", ContentFile(content or image_bytes()), save=False)
    with Pillow.open(io.BytesIO(content or image_bytes())) as opened:
        image.width, image.height = opened.size
    image.save()
    return image
