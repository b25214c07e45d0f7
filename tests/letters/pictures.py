"""Made-up pictures for the tests and the gallery: flat shapes, drawn by our own hand."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable
from typing import Literal

from letters.document import Picture

Colour = tuple[int, int, int]
INK: Colour = (22, 24, 29)
ACCENT: Colour = (143, 26, 18)
SOFT: Colour = (207, 210, 214)
WHITE: Colour = (255, 255, 255)


def png(width: int, height: int, colour_at: Callable[[int, int], Colour]) -> bytes:
    """Return a PNG of `width` by `height` pixels, each as `colour_at(x, y)` says."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += bytes(colour_at(x, y))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + chunk(b"IEND", b"")
    )


def picture(width: int, height: int, colour_at: Callable[[int, int], Colour], alt: str) -> Picture:
    kind: Literal["image/png"] = "image/png"
    return Picture(png(width, height, colour_at), kind, width, height, alt)


def logo(alt: str, *, colour: Colour = ACCENT, petals: int = 5) -> Picture:
    """Return a flower in a ring, as the logo of an organization that doesn't exist."""
    side = 120

    def colour_at(x: int, y: int) -> Colour:
        across, down = x - side / 2 + 0.5, y - side / 2 + 0.5
        radius, angle = math.hypot(across, down), math.atan2(down, across)
        if 50 < radius < 58 or radius < 22 + 14 * math.cos(petals * angle):
            return colour
        return WHITE

    return picture(side, side, colour_at, alt)


def signature(alt: str, *, waves: float = 3.0) -> Picture:
    """Return a pen's stroke on white."""
    width, height = 360, 110

    def colour_at(x: int, y: int) -> Colour:
        part = x / width
        middle = height / 2 + 34 * math.sin(waves * 6.28 * part + 1) * math.exp(-part)
        slope = 0.6 + abs(math.cos(waves * 6.28 * part + 1)) * 4
        return INK if 0.05 < part < 0.95 and abs(y - middle) < slope else WHITE

    return picture(width, height, colour_at, alt)


def bars(alt: str) -> Picture:
    """Return a chart of five bars."""
    width, height = 800, 360
    heights = (80, 130, 190, 240, 330)

    def colour_at(x: int, y: int) -> Colour:
        which, inside = divmod(x, 160)
        if y > height - 4:
            return INK
        if 30 < inside < 130 and y > height - heights[which]:
            return ACCENT if which == 4 else SOFT
        return WHITE

    return picture(width, height, colour_at, alt)
