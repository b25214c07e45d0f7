"""Organizations' names: their keys, how alike two of them are, which may be the same."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from rapidfuzz import fuzz, process

from signatories.likeness import (
    ALIKE,
    core_words,
    is_acronym,
    is_chapter,
    is_misspelled,
    is_shortened,
    key_likeness,
)
from signatories.look_alikes import mixed_script, shape
from signatories.name_keys import acronyms, name_key, sort_key
from signatories.web_domains import telling_domain

__all__ = [
    "Candidate",
    "Match",
    "NameIndex",
    "mixed_script",
    "name_key",
    "possible_duplicates",
    "similarity",
    "sort_key",
]


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
LOOK_ALIKE_DOMAIN = "a web domain that looks like the other"
ACRONYM = "the acronym of the other"
CHAPTER = "looks like a chapter of the other"
SHORTENED = "the same name, shortened"
ALIKE_SPELLING = "nearly the same spelling"
_FLOORS = {
    SAME_NAME: 100.0,
    LOOK_ALIKE: 98.0,
    LOOK_ALIKE_DOMAIN: 90.0,
    SAME_DOMAIN: 90.0,
    ACRONYM: 85.0,
    CHAPTER: 80.0,
}


def similarity(a: str, b: str) -> float:
    """Return how alike two names are, 0 (nothing in common) to 100 (one key); symmetrical."""
    return key_likeness(name_key(a), name_key(b))


def possible_duplicates(name: str, domain: str, candidates: Iterable[Candidate]) -> list[Match]:
    """Return the candidates that may be the organization `name`, the likeliest first."""
    return NameIndex(candidates).matches(name, domain)


@dataclass(frozen=True)
class _Spelled:
    """A name with all that is compared of it, worked out once."""

    name: str
    domain: str

    @cached_property
    def key(self) -> str:
        return name_key(self.name)

    @cached_property
    def shape(self) -> str:
        return shape(self.key).replace(" ", "")

    @cached_property
    def registered(self) -> str:
        return telling_domain(self.domain)

    @cached_property
    def domain_shape(self) -> str:
        return shape(self.registered).replace("-", "")

    @cached_property
    def mixes_scripts(self) -> bool:
        return mixed_script(self.name)

    def signs(self) -> Iterable[tuple[str, str]]:
        """Return what the name can be found by, apart from likeness."""
        yield "shape", self.shape
        yield "domain", self.registered
        yield "domain shape", self.domain_shape
        yield "core", core_words(self.key)
        yield "words", _sorted_words(self.key)
        for letters in acronyms(self.key):
            yield "acronym", letters
        for part in _parts(self.key):
            yield "part", part

    def questions(self) -> Iterable[tuple[str, str]]:
        """Return the signs by which names like this one are found."""
        yield "shape", self.shape
        yield "domain", self.registered
        yield "domain shape", self.domain_shape
        yield "core", core_words(self.key)
        yield "words", _sorted_words(self.key)
        yield "acronym", self.key.replace(" ", "")
        yield "part", self.key
        for letters in acronyms(self.key):
            yield "shape", shape(letters)
        for part in _parts(self.key):
            yield "shape", shape(part).replace(" ", "")


class NameIndex:
    """Known names, ready to be asked about many others quickly."""

    def __init__(self, candidates: Iterable[Candidate] = ()) -> None:
        self._candidates: list[Candidate] = []
        self._spelled: list[_Spelled] = []
        self._keys: list[str] = []
        self._by_sign: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for candidate in candidates:
            self.add(candidate)

    def add(self, candidate: Candidate) -> None:
        """Know `candidate` from now on."""
        number = len(self._candidates)
        spelled = _Spelled(candidate.name, candidate.domain)
        self._candidates.append(candidate)
        self._spelled.append(spelled)
        self._keys.append(spelled.key)
        for kind, value in spelled.signs():
            if value:
                self._by_sign[kind, value].append(number)

    def matches(self, name: str, domain: str = "") -> list[Match]:
        """Return the known candidates that may be `name`, the likeliest first."""
        asked = _Spelled(name, domain)
        found = set(chain.from_iterable(self._by_sign.get(q, ()) for q in asked.questions()))
        found.update(self._alike(asked.key))
        matches = []
        for number in found:
            known = self._spelled[number]
            if reasons := _reasons(asked, known):
                score = _score(asked.key, known.key, reasons)
                matches.append(Match(self._candidates[number], score, reasons))
        return sorted(matches, key=lambda match: (-match.score, match.candidate.name))

    def _alike(self, key: str) -> Iterable[int]:
        if len(key) < 6:
            return
        found = process.extract(key, self._keys, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=20)
        yield from (number for _, _, number in found)


def _parts(key: str) -> Iterable[str]:
    """Return the beginnings and ends of `key` that may be another organization's name."""
    words = key.split()
    for cut in range(1, len(words)):
        yield " ".join(words[:cut])
        yield " ".join(words[cut:])


def _reasons(asked: _Spelled, known: _Spelled) -> tuple[str, ...]:
    exact = bool(asked.key) and asked.key == known.key
    shapes_meet = bool(asked.shape) and asked.shape == known.shape
    squashed = asked.key.replace(" ", "") == known.key.replace(" ", "")
    deceiving = asked.mixes_scripts != known.mixes_scripts
    told = (
        (SAME_NAME, exact),
        (LOOK_ALIKE, deceiving if exact else shapes_meet and not squashed),
        (SAME_DOMAIN, bool(asked.registered) and asked.registered == known.registered),
        (LOOK_ALIKE_DOMAIN, _imitates(asked, known)),
        (ACRONYM, is_acronym(asked.key, known.key)),
        (CHAPTER, is_chapter(asked.key, known.key)),
        (SHORTENED, not exact and is_shortened(asked.key, known.key)),
        (ALIKE_SPELLING, not exact and is_misspelled(asked.key, known.key)),
    )
    return tuple(reason for reason, true in told if true)


def _imitates(asked: _Spelled, known: _Spelled) -> bool:
    """Return whether the domains differ and only look the same."""
    alike = bool(asked.domain_shape) and asked.domain_shape == known.domain_shape
    return alike and asked.registered != known.registered


def _score(key: str, known: str, reasons: Sequence[str]) -> float:
    """Return the spelling's likeness, lifted where another sign is stronger than spelling."""
    return round(
        max(key_likeness(key, known), *(_FLOORS.get(reason, 0.0) for reason in reasons)), 1
    )


def _sorted_words(key: str) -> str:
    return " ".join(sorted(key.split()))
