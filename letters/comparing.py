"""Two versions of a letter beside each other: texts that were signed, printings, the draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

from django.utils import timezone

from letters.compose import compose
from letters.document import Break, Inline, LetterDocument, Paragraph, Text
from letters.document_store import from_data
from letters.frame import name_line
from letters.models import Edition, LetterPage
from letters.printings import kept
from letters.redline.word import render_changes
from letters.render_text import canonical_text
from letters.services import public_document
from letters.standing import day
from signatories.models import SignedText
from signatories.wording_changes import Wording, compare, word_counts

Kind = Literal["text", "edition", "draft"]
_MOST_REVISIONS = 60  # that are looked through for the one that says a text


class NoSuchVersion(ValueError):
    """The letter has no such text or edition; the message says which there are."""


@dataclass(frozen=True, slots=True)
class Version:
    """One side of a comparison. A text that was signed is known by its words alone."""

    kind: Kind
    number: int
    on: date
    text: str
    document: LetterDocument | None = None

    @property
    def name(self) -> str:
        """What the version is called in addresses and commands, such as "edition-2"."""
        return "draft" if self.kind == "draft" else f"{self.kind}-{self.number}"

    @property
    def label(self) -> str:
        return "the draft" if self.kind == "draft" else f"{self.kind} {self.number}"

    @property
    def names(self) -> tuple[str, ...]:
        """Who stands under it, as printed; nobody under a text."""
        document = self.document
        if document is None or self.kind != "edition":
            return ()
        return tuple(
            name_line(one, people=document.layout.people) for one in document.signatories()
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """How one version became another, line by line."""

    old: Version
    new: Version
    lines: tuple[Wording, ...]

    @property
    def sentence(self) -> str:
        """Return the changes in numbers: "5 words added, 2 removed; 1 paragraph moved."."""
        added, removed = word_counts(self.lines)
        moved = sum(line.moved == "here" for line in self.lines)
        parts = []
        if added or removed:
            parts.append(f"{added} word{'' if added == 1 else 's'} added, {removed} removed")
        if moved:
            parts.append(f"{moved} line{'' if moved == 1 else 's'} moved")
        if not parts and any(line.changed for line in self.lines):
            parts.append("Only signs between words changed")
        return f"{'; '.join(parts)}." if parts else "The words are the same."

    @property
    def label(self) -> str:
        return f"Changes from {self.old.label} to {self.new.label}"

    @property
    def names_added(self) -> tuple[str, ...]:
        return self._only(self.new, self.old)

    @property
    def names_gone(self) -> tuple[str, ...]:
        return self._only(self.old, self.new)

    def _only(self, one: Version, other: Version) -> tuple[str, ...]:
        """Return who stands under `one` alone; nobody unless both are printings."""
        if one.kind != "edition" or other.kind != "edition":
            return ()
        known = set(other.names)
        return tuple(name for name in one.names if name not in known)


def comparison(old: Version, new: Version) -> Comparison:
    return Comparison(old, new, tuple(compare(old.text, new.text)))


# Finding versions -------------------------------------------------------------------------------


def text_version(letter: LetterPage, number: int) -> Version:
    """Return a text that was put before signers.

    Raises:
        NoSuchVersion: the letter has no text of that number.
    """
    texts = {text.number: text for text in SignedText.objects.filter(page_id=letter.pk)}
    if number not in texts:
        raise NoSuchVersion(_none("text", number, sorted(texts)))
    found = texts[number]
    return Version("text", number, found.dated, found.text)


def edition_version(letter: LetterPage, number: int, *, public: bool) -> Version:
    """Return a printing, for everybody without names that were withdrawn since.

    Args:
        public: whether only what was sent counts.
    Raises:
        NoSuchVersion: the letter has no such edition.
    """
    editions = letter.editions.filter(dispatched_at__isnull=False) if public else letter.editions
    found: Edition | None = editions.filter(number=number).first()
    if found is None:
        numbers = editions.order_by("number").values_list("number", flat=True)
        raise NoSuchVersion(_none("edition", number, list(numbers)))
    document = public_document(found) if public else from_data(found.document)
    return Version("edition", number, found.frozen_on, canonical_text(document), document)


def draft_version(letter: LetterPage, *, now: datetime) -> Version:
    """Return the words of the latest draft, as they would be signed."""
    document = compose(letter.get_latest_revision_as_object(), now=now, sign_ons=())
    return Version("draft", 0, timezone.localdate(now), canonical_text(document), document)


def version_named(letter: LetterPage, name: str, *, now: datetime) -> Version:
    """Return the version of that name: "2" or "text-2", "edition-1", "draft"; for staff.

    Raises:
        NoSuchVersion: there is none; the sentence says which there are.
    """
    kind, _, number = name.rpartition("-")
    if name == "draft":
        return draft_version(letter, now=now)
    if kind not in ("", "text", "edition") or not number.isdecimal() or len(number) > 6:
        raise NoSuchVersion(
            f"A version is a text's number, edition-N or draft, got {name!r}: give one of these."
        )
    if kind == "edition":
        return edition_version(letter, int(number), public=False)
    return text_version(letter, int(number))


def _none(kind: str, number: int, known: Sequence[int]) -> str:
    there = ", ".join(map(str, known)) or "none yet"
    return f"The letter has no {kind} {number}. There are: {there}."


# The Word document ------------------------------------------------------------------------------


def changes_docx(letter: LetterPage, compared: Comparison, *, now: datetime) -> bytes:
    """Return the comparison as DOCX with tracked changes, made once for many readers."""
    old, new = (_document(letter, version, now=now) for version in (compared.old, compared.new))
    if compared.old.kind != "edition" or compared.new.kind != "edition":
        old, new = replace(old, groups=()), replace(new, groups=())
    author = _author(letter, new)

    def make() -> bytes:
        return render_changes(old, new, author=author, on=compared.new.on, label=compared.label)

    return kept((old, new, author, compared.new.on), compared.label, make)


def _author(letter: LetterPage, document: LetterDocument) -> str:
    """Return whose changes they are: who sends the letter, else the site's name."""
    site = letter.get_site()
    named = (site.site_name or site.hostname) if site else ""
    return document.letterhead.name or named or "Organizers of this letter"


