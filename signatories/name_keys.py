"""What makes two spellings one name: keys for comparing and for sorting."""

import re
import unicodedata
from functools import lru_cache

from signatories.look_alikes import fold_look_alikes


def word_set(words: str) -> frozenset[str]:
    """Return the words of `words`, which stand there with spaces between."""
    return frozenset(words.split())


_ARTICLES = {
    "en": ("the", "a", "an"),
    "es": ("el", "la", "los", "las", "un", "una"),
    "fr": ("le", "la", "les", "un", "une"),
    "de": ("der", "die", "das", "ein", "eine"),
    "pt": ("o", "a", "os", "as", "um", "uma"),
    "it": ("il", "lo", "la", "i", "gli", "le", "un", "una"),
}
_LEGAL_FORMS = (
    "inc", "incorporated", "llc", "l l c", "ltd", "limited", "llp", "corp", "corporation", "pbc",
    "plc", "gmbh", "ggmbh", "mbh", "ev", "e v", "eingetragener verein", "asbl", "aisbl", "vzw",
    "ivzw", "bv", "sarl", "srl", "s a r l", "aps", "oy", "r y", "a c", "z s", "501c3",
    "501 c 3", "a 501 c 3", "a nonprofit corporation", "nonprofit corporation", "pty",
)  # fmt: skip
_SPELLINGS = {
    "centre": "center",
    "organisation": "organization",
    "assn": "association",
    "assoc": "association",
    "intl": "international",
    "natl": "national",
    "saint": "st",
    "labour": "labor",
    "defence": "defense",
}
_SMALL_WORDS = word_set(
    "a an and at by de del der des di du el en et for für in la las le les los of on or pour por"
    " the to und y"
)
_EXTRA_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h"}
)
_INSIDE_WORDS = re.compile(r"[.'’‘ʼ`´′＇]")
_LEGAL_END = re.compile(r"(?:^|\s)(?:" + "|".join(_LEGAL_FORMS) + r")$")
_BRACKETED_END = re.compile(r"^(?P<name>.+?)\s*[(\[](?P<inside>[^()\[\]]{2,12})[)\]]\s*$")


def visible(text: str) -> str:
    """Return `text` in NFKC without what doesn't print: zero-width, bidi, control marks."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = (
        " " if unicodedata.category(character) in {"Cc", "Zl", "Zp", "Zs"} else character
        for character in unicodedata.normalize("NFKC", text)
        if unicodedata.category(character) not in {"Cf", "Cs", "Co", "Cn"}
        and not "\ufe00" <= character <= "\ufe0f"
    )
    return " ".join("".join(kept).split())


def without_accents(text: str) -> str:
    """Return `text` with accents taken off Latin letters; other scripts keep their marks."""
    if text.isascii():
        return text
    kept = []
    base_is_latin = False
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.combining(character):
            if not base_is_latin:
                kept.append(character)
            continue
        base_is_latin = "LATIN" in unicodedata.name(character, "")
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_EXTRA_LETTERS)


@lru_cache(maxsize=256)  # a row asks for its own key several times
def name_key(name: str) -> str:
    """Return the form in which two spellings of one organization's name are equal.

    Case, width, accents, invisible characters, punctuation, "&", a leading "The", legal forms
    at the end ("Inc.", "e. V.") and look-alike letters make no difference. Names of other
    scripts stay readable. Empty only where `name` holds no letter and no digit.
    """
    printed = visible(name)
    bracketed = _BRACKETED_END.match(printed)
    if bracketed and _plain(bracketed["inside"]) in acronyms(_plain(bracketed["name"])):
        printed = bracketed["name"]
    key = _plain(printed)
    shorter = key.removeprefix("the ")
    previous = ""
    while previous != shorter:
        previous = shorter
        shorter = _LEGAL_END.sub("", shorter).strip() or shorter
    return shorter or key


def _plain(printed: str) -> str:
    folded = without_accents(fold_look_alikes(printed).casefold())
    folded = _INSIDE_WORDS.sub("", folded.replace("&", " and ").replace("+", " and "))
    letters = (
        character if character.isalnum() or unicodedata.category(character)[0] == "M" else " "
        for character in folded
    )
    return " ".join(_SPELLINGS.get(word, word) for word in "".join(letters).split())


def acronyms(key: str) -> frozenset[str]:
    """Return the acronyms that the words of `key` give, with and without small words."""
    words = key.split()
    every = "".join(word[0] for word in words)
    without_small = "".join(word[0] for word in words if word not in _SMALL_WORDS)
    return frozenset(letters for letters in (every, without_small) if len(letters) >= 3)


def sort_key(name: str, language: str = "en") -> str:
    """Return a string by which names sort as a reader of `language` looks them up.

    A leading article of the language, case, quotes and other marks don't count; accents count
    only between names that are otherwise equal.

    Args:
        language: a language tag such as "en" or "es-MX"; unknown ones are read as English.
    """
    printed = visible(name).casefold()
    words = _words_for_sorting(printed)
    articles = _ARTICLES.get(language.split("-", maxsplit=1)[0].casefold(), _ARTICLES["en"])
    if len(words) > 1 and words[0] in articles:
        words = words[1:]
    elif words and language.startswith("fr") and re.match(r"l['’]\w", words[0]):
        words = [words[0][2:], *words[1:]]
    secondary = " ".join(words).replace("'", "").replace("’", "")
    # Two spaces come before every word that could follow, and stand in no part themselves.
    return f"{without_accents(secondary)}  {secondary}"


def _words_for_sorting(printed: str) -> list[str]:
    kept = (
        character
        if character.isalnum() or character in "'’" or unicodedata.category(character)[0] == "M"
        else ""
        if character == "."
        else " "
        for character in printed
    )
    words = (word.strip("'’") for word in "".join(kept).split())
    return [word for word in words if word]
