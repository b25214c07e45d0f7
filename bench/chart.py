"""A chart of bars as SVG, by hand: light and dark, with its own description."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

_ROW, _LEFT, _WIDTH, _TOP = 26, 250, 420, 64
_LEAST = 0.001  # seconds at the left edge; the scale is logarithmic


@dataclass(frozen=True, slots=True)
class Bar:
    """One measured time; `ours` is drawn in the accent, what it is compared with is not."""

    label: str
    seconds: float
    ours: bool = True


def bars_svg(title: str, note: str, groups: dict[str, list[Bar]]) -> str:
    """Return the chart; each group has a heading, the scale is logarithmic and starts at 1 ms."""
    longest = max(bar.seconds for bars in groups.values() for bar in bars)
    parts, y = [], _TOP
    for heading, bars in groups.items():
        parts.append(f'<text x="0" y="{y + 14}" class="head">{escape(heading)}</text>')
        y += _ROW
        for bar in bars:
            parts.append(_bar(bar, y, longest))
            y += _ROW
        y += 10
    said = "; ".join(f"{b.label} {shown(b.seconds)}" for bars in groups.values() for b in bars)
    size = f"{_LEFT + _WIDTH + 90} {y + 8}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img" '
        f'aria-labelledby="title text" font-family="Georgia, serif" font-size="14">\n'
        f'<title id="title">{escape(title)}</title><desc id="text">{escape(said)}</desc>\n'
        "<style>text { fill: #16181d } .head { font-style: italic } .soft { fill: #4b4f57 } "
        ".ours { fill: #8f1a12 } .other { fill: #cfd2d6 } "
        "@media (prefers-color-scheme: dark) { text { fill: #e8e6e1 } .soft { fill: #a8abb2 } "
        ".ours { fill: #ff8a75 } .other { fill: #565a63 } }</style>\n"
        f'<text x="0" y="18" font-size="18">{escape(title)}</text>\n'
        f'<text x="0" y="40" class="soft">{escape(note)}</text>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def shown(seconds: float) -> str:
    """Return a time as people read it: "38 ms", "1.2 s"."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _bar(bar: Bar, y: int, longest: float) -> str:
    span = math.log10(max(longest, _LEAST * 10) / _LEAST)
    width = max(2, _WIDTH * math.log10(max(bar.seconds, _LEAST) / _LEAST) / span)
    kind = "ours" if bar.ours else "other"
    return (
        f'<text x="{_LEFT - 12}" y="{y + 15}" text-anchor="end">{escape(bar.label)}</text>'
        f'<rect x="{_LEFT}" y="{y + 3}" width="{width:.0f}" height="16" class="{kind}"/>'
        f'<text x="{_LEFT + width + 8:.0f}" y="{y + 15}" class="soft">{shown(bar.seconds)}</text>'
    )
