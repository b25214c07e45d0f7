"""Letters that look like other letters, and names that mix scripts to deceive."""

import re
import unicodedata
from functools import lru_cache

_SHAPES = (
    # Cyrillic, small then capital
    ("аеорсухіїјѕһԁԛԝӏгпьёкмтвн", "aeopcyxiijshdqwlrnbekmtbh"),
    ("АВЕЅІЇЈКМНОРСТУХҺԀԚԜӀЁЬ", "ABESIIJKMHOPCTYXHDQWlEb"),
    # Greek
    ("αβγεηικνοορσςτυχωϲάέήίόύώ", "abyenikvoopostuxwcaenioyw"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹΆΈΉΊΌΎ", "ABEZHIKMNOPTYXCAEHIOY"),
    # Armenian
    ("օոսցհզքյ", "onughqpj"),
    ("ՏԼՕՍ", "SLOU"),
    # Cherokee
    ("ᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᏃ", "ABCDEGHiJKLMPRSTVWZ"),
    # Latin letters with another letter's shape
    ("ɑɡıɩȷʟɪʀʏᴀᴄᴇᴏᴜᴠᴡᴢꜱ", "agiijlirYaceouvwzs"),
)
_TABLE = {
    ord(shape): letter
    for shapes, letters in _SHAPES
    for shape, letter in zip(shapes, letters, strict=True)
}
_DIGITS = str.maketrans({"0": "o", "1": "l", "3": "e", "5": "s", "$": "s", "@": "a", "|": "l"})
_LOOKS_LIKE_LETTER = re.compile(r"[0135$@|]")
_ORDINAL = re.compile(r"^\d+(st|nd|rd|th)$", re.IGNORECASE)
_WORD = re.compile(r"(\s+|[-–—/])")
_DECEIVING = frozenset({"GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})


@lru_cache(maxsize=2_048)
def script_of(letter: str) -> str:
    """Return the script's name as Unicode spells it ("LATIN", "GREEK"), "" for what has none."""
    if not letter.isalpha():
        return ""
    name = unicodedata.name(letter, "")
    return name.split(" ", 1)[0]


def _scripts(word: str) -> set[str]:
    return {script for script in map(script_of, word) if script}


def fold_look_alikes(text: str) -> str:
    """Return `text` with foreign look-alikes in otherwise Latin names turned into Latin letters.

    A Greek, Cyrillic or Armenian letter is folded where its word holds a Latin letter too, or
    where the whole word is made of look-alikes beside Latin words. Names written in their own
    script stay as they are.
    """
    if text.isascii() and not _LOOKS_LIKE_LETTER.search(text):
        return text
    latin = any("LATIN" in _scripts(word) for word in text.split())
    return "".join(_fold_word(part, latin) for part in _WORD.split(text))


def _fold_word(word: str, latin_beside: bool) -> str:
    scripts = _scripts(word)
    if "LATIN" in scripts:
        return _fold_digits(word.translate(_TABLE))
    if latin_beside and scripts & _DECEIVING and _only_look_alikes(word):
        return word.translate(_TABLE)
    return word


def _fold_digits(word: str) -> str:
    """Fold "0pen" to "open", leave "1st", "H2O" and "350org" readable."""
    letters = sum(character.isalpha() for character in word)
    foreign = sum(character in "0135$@|" for character in word)
    if not foreign or letters < 2 * foreign or letters < 3 or _ORDINAL.match(word):
        return word
    return word.translate(_DIGITS)


def _only_look_alikes(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    return bool(letters) and all(ord(letter) in _TABLE for letter in letters)


def shape(text: str) -> str:
    """Return what is left of `text` when everything that looks alike is made the same.

    Coarser than a key: "rn" and "m", "I", "l" and "1" are one. For comparing, not for reading.
    """
    folded = text.translate(_TABLE).translate(_DIGITS).casefold()
    folded = folded.replace("rn", "m").replace("vv", "w").replace("cl", "d")
    return folded.replace("i", "l")


def mixed_script(name: str) -> bool:
    """Return whether a word of `name` hides a letter of another script among Latin letters.

    True as well where a whole word of look-alikes stands in an otherwise Latin name. A name with
    one word in Greek and another in Latin letters is ordinary and gives False.
    """
    if name.isascii():
        return False
    words = unicodedata.normalize("NFKC", name).split()
    latin_beside = any("LATIN" in _scripts(word) for word in words)
    for word in words:
        scripts = _scripts(word)
        if not scripts & _DECEIVING:
            continue
        if "LATIN" in scripts or (latin_beside and _only_look_alikes(word)):
            return True
    return False
