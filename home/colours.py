"""Colours as people perceive them: contrast by WCAG 2. Pure: imports no Django."""

from __future__ import annotations

import re

PAPER_LIGHT = "#ffffff"  # --paper in static/css/undersigned.css
PAPER_DARK = "#14161a"
LEAST_CONTRAST = 4.5  # for text; WCAG 2.2, 1.4.3

_HEX = re.compile(r"#[0-9a-f]{6}")


def clean_colour(value: str) -> str:
    """Return `value` as `#rrggbb` in lower case.

    Raises:
        ValueError: `value` is anything else; the sentence can be shown to people.
    """
    colour = value.strip().lower()
    if not _HEX.fullmatch(colour):
        raise ValueError(f"Write the colour as # and six figures, such as #b8231a; got “{value}”.")
    return colour


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colours, 1.0 (none) to 21.0; order is free."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def check_accent(colour: str, *, paper: str) -> str:
    """Return `colour` cleaned, if text in it can be read on `paper`.

    Raises:
        ValueError: it isn't a colour, or its contrast is below `LEAST_CONTRAST`.
    """
    cleaned = clean_colour(colour)
    ratio = contrast(cleaned, paper)
    if ratio < LEAST_CONTRAST:
        darkness = "darker" if paper == PAPER_LIGHT else "lighter"
        raise ValueError(
            f"The contrast of {cleaned} on {paper} is {ratio:.1f}; "
            f"it must be {LEAST_CONTRAST} or more. Choose a {darkness} colour."
        )
    return cleaned


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
