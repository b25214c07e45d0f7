"""Pictures of a letter in HTML: inside the page itself, or where whoever shows them says. Pure."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from html import escape

from letters.document import Picture

_DENSITY = 2  # pixels of a picture to one of the page, where it is large enough


def embedded(picture: Picture) -> str:
    """Return the picture as an address that holds it whole, so that nothing is fetched."""
    return f"data:{picture.media_type};base64,{b64encode(picture.content).decode('ascii')}"


def left_out(picture: Picture) -> str:
    """Return no address: mails load nothing, so only what the picture shows is said."""
    return ""


def image(picture: Picture, source: Callable[[Picture], str]) -> str:
    """Return the picture as an `img` with its alternative text; its words alone if left out."""
    address = source(picture)
    if not address:
        return f"<i>[{escape(picture.alt)}]</i>" if picture.alt else ""
    width = max(1, picture.width // _DENSITY)
    height = max(1, picture.height // _DENSITY)
    return (
        f'<img src="{escape(address)}" alt="{escape(picture.alt)}" width="{width}"'
        f' height="{height}">'
    )
