"""A name with all that is compared of it, and the signs by which names like it are found.

Signs are of two sorts. Strong ones stand for one of the rules in `signatories.likeness`, and a name
has few. Loose ones find slips of the pen: whatever one slip does to a name, all its words but one
stay as they were, and so does the first or the second half of that one. Pure: imports no Django.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Final

from signatories.authority import readable_domain
from signatories.likeness import core_words, is_chapter
from signatories.look_alikes import mixed_script, shape
from signatories.name_keys import acronyms, name_key
from signatories.web_domains import telling_domain

Sign = tuple[str, str]
SHORTEST: Final = 6  # characters; a slip in a shorter name makes it another name
_LOOSE: Final = frozenset({"head", "tail"})


def sign_number(sign: Sign) -> int:
    """Return a number for `sign` that fits a database's 64 bits, always the same.

    Two signs may share one: what is found by it is compared once more.
    """
    digest = blake2b("\t".join(sign).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def is_loose(sign: Sign) -> bool:
    """Return whether names with this sign have to be spelled nearly alike as well."""
    return sign[0] in _LOOSE


@dataclass(frozen=True)
class Spelled:
    """A name and its web domain; everything else is worked out once."""

    name: str
    domain: str
    known_key: str = ""

    @cached_property
    def key(self) -> str:
        return self.known_key or name_key(self.name)

    @cached_property
    def squashed(self) -> str:
        return self.key.replace(" ", "")

    @cached_property
    def shape(self) -> str:
        return shape(self.key).replace(" ", "")

    @cached_property
    def registered(self) -> str:
        return telling_domain(self.domain)

    @cached_property
    def domain_shape(self) -> str:
        return shape(readable_domain(self.registered)).replace("-", "")

    @cached_property
    def mixes_scripts(self) -> bool:
        return mixed_script(self.name)

    def signs(self) -> Iterator[Sign]:
        """Return what the name can be found by, apart from likeness."""
        yield from self._own_signs()
        for letters in acronyms(self.key):
            yield "acronym", letters
        for part in parts(self.key):
            yield "part", part

    def questions(self) -> Iterator[Sign]:
        """Return the signs by which names like this one are found."""
        yield from self._own_signs()
        yield "acronym", self.squashed
        yield "part", self.key
        for letters in acronyms(self.key):
            yield "shape", shape(letters)
        for part in parts(self.key):
            yield "shape", shape(part).replace(" ", "")

    def lasting_signs(self) -> set[Sign]:
        """Return what is worth storing: no part that isn't this name's parent, and loose signs."""
        kept = {sign for sign in self.signs() if sign[1] and self._tells(sign)}
        return kept | set(self._loose_signs())

    def lasting_questions(self) -> set[Sign]:
        """Return the signs among which stored names like this one are."""
        asked = {
            *self._own_signs(),
            ("acronym", self.squashed),
            ("part", self.key),
            *(("shape", shape(letters)) for letters in acronyms(self.key)),
            *(("shape", shape(p).replace(" ", "")) for p in self._parents),
        }
        return {sign for sign in asked if sign[1]} | set(self._loose_questions())

    def _own_signs(self) -> Iterator[Sign]:
        yield "shape", self.shape
        yield "domain", self.registered
        yield "domain shape", self.domain_shape
        yield "core", core_words(self.key)
        yield "words", sorted_words(self.key)

    def _tells(self, sign: Sign) -> bool:
        return sign[0] != "part" or sign[1] in self._parents

    @cached_property
    def _parents(self) -> frozenset[str]:
        return frozenset(part for part in parts(self.key) if is_chapter(part, self.key))

    def _loose_signs(self) -> Iterator[Sign]:
        for others, word in self._words_left_out():
            length = len(word)
            yield "head", f"{others} {word[: (length - 1) // 2]}"
            yield "tail", f"{others} {word[(length + 1) // 2 :]}"

    def _loose_questions(self) -> Iterator[Sign]:
        """Return heads and tails of words as they are with a letter less, as many, or one more."""
        for others, word in self._words_left_out():
            length = len(word)
            for theirs in (length - 1, length, length + 1):
                yield "head", f"{others} {word[: (theirs - 1) // 2]}"
                yield "tail", f"{others} {word[length - theirs // 2 :]}"

    def _words_left_out(self) -> Iterator[tuple[str, str]]:
        """Return each word that a slip can be in, after all the others."""
        words = sorted(self.key.split()) if len(self.key) >= SHORTEST else []
        for at, word in enumerate(words):
            if len(word) >= 3:
                yield " ".join([*words[:at], *words[at + 1 :]]), word


def parts(key: str) -> Iterable[str]:
    """Return the beginnings and ends of `key` that may be another organization's name."""
    words = key.split()
    for cut in range(1, len(words)):
        yield " ".join(words[:cut])
        yield " ".join(words[cut:])


def sorted_words(key: str) -> str:
    """Return the words of `key` in the order of the alphabet."""
    return " ".join(sorted(key.split()))
