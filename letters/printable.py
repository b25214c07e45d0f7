"""What of a letter can be printed: characters, links and marks that every rendering accepts.

Each rendering starts from `printable(document)`, so all five show the same words and none of them
meets a character its format forbids. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from letters.document import LetterDocument, NoteRef, Signatory, SignatoryGroup

# Characters that are no text: controls, surrogates, noncharacters, and the marks that would turn
# the direction of everything after them. U+200C to U+200F stay, for some scripts need them.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060-\u206f\u202a-\u202e\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
    )
    + "]"
)
_WHITE = re.compile("[ \t\n\r\x0b\x0c\x85\u2028\u2029]+")
# What `printable_text` would change, but for newlines and several spaces.
_UNUSUAL = re.compile(f"{_FORBIDDEN.pattern}|[\t\r\x0b\x0c\x85\u2028\u2029]")
# Outside of these a character may be written otherwise in NFC, or change the one before it.
_COMPOSING = re.compile("[^\x00-\u02ff\u2010-\u2027]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_HREF_LIMIT = 2000  # characters; what every reader of a document still opens
_HREF_FORBIDDEN = re.compile('[\x00-\x20\x7f-\x9f<>"\\\\^`{|}]')


def printable_text(text: str) -> str:
    """Return `text` in NFC, without characters that cannot be printed, white space as one space."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text  # nothing can be wrong with it; letters have thousands of such names
    return unicodedata.normalize("NFC", _WHITE.sub(" ", _FORBIDDEN.sub("", text)))


def is_printable(texts: Sequence[str], together: str, characters: str) -> bool:
    """Return fast whether all `texts` can be printed as they are.

    Args:
        together: the same texts, with a newline between each two.
        characters: each character of `together`, at least once; printable ASCII may be left out.
    """
    return (
        "  " not in together
        and together.count("\n") == len(texts) - 1
        and not _UNUSUAL.search(characters)
        and (not _COMPOSING.search(characters) or unicodedata.is_normalized("NFC", together))
    )


def allowed_href(href: str) -> str:
    """Return `href` if a letter may link to it (http, https, mailto), otherwise an empty string."""
    href = _FORBIDDEN.sub("", href).strip()
    if len(href) > _HREF_LIMIT or _HREF_FORBIDDEN.search(href):
        return ""
    try:
        parts = urlsplit(href)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"}:
        return href if host else ""
    if parts.scheme == "mailto":
        return href if "@" in parts.path else ""
    return ""


def printable(document: LetterDocument) -> LetterDocument:
    """Return `document` as every rendering may print it.

    Texts are cleaned, links that are not allowed lose their target, and note marks without a note
    and notes without a mark are left out, because neither could be followed.
    """
    numbers = _referenced(document) & {note.number for note in document.notes}
    cleaned: LetterDocument = _clean(replace(document, groups=()), numbers)
    groups = tuple(_clean_group(group) for group in document.groups)
    notes = tuple(_clean(note, frozenset()) for note in document.notes if note.number in numbers)
    language = document.language if _LANGUAGE.match(document.language) else "und"
    return replace(cleaned, notes=notes, language=language, groups=groups)


def _clean_group(group: SignatoryGroup) -> SignatoryGroup:
    """Return `group` cleaned; faster than what takes any value, for groups hold thousands."""
    label, key = printable_text(group.label), printable_text(group.key)
    texts = [_words(one) for one in group.signatories]
    together = "\n".join(texts)
    signatories = group.signatories
    if not is_printable(texts, together, "".join(set(together))):
        signatories = tuple(_clean(one, frozenset()) for one in signatories)
    return replace(group, key=key, label=label, signatories=signatories)


def _words(one: Signatory) -> str:
    logo = one.logo.alt if one.logo else ""
    return (
        f"{one.name}{one.affiliation}{one.person}{one.person_title}{one.country}{one.region}"
        f"{one.text_sha256}{logo}"
    )


def _referenced(value: Any) -> set[int]:
    """Return the numbers of all note marks below `value`, the notes' own left aside."""
    if isinstance(value, NoteRef):
        return {value.number}
    if isinstance(value, tuple):
        return set().union(*map(_referenced, value))
    if isinstance(value, LetterDocument):
        return _referenced(value.body)
    if is_dataclass(value):
        return set().union(*(_referenced(getattr(value, field.name)) for field in fields(value)))
    return set()


def _clean(value: Any, numbers: frozenset[int] | set[int]) -> Any:
    """Return `value` cleaned all the way down, with only the note marks in `numbers`."""
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, tuple):
        kept = (item for item in value if not isinstance(item, NoteRef) or item.number in numbers)
        return tuple(_clean(item, numbers) for item in kept)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {}
    for field in fields(value):
        old = getattr(value, field.name)
        new = allowed_href(old) if field.name == "href" else _clean(old, numbers)
        if new is not old:
            changes[field.name] = new
    return replace(value, **changes) if changes else value
