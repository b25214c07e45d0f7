"""Organizations' names: their keys, how alike two of them are, which may be the same."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from rapidfuzz import fuzz, process

from signatories.likeness import (
    ALIKE,
    is_acronym,
    is_chapter,
    is_misspelled,
    is_shortened,
    key_likeness,
)
from signatories.look_alikes import mixed_script
from signatories.name_keys import name_key, sort_key
from signatories.slips import Slips
from signatories.spelling import SHORTEST, Spelled

__all__ = [
    "Candidate",
    "Match",
    "NameIndex",
    "judged",
    "mixed_script",
    "name_key",
    "nearly_spelled",
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
    key: str = ""  # of the name, where it is stored already


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


class NameIndex:
    """Known names, ready to be asked about many others quickly."""

    def __init__(self, candidates: Iterable[Candidate] = ()) -> None:
        self._candidates: list[Candidate] = []
        self._spelled: list[Spelled] = []
        self._keys: list[str] = []
        self._slips = Slips()
        self._by_sign: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for candidate in candidates:
            self.add(candidate)

    def add(self, candidate: Candidate) -> None:
        """Know `candidate` from now on."""
        number = len(self._candidates)
        spelled = Spelled(candidate.name, candidate.domain, candidate.key)
        self._candidates.append(candidate)
        self._spelled.append(spelled)
        self._keys.append(spelled.key)
        self._slips.add(spelled.key)
        for kind, value in spelled.signs():
            if value:
                self._by_sign[kind, value].append(number)

    def matches(self, name: str, domain: str = "") -> list[Match]:
        """Return the known candidates that may be `name`, the likeliest first."""
        asked = Spelled(name, domain)
        found = set(chain.from_iterable(self._by_sign.get(q, ()) for q in asked.questions()))
        found.update(self._alike(asked.key))
        return _matches(
            asked, ((self._candidates[number], self._spelled[number]) for number in found)
        )

    def _alike(self, key: str) -> Iterable[int]:
        if len(key) < SHORTEST:
            return
        near = self._slips.near(key)
        for place in nearly_spelled(key, [self._keys[number] for number in near]):
            yield near[place]


def nearly_spelled(key: str, keys: Sequence[str]) -> list[int]:
    """Return where in `keys` the likest to `key` stand, 20 at most, none below ALIKE."""
    found = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=20)
    return [number for _, _, number in found]


def judged(name: str, domain: str, candidates: Iterable[Candidate]) -> list[Match]:
    """Return which of a few candidates may be `name`, the likeliest first; compares with each."""
    asked = Spelled(name, domain)
    return _matches(
        asked, ((known, Spelled(known.name, known.domain, known.key)) for known in candidates)
    )


def _matches(asked: Spelled, known: Iterable[tuple[Candidate, Spelled]]) -> list[Match]:
    matches = []
    for candidate, spelled in known:
        if reasons := _reasons(asked, spelled):
            score = _score(asked.key, spelled.key, reasons)
            matches.append(Match(candidate, score, reasons))
    return sorted(matches, key=lambda match: (-match.score, match.candidate.name))


def _reasons(asked: Spelled, known: Spelled) -> tuple[str, ...]:
    exact = bool(asked.key) and asked.key == known.key
    # What costs most is asked only where it can still tell.
    if exact:
        deceives = asked.mixes_scripts != known.mixes_scripts
    else:
        meet = bool(asked.shape) and asked.shape == known.shape
        deceives = meet and asked.squashed != known.squashed
    told = (
        (SAME_NAME, exact),
        (LOOK_ALIKE, deceives),
        (SAME_DOMAIN, bool(asked.registered) and asked.registered == known.registered),
        (LOOK_ALIKE_DOMAIN, _imitates(asked, known)),
        (ACRONYM, is_acronym(asked.key, known.key)),
        (CHAPTER, is_chapter(asked.key, known.key)),
        (SHORTENED, not exact and is_shortened(asked.key, known.key)),
        (ALIKE_SPELLING, not exact and is_misspelled(asked.key, known.key)),
    )
    return tuple(reason for reason, true in told if true)


def _imitates(asked: Spelled, known: Spelled) -> bool:
    """Return whether the domains differ and only look the same."""
    alike = bool(asked.domain_shape) and asked.domain_shape == known.domain_shape
    return alike and asked.registered != known.registered


def _score(key: str, known: str, reasons: Sequence[str]) -> float:
    """Return the spelling's likeness, lifted where another sign is stronger than spelling."""
    return round(
        max(key_likeness(key, known), *(_FLOORS.get(reason, 0.0) for reason in reasons)), 1
    )
