"""Which script a stretch of text is written in, so that it gets its language, direction and font.

A language is a guess from the script and a few letters; good enough to choose a font and a voice.
Pure.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_RTL_LANGUAGES = frozenset({"ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"})
# By the first word of a letter's Unicode name.
_LANGUAGES = {
    "CYRILLIC": "ru", "ARABIC": "ar", "HEBREW": "he", "GREEK": "el", "HANGUL": "ko",
    "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "THAI": "th", "DEVANAGARI": "hi",
    "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te", "GUJARATI": "gu", "GURMUKHI": "pa",
    "KANNADA": "kn", "MALAYALAM": "ml", "SINHALA": "si", "GEORGIAN": "ka", "ARMENIAN": "hy",
    "ETHIOPIC": "am", "KHMER": "km", "LAO": "lo", "MYANMAR": "my", "TIBETAN": "bo",
}  # fmt: skip
_SCRIPT_LANGUAGES = {
    language: script for script, language in _LANGUAGES.items() if script != "KATAKANA"
}
_TELLING = (
    ("CYRILLIC", re.compile("[іїєґІЇЄҐ]"), "uk"),
    ("ARABIC", re.compile("[پچژگ]"), "fa"),
)
# A character outside of these may be of another script than the Latin one.
_FOREIGN = re.compile("[^\x00-\u036f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20bf\u2100-\u215f]")
_CJK = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text in one script; `language` is empty where it is the letter's own script."""

    text: str
    language: str = ""
    rtl: bool = False


def is_rtl(language: str) -> bool:
    """Return whether a BCP 47 `language` is written from right to left."""
    return language.split("-", maxsplit=1)[0].lower() in _RTL_LANGUAGES


def east_asian(language: str) -> str:
    """Return which of the East Asian languages `language` is, as the fonts are named; else ""."""
    primary = language.split("-", maxsplit=1)[0].lower()
    if primary not in {"zh", "ja", "ko"}:
        return ""
    traditional = re.search(r"-(hant|tw|hk|mo)\b", language.lower())
    return ("zh-Hant" if traditional else "zh-Hans") if primary == "zh" else primary


def is_own(text: str, language: str) -> bool:
    """Return fast whether all of `text` is in the Latin script of a letter in `language`.

    It may say false of a text that is; for letters in other scripts it always does.
    """
    latin = _script_of_language(language) == "LATIN"
    return latin and (text.isascii() or not _FOREIGN.search(text))


def stretches(text: str, language: str) -> tuple[Stretch, ...]:
    """Return `text` cut where the script changes, for a letter in `language`.

    What belongs to no script (spaces, digits, brackets) stays with the letter's own script at the
    edges of a foreign stretch, and with the foreign one inside it.
    """
    own = _script_of_language(language)
    if own == "LATIN" and (text.isascii() or not _FOREIGN.search(text)):
        return (Stretch(text),) if text else ()
    pieces: list[tuple[str, str]] = []
    for character in text:
        script = _script(character)
        if pieces and (script in {"", pieces[-1][0]} or _together(script, pieces[-1][0])):
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + character)
        else:
            pieces.append((script or own, character))
    return tuple(_trimmed(pieces, own, language))


def _trimmed(pieces: list[tuple[str, str]], own: str, language: str) -> list[Stretch]:
    """Return the stretches of `pieces`, neutral ends of foreign ones given to the letter's own."""
    result: list[Stretch] = []

    def add(stretch: Stretch) -> None:
        if result and not stretch.language and not result[-1].language:
            last = result.pop()
            stretch = Stretch(last.text + stretch.text, "", last.rtl)
        if stretch.text:
            result.append(stretch)

    own_rtl = is_rtl(language)
    for script, text in pieces:
        if script == own:
            add(Stretch(text, "", own_rtl))
            continue
        end = len(text)
        # A mark stays with its letter: cut off, it would hang on a dotted circle.
        while end and not _script(text[end - 1]) and unicodedata.category(text[end - 1])[0] != "M":
            end -= 1
        guessed = _guess(script, text[:end])
        add(Stretch(text[:end], guessed, is_rtl(guessed)))
        add(Stretch(text[end:], "", own_rtl))
    return result


def _guess(script: str, text: str) -> str:
    if script in _CJK and any(_script(character) in {"HIRAGANA", "KATAKANA"} for character in text):
        return "ja"
    if script == "CJK":
        return _chinese(text)
    for of, letters, language in _TELLING:
        if of == script and letters.search(text):
            return language
    return _LANGUAGES.get(script, "en" if script == "LATIN" else "und")


def _chinese(text: str) -> str:
    """Return simplified or traditional Chinese by which of the old character sets holds `text`."""
    for charset, language in (("gb2312", "zh-Hans"), ("big5", "zh-Hant")):
        try:
            text.encode(charset)
        except UnicodeEncodeError:
            continue
        return language
    return "zh"


def _together(one: str, other: str) -> bool:
    return one in _CJK and other in _CJK


def _script_of_language(language: str) -> str:
    primary = language.split("-", maxsplit=1)[0].lower()
    if primary in {"uk", "bg", "sr", "be", "mk", "kk", "mn"}:
        return "CYRILLIC"
    if primary in {"fa", "ur", "ps", "sd", "ug", "ckb"}:
        return "ARABIC"
    return _SCRIPT_LANGUAGES.get(primary, "LATIN")


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    """Return the script of a letter; empty for marks, digits, punctuation and spaces."""
    if unicodedata.category(character)[0] != "L":
        return ""
    return unicodedata.name(character, "LATIN").split(" ")[0].split("-")[0]
