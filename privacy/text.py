"""What may stand in a field: text without hidden characters, and one mailbox. Pure.

Django's header check and the document libraries let NUL, bidi controls, U+2028 and surrogates pass,
so everything that people type comes through here before it is kept, mailed or printed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import idna

# Letters and marks that show nothing, though Unicode calls them neither format nor control.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0")
_JOINERS = frozenset("\u200c\u200d")
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
MAX_LOCAL_PART = 64
MAX_ADDRESS = 254


def clean_text(value: str, *, limit: int, multiline: bool = False) -> str:
    """Return `value` in NFC, without hidden characters and with single spaces.

    Control, bidi, zero-width, private-use and broken characters go. Joiners stay between letters of
    scripts that are written with them (Arabic to Sinhala). With `multiline` line ends become
    line feeds, and two empty lines or more become one.

    Args:
        value: what somebody typed or a file held.
        limit: how many characters may remain, 1 or more.
    Raises:
        ValueError: more than `limit` characters remain; the sentence can be shown to a visitor.
    """
    if len(value) > limit * 10 + 1_000:  # no need to look at a megabyte to refuse it
        raise ValueError(_too_long(len(value), limit))
    value = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", _without_surrogates(value)))
    if multiline:
        lines = [_one_line(line) for line in value.split("\n")]
        cleaned = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    else:
        cleaned = _one_line(value)
    if len(cleaned) > limit:
        raise ValueError(_too_long(len(cleaned), limit))
    return cleaned


def clean_address(value: str) -> str:
    """Return one mailbox, `local@domain`, with the domain in lower case and punycode.

    Refuses what mail libraries were seen to take for two recipients or an extra header: line ends,
    commas, angle brackets, quoted names, several addresses.

    Raises:
        ValueError: not exactly one mailbox; the sentence can be shown to a visitor.
    """
    address = value.strip(" \t\r\n") if len(value) <= 1_000 else value
    local, at, domain = address.rpartition("@")
    if not at or len(address) > MAX_ADDRESS:
        raise ValueError("Enter one email address, such as name@example.org.")
    if not _LOCAL_PART.fullmatch(local) or len(local) > MAX_LOCAL_PART:
        raise ValueError(
            "The part before the @ holds a character that mailboxes can't have. "
            "Enter one email address, such as name@example.org."
        )
    cleaned = f"{local}@{_clean_domain(domain)}"
    if len(cleaned) > MAX_ADDRESS:
        raise ValueError(f"An email address can have {MAX_ADDRESS} characters, not {len(cleaned)}.")
    return cleaned


@lru_cache(maxsize=10_000)
def _clean_domain(domain: str) -> str:
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise ValueError(_bad_domain()) from error
    labels = ascii_domain.split(".")
    if len(labels) < 2 or labels[-1].isdecimal() or len(ascii_domain) > 253:
        raise ValueError(_bad_domain())
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(_bad_domain())
    return ascii_domain


def _bad_domain() -> str:
    return "The part after the @ is not a mail domain. Enter an address such as name@example.org."


def _too_long(length: int, limit: int) -> str:
    return f"This can have {limit:,} characters, but has {length:,}. Please shorten it."


def _without_surrogates(value: str) -> str:
    """Return `value` without lone surrogates, which the normalizer of some Pythons passes on."""
    return value if value.isascii() else re.sub("[\ud800-\udfff]", "", value)


def _one_line(value: str) -> str:
    if not (value.isascii() and value.isprintable()):
        value = "".join(_shown(value, index) for index in range(len(value)))
    return unicodedata.normalize("NFC", " ".join(value.split()))


def _shown(value: str, index: int) -> str:
    """Return the character at `index`, a space for a tab or line end, or "" if it is hidden."""
    character = value[index]
    if character in "\t\n":
        return " "
    if character in _JOINERS:
        neighbours = value[max(index - 1, 0) : index] + value[index + 1 : index + 2]
        joins = len(neighbours) == 2 and all("\u0600" <= n <= "\u0dff" for n in neighbours)
        return character if joins else ""
    if character in _INVISIBLE or unicodedata.category(character) in _HIDDEN_CATEGORIES:
        return ""
    return "" if _is_noncharacter(ord(character)) else character


def _is_noncharacter(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
