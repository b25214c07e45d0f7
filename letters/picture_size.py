"""How large a picture stands on paper. Pure."""

from __future__ import annotations

from letters.document import Picture

_DENSITY = 192  # pixels to the inch, where there is room
_POINTS = 72

LOGO = (130.0, 34.0)  # the largest width and height, in points
HAND = (150.0, 42.0)
WALL = (84.0, 30.0)


def fitted(picture: Picture, box: tuple[float, float]) -> tuple[float, float]:
    """Return width and height in points: as dense as paper wants it, and within `box`."""
    width = max(picture.width, 1) * _POINTS / _DENSITY
    height = max(picture.height, 1) * _POINTS / _DENSITY
    scale = min(1.0, box[0] / width, box[1] / height)
    return round(width * scale, 2), round(height * scale, 2)


def filled(picture: Picture, box: tuple[float, float]) -> tuple[float, float]:
    """Return width and height in points of a picture as large as `box` allows, for a logo."""
    width, height = max(picture.width, 1), max(picture.height, 1)
    scale = min(box[0] / width, box[1] / height)
    return round(width * scale, 2), round(height * scale, 2)
