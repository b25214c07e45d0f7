"""Which characters of a draft become characters of the letter."""

from __future__ import annotations

import re

from letters.printable import printable_text

# Marks that change how text is shown without being text; the joiners and direction marks that
# some scripts need (U+200C to U+200F) stay.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u180e\u200b\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
# Characters that Word's symbol fonts show for a code; the rest is reported.
_SYMBOLS = {
    "symbol": {0xB7: "•", 0x2D: "−", 0xA3: "≤", 0xB3: "≥", 0xB4: "×", 0xAE: "→", 0xB0: "°"}
    | {0xB1: "±", 0xB9: "≠", 0xD7: "⋅", 0xB2: "″", 0xA2: "′", 0x61: "α", 0x62: "β", 0x6D: "μ"},
    "wingdings": {0xFC: "✓", 0xFB: "✗", 0xA7: "▪", 0xA8: "◻", 0xE0: "→", 0xDF: "←", 0x6C: "●"}
    | {0xF0: "⇨", 0x76: "❖", 0xD8: "➢", 0x6F: "□", 0x71: "❑", 0xFE: "☑", 0x4A: "☺"},
}


def symbol(font: str, code: str) -> str:
    """Return the character that `font` shows for the hexadecimal `code`; "" when unknown."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    known = _SYMBOLS.get(font.lower().split(" ")[0], {}).get(number & 0xFF)
    if known:
        return known
    plain = 0x20 < number < 0xE000 and font.lower().split(" ")[0] not in _SYMBOLS
    return clean(chr(number)) if plain and not 0xD800 <= number <= 0xDFFF else ""


def clean(text: str) -> str:
    """Return `text` in NFC without invisible marks; white space is one space, U+00A0 stays."""
    return printable_text(_INVISIBLE.sub("", text))


def invisible_marks(text: str) -> int:
    """Return how many invisible marks `clean` would take out of `text`."""
    return len(_INVISIBLE.findall(text))


def private_characters(text: str) -> int:
    """Return how many characters only a certain font could show."""
    return len(_PRIVATE.findall(text))
