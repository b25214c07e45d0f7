"""Rules for two names' keys: acronym, chapter, shortened, misspelled."""

from collections.abc import Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from signatories.name_keys import acronyms, word_set
from signatories.places import is_place

ALIKE = 82.0
"""From this likeness on two spellings may be one name."""

_CHAPTER_WORDS = word_set(
    "affiliate branch chapter capitulo county district division local region regional section"
    " seccion"
)
_GENERIC_WORDS = word_set(
    "alliance association campaign center coalition collective committee council federation"
    " foundation fund group initiative institute league network organization partnership project"
    " society union"
)
_LINKING_WORDS = word_set("and at de for in of on the")


def key_likeness(a: str, b: str) -> float:
    """Return how alike two keys are, 0..100; symmetrical."""
    if not a or not b:
        return 0.0
    return max(fuzz.ratio(a, b), fuzz.token_sort_ratio(a, b))


def core_words(key: str) -> str:
    """Return the words that tell organizations apart, "" where there are fewer than two."""
    words = sorted(set(key.split()) - _LINKING_WORDS - _GENERIC_WORDS)
    return " ".join(words) if len(words) >= 2 else ""


def is_acronym(key: str, known: str) -> bool:
    """Return whether one key is made of the first letters of the other."""
    short, long = sorted((key, known), key=len)
    letters = short.replace(" ", "")
    # A letter of each word at most, so that most pairs need no acronym to be made.
    return 0 < len(letters) <= long.count(" ") + 1 and " " in long and letters in acronyms(long)


def is_chapter(key: str, known: str) -> bool:
    """Return whether one key is the other and then a place or a word such as "chapter"."""
    short, long = sorted((key, known), key=len)
    if not short or short == long:
        return False
    if long.startswith(f"{short} "):
        rest = long[len(short) + 1 :]
    elif long.endswith(f" {short}"):
        rest = long[: -len(short) - 1]
    else:
        return False
    words = [word for word in rest.split() if word not in _LINKING_WORDS]
    return bool(_CHAPTER_WORDS & set(words)) or is_place(" ".join(words))


def is_shortened(key: str, known: str) -> bool:
    """Return whether one is the other without words like "Foundation", or without spaces."""
    if key.replace(" ", "") == known.replace(" ", ""):
        return bool(key)
    ours, theirs = set(key.split()), set(known.split())
    extra = (ours ^ theirs) - _LINKING_WORDS
    one_sided = extra <= ours or extra <= theirs
    return one_sided and bool(core_words(key)) and core_words(key) == core_words(known)


def is_misspelled(key: str, known: str) -> bool:
    """Return whether the words in which two keys differ are slips of one another.

    Overall likeness is not enough: "Tampa Tenants for Dignity" and "Miami Tenants for Dignity"
    are two organizations, "Gulf Netwrok" and "Gulf Network" one.
    """
    if len(key) < 6 or key_likeness(key, known) < ALIKE:
        return False
    ours, theirs = key.split(), known.split()
    left = _without(ours, theirs)
    right = _without(theirs, ours)
    a, b = " ".join(left), " ".join(right)
    if [c for c in a if c.isdigit()] != [c for c in b if c.isdigit()]:
        return False
    if not left and not right:
        return True
    allowed = min(3, max(len(a), len(b)) // 4)
    return OSA.distance(a, b, score_cutoff=allowed) <= allowed


def _without(words: Sequence[str], others: Sequence[str]) -> list[str]:
    remaining = list(others)
    kept = []
    for word in words:
        if word in remaining:
            remaining.remove(word)
        elif word not in _LINKING_WORDS:
            kept.append(word)
    return kept
