"""Styles and settings of a Word document in the letter's language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from letters.document import LetterDocument
from letters.docx_text import EAST_ASIAN_FONTS, word_language
from letters.scripts import east_asian, is_rtl
from letters.stationery.wearing import Languages

_FOLDER = Path(__file__).with_name("docx")


def fixed_part(name: str) -> str:
    """Return a part that is the same in every letter."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def languages_of(document: LetterDocument) -> Languages:
    """Return the languages that Word takes the letter's words for."""
    language = "x-none" if document.language == "und" else word_language(document.language)
    rtl, east = is_rtl(document.language), east_asian(document.language)
    # Latin words in letters of other scripts: each of the three kinds has its own language.
    return Languages(
        latin="en-US" if rtl or east else language,
        east=word_language(east or "zh-Hans"),
        bidi=language if rtl else "ar-SA",
        east_font=EAST_ASIAN_FONTS[east] if east else "",
        rtl=rtl,
    )


def styles_part(document: LetterDocument, width: int) -> str:
    """Return our styles; `width` of the text in twentieths of a point."""
    languages = languages_of(document)
    rtl, east = languages.rtl, east_asian(document.language)
    values = {
        "language": languages.latin,
        "bidi_language": languages.bidi,
        "east_language": languages.east,
        "east_font": languages.east_font or EAST_ASIAN_FONTS["zh-Hans"],
        "bidi": "<w:bidi/>" if rtl else "",
        "width": str(width),
        # Arabic letters are joined, and neither they nor Chinese ones slant.
        "spaced": "" if rtl else '<w:caps/><w:spacing w:val="40"/>',
    }
    styles = _filled("styles.xml", values)
    return styles.replace("<w:i/><w:iCs/>", "") if rtl or east else styles


def settings_part(document: LetterDocument, *, even: bool = False) -> str:
    rtl, east = is_rtl(document.language), east_asian(document.language)
    values = {
        "hyphenation": "<w:autoHyphenation/>" if document.hyphenate else "",
        "even": "<w:evenAndOddHeaders/>" if even else "",
        "east": f' w:eastAsia="{word_language(east)}"' if east else "",
        "bidi": f' w:bidi="{word_language(document.language)}"' if rtl else "",
    }
    return _filled("settings.xml", values)


def _filled(name: str, values: Mapping[str, str]) -> str:
    content = fixed_part(name)
    for key, value in values.items():
        content = content.replace(f"{{{key}}}", value)
    return content
