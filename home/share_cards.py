"""A page as a picture, as a code that telephones read, and as a sheet to print."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno
import typst

from home.sharing import Shared
from letters.pdf_fonts import with_system

_TEMPLATES = Path(__file__).parent / "typst"
_POINTS = 600  # width of the picture in its template; half of it in height and a little more
WIDTHS = (1_200, 600)  # pixels
HEIGHTS = {1_200: 630, 600: 315}


def card_data(page: Shared) -> str:
    """Return what the picture of `page` shows, as JSON; the same words give the same text."""
    return _json(page, names=page.names, count=page.count)


def card_version(page: Shared) -> str:
    """Return a short digest of what the picture shows, for its address."""
    return sha256(card_data(page).encode()).hexdigest()[:16]


@lru_cache(maxsize=64)
def card_png(data: str, width: int) -> bytes:
    """Return the picture of `card_data` as PNG, `width` pixels wide."""
    made: bytes = typst.compile(
        _TEMPLATES / "card.typ",
        root=_TEMPLATES,
        font_paths=with_system().fonts,
        format="png",
        ppi=72 * width / _POINTS,
        sys_inputs={"data": data},
    )
    return made


def sheet_pdf(page: Shared, *, paper: str) -> bytes:
    """Return a sheet to print with the code of the page; `paper` is "a4" or "letter"."""
    name = "a4" if paper == "a4" else "us-letter"
    code = code_svg(page.url).decode()
    data = _json(page, note=page.note, url=page.url, button=page.button, code=code, paper=name)
    made: bytes = typst.compile(
        _TEMPLATES / "sheet.typ",
        root=_TEMPLATES,
        font_paths=with_system().fonts,
        format="pdf",
        sys_inputs={"data": data},
    )
    return made


def code_svg(url: str) -> bytes:
    """Return a QR code that leads to `url`, as SVG; it can be read with a seventh of it dirty."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", scale=8, border=4, light="#fff")
    return out.getvalue()


def _json(page: Shared, **more: Any) -> str:
    shown = {
        "title": page.title,
        "kicker": page.kicker,
        "by": page.by,
        "counted": page.counted,
        "sentence": page.sentence,
        "rtl": page.rtl,
        "accent": page.accent,
        "host": urlsplit(page.url).netloc,
        "fonts": with_system().families(page.language),
    }
    return json.dumps(shown | more, ensure_ascii=False, sort_keys=True)
