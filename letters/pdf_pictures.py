"""Pictures of a letter as files beside the PDF template. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import Any

from letters.document import LetterDocument, Picture
from letters.frame import logos
from letters.picture_size import filled, fitted

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


def printed(picture: Picture, box: tuple[float, float], *, fill: bool = False) -> dict[str, Any]:
    """Return the name of the picture's file, what it shows, and its size within `box` in points.

    Args:
        fill: whether a small picture grows to the box.
    """
    width, height = filled(picture, box) if fill else fitted(picture, box)
    return {"file": file_name(picture), "alt": picture.alt, "width": width, "height": height}


def file_name(picture: Picture) -> str:
    """Return a name that says which bytes the file holds."""
    return f"{sha256(picture.content).hexdigest()[:32]}.{_ENDINGS[picture.media_type]}"


def picture_files(document: LetterDocument) -> dict[str, bytes]:
    """Return every picture that the PDF shows, by the name of its file."""
    shown = (document.body, document.letterhead.logos, document.hand_signatures, logos(document))
    return {file_name(picture): picture.content for picture in _pictures(shown)}


def _pictures(value: Any) -> Iterator[Picture]:
    if isinstance(value, Picture):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _pictures(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _pictures(getattr(value, field.name))