def _document(letter: LetterPage, version: Version, *, now: datetime) -> LetterDocument:
    """Return the version as a letter; of a text nobody has the letter any more, its lines."""
    if version.document is not None:
        return version.document
    digest = sha256(version.text.encode()).hexdigest()
    for edition in letter.editions.filter(text__sha256=digest)[:1]:
        return from_data(edition.document)
    if sha256(letter.signable_text().encode()).hexdigest() == digest:
        return compose(letter, now=now, sign_ons=())
    for revision in letter.revisions.order_by("-created_at")[:_MOST_REVISIONS]:
        page = revision.as_object()
        if page.signable_text() == version.text:
            return compose(page, now=now, sign_ons=())
    return _lines(compose(letter, now=now, sign_ons=()), version.text)


def _lines(frame: LetterDocument, text: str) -> LetterDocument:
    """Return the letter with nothing but the lines of `text` in it."""
    pieces = (piece for piece in text.strip().split("\n\n"))
    return replace(
        frame,
        title="", date_line="", delivery_line="", reference="", salutation="", closing="",
        addressees=(), notes=(), enclosures=(), copies=(), hand_signatures=(),
        body=tuple(Paragraph(_inlines(piece)) for piece in pieces),
    )  # fmt: skip


def _inlines(piece: str) -> tuple[Inline, ...]:
    lines: list[Inline] = []
    for line in piece.split("\n"):
        lines += [Break(), Text(line.strip())] if lines else [Text(line.strip())]
    return tuple(lines)


def file_stem(letter: LetterPage, compared: Comparison) -> str:
    """Return the name of a comparison's file, such as "gate-1 edition 1 to edition 2"."""
    return f"{letter.slug} {compared.old.label} to {compared.new.label}"


def in_words(version: Version) -> str:
    """Return the version with its day, such as "Text 2, 18 November 2026"."""
    return f"{version.label[:1].upper()}{version.label[1:]}, {day(version.on)}"
