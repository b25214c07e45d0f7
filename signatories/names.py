"""Organizations' names: their keys, how alike two of them are, which may be the same."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from publicsuffixlist import PublicSuffixList
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from signatories.look_alikes import mixed_script, shape
from signatories.name_keys import acronyms, name_key, sort_key, word_set
from signatories.places import is_place

__all__ = [
    "Candidate",
    "Match",
    "NameIndex",
    "mixed_script",
    "name_key",
    "possible_duplicates",
    "registrable_domain",
    "similarity",
    "sort_key",
]

ALIKE = 82.0
_SUFFIXES = PublicSuffixList()
_SHARED_HOSTS = word_set(
    "facebook.com instagram.com linkedin.com twitter.com x.com youtube.com linktr.ee google.com"
    " medium.com substack.com meetup.com actionnetwork.org"
)
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


@dataclass(frozen=True)
class Candidate:
    """A name already known, with the web domain it goes by and the caller's own reference."""

    name: str
    domain: str = ""
    ref: object = None


@dataclass(frozen=True)
class Match:
    """A candidate that may be the same organization, how alike (0..100), and why."""

    candidate: Candidate
    score: float
    reasons: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether the names have one key: the same name, spelled alike."""
        return SAME_NAME in self.reasons


SAME_NAME = "the same name"
SAME_DOMAIN = "the same web domain"
LOOK_ALIKE = "letters that look alike"
ACRONYM = "the acronym of the other"
CHAPTER = "looks like a chapter of the other"
SHORTENED = "the same name, shortened"
ALIKE_SPELLING = "nearly the same spelling"


def similarity(a: str, b: str) -> float:
    """Return how alike two names are, 0 (nothing in common) to 100 (one key); symmetrical."""
    return _key_similarity(name_key(a), name_key(b))


def _key_similarity(a: str, b: str) -> float:
    if not a or not b:
        return 0.0
    return max(fuzz.ratio(a, b), fuzz.token_sort_ratio(a, b))


def registrable_domain(domain: str) -> str:
    """Return the part of a host name that somebody registered, "" where there is none.

    `florida.group.example` gives `group.example`. Hosts that many organizations share, such as
    social networks, give "": they say nothing about who somebody is.
    """
    host = domain.strip().strip(".").casefold()
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    registered = _SUFFIXES.privatesuffix(host) or ""
    return "" if registered in _SHARED_HOSTS else registered


def possible_duplicates(name: str, domain: str, candidates: Iterable[Candidate]) -> list[Match]:
    """Return the candidates that may be the organization `name`, the likeliest first."""
    return NameIndex(candidates).matches(name, domain)


class NameIndex:
    """Known names, ready to be asked about many others quickly."""

    def __init__(self, candidates: Iterable[Candidate] = ()) -> None:
        self._candidates: list[Candidate] = []
        self._keys: list[str] = []
        self._sorted_keys: list[str] = []
        self._by_sign: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for candidate in candidates:
            self.add(candidate)

    def add(self, candidate: Candidate) -> None:
        """Know `candidate` from now on."""
        number = len(self._candidates)
        key = name_key(candidate.name)
        self._candidates.append(candidate)
        self._keys.append(key)
        self._sorted_keys.append(_sorted_words(key))
        for sign in self._signs(candidate.name, key, candidate.domain):
            self._by_sign[sign].append(number)

    def matches(self, name: str, domain: str = "") -> list[Match]:
        """Return the known candidates that may be `name`, the likeliest first."""
        key = name_key(name)
        found = set(chain.from_iterable(self._by_sign.get(s, ()) for s in self._asks(name, domain)))
        found.update(self._alike(key))
        matches = []
        for number in found:
            reasons = _reasons(name, domain, key, self._candidates[number], self._keys[number])
            if reasons:
                score = _score(key, self._keys[number], reasons)
                matches.append(Match(self._candidates[number], score, reasons))
        return sorted(matches, key=lambda match: (-match.score, match.candidate.name))

    def _signs(self, name: str, key: str, domain: str) -> Iterable[tuple[str, str]]:
        yield "key", key
        yield "shape", _shape(name)
        yield "domain", registrable_domain(domain)
        for letters in acronyms(key):
            yield "acronym", letters
        yield "start", " ".join(key.split()[:2])
        yield "end", " ".join(key.split()[-2:])
        if " " not in key:
            yield "word", key

    def _asks(self, name: str, domain: str) -> Iterable[tuple[str, str]]:
        key = name_key(name)
        for kind, value in self._signs(name, key, domain):
            if value and kind in {"key", "shape", "domain", "start", "end"}:
                yield kind, value
        yield "acronym", key.replace(" ", "")
        for letters in acronyms(key):
            yield "word", letters
        words = key.split()
        if words:
            yield "word", words[0]
            yield "word", words[-1]

    def _alike(self, key: str) -> Iterable[int]:
        if len(key) < 6:
            return
        for asked, known in (
            (key, self._keys),
            (_sorted_words(key), self._sorted_keys),
        ):
            found = process.extract(asked, known, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=20)
            yield from (number for _, _, number in found)


def _reasons(name: str, domain: str, key: str, candidate: Candidate, known: str) -> tuple[str, ...]:
    registered = registrable_domain(domain)
    shapes_meet = _shape(name) == _shape(candidate.name) and bool(_shape(name))
    exact = bool(key) and key == known
    deceiving = mixed_script(name) or mixed_script(candidate.name)
    told = (
        (SAME_NAME, exact),
        (LOOK_ALIKE, shapes_meet and (not exact or deceiving)),
        (
            SAME_DOMAIN,
            bool(registered) and registered == registrable_domain(candidate.domain),
        ),
        (ACRONYM, _is_acronym(key, known)),
        (CHAPTER, not exact and _is_chapter(key, known)),
        (SHORTENED, not exact and _is_shortened(key, known)),
        (ALIKE_SPELLING, not exact and _is_misspelled(key, known)),
    )
    return tuple(reason for reason, true in told if true)


def _score(key: str, known: str, reasons: Sequence[str]) -> float:
    """Return the spelling's likeness, lifted where another sign is stronger than spelling."""
    floors = {
        SAME_NAME: 100.0,
        LOOK_ALIKE: 98.0,
        SAME_DOMAIN: 90.0,
        ACRONYM: 85.0,
        CHAPTER: 80.0,
    }
    return round(max(_key_similarity(key, known), *(floors.get(r, 0.0) for r in reasons)), 1)


