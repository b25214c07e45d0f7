"""Where the pictures of a public letter are found: each below the letter, by its digest. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import Any

from letters.document import LetterDocument, Picture

_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg"}


def picture_name(picture: Picture) -> str:
    """Return the file name of a picture: half of its SHA-256, so that other bytes are elsewhere."""
    return f"{sha256(picture.content).hexdigest()[:32]}.{_EXTENSIONS[picture.media_type]}"


def addresses_below(url: str) -> Callable[[Picture], str]:
    """Return what gives each picture its address below the letter at `url`."""
    return lambda picture: f"{url}pictures/{picture_name(picture)}"


def picture_named(document: LetterDocument, name: str) -> Picture | None:
    """Return the picture of the document that has this file name, if any."""
    return next((one for one in _pictures(document) if picture_name(one) == name), None)


def _pictures(value: Any) -> Iterator[Picture]:
    if isinstance(value, Picture):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _pictures(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _pictures(getattr(value, field.name))