def _sorted_words(key: str) -> str:
    return " ".join(sorted(key.split()))


def _shape(name: str) -> str:
    return shape(name_key(name)).replace(" ", "")


def _is_acronym(key: str, known: str) -> bool:
    short, long = sorted((key, known), key=len)
    return " " in long and short.replace(" ", "") in acronyms(long)


def _is_chapter(key: str, known: str) -> bool:
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


def _is_shortened(key: str, known: str) -> bool:
    """Return whether one is the other without words like "Foundation", or without spaces."""
    if key.replace(" ", "") == known.replace(" ", ""):
        return bool(key)
    ours, theirs = set(key.split()), set(known.split())
    extra = (ours ^ theirs) - _LINKING_WORDS
    one_sided = extra <= ours or extra <= theirs
    core = (ours & theirs) - _LINKING_WORDS - _GENERIC_WORDS
    return one_sided and extra <= _GENERIC_WORDS and len(core) >= 2


def _is_misspelled(key: str, known: str) -> bool:
    """Return whether the words in which two keys differ are slips of one another.

    Overall likeness is not enough: "Tampa Tenants for Dignity" and "Miami Tenants for Dignity"
    are two organizations, "Gulf Netwrok" and "Gulf Network" one.
    """
    if len(key) < 6 or _key_similarity(key, known) < ALIKE:
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
